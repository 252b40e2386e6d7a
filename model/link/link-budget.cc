/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "link-budget.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>

namespace ns3::interconnect
{

namespace
{

constexpr double INFINITE = std::numeric_limits<double>::infinity();

/// Names the segment between chip and module or cable retimer.
constexpr const char* HOST_SEGMENT = "chip to module";

constexpr double JOULES_PER_PJ = 1e-12;
constexpr double M_PER_KM = 1000;
/// A frame of minimum size with preamble and inter-packet gap, bytes.
constexpr uint32_t MINIMUM_WIRE_BYTES = 84;

/// SNR of the interface between an end's chip and its retimer or module, dB.
double
GetHostSnrDb(const LinkEnd& end)
{
    return end.lane.moduleSnrDb - end.lane.snrPerLossDb * (end.GetHostLossDb() - end.hostBudgetDb);
}

/// One direction of a link, built segment by segment from transmitter to receiver.
class Direction
{
  public:
    /// Signal passes a part of the medium; its noise joins that since the last retimer.
    void AddMedium(Medium medium, double lossDb, double budgetDb, double snrDb)
    {
        m_noise += 1 / DbToRatio(snrDb);
        Compare(GetMediumName(medium), lossDb, budgetDb);
    }

    /// Signal passes between an end's chip and its retimer or module. Speaks up if over budget
    /// only, so that loss and margin are those of the medium otherwise.
    void AddHost(const LinkEnd& end)
    {
        m_noise += 1 / DbToRatio(GetHostSnrDb(end));
        if (end.GetHostLossDb() > end.hostBudgetDb)
        {
            Compare(HOST_SEGMENT, end.GetHostLossDb(), end.hostBudgetDb);
            m_reachM = 0;
        }
    }

    /// Signal is regenerated: bit errors made since the last retimer stay.
    void Retime(Modulation modulation, double innerGainDb = 0)
    {
        m_ber += GetBitErrorRatio(modulation, innerGainDb - RatioToDb(m_noise));
        m_noise = 0;
    }

    const char* m_worst{""};
    double m_shortfallDb{0}; //!< part of the optical budget that GetOpticalShortfallDb() takes
    double m_lossDb{0};
    double m_budgetDb{INFINITE};
    double m_marginDb{INFINITE};
    double m_ber{0};
    double m_reachM{INFINITE};
    double m_receivedLossDb{0}; //!< of the last segment, which the receiving chip equalises

  private:
    void Compare(const char* segment, double lossDb, double budgetDb)
    {
        if (budgetDb - lossDb < m_marginDb)
        {
            m_marginDb = budgetDb - lossDb;
            m_worst = segment;
            m_lossDb = lossDb;
            m_budgetDb = budgetDb;
        }
    }

    double m_noise{0};
};

/// Loss that a FEC weaker than the lane generation's own takes from a copper budget, dB: the SNR at
/// which it fails is that much higher.
double
GetFecShortfallDb(const LinkEnd& end)
{
    if (std::strcmp(end.fec.name, end.lane.fec) == 0)
    {
        return 0;
    }
    const FecCode& usual = *FindFecCode(end.lane.fec);
    const double moreDb = GetSnrDb(end.lane.modulation, end.fec.berLimit) - end.fec.innerGainDb -
                          GetSnrDb(end.lane.modulation, usual.berLimit);
    const double spareDb = end.referenceLossDb - end.budgetDb; // left by the budget already
    return std::max(0.0, moreDb / end.lane.snrPerLossDb - spareDb);
}

/// The line between chips or cable retimers, in equal parts between the path's retimers.
void
AddElectricalLine(Direction& direction,
                  const LinkEnd& tx,
                  const LinkPath& path,
                  const LinkEnd& rx,
                  double nearDb,
                  double farDb)
{
    const double dbPerM = path.GetElectricalLossDbPerM(tx.lane.GetNyquistHz());
    const double budgetDb = std::min(tx.budgetDb, rx.budgetDb) - GetFecShortfallDb(rx);
    const uint32_t parts = path.retimers + 1;
    for (uint32_t part = 0; part < parts; part++)
    {
        const bool last = part + 1 == parts;
        const double fixedDb = path.insertedLossDb / parts + (part == 0 ? nearDb : 0) +
                               (last ? farDb - rx.linearGainDb : 0);
        const double lossDb = fixedDb + dbPerM * path.lengthM / parts;
        const double snrDb = rx.lane.referenceSnrDb -
                             rx.lane.snrPerLossDb * (lossDb - rx.referenceLossDb) -
                             (last ? rx.snrPenaltyDb : 0);
        direction.AddMedium(path.medium, lossDb, budgetDb, snrDb);
        direction.Retime(tx.lane.modulation, tx.fec.innerGainDb);
        direction.m_receivedLossDb = lossDb;
        if (dbPerM > 0)
        {
            direction.m_reachM =
                std::min(direction.m_reachM, std::max(0.0, budgetDb - fixedDb) / dbPerM * parts);
        }
    }
}

Direction
EvaluateElectrical(const LinkEnd& tx, const LinkPath& path, const LinkEnd& rx)
{
    Direction direction;
    if (tx.retimesTransmit)
    {
        direction.AddHost(tx);
        direction.Retime(tx.lane.modulation);
    }
    AddElectricalLine(direction,
                      tx,
                      path,
                      rx,
                      tx.retimesTransmit ? tx.lane.connectorLossDb : tx.GetHostLossDb(),
                      rx.retimesReceive ? rx.lane.connectorLossDb : rx.GetHostLossDb());
    if (rx.retimesReceive)
    {
        direction.AddHost(rx);
        direction.Retime(rx.lane.modulation);
    }
    return direction;
}

/// Loss that an optical path gives up because the receiver's FEC must also carry the noise of
/// linear host paths, or is weaker than the one its sensitivity is stated with, dB.
double
GetOpticalShortfallDb(const LinkEnd& tx, const LinkEnd& rx)
{
    double hostNoise = 0;
    hostNoise += tx.retimesTransmit ? 0 : 1 / DbToRatio(GetHostSnrDb(tx));
    hostNoise += rx.retimesReceive ? 0 : 1 / DbToRatio(GetHostSnrDb(rx));
    const double limitDb = GetSnrDb(rx.pmd.modulation, rx.fec.berLimit) - rx.fec.innerGainDb;
    const double opticalNoise = 1 / DbToRatio(limitDb) - hostNoise;
    if (opticalNoise <= 0)
    {
        return INFINITE;
    }
    const double statedDb = GetSnrDb(rx.pmd.modulation, rx.pmd.sensitivityBer);
    return std::max(0.0, (-RatioToDb(opticalNoise) - statedDb) / rx.pmd.snrPerDb);
}

Direction
EvaluateOptical(const LinkEnd& tx, const LinkPath& path, const LinkEnd& rx)
{
    Direction direction;
    direction.AddHost(tx);
    if (tx.retimesTransmit)
    {
        direction.Retime(tx.lane.modulation);
    }

    const bool ideal = path.medium == Medium::IDEAL;
    const double dbPerM = ideal ? 0 : path.lossScale * tx.pmd.attenuationDbPerKm / M_PER_KM;
    const double fixedDb =
        ideal ? 0 : path.insertedLossDb + path.connectors * tx.pmd.connectorLossDb;
    const double lossDb = fixedDb + dbPerM * path.lengthM;
    const double powerDb = tx.pmd.launchDbm - rx.pmd.sensitivityDbm;
    const double penaltyDb = std::max(tx.pmd.penaltyDb, rx.pmd.penaltyDb);
    direction.m_shortfallDb = std::min(GetOpticalShortfallDb(tx, rx), powerDb - penaltyDb);
    const double budgetDb = powerDb - penaltyDb - direction.m_shortfallDb;
    const double sensitivitySnrDb = GetSnrDb(rx.pmd.modulation, rx.pmd.sensitivityBer);
    direction.AddMedium(tx.medium,
                        lossDb,
                        budgetDb,
                        sensitivitySnrDb + rx.pmd.snrPerDb * (powerDb - lossDb));
    direction.m_reachM =
        std::min(direction.m_reachM, std::min(tx.pmd.ratedReachM, rx.pmd.ratedReachM));
    if (dbPerM > 0)
    {
        direction.m_reachM =
            std::min(direction.m_reachM, std::max(0.0, budgetDb - fixedDb) / dbPerM);
    }
    if (rx.retimesReceive)
    {
        direction.Retime(rx.pmd.modulation, rx.fec.innerGainDb);
    }
    direction.AddHost(rx);
    direction.Retime(rx.lane.modulation, rx.retimesReceive ? 0 : rx.fec.innerGainDb);
    direction.m_receivedLossDb = rx.GetHostLossDb();
    return direction;
}

Direction
EvaluateDirection(const LinkEnd& tx, const LinkPath& path, const LinkEnd& rx)
{
    if (tx.medium == Medium::IDEAL)
    {
        return {};
    }
    return IsFibre(tx.medium) ? EvaluateOptical(tx, path, rx) : EvaluateElectrical(tx, path, rx);
}

std::string
Print(const char* format, double x, double y = 0)
{
    char buffer[160];
    std::snprintf(buffer, sizeof(buffer), format, x, y);
    return buffer;
}

std::string
DescribeGbps(const LinkEnd& end)
{
    return Print("%g", end.GetRateBps() / 1e9) + " Gb/s";
}

/// Why the two ends cannot talk over the path; empty if they can.
std::string
FindIncompatibility(const LinkEnd& a, const LinkPath& path, const LinkEnd& b)
{
    if (a.medium != b.medium)
    {
        return "ends are made for different media: " + a.technology + " for " +
               GetMediumName(a.medium) + " and " + b.technology + " for " + GetMediumName(b.medium);
    }
    const bool hollow = path.medium == Medium::HOLLOW_CORE && a.medium == Medium::SINGLE_MODE;
    if (a.medium == Medium::IDEAL && path.medium != Medium::IDEAL)
    {
        return std::string("an ideal end needs an ideal path and not ") +
               GetMediumName(path.medium);
    }
    if (path.medium != a.medium && path.medium != Medium::IDEAL && !hollow)
    {
        return a.technology + " is made for " + GetMediumName(a.medium) + " and not for " +
               GetMediumName(path.medium);
    }
    if (a.GetRateBps() != b.GetRateBps())
    {
        return "ends run at different rates: " + DescribeGbps(a) + " and " + DescribeGbps(b);
    }
    if (std::string(a.fec.name) != b.fec.name)
    {
        return std::string("ends use different FEC: ") + a.fec.name + " and " + b.fec.name;
    }
    if (IsFibre(a.medium))
    {
        if (std::string(a.pmd.name) != b.pmd.name || a.pmd.laneBps != b.pmd.laneBps)
        {
            return std::string("ends have different optics: ") + a.pmd.name +
                   Print(" at %g Gb/s and ", a.pmd.laneBps / 1e9) + b.pmd.name +
                   Print(" at %g Gb/s a lane", b.pmd.laneBps / 1e9);
        }
        return "";
    }
    if (a.lanes != b.lanes)
    {
        return Print("ends have different lanes: %g and %g", a.lanes, b.lanes);
    }
    if (a.retimesTransmit != b.retimesTransmit || a.retimesReceive != b.retimesReceive)
    {
        return "ends belong to different cables: " + a.technology + " and " + b.technology;
    }
    return "";
}

PowerProfile
GetPower(const LinkEnd& end, const LinkPath& path, double receivedLossDb)
{
    const SerdesClass least = end.medium == Medium::PACKAGE ? XSR : VSR;
    const double pjPerBit = end.energyByLoss
                                ? end.lane.serdes.GetEnergyPjPerBit(receivedLossDb, least)
                                : end.serdesPjPerBit;
    PowerProfile power;
    power.Add(SERDES, pjPerBit * JOULES_PER_PJ * end.GetRateBps(), end.serdesStaticShare);
    const double retimers =
        path.retimers * path.retimer.pjPerBit * JOULES_PER_PJ * end.GetRateBps();
    power.Add(CONDITIONING, end.conditioningWatts + retimers, end.conditioningStaticShare);
    power.Add(OPTICS, end.optics.GetTotalWatts(), end.opticsStaticShare);
    return power;
}

double
GetLatencySeconds(const LinkEnd& tx, const LinkEnd& rx)
{
    if (tx.medium == Medium::IDEAL)
    {
        return 0;
    }
    const double serdes =
        (GetSerdesLatencySeconds(tx.serdes) + GetSerdesLatencySeconds(rx.serdes)) / 2;
    return serdes + tx.transmitLatencySeconds + rx.receiveLatencySeconds +
           rx.fec.GetLatencySeconds(rx.GetRateBps());
}

void
Judge(LinkBudget& budget, const Direction& worst, const LinkEnd& end, const LinkPath& path)
{
    const bool over = worst.m_marginDb < 0;
    const bool beyond =
        IsFibre(end.medium) && path.medium != Medium::IDEAL && path.lengthM > end.pmd.ratedReachM;
    std::string loss =
        std::string(worst.m_worst) +
        Print(" insertion loss %.1f dB is %.1f dB ", worst.m_lossDb, std::abs(worst.m_marginDb)) +
        (over ? "over" : "under") + Print(" the %.1f dB budget", worst.m_budgetDb);
    constexpr double WORTH_SAYING_DB = 0.05;
    if (worst.m_shortfallDb > WORTH_SAYING_DB && worst.m_worst != HOST_SEGMENT)
    {
        const bool linear = !(end.retimesTransmit && end.retimesReceive);
        loss += (linear ? " that linear host paths made " : " that its FEC made ") +
                Print("%.1f dB smaller", worst.m_shortfallDb);
    }
    if (budget.preFecBer > end.fec.berLimit)
    {
        budget.verdict = LinkVerdict::FEC_FAILS;
        budget.reason = loss +
                        Print(": bit error ratio %.2g exceeds the %.2g of FEC ",
                              budget.preFecBer,
                              end.fec.berLimit) +
                        end.fec.name;
    }
    else if (beyond)
    {
        budget.verdict = LinkVerdict::BEYOND_RATED_REACH;
        budget.reason =
            Print("%g m is beyond the rated reach of %g m of ", path.lengthM, end.pmd.ratedReachM) +
            end.pmd.name + (over ? "; " + loss : "");
    }
    else
    {
        budget.verdict = over ? LinkVerdict::OVER_BUDGET : LinkVerdict::WITHIN_BUDGET;
        budget.reason = loss;
    }
    if (end.lane.extrapolated)
    {
        budget.reason +=
            std::string(" (extrapolation: no standard for lanes of ") + end.lane.name + ")";
    }
}

} // namespace

const char*
GetVerdictName(LinkVerdict verdict)
{
    switch (verdict)
    {
    case LinkVerdict::WITHIN_BUDGET:
        return "within budget";
    case LinkVerdict::OVER_BUDGET:
        return "over budget";
    case LinkVerdict::FEC_FAILS:
        return "FEC fails";
    case LinkVerdict::BEYOND_RATED_REACH:
        return "beyond rated reach";
    case LinkVerdict::INCOMPATIBLE_ENDS:
        return "incompatible ends";
    }
    return "";
}

double
LinkBudget::FrameLossRatio(uint32_t wireBytes) const
{
    return verdict == LinkVerdict::INCOMPATIBLE_ENDS ? 1 : frameLoss.Get(wireBytes);
}

double
LinkBudget::GetPicojoulesPerBit() const
{
    const double watts = power[0].GetTotalMaxWatts() + power[1].GetTotalMaxWatts();
    return watts / (2 * rateBps) / JOULES_PER_PJ;
}

bool
LinkBudget::IsWithinBudget() const
{
    return verdict == LinkVerdict::WITHIN_BUDGET;
}

bool
LinkBudget::IsDown() const
{
    return FrameLossRatio(MINIMUM_WIRE_BYTES) >= 1;
}

LinkBudget
EvaluateLink(const LinkEnd& a, const LinkPath& path, const LinkEnd& b)
{
    LinkBudget budget;
    budget.rateBps = a.GetRateBps();
    budget.fit = a.fit + b.fit + path.retimers * path.retimer.fit;
    std::string error = path.Check();
    if (error.empty())
    {
        error = FindIncompatibility(a, path, b);
    }
    if (!error.empty())
    {
        budget.verdict = LinkVerdict::INCOMPATIBLE_ENDS;
        budget.reason = error;
        // Powered and searching: a SerDes that hears nothing runs its equaliser at full range.
        budget.power = {GetPower(a, path, INFINITE), GetPower(b, path, INFINITE)};
        return budget;
    }
    const Direction forth = EvaluateDirection(a, path, b);
    const Direction back = EvaluateDirection(b, path, a);
    const Direction& worst = back.m_marginDb < forth.m_marginDb ? back : forth;
    budget.lossDb = worst.m_lossDb;
    budget.budgetDb = worst.m_budgetDb;
    budget.marginDb = worst.m_marginDb;
    budget.reachM = std::min(forth.m_reachM, back.m_reachM);
    budget.preFecBer = std::max(forth.m_ber, back.m_ber);
    budget.power = {GetPower(a, path, back.m_receivedLossDb),
                    GetPower(b, path, forth.m_receivedLossDb)};
    budget.latencySeconds = path.GetDelaySeconds() + path.retimers * path.retimer.latencySeconds +
                            std::max(GetLatencySeconds(a, b), GetLatencySeconds(b, a));
    budget.frameLoss = b.fec.GetFrameLoss(budget.preFecBer, b.GetRateBps());
    if (a.medium == Medium::IDEAL)
    {
        budget.reason = "ideal link";
    }
    else
    {
        Judge(budget, worst, b, path);
    }
    return budget;
}

} // namespace ns3::interconnect
