/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "link-budget.h"

#include "copper-loss.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace ns3::interconnect
{

namespace
{

constexpr double INFINITE = std::numeric_limits<double>::infinity();

/// SNR at the slicer when the loss of an electrical segment equals its budget, dB.
constexpr double PAM4_REFERENCE_SNR_DB = 20.7;
constexpr double NRZ_REFERENCE_SNR_DB = 14;
/// SNR lost for each dB of electrical loss.
constexpr double SNR_PER_LOSS = 0.6;
/// SNR lost for each dB of optical loss: a photodiode's current goes with optical power.
constexpr double SNR_PER_OPTICAL_LOSS = 2;

/// Share of full-load power drawn without traffic.
constexpr double SERDES_STATIC = 0.975;
constexpr double CONDITIONING_STATIC = 0.99;
constexpr double OPTICS_STATIC = 0.975;

constexpr double JOULES_PER_PJ = 1e-12;
constexpr double M_PER_KM = 1000;
/// A frame of minimum size with preamble and inter-packet gap, bytes.
constexpr uint32_t MINIMUM_WIRE_BYTES = 84;

double
GetElectricalSnrDb(Modulation modulation, double lossDb, double budgetDb)
{
    const double reference =
        modulation == Modulation::NRZ ? NRZ_REFERENCE_SNR_DB : PAM4_REFERENCE_SNR_DB;
    return reference - SNR_PER_LOSS * (lossDb - budgetDb);
}

/// One direction of a link, built segment by segment from transmitter to receiver.
class Direction
{
  public:
    /// Signal enters a segment; its noise joins that of the segments since the last retimer.
    void Add(const char* segment, double lossDb, double budgetDb, double snrDb)
    {
        m_noise += 1 / DbToRatio(snrDb);
        if (budgetDb - lossDb < m_marginDb)
        {
            m_marginDb = budgetDb - lossDb;
            m_worst = segment;
            m_lossDb = lossDb;
            m_budgetDb = budgetDb;
        }
    }

    /// Signal is regenerated: bit errors made since the last retimer stay.
    void Retime(Modulation modulation, double innerGainDb = 0)
    {
        m_ber += GetBitErrorRatio(modulation, innerGainDb - RatioToDb(m_noise));
        m_noise = 0;
    }

    const char* m_worst{""};
    double m_lossDb{0};
    double m_budgetDb{INFINITE};
    double m_marginDb{INFINITE};
    double m_ber{0};
    double m_reachM{INFINITE};
    double m_receivedLossDb{0}; //!< of the last segment, which the receiving chip equalises

  private:
    double m_noise{0};
};

double
GetElectricalLossDbPerM(const LinkPath& path, double nyquistHz)
{
    if (path.medium == Medium::COPPER || path.medium == Medium::BACKPLANE)
    {
        return GetTwinaxLossDbPerM(*FindWireGauge(path.awg), nyquistHz, path.temperatureC);
    }
    if (path.medium == Medium::BOARD)
    {
        return GetStriplineLossDbPerM(nyquistHz, path.temperatureC);
    }
    return 0;
}

double
GetHostSnrDb(const LinkEnd& end)
{
    return GetElectricalSnrDb(end.lane.modulation, end.GetHostLossDb(), end.hostBudgetDb);
}

Direction
EvaluateElectrical(const LinkEnd& tx, const LinkPath& path, const LinkEnd& rx)
{
    const Modulation modulation = tx.lane.modulation;
    Direction direction;
    double fixedDb = path.insertedLossDb - rx.linearGainDb;
    if (tx.retimesTransmit)
    {
        direction.Add("host board", tx.GetHostLossDb(), tx.hostBudgetDb, GetHostSnrDb(tx));
        direction.Retime(modulation);
        fixedDb += tx.lane.connectorLossDb;
    }
    else
    {
        fixedDb += tx.GetHostLossDb();
    }
    fixedDb += rx.retimesReceive ? rx.lane.connectorLossDb : rx.GetHostLossDb();

    const double dbPerM = GetElectricalLossDbPerM(path, tx.lane.GetNyquistHz());
    const double lossDb = fixedDb + dbPerM * path.lengthM;
    const double budgetDb = std::min(tx.budgetDb, rx.budgetDb);
    direction.Add(GetMediumName(path.medium),
                  lossDb,
                  budgetDb,
                  GetElectricalSnrDb(modulation, lossDb, budgetDb) - rx.snrPenaltyDb);
    direction.Retime(modulation, tx.fec.innerGainDb);
    direction.m_receivedLossDb = lossDb;
    direction.m_reachM = dbPerM > 0 ? std::max(0.0, budgetDb - fixedDb) / dbPerM : INFINITE;
    if (rx.retimesReceive)
    {
        direction.Add("host board", rx.GetHostLossDb(), rx.hostBudgetDb, GetHostSnrDb(rx));
        direction.Retime(modulation);
    }
    return direction;
}

/// Loss that the host's electrical noise takes from the budget of a linear optical path, dB.
double
GetLinearPenaltyDb(const LinkEnd& tx, const LinkEnd& rx)
{
    double hostNoise = 0;
    hostNoise += tx.retimesTransmit ? 0 : 1 / DbToRatio(GetHostSnrDb(tx));
    hostNoise += rx.retimesReceive ? 0 : 1 / DbToRatio(GetHostSnrDb(rx));
    if (hostNoise == 0)
    {
        return 0;
    }
    const double neededDb = GetSnrDb(rx.pmd.modulation, rx.fec.berLimit) - rx.fec.innerGainDb;
    const double opticalNoise = 1 / DbToRatio(neededDb) - hostNoise;
    return opticalNoise <= 0 ? INFINITE
                             : (-RatioToDb(opticalNoise) - neededDb) / SNR_PER_OPTICAL_LOSS;
}

Direction
EvaluateOptical(const LinkEnd& tx, const LinkPath& path, const LinkEnd& rx)
{
    Direction direction;
    direction.Add("host board", tx.GetHostLossDb(), tx.hostBudgetDb, GetHostSnrDb(tx));
    if (tx.retimesTransmit)
    {
        direction.Retime(tx.lane.modulation);
    }

    const bool ideal = path.medium == Medium::IDEAL;
    const double dbPerM = ideal ? 0 : tx.pmd.attenuationDbPerKm / M_PER_KM;
    const double fixedDb =
        ideal ? 0 : path.insertedLossDb + path.connectors * tx.pmd.connectorLossDb;
    const double lossDb = fixedDb + dbPerM * path.lengthM;
    const double powerDb = tx.pmd.launchDbm - rx.pmd.sensitivityDbm;
    const double penaltyDb = std::max(tx.pmd.penaltyDb, rx.pmd.penaltyDb);
    const double budgetDb = std::max(0.0, powerDb - penaltyDb - GetLinearPenaltyDb(tx, rx));
    const double sensitivitySnrDb =
        GetSnrDb(rx.pmd.modulation, rx.pmd.sensitivityBer) - rx.fec.innerGainDb;
    direction.Add(GetMediumName(tx.medium),
                  lossDb,
                  budgetDb,
                  sensitivitySnrDb + SNR_PER_OPTICAL_LOSS * (powerDb - lossDb));
    direction.m_reachM = std::min(tx.pmd.ratedReachM, rx.pmd.ratedReachM);
    if (dbPerM > 0)
    {
        direction.m_reachM =
            std::min(direction.m_reachM, std::max(0.0, budgetDb - fixedDb) / dbPerM);
    }
    if (rx.retimesReceive)
    {
        direction.Retime(rx.pmd.modulation, rx.fec.innerGainDb);
    }
    direction.Add("host board", rx.GetHostLossDb(), rx.hostBudgetDb, GetHostSnrDb(rx));
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
Print(const char* format, double x, double y = 0, double z = 0)
{
    char buffer[160];
    std::snprintf(buffer, sizeof(buffer), format, x, y, z);
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
    return path.Check();
}

PowerProfile
GetPower(const LinkEnd& end, double receivedLossDb)
{
    const double pjPerBit =
        end.energyByLoss ? end.lane.serdes.GetEnergyPjPerBit(receivedLossDb) : end.serdesPjPerBit;
    PowerProfile power;
    power.Add(SERDES, pjPerBit * JOULES_PER_PJ * end.GetRateBps(), SERDES_STATIC);
    power.Add(CONDITIONING, end.conditioningWatts, CONDITIONING_STATIC);
    power.Add(OPTICS, end.optics.GetTotalWatts(), OPTICS_STATIC);
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
    const std::string loss =
        std::string(worst.m_worst) +
        (over ? Print(" insertion loss %.1f dB is %.1f dB over the %.1f dB budget",
                      worst.m_lossDb,
                      -worst.m_marginDb,
                      worst.m_budgetDb)
              : Print(" insertion loss %.1f dB is %.1f dB under the %.1f dB budget",
                      worst.m_lossDb,
                      worst.m_marginDb,
                      worst.m_budgetDb));
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
        budget.power = {GetPower(a, INFINITE), GetPower(b, INFINITE)};
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
    budget.power = {GetPower(a, back.m_receivedLossDb), GetPower(b, forth.m_receivedLossDb)};
    budget.latencySeconds =
        path.GetDelaySeconds() + std::max(GetLatencySeconds(a, b), GetLatencySeconds(b, a));
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
