/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "recursive-collective.h"

#include "byte-division.h"

#include <algorithm>

namespace ns3::interconnect
{

RecursiveCollective::RecursiveCollective(CollectiveKind kind,
                                         const std::string& name,
                                         uint32_t ranks,
                                         uint64_t bytes)
    : CollectiveAlgorithm(kind, name, ranks, bytes),
      m_steps(0)
{
    while (ranks >> (m_steps + 1) != 0)
    {
        m_steps++;
    }
    m_extra = ranks - (1U << m_steps);
}

uint32_t
RecursiveCollective::GetSteps() const
{
    return m_steps;
}

uint32_t
RecursiveCollective::GetPhases() const
{
    const uint32_t halves = GetKind() == CollectiveKind::ALL_REDUCE ? 2 : 1;
    return halves * m_steps + (m_extra > 0 ? 2 : 0);
}

uint64_t
RecursiveCollective::GetBlocks() const
{
    return GetKind() == CollectiveKind::ALL_REDUCE ? uint64_t{1} << m_steps : GetRanks();
}

uint32_t
RecursiveCollective::ReverseBits(uint32_t value, uint32_t bits)
{
    uint32_t reversed = 0;
    for (uint32_t bit = 0; bit < bits; bit++)
    {
        reversed = reversed << 1 | (value >> bit & 1);
    }
    return reversed;
}

uint32_t
RecursiveCollective::GetPartner(uint32_t member, uint32_t step) const
{
    const uint32_t bit = GetKind() == CollectiveKind::ALL_REDUCE ? step : m_steps - 1 - step;
    return member ^ (1U << bit);
}

uint32_t
RecursiveCollective::GetLabel(uint32_t member) const
{
    return GetKind() == CollectiveKind::ALL_REDUCE ? ReverseBits(member, m_steps) : member;
}

RecursiveCollective::Stage
RecursiveCollective::GetStage(uint32_t phase) const
{
    if (m_extra > 0)
    {
        if (phase == 0)
        {
            return {Stage::FOLD, 0};
        }
        if (phase == GetPhases() - 1)
        {
            return {Stage::UNFOLD, 0};
        }
        phase--;
    }
    if (GetKind() != CollectiveKind::ALL_GATHER)
    {
        if (phase < m_steps)
        {
            return {Stage::HALVE, phase};
        }
        phase -= m_steps;
    }
    return {Stage::DOUBLE, m_steps - 1 - phase};
}

bool
RecursiveCollective::IsExtra(uint32_t rank) const
{
    return rank < 2 * m_extra && rank % 2 == 0;
}

uint32_t
RecursiveCollective::GetMember(uint32_t rank) const
{
    return rank < 2 * m_extra ? rank / 2 : rank - m_extra;
}

uint32_t
RecursiveCollective::GetRank(uint32_t member) const
{
    return member < m_extra ? 2 * member + 1 : member + m_extra;
}

void
RecursiveCollective::GetRole(uint32_t rank,
                             Stage stage,
                             uint32_t& peer,
                             bool& sends,
                             bool& receives) const
{
    const bool extra = IsExtra(rank);
    if (stage.type == Stage::HALVE || stage.type == Stage::DOUBLE)
    {
        sends = receives = !extra;
        peer = extra ? rank : GetRank(GetPartner(GetMember(rank), stage.step));
        return;
    }
    const bool paired = rank < 2 * m_extra;
    peer = rank ^ 1;
    sends = paired && extra == (stage.type == Stage::FOLD);
    receives = paired && !sends;
}

Transfer
RecursiveCollective::MakeTransfer(uint32_t sender, uint32_t receiver, Stage stage) const
{
    const bool reduces = GetKind() != CollectiveKind::ALL_GATHER;
    uint64_t first = 0;
    uint64_t count = GetBlocks();
    const bool folding = stage.type == Stage::FOLD || stage.type == Stage::UNFOLD;
    if (folding && GetKind() != CollectiveKind::ALL_REDUCE)
    {
        // The extra rank's own block stays with it (all-gather: goes up alone and never comes
        // back; reduce-scatter: is added to what comes back alone).
        const uint32_t extra = stage.type == Stage::FOLD ? sender : receiver;
        const bool own = (stage.type == Stage::FOLD) != reduces;
        first = own ? extra : extra + 1;
        count = own ? 1 : GetRanks() - 1;
    }
    if (!folding)
    {
        // halving: what the receiver stays responsible for; doubling: what the sender was
        const uint32_t owner = stage.type == Stage::HALVE ? receiver : sender;
        const uint32_t width = m_steps - 1 - stage.step;
        const uint32_t begin = GetLabel(GetMember(owner)) >> width << width;
        const uint32_t end = begin + (1U << width);
        // a member that stands for two ranks has the blocks of both, one after the other
        const auto toBlock = [this](uint32_t label) -> uint64_t {
            return GetKind() == CollectiveKind::ALL_REDUCE ? label
                                                           : label + std::min(label, m_extra);
        };
        first = toBlock(begin);
        count = toBlock(end) - first;
    }
    const bool reduce = stage.type == Stage::UNFOLD ? GetKind() == CollectiveKind::REDUCE_SCATTER
                                                    : reduces && stage.type != Stage::DOUBLE;
    const uint64_t bytes = ByteDivision(GetBytes(), GetBlocks()).GetRange(first, count);
    return {0, bytes, first, reduce, count};
}

void
RecursiveCollective::GetSends(uint32_t rank, uint32_t phase, std::vector<Transfer>& transfers) const
{
    transfers.clear();
    const Stage stage = GetStage(phase);
    uint32_t peer;
    bool sends;
    bool receives;
    GetRole(rank, stage, peer, sends, receives);
    if (sends)
    {
        transfers.push_back(MakeTransfer(rank, peer, stage));
        transfers.back().peer = peer;
    }
}

void
RecursiveCollective::GetReceives(uint32_t rank,
                                 uint32_t phase,
                                 std::vector<Transfer>& transfers) const
{
    transfers.clear();
    const Stage stage = GetStage(phase);
    uint32_t peer;
    bool sends;
    bool receives;
    GetRole(rank, stage, peer, sends, receives);
    if (receives)
    {
        transfers.push_back(MakeTransfer(peer, rank, stage));
        transfers.back().peer = peer;
    }
}

} // namespace ns3::interconnect
