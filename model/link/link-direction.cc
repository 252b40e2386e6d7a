/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "link-direction.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace ns3::interconnect
{

namespace
{

constexpr double INFINITE = std::numeric_limits<double>::infinity();
constexpr double M_PER_KM = 1000;

/// SNR of the interface between an end's chip and its retimer or module, dB.
double
GetHostSnrDb(const LinkEnd& end)
{
    return end.lane.moduleSnrDb - end.lane.snrPerLossDb * (end.GetHostLossDb() - end.hostBudgetDb);
}

/// Builds a direction segment by segment from transmitter to receiver.
class DirectionBuilder
{
  public:
    /// Signal passes a part of the medium; its noise joins that since the last retimer.
    void AddMedium(Medium medium, double lossDb, double budgetDb, double snrDb)
    {
        m_noise += 1 / DbToRatio(snrDb);
        Compare(GetMediumName(medium), lossDb, budgetDb, true);
    }

    /// Signal passes between an end's chip and its retimer or module. Speaks up if over budget
    /// only, so that loss and margin are those of the medium otherwise.
    void AddHost(const LinkEnd& end)
    {
        m_noise += 1 / DbToRatio(GetHostSnrDb(end));
        if (end.GetHostLossDb() > end.hostBudgetDb)
        {
            Compare("chip to module", end.GetHostLossDb(), end.hostBudgetDb, false);
            result.reachM = 0;
        }
    }

    /// Signal is regenerated: bit errors made since the last retimer stay.
    void Retime(Modulation modulation, double innerGainDb = 0)
    {
        result.preFecBer += GetBitErrorRatio(modulation, innerGainDb - RatioToDb(m_noise));
        m_noise = 0;
    }

    LinkDirection result; //!< so far

  private:
    void Compare(const char* segment, double lossDb, double budgetDb, bool medium)
    {
        if (budgetDb - lossDb < result.marginDb)
        {
            result.segment = segment;
            result.lossDb = lossDb;
            result.budgetDb = budgetDb;
            result.marginDb = budgetDb - lossDb;
            result.isMedium = medium;
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
AddElectricalLine(DirectionBuilder& direction,
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
        direction.result.receivedLossDb = lossDb;
        if (dbPerM > 0)
        {
            direction.result.reachM = std::min(direction.result.reachM,
                                               std::max(0.0, budgetDb - fixedDb) / dbPerM * parts);
        }
    }
}

LinkDirection
EvaluateElectrical(const LinkEnd& tx, const LinkPath& path, const LinkEnd& rx)
{
    DirectionBuilder direction;
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
    return direction.result;
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

LinkDirection
EvaluateOptical(const LinkEnd& tx, const LinkPath& path, const LinkEnd& rx)
{
    DirectionBuilder direction;
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
    direction.result.shortfallDb = std::min(GetOpticalShortfallDb(tx, rx), powerDb - penaltyDb);
    const double budgetDb = powerDb - penaltyDb - direction.result.shortfallDb;
    const double sensitivitySnrDb = GetSnrDb(rx.pmd.modulation, rx.pmd.sensitivityBer);
    direction.AddMedium(tx.medium,
                        lossDb,
                        budgetDb,
                        sensitivitySnrDb + rx.pmd.snrPerDb * (powerDb - lossDb));
    direction.result.reachM =
        std::min(direction.result.reachM, std::min(tx.pmd.ratedReachM, rx.pmd.ratedReachM));
    if (dbPerM > 0)
    {
        direction.result.reachM =
            std::min(direction.result.reachM, std::max(0.0, budgetDb - fixedDb) / dbPerM);
    }
    if (rx.retimesReceive)
    {
        direction.Retime(rx.pmd.modulation, rx.fec.innerGainDb);
    }
    direction.AddHost(rx);
    direction.Retime(rx.lane.modulation, rx.retimesReceive ? 0 : rx.fec.innerGainDb);
    direction.result.receivedLossDb = rx.GetHostLossDb();
    return direction.result;
}

} // namespace

LinkDirection
EvaluateDirection(const LinkEnd& tx, const LinkPath& path, const LinkEnd& rx)
{
    if (tx.medium == Medium::IDEAL)
    {
        return {};
    }
    return IsFibre(tx.medium) ? EvaluateOptical(tx, path, rx) : EvaluateElectrical(tx, path, rx);
}

} // namespace ns3::interconnect
