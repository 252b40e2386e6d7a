/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/copper-loss.h"
#include "ns3/link-budget.h"
#include "ns3/link-catalog.h"
#include "ns3/technology-kind.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

namespace ns3::interconnect
{
namespace
{

LinkBudget
Evaluate(const LinkTechnology& technology, double lengthM)
{
    LinkPath path = technology.path;
    path.lengthM = lengthM;
    return EvaluateLink(technology.end, path, technology.end);
}

TEST(LinkCatalog, EveryEntryClosesAtItsRatedReachAndFailsWellBeyond)
{
    for (const auto& name : LinkCatalog::Names())
    {
        const LinkTechnology& technology = *LinkCatalog::Find(name);
        EXPECT_EQ(technology.name, name);
        EXPECT_EQ(technology.end.technology, name);
        EXPECT_FALSE(technology.source.empty()) << name;
        EXPECT_FALSE(technology.confidence.empty()) << name;
        ASSERT_GT(technology.ratedReachM, 0) << name;
        const LinkBudget rated = Evaluate(technology, technology.ratedReachM);
        EXPECT_TRUE(rated.IsWithinBudget()) << name << ": " << rated.reason;
        EXPECT_GE(rated.reachM, technology.ratedReachM) << name;
        const LinkBudget beyond = Evaluate(technology, 3 * technology.ratedReachM);
        EXPECT_FALSE(beyond.IsWithinBudget()) << name;
        EXPECT_LT(beyond.reachM, 3 * technology.ratedReachM) << name;
    }
}

TEST(LinkCatalog, LossErrorsAndFrameLossRiseWithLength)
{
    for (const auto& name : LinkCatalog::Names())
    {
        const LinkTechnology& technology = *LinkCatalog::Find(name);
        LinkBudget last = Evaluate(technology, 0.009 * technology.ratedReachM);
        for (double factor = 0.01; factor < 100; factor *= 1.1)
        {
            const LinkBudget budget = Evaluate(technology, factor * technology.ratedReachM);
            ASSERT_GT(budget.lossDb, last.lossDb) << name;
            ASSERT_LT(budget.marginDb, last.marginDb) << name;
            ASSERT_GE(budget.preFecBer, last.preFecBer) << name;
            ASSERT_GE(budget.FrameLossRatio(84), last.FrameLossRatio(84)) << name;
            ASSERT_GE(budget.FrameLossRatio(4178), budget.FrameLossRatio(84)) << name;
            ASSERT_LE(budget.FrameLossRatio(4178), 1) << name;
            ASSERT_GT(budget.latencySeconds, last.latencySeconds) << name;
            last = budget;
        }
        // Attenuation of fibres makes frames fail at last; the others have failed long before.
        EXPECT_GT(last.FrameLossRatio(4178), 0.5) << name;
    }
}

// Both ends once: pJ/bit = watts of an end over the rate of one direction.
TEST(LinkCatalog, EnergyIsWattsOverRate)
{
    for (const auto& name : LinkCatalog::Names())
    {
        const LinkTechnology& technology = *LinkCatalog::Find(name);
        const LinkBudget budget = Evaluate(technology, technology.ratedReachM);
        const double watts = budget.power[0].GetTotalMaxWatts();
        EXPECT_GT(watts, 0) << name;
        EXPECT_EQ(watts, budget.power[1].GetTotalMaxWatts()) << name;
        EXPECT_NEAR(budget.GetPicojoulesPerBit() / (watts / budget.rateBps * 1e12), 1, 1e-12)
            << name;
        EXPECT_EQ(budget.power[0].GetMaxWatts(SWITCH), 0) << name;
        // A module's electrical side is in the module, an active cable's in the cable.
        const bool optical = IsFibre(technology.end.medium);
        EXPECT_EQ(budget.power[0].GetMaxWatts(OPTICS) > 0, optical) << name;
        EXPECT_EQ(optical && budget.power[0].GetMaxWatts(CONDITIONING) > 0, false) << name;
    }
}

// A module fits what its plug can cool (multi-source agreements).
TEST(LinkCatalog, ModulesFitTheirPlugs)
{
    for (const auto& name : LinkCatalog::Names())
    {
        const LinkEnd& end = LinkCatalog::Find(name)->end;
        if (end.formFactor.maxWatts > 0)
        {
            EXPECT_LE(end.optics.GetTotalWatts() + end.conditioningWatts, end.formFactor.maxWatts)
                << name;
        }
    }
}

TEST(LinkCatalog, EveryKindAndGaugeIsThere)
{
    for (const char* name : {"25G-CR1-24AWG",
                             "50G-CR1-32AWG",
                             "400G-CR4-26AWG",
                             "800G-CR8-30AWG",
                             "1.6T-CR8-28AWG",
                             "3.2T-CR8-26AWG",
                             "800G-ACC",
                             "800G-AEC-DSP",
                             "800G-AEC-CDR",
                             "1.6T-AEC-DSP",
                             "800G-DR8-DSP",
                             "800G-DR8-LRO",
                             "800G-DR8-LPO",
                             "800G-DR8-NPO",
                             "800G-CPO",
                             "800G-MICROLED",
                             "800G-AOC",
                             "1.6T-DR8-DSP"})
    {
        EXPECT_NE(LinkCatalog::Find(name), nullptr) << name;
    }
    EXPECT_EQ(LinkCatalog::Find("900G"), nullptr);
    const auto names = LinkCatalog::Names();
    EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
}

TEST(LinkCatalog, MakeComposesAnyWidth)
{
    std::string error;
    const auto cable = LinkCatalog::Make("passive-copper", "100G", 3, 28, error);
    ASSERT_TRUE(cable) << error;
    EXPECT_EQ(cable->end.GetRateBps(), 300e9);
    const auto module = LinkCatalog::Make("optical-dsp", "100G", 8, 0, error, "FR");
    ASSERT_TRUE(module) << error;
    EXPECT_EQ(module->end.optics.GetTotalWatts(),
              LinkCatalog::Find("800G-2xFR4-DSP")->end.optics.GetTotalWatts());
}

TEST(LinkCatalog, MakeSaysWhatWouldBeRight)
{
    const struct
    {
        const char* kind;
        const char* lane;
        uint32_t lanes;
        uint32_t awg;
        const char* pmd;
        const char* error;
    } wrong[] = {
        {"copper", "100G", 8, 26, "", "known are passive-copper, acc, aec"},
        {"passive-copper", "112G", 8, 26, "", "known are 25G, 50G, 100G, 200G, 400G"},
        {"passive-copper", "100G", 0, 26, "", "must lie between 1 and 32"},
        {"passive-copper", "100G", 8, 25, "", "must be 24, 26, 28, 30 or 32"},
        {"aec-cdr", "200G", 8, 28, "", "known are 100G"},
        {"optical-dsp", "100G", 8, 0, "XR", "known are SR at 25G"},
        {"optical-lpo", "50G", 8, 0, "DR", "no gearbox"},
    };

    for (const auto& row : wrong)
    {
        std::string error;
        EXPECT_FALSE(LinkCatalog::Make(row.kind, row.lane, row.lanes, row.awg, error, row.pmd));
        EXPECT_NE(error.find(row.error), std::string::npos) << error;
    }
}

TEST(LinkCatalog, AnyFigureCanBeOverridden)
{
    std::string error;
    const auto module =
        LinkCatalog::Resolve("800G-DR8-DSP; optics-watts = 14; fit = 600; fec = ll", error);
    ASSERT_TRUE(module) << error;
    EXPECT_NEAR(module->end.optics.GetTotalWatts(), 14, 1e-12);
    EXPECT_EQ(module->end.fit, 600);
    EXPECT_STREQ(module->end.fec.name, "ll");
    const LinkTechnology& original = *LinkCatalog::Find("800G-DR8-DSP");
    EXPECT_NEAR(module->end.optics.dspWatts / 14,
                original.end.optics.dspWatts / original.end.optics.GetTotalWatts(),
                1e-12);

    // Every key takes a number that is valid for all, and words their own.
    for (const auto& [key, description] : GetFigureKeys())
    {
        LinkTechnology technology = original;
        const bool word = key == "fec" || key == "form-factor";
        const std::string value = word ? "none" : key == "fec-ber-limit" ? "0.5" : "1";
        EXPECT_TRUE(technology.Set(key, value, error)) << key << ": " << error;
        EXPECT_FALSE(description.empty());
    }
}

TEST(LinkCatalog, WrongOverridesAreExplained)
{
    const std::pair<const char*, const char*> wrong[] = {
        {"800G-DR9-DSP", "(such as 400G-CR4-26AWG), 1.6T-2xFR4-CPO"},
        {"800G-DR8-DSP; optics-watt = 14", "known are attenuation, bend-radius"},
        {"800G-DR8-DSP; optics-watts = -1", "must be a number not below 0"},
        {"800G-DR8-DSP; optics-watts = many", "must be a number"},
        {"800G-DR8-DSP; fec = rs", "known are none, kr4, kp4, ll, inner-kp4"},
        {"800G-DR8-DSP; temperature = 200", "from -40 to 125"},
        {"800G-DR8-DSP; connectors = 1.5", "must be a whole number"},
        {"800G-DR8-DSP; fit", "must be 'key = value'"},
        {"800G-CR8-26AWG; optics-watts = 3", "has no optics"},
    };

    for (const auto& [text, expected] : wrong)
    {
        std::string error;
        EXPECT_FALSE(LinkCatalog::Resolve(text, error)) << text;
        EXPECT_NE(error.find(expected), std::string::npos) << error;
    }
}

TEST(LinkCatalog, TextDefinesTechnologies)
{
    std::string error;
    ASSERT_TRUE(LinkCatalog::Define("# ours\n"
                                    "[TEST-AEC]\n"
                                    "like = 800G-AEC-DSP   # a product\n"
                                    "conditioning-watts = 8.5\n"
                                    "source = data sheet\n"
                                    "\n"
                                    "[TEST-BIDI]\n"
                                    "kind = optical-dsp\n"
                                    "lane-rate = 100G\n"
                                    "lanes = 8\n"
                                    "pmd = FR\n"
                                    "launch = 1.5\n",
                                    "test",
                                    error))
        << error;
    EXPECT_EQ(LinkCatalog::Find("TEST-AEC")->end.conditioningWatts, 8.5);
    EXPECT_EQ(LinkCatalog::Find("TEST-AEC")->source, "data sheet");
    const LinkTechnology& bidi = *LinkCatalog::Find("TEST-BIDI");
    EXPECT_NEAR(Evaluate(bidi, 100).budgetDb, 4.0 + 1.8, 1e-9);
}

TEST(LinkCatalog, WrongDefinitionsNameTheLineAndAddNothing)
{
    const std::pair<const char*, const char*> wrong[] = {
        {"[TEST-A]\nlike = 800G-AEC-DSP\nwatts = 3\n", "file line 3: unknown figure 'watts'"},
        {"[TEST-A]\nkind = aec\nlane-rate = 100G\nlanes = 8\nawg = 27\n", "must be 24, 26"},
        {"[TEST-A]\nlanes = 8\n", "must say either like or kind"},
        {"[TEST-A]\nlike = NOTHING\n", "no technology 'NOTHING' to be like"},
        {"[TEST-A]\nlike = 800G-AEC-DSP\nlanes = 4\n", "use kind to choose them"},
        {"[TEST-A]\nkind = aec\nlanes = few\n", "must be a whole number"},
        {"[TEST A]\nlike = 800G-AEC-DSP\n", "must be a name in brackets"},
        {"like = 800G-AEC-DSP\n", "must follow a name in brackets"},
        {"[TEST-A]\nlike\n", "must be 'key = value'"},
    };

    for (const auto& [text, expected] : wrong)
    {
        std::string error;
        EXPECT_FALSE(LinkCatalog::Define(text, "file", error)) << text;
        EXPECT_NE(error.find(expected), std::string::npos) << error;
        EXPECT_EQ(LinkCatalog::Find("TEST-A"), nullptr);
    }
}

// 5 m at 100G is too long for passive copper and for a redriver; what closes is listed by energy.
TEST(LinkCatalog, SuggestionsCloseAndAreSortedByEnergy)
{
    const LinkTechnology& cable = *LinkCatalog::Find("800G-CR8-26AWG");
    LinkPath path = cable.path;
    path.lengthM = 5;
    ASSERT_FALSE(EvaluateLink(cable.end, path, cable.end).IsWithinBudget());
    const auto suggestions = SuggestTechnologies(cable.end, path);
    ASSERT_FALSE(suggestions.empty());
    double last = 0;
    bool retimed = false;
    for (const LinkTechnology* suggestion : suggestions)
    {
        const LinkBudget budget = Evaluate(*suggestion, 5);
        EXPECT_TRUE(budget.IsWithinBudget()) << suggestion->name;
        EXPECT_EQ(suggestion->end.lane.payloadBps, 100e9) << suggestion->name;
        EXPECT_EQ(suggestion->end.GetRateBps(), 800e9) << suggestion->name;
        EXPECT_GE(budget.GetPicojoulesPerBit(), last);
        EXPECT_EQ(suggestion->name.find("-CR"), std::string::npos) << suggestion->name;
        last = budget.GetPicojoulesPerBit();
        retimed = retimed || suggestion->name == "800G-AEC-DSP";
    }
    EXPECT_TRUE(retimed);
}

} // namespace
} // namespace ns3::interconnect
