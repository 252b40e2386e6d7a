/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PIPELINED_COLLECTIVE_H
#define PIPELINED_COLLECTIVE_H

#include "collective-algorithm.h"

#include <functional>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * A collective cut into pieces, each a collective of its own by the same algorithm, several
 * of them under way at a time, so that the latency of one hides behind the others. Piece i
 * goes through chains i mod K of K sets of chains; a rank starts it when it has ended piece
 * i - K. K bounds what is under way, as the slots of NCCL's buffers do.
 *
 * Pieces have the chunk size, rounded up to a multiple of twice the ranks, so that remainders
 * do not fall to the same ranks piece after piece; the last one has the rest. Block b of
 * piece i of c is block b c + i of the whole.
 */
class PipelinedCollective : public CollectiveAlgorithm
{
  public:
    /// Makes the collective of a piece. Its argument: S of the piece, bytes.
    using PieceFactory = std::function<Ptr<const CollectiveAlgorithm>(uint64_t bytes)>;

    /// K unless told otherwise: enough to cover 2 x 12 levels of a tree twice.
    static constexpr uint32_t DEFAULT_PIECES_UNDER_WAY = 64;

    /**
     * @param bytes S of the whole, >= 1
     * @param chunkBytes size of a piece, >= 1, < S
     * @param makePiece makes the collective of a piece
     * @param piecesUnderWay K, >= 1
     * @return a pipelined collective; that of one piece if S fits in it
     * @throw std::invalid_argument with one sentence if the pieces are too many to be
     * numbered
     */
    static Ptr<const CollectiveAlgorithm> Cut(uint64_t bytes,
                                              uint64_t chunkBytes,
                                              const PieceFactory& makePiece,
                                              uint32_t piecesUnderWay = DEFAULT_PIECES_UNDER_WAY);

    /**
     * @param full the collective of each piece but the last
     * @param last the collective of the last piece
     * @param pieces how many pieces, >= 2
     * @param piecesUnderWay K, >= 1
     * @throw std::invalid_argument with one sentence if there are 2^32 phases or more
     */
    PipelinedCollective(Ptr<const CollectiveAlgorithm> full,
                        Ptr<const CollectiveAlgorithm> last,
                        uint64_t pieces,
                        uint32_t piecesUnderWay);

    uint32_t GetPhases() const override;
    uint32_t GetChains() const override;
    uint64_t GetBlocks() const override;
    void GetSends(uint32_t rank, uint32_t phase, std::vector<Transfer>& transfers) const override;
    void GetReceives(uint32_t rank,
                     uint32_t phase,
                     std::vector<Transfer>& transfers) const override;

  private:
    /**
     * @param phase a phase
     * @param[out] piece the piece it belongs to
     * @param[out] piecePhase which phase of the piece it is
     * @return the collective of the piece; nullptr if nothing is done in the phase
     */
    const CollectiveAlgorithm* Find(uint32_t phase, uint64_t& piece, uint32_t& piecePhase) const;

    Ptr<const CollectiveAlgorithm> m_full; //!< of each piece but the last
    Ptr<const CollectiveAlgorithm> m_last; //!< of the last piece
    uint64_t m_pieces;                     //!< how many
    uint32_t m_sets;                       //!< K, or fewer if there are not so many pieces
    uint32_t m_steps;                      //!< phases a chain of one piece
    uint32_t m_phases;                     //!< of all chains
};

} // namespace ns3::interconnect

#endif // PIPELINED_COLLECTIVE_H
