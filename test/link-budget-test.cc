/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/link-budget.h"
#include "ns3/link-catalog.h"

#include <cmath>
#include <gtest/gtest.h>

namespace ns3::interconnect
{
namespace
{

LinkTechnology
Get(const std::string& text)
{
    std::string error;
    const auto technology = LinkCatalog::Resolve(text, error);
    EXPECT_TRUE(technology) << error;
    return technology.value_or(LinkTechnology{});
}

LinkBudget
Evaluate(const LinkTechnology& technology, double lengthM)
{
    LinkPath path = technology.path;
    path.lengthM = lengthM;
    return EvaluateLink(technology.end, path, technology.end);
}

/// Length of a 100G passive cable whose loss is so far over budget, m.
double
GetLengthPastBudget(const LinkTechnology& technology, double overDb)
{
    const LinkBudget one = Evaluate(technology, 1);
    const double dbPerM = Evaluate(technology, 2).lossDb - one.lossDb;
    return 1 + (one.marginDb + overDb) / dbPerM;
}

// BER 5e-7 exactly at budget; the limit of RS(544,514) about 5 dB past it; frame loss from 1e-12 to
// certainty within about 2 dB, 6.5 to 8.5 dB past it.
TEST(LinkBudget, SoftZoneOfPassiveCopper)
{
    const LinkTechnology cable = Get("400G-CR4-26AWG");
    const LinkBudget atBudget = Evaluate(cable, GetLengthPastBudget(cable, -1e-6));
    EXPECT_EQ(atBudget.verdict, LinkVerdict::WITHIN_BUDGET);
    EXPECT_NEAR(atBudget.preFecBer / 4.6892574113089617e-7, 1, 1e-4); // PAM4 at 20.7 dB, mpmath

    const LinkBudget over = Evaluate(cable, GetLengthPastBudget(cable, 4.9));
    EXPECT_EQ(over.verdict, LinkVerdict::OVER_BUDGET);
    EXPECT_FALSE(over.IsWithinBudget());
    EXPECT_FALSE(over.IsDown());
    EXPECT_NE(over.reason.find("4.9 dB over the 28.5 dB budget"), std::string::npos) << over.reason;

    const LinkBudget failing = Evaluate(cable, GetLengthPastBudget(cable, 5.2));
    EXPECT_EQ(failing.verdict, LinkVerdict::FEC_FAILS);
    EXPECT_FALSE(failing.IsDown());

    EXPECT_LT(Evaluate(cable, GetLengthPastBudget(cable, 5.0)).FrameLossRatio(1538), 1e-11);
    EXPECT_GT(Evaluate(cable, GetLengthPastBudget(cable, 6.5)).FrameLossRatio(1538), 1e-6);
    EXPECT_EQ(Evaluate(cable, GetLengthPastBudget(cable, 8.7)).FrameLossRatio(1538), 1);

    const LinkBudget dead = Evaluate(cable, GetLengthPastBudget(cable, 12));
    EXPECT_EQ(dead.verdict, LinkVerdict::FEC_FAILS);
    EXPECT_TRUE(dead.IsDown());
}

// Sensitivity is where the pre-FEC BER is 2.4e-4, and each dB of light is 2 dB of SNR.
TEST(LinkBudget, OpticsAreAnchoredAtSensitivity)
{
    LinkTechnology module = Get("800G-DR8-DSP");
    module.path.connectors = 0;
    module.path.insertedLossDb = 3.1 - 0.1 * 0.35; // -0.8 dBm less -3.9 dBm, 100 m of fibre
    EXPECT_NEAR(Evaluate(module, 100).preFecBer / 2.4e-4, 1, 0.01);

    module.path.insertedLossDb -= 1;
    const double snrDb = GetSnrDb(Modulation::PAM4, Evaluate(module, 100).preFecBer);
    EXPECT_NEAR(snrDb, GetSnrDb(Modulation::PAM4, 2.4e-4) + 2, 0.05);
}

TEST(LinkBudget, RatedReachIsALimitOfItsOwn)
{
    const LinkBudget budget = Evaluate(Get("800G-DR8-DSP"), 600);
    EXPECT_EQ(budget.verdict, LinkVerdict::BEYOND_RATED_REACH);
    EXPECT_GT(budget.marginDb, 0);
    EXPECT_EQ(budget.reachM, 500);
    EXPECT_FALSE(budget.IsDown());
}

// 2 dB of an optical circuit switch and two more connectors fit the 4 dB of FR, not the 3 dB of DR.
TEST(LinkBudget, OpticalSwitchTakesFromTheOpticalBudget)
{
    for (const auto& [name, fits] :
         {std::pair{"800G-2xFR4-DSP", true}, std::pair{"800G-DR8-DSP", false}})
    {
        const LinkTechnology module = Get(name);
        const LinkPath span = LinkPath::Fibre(Medium::SINGLE_MODE, 50);
        const LinkPath circuit = LinkPath::Join(span, span, 2.0);
        EXPECT_EQ(circuit.lengthM, 100);
        EXPECT_EQ(circuit.connectors, 4U);
        const LinkBudget budget = EvaluateLink(module.end, circuit, module.end);
        EXPECT_EQ(budget.IsWithinBudget(), fits) << name << ": " << budget.reason;
    }
}

// Noise adds where nothing retimes: a worse host board eats the budget of linear optics, and does
// nothing to that of retimed ones.
TEST(LinkBudget, LinearOpticsInheritTheHostsLoss)
{
    const LinkBudget linear = Evaluate(Get("800G-DR8-LPO"), 500);
    const LinkBudget longBoard = Evaluate(Get("800G-DR8-LPO; board-loss = 12"), 500);
    EXPECT_LT(longBoard.marginDb, linear.marginDb);
    EXPECT_GT(longBoard.preFecBer, linear.preFecBer);
    EXPECT_NE(longBoard.reason.find("linear host paths"), std::string::npos) << longBoard.reason;

    const LinkBudget retimed = Evaluate(Get("800G-DR8-DSP"), 500);
    EXPECT_GT(retimed.budgetDb, linear.budgetDb);
    EXPECT_EQ(Evaluate(Get("800G-DR8-DSP; board-loss = 12"), 500).budgetDb, retimed.budgetDb);

    // Half retimed lies between.
    const LinkBudget half = Evaluate(Get("800G-DR8-LRO"), 500);
    EXPECT_GT(half.preFecBer, retimed.preFecBer);
    EXPECT_LT(half.preFecBer, linear.preFecBer);
}

// A host board over the 16 dB of its chip-to-module interface is named before the fibre.
TEST(LinkBudget, HostBoardsHaveABudgetOfTheirOwn)
{
    const LinkBudget budget = Evaluate(Get("800G-DR8-DSP; board-loss = 15"), 100);
    EXPECT_EQ(budget.verdict, LinkVerdict::OVER_BUDGET);
    EXPECT_NE(
        budget.reason.find("chip to module insertion loss 17.2 dB is 1.2 dB over the 16.0 dB"),
        std::string::npos)
        << budget.reason;
    EXPECT_EQ(budget.reachM, 0);
}

// SNR addition by hand: hosts at 20.7 + 0.6 (16 - 9.075) dB, optics at 17.655 +
// 2 (3.1 - 0.875) dB, 1/SNR summed.
TEST(LinkBudget, NoiseOfALinearPathAddsUp)
{
    const double host = std::pow(10, (20.7 + 0.6 * (16 - 6.875 - 2.2)) / 10);
    const double optics = std::pow(10, (17.655149880955767 + 2 * (3.1 - 0.875)) / 10);
    const double snr = 1 / (2 / host + 1 / optics);
    const double ber = 0.375 * std::erfc(std::sqrt(snr / 10));
    EXPECT_NEAR(Evaluate(Get("800G-DR8-LPO"), 500).preFecBer / ber, 1, 1e-9);
}

// Two host boards and the fibre each make errors of their own.
TEST(LinkBudget, ErrorsOfRetimedSegmentsAddUp)
{
    const auto ber = [](double snrDb) {
        return 0.375 * std::erfc(std::sqrt(std::pow(10, snrDb / 10) / 10));
    };
    const double host = ber(20.7 + 0.6 * (16 - 6.875 - 2.2));
    const double optics = ber(17.655149880955767 + 2 * (3.1 - 0.875));
    EXPECT_NEAR(Evaluate(Get("800G-DR8-DSP"), 500).preFecBer / (2 * host + optics), 1, 1e-9);
}

// A co-packaged engine talks to a module of the same lanes, FEC and optics.
TEST(LinkBudget, EndsMayDiffer)
{
    const LinkTechnology engine = Get("800G-DR8-CPO");
    const LinkTechnology module = Get("800G-DR8-DSP");
    const LinkBudget mixed = EvaluateLink(engine.end, module.path, module.end);
    EXPECT_TRUE(mixed.IsWithinBudget()) << mixed.reason;
    const LinkBudget engines = Evaluate(engine, 500);
    const LinkBudget modules = Evaluate(module, 500);
    EXPECT_EQ(mixed.power[0].GetTotalMaxWatts(), engines.power[0].GetTotalMaxWatts());
    EXPECT_EQ(mixed.power[1].GetTotalMaxWatts(), modules.power[1].GetTotalMaxWatts());
    EXPECT_GT(mixed.preFecBer, modules.preFecBer);
    EXPECT_LT(mixed.preFecBer, engines.preFecBer);

    const LinkBudget turned = EvaluateLink(module.end, module.path, engine.end);
    EXPECT_EQ(turned.preFecBer, mixed.preFecBer);
    EXPECT_EQ(turned.latencySeconds, mixed.latencySeconds);
    EXPECT_EQ(turned.marginDb, mixed.marginDb);
}

TEST(LinkBudget, EndsThatCannotTalkAreNamed)
{
    const struct
    {
        const char* a;
        const char* path;
        const char* b;
        const char* reason;
    } pairs[] = {
        {"800G-DR8-DSP", "800G-DR8-DSP", "800G-CR8-26AWG", "different media"},
        {"800G-DR8-DSP", "800G-CR8-26AWG", "800G-DR8-DSP", "made for single-mode fibre"},
        {"800G-DR8-DSP", "800G-DR8-DSP", "1.6T-DR8-DSP", "different rates: 800 Gb/s and 1600"},
        {"800G-DR8-DSP", "800G-DR8-DSP", "800G-DR4-DSP", "different optics"},
        {"800G-DR8-DSP", "800G-DR8-DSP", "800G-2xFR4-DSP", "different optics"},
        {"400G-CR4-26AWG", "400G-CR4-26AWG", "400G-CR8-26AWG", "different lanes"},
        {"800G-CR8-26AWG", "800G-CR8-26AWG", "800G-AEC-DSP", "different cables"},
        {"800G-DR8-DSP", "800G-DR8-DSP", "800G-DR8-DSP; fec = ll", "different FEC"},
    };

    for (const auto& pair : pairs)
    {
        const LinkBudget budget =
            EvaluateLink(Get(pair.a).end, Get(pair.path).path, Get(pair.b).end);
        EXPECT_EQ(budget.verdict, LinkVerdict::INCOMPATIBLE_ENDS) << pair.a << " - " << pair.b;
        EXPECT_NE(budget.reason.find(pair.reason), std::string::npos) << budget.reason;
        EXPECT_TRUE(budget.IsDown());
        EXPECT_EQ(budget.FrameLossRatio(84), 1);
    }
}

TEST(LinkBudget, ImpossiblePathsAreRefusedWithTheRange)
{
    const LinkTechnology cable = Get("400G-CR4-26AWG");
    const LinkTechnology module = Get("400G-DR4-DSP");
    LinkPath bent = cable.path;
    bent.awg = 27;
    LinkPath gaining = module.path;
    gaining.insertedLossDb = -1;
    LinkPath hot = cable.path;
    hot.temperatureC = 300;
    LinkPath retimed = module.path;
    retimed.retimers = 1;
    EXPECT_EQ(Evaluate(cable, 0).reason, "length 0 m must be greater than zero");
    EXPECT_EQ(Evaluate(cable, -2).verdict, LinkVerdict::INCOMPATIBLE_ENDS);
    EXPECT_EQ(Evaluate(cable, std::nan("")).verdict, LinkVerdict::INCOMPATIBLE_ENDS);
    EXPECT_EQ(EvaluateLink(cable.end, bent, cable.end).reason,
              "wire gauge 27 AWG must be 24, 26, 28, 30 or 32");
    EXPECT_EQ(EvaluateLink(module.end, gaining, module.end).reason,
              "inserted loss -1 dB must be zero or more");
    EXPECT_EQ(EvaluateLink(cable.end, hot, cable.end).reason,
              "temperature 300 C must lie between -40 and 125 C");
    EXPECT_EQ(EvaluateLink(module.end, retimed, module.end).verdict,
              LinkVerdict::INCOMPATIBLE_ENDS);
}

TEST(LinkBudget, IdealLinkHasRateAndLatencyOnly)
{
    const LinkEnd end = LinkEnd::Ideal(123e9);
    EXPECT_EQ(end.GetRateBps(), 123e9);
    const LinkBudget budget = EvaluateLink(end, LinkPath::Ideal(1e-6), end);
    EXPECT_TRUE(budget.IsWithinBudget());
    EXPECT_EQ(budget.latencySeconds, 1e-6);
    EXPECT_EQ(budget.FrameLossRatio(9000), 0);
    EXPECT_EQ(budget.power[0].GetTotalMaxWatts(), 0);

    EXPECT_TRUE(EvaluateLink(end, LinkPath::Copper(26, 1), end).IsDown());
    EXPECT_TRUE(EvaluateLink(end, LinkPath::Ideal(0), LinkEnd::Ideal(1e9)).IsDown());
    EXPECT_TRUE(EvaluateLink(end, LinkPath::Ideal(-1), end).IsDown());
}

// 800G DR8: 4.9 ns/m of fibre, SerDes 9 ns, 50 ns in each DSP, 62.6 ns of FEC. Linear optics and
// hollow core save what they leave out.
TEST(LinkBudget, LatencyIsTheSumOfItsParts)
{
    const double fec = 4 * 5440 / 850e9 + 37e-9;
    EXPECT_NEAR(Evaluate(Get("800G-DR8-DSP"), 100).latencySeconds,
                490e-9 + 9e-9 + 100e-9 + fec,
                1e-12);
    EXPECT_NEAR(Evaluate(Get("800G-DR8-LPO"), 100).latencySeconds,
                490e-9 + 9e-9 + 4e-9 + fec,
                1e-12);
    EXPECT_NEAR(Evaluate(Get("800G-CR8-26AWG"), 2).latencySeconds, 8.6e-9 + 20e-9 + fec, 1e-12);
    EXPECT_NEAR(Evaluate(Get("800G-AEC-CDR"), 2).latencySeconds, 8.6e-9 + 9e-9 + 6e-9 + fec, 1e-12);

    LinkPath hollow = LinkPath::Fibre(Medium::HOLLOW_CORE, 300);
    const LinkEnd end = Get("800G-DR8-DSP").end;
    const LinkPath solid = LinkPath::Fibre(Medium::SINGLE_MODE, 300);
    EXPECT_NEAR(EvaluateLink(end, solid, end).latencySeconds -
                    EvaluateLink(end, hollow, end).latencySeconds,
                300 * 1.5e-9,
                1e-12);
}

// n retimers cut a board path in n + 1 parts: each adds reach, latency, watts and failures.
TEST(LinkBudget, RetimersOnABoardCutTheLoss)
{
    LinkTechnology board = Get("100G-BOARD-RETIMED-CDR");
    const double part = Evaluate(Get("100G-BOARD"), 0.1).reachM;
    double lastWatts = 0;
    for (uint32_t n = 0; n <= 3; n++)
    {
        board.path.retimers = n;
        const LinkBudget budget = Evaluate(board, 0.5);
        EXPECT_NEAR(budget.reachM, (n + 1) * part, 1e-9);
        EXPECT_EQ(budget.power[0].GetMaxWatts(CONDITIONING), n * 3.75e-12 * 100e9);
        EXPECT_EQ(budget.fit, n * 50.0);
        EXPECT_GE(budget.power[0].GetMaxWatts(CONDITIONING), lastWatts);
        lastWatts = budget.power[0].GetMaxWatts(CONDITIONING);
    }
    board.path.retimers = 0;
    const double without = Evaluate(board, 0.5).latencySeconds;
    board.path.retimers = 2;
    EXPECT_NEAR(Evaluate(board, 0.5).latencySeconds - without, 6e-9, 1e-13);
}

// The chip of a passive cable pays for the loss it equalises: 1.3, 4, 4.5 and 5.5 pJ/bit at the 10,
// 16, 20 and 28 dB of the classes of 100G lanes, linear between, clamped outside; what leaves a
// package is never less than the second.
TEST(LinkBudget, SerdesEnergyGrowsWithTheLossItEqualises)
{
    const LinkTechnology cable = Get("800G-CR8-26AWG");
    for (const auto& [lossDb, pjPerBit] :
         {std::pair{20.0, 4.5}, std::pair{24.0, 5.0}, std::pair{28.0, 5.5}, std::pair{35.0, 5.5}})
    {
        const double lengthM = GetLengthPastBudget(cable, lossDb - 28.5);
        const LinkBudget budget = Evaluate(cable, lengthM);
        EXPECT_NEAR(budget.lossDb, lossDb, 1e-9);
        EXPECT_NEAR(budget.power[0].GetMaxWatts(SERDES), pjPerBit * 0.8, 1e-9) << lossDb;
    }
    EXPECT_NEAR(Evaluate(Get("100G-BOARD"), 0.01).power[0].GetMaxWatts(SERDES), 0.4, 1e-9);
    EXPECT_NEAR(Evaluate(Get("100G-PACKAGE"), 0.01).power[0].GetMaxWatts(SERDES), 0.13, 1e-9);
}

TEST(LinkBudget, MostPowerIsStatic)
{
    const PowerProfile power = Evaluate(Get("800G-DR8-DSP"), 100).power[0];
    EXPECT_NEAR(power.staticWatts[OPTICS] / power.GetMaxWatts(OPTICS), 0.975, 1e-12);
    EXPECT_NEAR(power.staticWatts[SERDES] / power.GetMaxWatts(SERDES), 0.975, 1e-12);
    const PowerProfile cable = Evaluate(Get("800G-AEC-DSP"), 3).power[0];
    EXPECT_NEAR(cable.staticWatts[CONDITIONING] / cable.GetMaxWatts(CONDITIONING), 0.99, 1e-12);
}

TEST(LinkBudget, ExtrapolationsSaySo)
{
    EXPECT_NE(Evaluate(Get("3.2T-DR8-DSP"), 100).reason.find("extrapolation"), std::string::npos);
    EXPECT_EQ(Evaluate(Get("1.6T-DR8-DSP"), 100).reason.find("extrapolation"), std::string::npos);
}

} // namespace
} // namespace ns3::interconnect
