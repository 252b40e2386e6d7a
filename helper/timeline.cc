/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "timeline.h"

#include "ns3/interconnect-net-device.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <cstdio>
#include <sstream>

namespace ns3::interconnect
{

namespace
{

/// @param time a time @return it in microseconds, to the picosecond
std::string
ToMicroseconds(Time time)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.6f", time.GetSeconds() * 1e6);
    return text;
}

/// @param text any text @return it as a JSON string
std::string
QuoteForJson(const std::string& text)
{
    std::string quoted = "\"";
    for (const char c : text)
    {
        if (c == '"' || c == '\\')
        {
            quoted += '\\';
        }
        if (static_cast<unsigned char>(c) < 0x20)
        {
            char escape[8];
            std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(c));
            quoted += escape;
        }
        else
        {
            quoted += c;
        }
    }
    return quoted + "\"";
}

} // namespace

Timeline::Timeline(std::size_t maxEvents)
    : m_maxEvents(maxEvents)
{
}

void
Timeline::Observe(const Fabric& fabric, const WorkloadJob& job, EnergyLedger& ledger)
{
    m_links = &fabric.GetLinks();
    m_bits.resize(m_links->size());
    m_sampled = Simulator::Now();
    m_racks = static_cast<uint32_t>(ledger.GetNRacks());
    ledger.TraceConnectWithoutContext("RackPower", MakeCallback(&Timeline::SamplePower, this));
    for (const auto& application : job.GetApplications())
    {
        const auto node = application->GetNode();
        m_accelerators.push_back(node->GetObject<Accelerator>()->GetIndex());
        // Ranks of several groups have the same numbers: the order in the job tells them apart.
        const auto number = static_cast<uint32_t>(m_applications.size());
        m_applications.push_back(application);
        application->TraceConnectWithoutContext("OperationStart",
                                                MakeBoundCallback(&Timeline::Start, this, number));
        application->TraceConnectWithoutContext("OperationEnd",
                                                MakeBoundCallback(&Timeline::End, this, number));
    }
}

bool
Timeline::HasRoom()
{
    m_truncated = m_truncated || m_spans.size() + m_samples.size() >= m_maxEvents;
    return !m_truncated;
}

void
Timeline::Start(Timeline* timeline, uint32_t number, uint32_t, OperationId id)
{
    if (timeline->m_truncated)
    {
        return;
    }
    uint32_t track = timeline->m_applications[number]->GetGraph()->Get(id).stream;
    if (track == Operation::NO_STREAM)
    {
        auto& busy = timeline->m_busy[number];
        track = FREE_TRACKS;
        while (busy.count(track))
        {
            track++;
        }
        busy.insert(track);
    }
    timeline->m_open[{number, id}] = {track, Simulator::Now()};
}

void
Timeline::End(Timeline* timeline, uint32_t number, uint32_t, OperationId id)
{
    if (timeline->m_truncated)
    {
        return;
    }
    const auto open = timeline->m_open.find({number, id});
    const auto [track, begin] = open->second;
    timeline->m_open.erase(open);
    timeline->m_busy[number].erase(track);
    if (timeline->HasRoom())
    {
        const Operation& operation = timeline->m_applications[number]->GetGraph()->Get(id);
        timeline->m_spans.push_back({number,
                                     track,
                                     operation.name,
                                     operation.GetTrafficClass(),
                                     operation.type == Operation::Type::COMPUTE,
                                     begin,
                                     Simulator::Now()});
    }
}

void
Timeline::SamplePower(uint32_t rack, double watts)
{
    m_watts = rack == 0 ? watts : m_watts + watts;
    const double seconds = (Simulator::Now() - m_sampled).GetSeconds();
    if (rack + 1 < m_racks || seconds <= 0 || !HasRoom())
    {
        return;
    }
    m_sampled = Simulator::Now();
    Sample sample{Simulator::Now(), m_watts, {}};
    std::map<std::string, uint32_t> directions;
    for (std::size_t i = 0; i < m_links->size(); i++)
    {
        const Fabric::Link& link = (*m_links)[i];
        auto& [mean, highest] = sample.tiers[link.tier];
        for (const auto& [device, before] :
             {std::make_pair(link.a, &m_bits[i].first), std::make_pair(link.b, &m_bits[i].second)})
        {
            const uint64_t bits = device->GetTransmittedBits();
            const double share =
                static_cast<double>(bits - *before) / (device->GetRateBps() * seconds);
            *before = bits;
            mean += share;
            highest = std::max(highest, share);
            directions[link.tier]++;
        }
    }
    for (auto& [tier, shares] : sample.tiers)
    {
        shares.first /= directions[tier];
    }
    m_samples.push_back(std::move(sample));
}

const std::vector<Timeline::Span>&
Timeline::GetSpans() const
{
    return m_spans;
}

bool
Timeline::IsTruncated() const
{
    return m_truncated;
}

std::string
Timeline::ToJson() const
{
    std::ostringstream json;
    json << "{\"displayTimeUnit\":\"ns\",\"otherData\":{\"truncated\":\""
         << (m_truncated ? "yes, after " + std::to_string(m_maxEvents) + " events" : "no")
         << "\"},\"traceEvents\":[\n";
    const auto fabric = std::to_string(m_accelerators.size());
    json << R"({"name":"process_name","ph":"M","pid":)" << fabric
         << R"(,"args":{"name":"fabric"}})";
    std::set<std::pair<uint32_t, uint32_t>> tracks;
    for (const Span& span : m_spans)
    {
        tracks.emplace(span.rank, span.track);
    }
    for (std::size_t rank = 0; rank < m_accelerators.size(); rank++)
    {
        json << ",\n"
             << R"({"name":"process_name","ph":"M","pid":)" << rank
             << R"(,"args":{"name":"accelerator )" << m_accelerators[rank] << ", rank " << rank
             << "\"}}";
    }
    for (const auto& [rank, track] : tracks)
    {
        json << ",\n"
             << R"({"name":"thread_name","ph":"M","pid":)" << rank << ",\"tid\":" << track
             << R"(,"args":{"name":")"
             << (track < FREE_TRACKS ? "stream " + std::to_string(track)
                                     : "communication " + std::to_string(track - FREE_TRACKS))
             << "\"}}";
    }
    std::vector<const Span*> spans; // in the order of their beginnings
    for (const Span& span : m_spans)
    {
        spans.push_back(&span);
    }
    std::stable_sort(spans.begin(), spans.end(), [](const Span* a, const Span* b) {
        return a->begin < b->begin;
    });
    for (const Span* next : spans)
    {
        const Span& span = *next;
        json << ",\n{\"name\":" << QuoteForJson(span.name)
             << ",\"cat\":" << QuoteForJson(span.trafficClass) << R"(,"ph":"X","pid":)" << span.rank
             << ",\"tid\":" << span.track << ",\"ts\":" << ToMicroseconds(span.begin)
             << ",\"dur\":" << ToMicroseconds(span.end - span.begin) << "}";
    }
    for (const Sample& sample : m_samples)
    {
        const std::string at = ",\"ts\":" + ToMicroseconds(sample.time) + ",\"args\":{";
        json << ",\n"
             << R"({"name":"transport power [W]","ph":"C","pid":)" << fabric << at
             << "\"power\":" << sample.watts << "}}";
        for (const auto& [tier, shares] : sample.tiers)
        {
            json << ",\n{\"name\":" << QuoteForJson("utilisation of " + tier + " links [%]")
                 << R"(,"ph":"C","pid":)" << fabric << at << "\"mean\":" << 100 * shares.first
                 << ",\"highest\":" << 100 * shares.second << "}}";
        }
    }
    json << "\n]}\n";
    return json.str();
}

} // namespace ns3::interconnect
