/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "rank-messages.h"

namespace ns3::interconnect
{

namespace
{

uint64_t
MakeTag(uint32_t instance, uint32_t phase)
{
    return uint64_t{instance} << 32 | phase;
}

} // namespace

void
RankMessages::SetRank(uint32_t rank, RankPlacement placement)
{
    m_rank = rank;
    m_placement = std::move(placement);
}

void
RankMessages::SetTransport(Ptr<MessageTransport> transport, uint32_t context)
{
    m_transport = transport;
    m_context = context;
}

uint32_t
RankMessages::GetRank() const
{
    return m_rank;
}

uint32_t
RankMessages::GetContext() const
{
    return m_context;
}

const RankPlacement&
RankMessages::GetPlacement() const
{
    return m_placement;
}

uint32_t
RankMessages::GetAccelerator(uint32_t rank) const
{
    return (*m_placement)[rank];
}

bool
RankMessages::HasTransport() const
{
    return m_transport != nullptr;
}

MessageTransport&
RankMessages::GetTransport() const
{
    return *m_transport;
}

bool
RankMessages::Send(uint32_t accelerator, uint64_t bytes, uint32_t instance, uint32_t phase)
{
    if (!m_stopped)
    {
        m_transport->Send(
            {GetAccelerator(m_rank), accelerator, bytes, m_context, MakeTag(instance, phase)});
    }
    return !m_stopped;
}

void
RankMessages::Keep(const Message& message)
{
    m_kept[message.tag]++;
}

std::size_t
RankMessages::TakeKept(uint32_t instance, uint32_t phase)
{
    const auto it = m_kept.find(MakeTag(instance, phase));
    if (it == m_kept.end())
    {
        return 0;
    }
    const std::size_t count = it->second;
    m_kept.erase(it);
    return count;
}

void
RankMessages::Stop()
{
    m_stopped = true;
    m_kept.clear();
}

bool
RankMessages::IsStopped() const
{
    return m_stopped;
}

uint32_t
RankMessages::GetInstance(const Message& message)
{
    return static_cast<uint32_t>(message.tag >> 32);
}

uint32_t
RankMessages::GetPhase(const Message& message)
{
    return static_cast<uint32_t>(message.tag);
}

} // namespace ns3::interconnect
