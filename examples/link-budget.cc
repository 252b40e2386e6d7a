/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// What a link technology does at a length: loss, margin, errors, latency, power, cable, in words or
// as CSV. --list shows the catalogue; --sweep draws reach against lane rate, and energy
// against length. See doc/links.rst.

#include "ns3/link-budget.h"

#include "ns3/command-line.h"
#include "ns3/csv-option.h"
#include "ns3/link-catalog.h"
#include "ns3/link-sweep.h"
#include "ns3/output-directory.h"
#include "ns3/run-program.h"
#include "ns3/technology-kind.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <sstream>
#include <stdexcept>

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

/// A minimum Ethernet frame, and a RoCEv2 frame of 4096 B of payload, with preamble and gap, bytes.
constexpr uint32_t SMALL_FRAME = 84;
constexpr uint32_t LARGE_FRAME = 4178;

/// What the user asks for. Numbers are text until they are read, so that none means the default.
struct Options
{
    std::string technology{"400G-CR4-26AWG"};
    std::string laneRate;
    std::string lanes;
    std::string awg;
    std::string pmd;
    std::string length;
    std::string temperature;
    std::string insertedLoss;
    std::string define;
    std::string out{"link-sweep"};
    CsvOption csv;
    bool list{false};
    bool sweep{false};
};

double
ParseNumber(const std::string& option, const std::string& text)
{
    char* end = nullptr;
    const double number = std::strtod(text.c_str(), &end);
    if (text.empty() || *end != 0)
    {
        throw std::invalid_argument("--" + option + " must be a number, not '" + text + "'");
    }
    return number;
}

uint32_t
ParseCount(const std::string& option, const std::string& text, uint32_t otherwise)
{
    if (text.empty())
    {
        return otherwise;
    }
    const double number = ParseNumber(option, text);
    if (!(number >= 0 && number <= 1000) || number != static_cast<uint32_t>(number))
    {
        throw std::invalid_argument("--" + option + " must be a whole number, not '" + text + "'");
    }
    return static_cast<uint32_t>(number);
}

/// A kind composed from the options, or a technology of the catalogue, which the options must
/// match.
LinkTechnology
ChooseTechnology(const Options& options)
{
    const auto kinds = GetTechnologyKinds();
    const bool isKind = std::any_of(kinds.begin(), kinds.end(), [&options](const auto& kind) {
        return kind.name == options.technology;
    });
    std::string error;
    std::optional<LinkTechnology> technology;
    if (isKind)
    {
        const std::string laneRate = options.laneRate.empty() ? "100G" : options.laneRate;
        technology = LinkCatalog::Make(options.technology,
                                       laneRate,
                                       ParseCount("lanes", options.lanes, 8),
                                       ParseCount("awg", options.awg, 26),
                                       error,
                                       options.pmd);
    }
    else
    {
        technology = LinkCatalog::Resolve(options.technology, error);
        if (!technology)
        {
            error += ". Kinds are ";
            for (const auto& kind : kinds)
            {
                error += (&kind == &kinds.front() ? "" : ", ") + kind.name;
            }
        }
    }
    if (!technology)
    {
        throw std::invalid_argument(error);
    }
    const LinkEnd& end = technology->end;
    const auto mustBe = [&](const std::string& option, const std::string& asked, auto has) {
        std::ostringstream text;
        text << has;
        if (!asked.empty() && asked != text.str())
        {
            throw std::invalid_argument("--" + option + "=" + asked + " does not fit " +
                                        technology->name + ", which has " + text.str() +
                                        "; choose a kind to compose another");
        }
    };
    if (!isKind)
    {
        mustBe("lane-rate", options.laneRate, end.lane.name);
        mustBe("lanes", options.lanes, end.lanes);
        mustBe("pmd", options.pmd, end.pmd.name ? end.pmd.name : "none");
        if (IsTwinax(end.medium))
        {
            mustBe("awg", options.awg, technology->path.awg);
        }
    }
    return *technology;
}

LinkPath
ChoosePath(const Options& options, const LinkTechnology& technology)
{
    LinkPath path = technology.path;
    const std::pair<const char*, std::pair<const std::string&, double&>> numbers[] = {
        {"length", {options.length, path.lengthM}},
        {"temperature", {options.temperature, path.temperatureC}},
        {"inserted-loss", {options.insertedLoss, path.insertedLossDb}},
    };
    for (const auto& [name, number] : numbers)
    {
        if (!number.first.empty())
        {
            number.second = ParseNumber(name, number.first);
        }
    }
    const std::string error = path.Check();
    if (!error.empty())
    {
        throw std::invalid_argument(error);
    }
    return path;
}

std::string
MakeCsv(const LinkTechnology& technology, const LinkPath& path, const LinkBudget& budget)
{
    const double watts =
        (budget.power[0].GetTotalMaxWatts() + budget.power[1].GetTotalMaxWatts()) / 2;
    std::ostringstream csv;
    csv << std::setprecision(10)
        << "technology,lane_rate_gbps,lanes,awg,length_m,loss_db,budget_db,margin_db,"
           "pre_fec_ber,frame_loss_ratio,latency_ns,verdict,reason,power_w_per_end,"
           "pj_per_bit,cable_od_mm\n"
        << technology.name << "," << technology.end.lane.payloadBps / 1e9 << ","
        << technology.end.lanes << ",";
    if (IsTwinax(path.medium))
    {
        csv << path.awg;
    }
    csv << "," << path.lengthM << "," << budget.lossDb << "," << budget.budgetDb << ","
        << budget.marginDb << "," << budget.preFecBer << "," << budget.FrameLossRatio(LARGE_FRAME)
        << "," << budget.latencySeconds * 1e9 << "," << GetVerdictName(budget.verdict) << ","
        << budget.reason << "," << watts << "," << budget.GetPicojoulesPerBit() << ","
        << technology.cable.outerDiameterMm << "\n";
    return csv.str();
}

void
PrintLine(const std::string& name, const std::string& text)
{
    std::cout << "  " << std::left << std::setw(14) << name << text << "\n";
}

/// Text from anything that prints, with four significant digits.
template <typename... Parts>
std::string
Say(const Parts&... parts)
{
    std::ostringstream text;
    text << std::setprecision(4);
    (text << ... << parts);
    return text.str();
}

std::string
DescribeSuggestions(const LinkTechnology& technology, const LinkPath& path)
{
    constexpr std::size_t ENOUGH = 5;
    std::string text;
    const auto suggestions = SuggestTechnologies(technology.end, path);
    for (std::size_t i = 0; i < std::min(ENOUGH, suggestions.size()); i++)
    {
        const LinkTechnology& other = *suggestions[i];
        LinkPath trial = other.path;
        trial.lengthM = path.lengthM;
        const double pjPerBit = EvaluateLink(other.end, trial, other.end).GetPicojoulesPerBit();
        text += (text.empty() ? "" : ", ") + other.name + Say(" (", pjPerBit, " pJ/bit)");
    }
    if (suggestions.size() > ENOUGH)
    {
        text += Say(" and ", suggestions.size() - ENOUGH, " more");
    }
    return text.empty() ? "nothing in the catalogue" : text;
}

void
PrintWords(const LinkTechnology& technology, const LinkPath& path, const LinkBudget& budget)
{
    const LinkEnd& end = technology.end;
    const PowerProfile& power = budget.power[0];
    std::cout << technology.name << ": " << end.lanes << " lanes of " << end.lane.name << " over "
              << path.lengthM << " m of " << GetMediumName(path.medium);
    if (IsTwinax(path.medium))
    {
        std::cout << " (" << path.awg << " AWG, " << path.temperatureC << " C)";
    }
    std::cout << "\n";
    PrintLine("verdict", Say(GetVerdictName(budget.verdict), ": ", budget.reason));
    PrintLine("reach",
              Say(std::setprecision(6),
                  budget.reachM,
                  " m within budget; rated ",
                  technology.ratedReachM,
                  " m"));
    if (!budget.IsWithinBudget())
    {
        PrintLine("would close", DescribeSuggestions(technology, path));
    }
    PrintLine("pre-FEC BER",
              Say(budget.preFecBer, "; the limit of FEC ", end.fec.name, " is ", end.fec.berLimit));
    PrintLine("frame loss",
              Say(budget.FrameLossRatio(SMALL_FRAME),
                  " of frames of ",
                  SMALL_FRAME,
                  " B on the wire, ",
                  budget.FrameLossRatio(LARGE_FRAME),
                  " of ",
                  LARGE_FRAME,
                  " B",
                  budget.IsDown() ? "; the link stays down" : ""));
    PrintLine("latency", Say(std::setprecision(6), budget.latencySeconds * 1e9, " ns one way"));
    PrintLine("power",
              Say(power.GetTotalMaxWatts(),
                  " W an end: SerDes ",
                  power.GetMaxWatts(SERDES),
                  ", conditioning ",
                  power.GetMaxWatts(CONDITIONING),
                  ", optics ",
                  power.GetMaxWatts(OPTICS),
                  " W; ",
                  budget.GetPicojoulesPerBit(),
                  " pJ/bit at full load"));
    if (IsFibre(end.medium))
    {
        const OpticalBlocks& optics = end.optics;
        PrintLine("",
                  Say("optics: DSP ",
                      optics.dspWatts,
                      ", drivers ",
                      optics.driverWatts,
                      ", receivers ",
                      optics.tiaWatts,
                      ", light ",
                      optics.lightWatts,
                      ", control ",
                      optics.controlWatts,
                      " W"));
    }
    PrintLine("failures", Say(budget.fit, " in 1e9 h; ", end.blastRadius, " port(s) at once"));
    if (technology.cable.outerDiameterMm > 0)
    {
        PrintLine("cable",
                  Say(technology.cable.outerDiameterMm,
                      " mm, ",
                      technology.cable.massGPerM,
                      " g/m, bend radius ",
                      technology.cable.bendRadiusMm,
                      " mm"));
    }
    if (end.formFactor.portsPerRackUnit > 0)
    {
        PrintLine("faceplate",
                  Say(end.formFactor.name,
                      ", ",
                      end.formFactor.widthMm,
                      " x ",
                      end.formFactor.heightMm,
                      " mm, ",
                      end.formFactor.portsPerRackUnit,
                      " ports a rack unit"));
    }
    PrintLine("source", technology.source);
    PrintLine("confidence", technology.confidence);
}

void
PrintCatalog()
{
    std::cout << std::left << std::setw(24) << "technology" << std::right << std::setw(10)
              << "rated [m]" << std::setw(8) << "W/end" << std::setw(8) << "pJ/bit"
              << "  source (confidence)\n";
    for (const auto& name : LinkCatalog::Names())
    {
        const LinkTechnology& technology = *LinkCatalog::Find(name);
        const LinkBudget budget = EvaluateLink(technology.end, technology.path, technology.end);
        std::cout << std::left << std::setw(24) << name << std::right << std::setw(10)
                  << Say(std::setprecision(6), technology.ratedReachM) << std::setw(8)
                  << Say(std::setprecision(3), budget.power[0].GetTotalMaxWatts()) << std::setw(8)
                  << Say(std::setprecision(3), budget.GetPicojoulesPerBit()) << "  "
                  << technology.source << " (" << technology.confidence << ")\n";
    }
}

void
DefineFromFile(const std::string& name)
{
    std::ifstream file(name);
    std::stringstream text;
    text << file.rdbuf();
    std::string error;
    if (!file)
    {
        throw std::invalid_argument("the file " + name + " of --define cannot be read");
    }
    if (!LinkCatalog::Define(text.str(), name, error))
    {
        throw std::invalid_argument(error);
    }
}

void
Run(const Options& options)
{
    if (!options.define.empty())
    {
        DefineFromFile(options.define);
    }
    if (options.list)
    {
        PrintCatalog();
        return;
    }
    if (options.sweep)
    {
        const OutputDirectory directory(options.out);
        const bool drawn = WriteLinkSweeps(directory);
        std::cout << "Reach and energy are in " << directory.GetPath()
                  << ": reach-by-lane-rate and energy-by-length, as CSV, gnuplot script"
                  << (drawn ? ", PNG and SVG.\n"
                            : "; gnuplot is not installed, so they were not drawn.\n");
        return;
    }
    const LinkTechnology technology = ChooseTechnology(options);
    const LinkPath path = ChoosePath(options, technology);
    const LinkBudget budget = EvaluateLink(technology.end, path, technology.end);
    options.csv.CheckFile();
    if (!options.csv.IsPrinted())
    {
        PrintWords(technology, path, budget);
    }
    options.csv.Write(MakeCsv(technology, path, budget));
}

} // namespace

int
main(int argc, char* argv[])
{
    Options options;
    CommandLine cmd(__FILE__);
    cmd.Usage("What a link technology does at a length: loss, errors, latency, power, cable.");
    cmd.AddValue("technology",
                 "Name in the catalogue, also with figures to override (\"800G-DR8-DSP; "
                 "optics-watts = 14\"), or a kind such as passive-copper, aec, optical-dsp, cpo",
                 options.technology);
    cmd.AddValue("lane-rate", "Of a kind: 25G, 50G, 100G (default), 200G, 400G", options.laneRate);
    cmd.AddValue("lanes", "Of a kind: electrical lanes a direction, 8 by default", options.lanes);
    cmd.AddValue("awg", "Of a kind: wire gauge of twinax, 26 by default", options.awg);
    cmd.AddValue("pmd", "Of a kind: optics, such as SR, DR, FR, LR", options.pmd);
    cmd.AddValue("length", "Length, m; the rated reach by default", options.length);
    cmd.AddValue("temperature", "Of copper, degrees Celsius, 25 by default", options.temperature);
    cmd.AddValue("inserted-loss", "On the path, dB, 0 by default", options.insertedLoss);
    cmd.AddValue("define", "File that describes technologies; see doc/links.rst", options.define);
    options.csv.AddTo(cmd, "csv", "all figures");
    cmd.AddValue("list", "Print the catalogue with sources", options.list);
    cmd.AddValue("sweep", "Draw reach against lane rate, energy against length", options.sweep);
    cmd.AddValue("out", "Folder for the sweeps' CSV and plots", options.out);
    cmd.Parse(argc, argv);
    return RunProgram("link-budget", [&]() { Run(options); });
}
