/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "pipelined-collective.h"

#include <algorithm>
#include <stdexcept>

namespace ns3::interconnect
{

Ptr<const CollectiveAlgorithm>
PipelinedCollective::Cut(uint64_t bytes,
                         uint64_t chunkBytes,
                         const PieceFactory& makePiece,
                         uint32_t piecesUnderWay)
{
    const auto whole = makePiece(bytes);
    const uint64_t unit = 2 * uint64_t{whole->GetRanks()};
    const uint64_t chunk = (chunkBytes + unit - 1) / unit * unit;
    if (bytes <= chunk)
    {
        return whole;
    }
    const uint64_t pieces = (bytes + chunk - 1) / chunk;
    return ns3::Create<PipelinedCollective>(makePiece(chunk),
                                            makePiece(bytes - (pieces - 1) * chunk),
                                            pieces,
                                            piecesUnderWay);
}

PipelinedCollective::PipelinedCollective(Ptr<const CollectiveAlgorithm> full,
                                         Ptr<const CollectiveAlgorithm> last,
                                         uint64_t pieces,
                                         uint32_t piecesUnderWay)
    : CollectiveAlgorithm(full->GetKind(),
                          full->GetName(),
                          full->GetRanks(),
                          (pieces - 1) * full->GetBytes() + last->GetBytes()),
      m_full(full),
      m_last(last),
      m_pieces(pieces),
      m_sets(static_cast<uint32_t>(std::min<uint64_t>(pieces, piecesUnderWay))),
      m_steps((full->GetPhases() + full->GetChains() - 1) / full->GetChains())
{
    const uint64_t rounds = (pieces + m_sets - 1) / m_sets;
    const uint64_t phases = rounds * m_steps * GetChains();
    if (phases > UINT32_MAX)
    {
        throw std::invalid_argument(
            "collective " + GetCollective() + " in " + std::to_string(pieces) + " pieces has " +
            std::to_string(phases) + " phases: at most " + std::to_string(UINT32_MAX) +
            " can be told apart, so use larger chunks");
    }
    m_phases = static_cast<uint32_t>(phases);
}

uint32_t
PipelinedCollective::GetPhases() const
{
    return m_phases;
}

uint32_t
PipelinedCollective::GetChains() const
{
    return m_sets * m_full->GetChains();
}

uint64_t
PipelinedCollective::GetBlocks() const
{
    return m_pieces * m_full->GetBlocks();
}

const CollectiveAlgorithm*
PipelinedCollective::Find(uint32_t phase, uint64_t& piece, uint32_t& piecePhase) const
{
    const uint32_t chain = phase % GetChains();
    const uint32_t step = phase / GetChains();
    piece = uint64_t{step / m_steps} * m_sets + chain / m_full->GetChains();
    piecePhase = step % m_steps * m_full->GetChains() + chain % m_full->GetChains();
    if (piece >= m_pieces || piecePhase >= m_full->GetPhases())
    {
        return nullptr;
    }
    return PeekPointer(piece == m_pieces - 1 ? m_last : m_full);
}

void
PipelinedCollective::GetSends(uint32_t rank, uint32_t phase, std::vector<Transfer>& transfers) const
{
    transfers.clear();
    uint64_t piece;
    uint32_t piecePhase;
    if (const CollectiveAlgorithm* collective = Find(phase, piece, piecePhase))
    {
        collective->GetSends(rank, piecePhase, transfers);
        for (Transfer& transfer : transfers)
        {
            transfer.block = transfer.block * m_pieces + piece;
            transfer.stride *= m_pieces;
        }
    }
}

void
PipelinedCollective::GetReceives(uint32_t rank,
                                 uint32_t phase,
                                 std::vector<Transfer>& transfers) const
{
    transfers.clear();
    uint64_t piece;
    uint32_t piecePhase;
    if (const CollectiveAlgorithm* collective = Find(phase, piece, piecePhase))
    {
        collective->GetReceives(rank, piecePhase, transfers);
        for (Transfer& transfer : transfers)
        {
            transfer.block = transfer.block * m_pieces + piece;
            transfer.stride *= m_pieces;
        }
    }
}

} // namespace ns3::interconnect
