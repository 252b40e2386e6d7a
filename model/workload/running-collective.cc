/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "running-collective.h"

#include "ns3/simulator.h"

#include <algorithm>

namespace ns3::interconnect
{

namespace
{
/**
 * The transfers of a phase, in an array that one rank leaves to the next: in an all-to-all each has
 * as many as there are ranks. Who begins a phase while another one sends has an array of its own.
 */
class PhaseTransfers
{
  public:
    PhaseTransfers()
    {
        m_transfers.swap(m_left);
    }

    ~PhaseTransfers()
    {
        m_transfers.swap(m_left);
    }

    PhaseTransfers(const PhaseTransfers&) = delete;
    PhaseTransfers& operator=(const PhaseTransfers&) = delete;

    /// @return the array
    std::vector<Transfer>& operator*()
    {
        return m_transfers;
    }

  private:
    std::vector<Transfer> m_transfers;          //!< in use
    static inline std::vector<Transfer> m_left; //!< by the rank before
};
} // namespace

RunningCollective::RunningCollective(RankContext& context,
                                     OperationId id,
                                     const Operation& operation,
                                     uint32_t instance,
                                     WaitPath& path)
    : m_context(context),
      m_id(id),
      m_operation(operation),
      m_trafficClass(operation.GetTrafficClass()),
      m_instance(instance),
      m_path(path),
      m_position(operation.groups->GetPosition(context.messages.GetRank())),
      m_unfinished(std::min(operation.algorithm->GetChains(), operation.algorithm->GetPhases()))
{
    m_chains.reserve(m_unfinished);
    for (uint32_t number = 0; number < m_unfinished; number++)
    {
        m_chains.push_back({number, 0});
    }
}

bool
RunningCollective::Start()
{
    if (m_operation.algorithm->IsRing() && !m_context.phases.HasListener())
    {
        m_chains[0].waits = true;
        if (m_context.messages.GetTransport().JoinRing(GetRingKey(), m_position, *this))
        {
            return true;
        }
        m_chains[0].waits = false;
    }
    const std::size_t chains = m_chains.size();
    for (std::size_t number = 0; number < chains; number++)
    {
        if (!Continue(number))
        {
            return false;
        }
    }
    return true;
}

bool
RunningCollective::Continue(std::size_t number)
{
    RankMessages& messages = m_context.messages;
    const CollectiveAlgorithm& algorithm = *m_operation.algorithm;
    const uint32_t rank = messages.GetRank();
    auto& [phase, missing, waits, admitted] = m_chains[number];
    PhaseTransfers transfers;
    for (; phase < algorithm.GetPhases(); phase += algorithm.GetChains())
    {
        if (m_context.phases.HasListener() && !admitted)
        {
            waits = !m_context.phases.BeginPhase(m_id,
                                                 m_instance,
                                                 phase,
                                                 m_context.collectiveMayGoOn.Bind(m_instance));
            if (waits)
            {
                return true;
            }
        }
        admitted = false;
        algorithm.GetSends(m_position, phase, *transfers);
        for (const Transfer& transfer : *transfers)
        {
            const uint32_t peer = m_operation.groups->GetMember(rank, transfer.peer);
            m_sentBytes += transfer.bytes;
            if (!messages.Send(messages.GetAccelerator(peer), transfer.bytes, m_instance, phase))
            {
                return false;
            }
        }
        algorithm.GetReceives(m_position, phase, *transfers);
        missing = (*transfers).size() - messages.TakeKept(m_instance, phase);
        if (missing > 0)
        {
            return true;
        }
    }
    m_unfinished--;
    return true;
}

bool
RunningCollective::GoOn()
{
    m_path.Add(*m_context.accelerator, m_trafficClass, WAIT_DARK_CIRCUIT);
    m_chains[0].waits = false;
    m_chains[0].admitted = true;
    return Continue(0);
}

bool
RunningCollective::Receive(const Message& message, const MessageTiming& timing)
{
    const uint32_t phase = RankMessages::GetPhase(message);
    const std::size_t number = phase % m_chains.size();
    Chain& chain = m_chains[number];
    if (chain.phase != phase || chain.waits)
    {
        m_context.messages.Keep(message);
        return true;
    }
    if (--chain.missing > 0)
    {
        return true;
    }
    m_path.Add(*m_context.accelerator, m_trafficClass, timing);
    chain.phase += m_operation.algorithm->GetChains();
    return Continue(number);
}

bool
RunningCollective::HasEnded() const
{
    return m_unfinished == 0;
}

void
RunningCollective::Leave()
{
    if (m_operation.algorithm->IsRing())
    {
        m_context.messages.GetTransport().LeaveRing(GetRingKey());
    }
}

uint64_t
RunningCollective::GetSentBytes() const
{
    return m_sentBytes;
}

RingKey
RunningCollective::GetRingKey() const
{
    const RankMessages& messages = m_context.messages;
    const uint32_t first = m_operation.groups->GetMember(messages.GetRank(), 0);
    return {messages.GetContext(), m_instance, messages.GetAccelerator(first)};
}

RingDescription
RunningCollective::DescribeRing(const RingKey&) const
{
    const RankMessages& messages = m_context.messages;
    const CollectiveAlgorithm& algorithm = *m_operation.algorithm;
    RingDescription ring;
    ring.phases = algorithm.GetPhases();
    std::vector<Transfer> transfers;
    for (uint32_t position = 0; position < algorithm.GetRanks(); position++)
    {
        const uint32_t member = m_operation.groups->GetMember(messages.GetRank(), position);
        ring.accelerators.push_back(messages.GetAccelerator(member));
        algorithm.GetSends(position, 0, transfers);
        ring.bytes.push_back(transfers[0].bytes);
    }
    return ring;
}

std::optional<Time>
RunningCollective::GetWaitBegin(uint32_t) const
{
    return m_path.GetBegin(*m_context.accelerator);
}

void
RunningCollective::ClearWaits(uint32_t)
{
    m_waits = {};
}

void
RunningCollective::AddWaits(uint32_t, Time wait, const MessageTiming& timing, uint64_t count)
{
    const WaitTimes times = DivideWait(Time(0), wait, timing);
    for (std::size_t cause = 0; cause < WAIT_CAUSES; cause++)
    {
        m_waits[cause] += Time(times[cause].GetTimeStep() * static_cast<int64_t>(count));
    }
}

void
RunningCollective::RingEnded(uint32_t, uint64_t bytes)
{
    m_sentBytes = bytes;
    m_path.Add(*m_context.accelerator, m_trafficClass, m_waits, Simulator::Now());
    m_context.collectiveHasEnded(m_instance); // which deletes this object
}

void
RunningCollective::RingSplit(uint32_t, uint32_t phase, uint64_t bytes, Time last)
{
    if (!m_context.messages.IsStopped())
    {
        m_sentBytes = bytes;
        m_chains[0] = {phase, 1};
        m_path.Add(*m_context.accelerator, m_trafficClass, m_waits, last);
    }
}

} // namespace ns3::interconnect
