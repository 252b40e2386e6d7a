/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "phase-announcer.h"

namespace ns3::interconnect
{

PhaseAnnouncer::PhaseAnnouncer(const RankMessages& messages)
    : m_messages(messages)
{
}

void
PhaseAnnouncer::SetListener(PhaseListener* listener)
{
    m_listener = listener;
}

bool
PhaseAnnouncer::HasListener() const
{
    return m_listener != nullptr;
}

void
PhaseAnnouncer::Begin(Ptr<const JobGraphs> graphs)
{
    m_graphs = graphs;
    m_graph = graphs->Get(m_messages.GetRank());
    m_firstRanks.clear();
}

bool
PhaseAnnouncer::IsAnnounced(const Operation& operation)
{
    return operation.type == Operation::Type::COLLECTIVE && operation.algorithm->GetChains() == 1;
}

void
PhaseAnnouncer::Announce(OperationId id, uint32_t instance, Time lead)
{
    const Operation& operation = m_graph->Get(id);
    if (!m_listener || !IsAnnounced(operation) || m_listener->IsAnnounced(GetKey(id, instance)))
    {
        return;
    }
    const CollectiveAlgorithm& algorithm = *operation.algorithm;
    std::vector<uint32_t> accelerators;
    std::vector<PhaseDemand> phases(algorithm.GetPhases());
    for (const uint32_t rank : FindJointRanks(id))
    {
        accelerators.push_back(m_messages.GetAccelerator(rank));
        const uint32_t position = operation.groups->GetPosition(rank);
        for (uint32_t phase = 0; phase < phases.size(); phase++)
        {
            algorithm.GetSends(position, phase, m_transfers);
            for (const Transfer& transfer : m_transfers)
            {
                const uint32_t peer = operation.groups->GetMember(rank, transfer.peer);
                phases[phase].push_back(
                    {accelerators.back(), m_messages.GetAccelerator(peer), transfer.bytes});
            }
        }
    }
    m_listener->AnnouncePhases(GetKey(id, instance), accelerators, phases, lead);
}

bool
PhaseAnnouncer::BeginPhase(OperationId id, uint32_t instance, uint32_t phase, Callback<void> go)
{
    return !IsAnnounced(m_graph->Get(id)) ||
           m_listener->BeginPhase(GetKey(id, instance), phase, go);
}

std::vector<uint32_t>
PhaseAnnouncer::FindJointRanks(OperationId id) const
{
    const Operation& operation = m_graph->Get(id);
    const uint32_t key = m_graph->GetKey(id);
    const auto executes = [&](uint32_t rank) {
        const Ptr<const OperationGraph> graph = m_graphs->Get(rank);
        if (graph == m_graph)
        {
            return true;
        }
        for (OperationId other = 0; other < graph->GetSize(); other++)
        {
            if (graph->GetKey(other) == key)
            {
                return graph->Get(other).groups == operation.groups;
            }
        }
        return false;
    };
    std::vector<uint32_t> ranks;
    for (uint32_t rank = 0; rank < operation.groups->GetRanks(); rank++)
    {
        if (operation.groups->Contains(rank) && executes(rank))
        {
            ranks.push_back(rank);
        }
    }
    return ranks;
}

uint64_t
PhaseAnnouncer::GetKey(OperationId id, uint32_t instance)
{
    // collectives of one key that other ranks execute are told apart by their first rank
    const auto [first, isNew] = m_firstRanks.emplace(id, 0);
    if (isNew)
    {
        first->second = FindJointRanks(id).front();
    }
    return uint64_t{m_messages.GetAccelerator(first->second)} << 40 ^
           uint64_t { m_messages.GetContext() } << 32 ^ instance;
}

} // namespace ns3::interconnect
