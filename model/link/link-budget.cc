/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "link-budget.h"

#include "link-direction.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace ns3::interconnect
{

namespace
{

constexpr double INFINITE = std::numeric_limits<double>::infinity();

constexpr double JOULES_PER_PJ = 1e-12;
/// A frame of minimum size with preamble and inter-packet gap, bytes.
constexpr uint32_t MINIMUM_WIRE_BYTES = 84;

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
    const double optics = end.optics.GetTotalWatts();
    power.Add(OPTICS, optics, end.opticsStaticShare);
    if (optics > 0)
    {
        power.dspShare = end.optics.dspWatts / optics;
        power.laserShare = end.optics.lightWatts / optics;
    }
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
Judge(LinkBudget& budget, const LinkDirection& worst, const LinkEnd& end, const LinkPath& path)
{
    const bool over = worst.marginDb < 0;
    const bool beyond =
        IsFibre(end.medium) && path.medium != Medium::IDEAL && path.lengthM > end.pmd.ratedReachM;
    std::string loss =
        std::string(worst.segment) +
        Print(" insertion loss %.1f dB is %.1f dB ", worst.lossDb, std::abs(worst.marginDb)) +
        (over ? "over" : "under") + Print(" the %.1f dB budget", worst.budgetDb);
    constexpr double WORTH_SAYING_DB = 0.05;
    if (worst.shortfallDb > WORTH_SAYING_DB && worst.isMedium)
    {
        const bool linear = !(end.retimesTransmit && end.retimesReceive);
        loss += (linear ? " that linear host paths made " : " that its FEC made ") +
                Print("%.1f dB smaller", worst.shortfallDb);
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
    const LinkDirection forth = EvaluateDirection(a, path, b);
    const LinkDirection back = EvaluateDirection(b, path, a);
    const LinkDirection& worst = back.marginDb < forth.marginDb ? back : forth;
    budget.lossDb = worst.lossDb;
    budget.budgetDb = worst.budgetDb;
    budget.marginDb = worst.marginDb;
    budget.reachM = std::min(forth.reachM, back.reachM);
    budget.preFecBer = std::max(forth.preFecBer, back.preFecBer);
    budget.power = {GetPower(a, path, back.receivedLossDb),
                    GetPower(b, path, forth.receivedLossDb)};
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
