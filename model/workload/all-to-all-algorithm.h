/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ALL_TO_ALL_ALGORITHM_H
#define ALL_TO_ALL_ALGORITHM_H

#include "byte-division.h"
#include "collective-algorithm.h"

#include <memory>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * How many bytes each rank has for each rank in an all-to-all: equal blocks by formula, or a
 * matrix.
 *
 * Equal: a rank's S bytes are divided by distance (ByteDivision), so that all ranks send as
 * much also where n does not divide S. Memory: O(1)
 * for equal blocks; a matrix takes 8 n^2 bytes, once for all ranks and all collectives that
 * share it (512 KiB for 256 ranks).
 */
class AllToAllBlocks
{
  public:
    /**
     * @param ranks n, >= 1
     * @param bytes S, what each rank has for all ranks, itself included
     */
    AllToAllBlocks(uint32_t ranks, uint64_t bytes);

    /**
     * @param ranks n, >= 1
     * @param matrix bytes rank s has for rank d at s n + d
     * @throw std::invalid_argument with one sentence unless there are n^2 entries
     */
    AllToAllBlocks(uint32_t ranks, std::vector<uint64_t> matrix);

    /**
     * @return n
     */
    uint32_t GetRanks() const;

    /**
     * @param source a rank
     * @param destination a rank
     * @return what the one has for the other, bytes
     */
    uint64_t Get(uint32_t source, uint32_t destination) const;

    /**
     * @return S, bytes; of a matrix the mean over ranks, rounded up
     */
    uint64_t GetBytes() const;

    /**
     * @return whether the blocks are those of a matrix
     */
    bool IsMatrix() const;

    /**
     * @return the blocks the other way round: what s has for d becomes what d has for s
     */
    AllToAllBlocks Transpose() const;

  private:
    uint32_t m_ranks;                                      //!< n
    uint64_t m_bytes;                                      //!< S
    ByteDivision m_division;                               //!< of S by distance
    std::shared_ptr<const std::vector<uint64_t>> m_matrix; //!< nullptr: equal blocks
};

/**
 * @ingroup ai-interconnect
 * What all-to-all algorithms have in common. Block s n + d is what rank s has for rank d.
 */
class AllToAllAlgorithm : public CollectiveAlgorithm
{
  public:
    /**
     * @return ranks x S x 8 x (n - 1) / n for equal blocks; of a matrix all but its diagonal,
     * bits
     */
    uint64_t GetUsefulBits() const override;

  protected:
    /**
     * @param name the algorithm's name
     * @param blocks who has how much for whom
     */
    AllToAllAlgorithm(const std::string& name, const AllToAllBlocks& blocks);

    /**
     * @param source whose block it is
     * @param destination for whom it is
     * @param peer the other end
     * @return a transfer of the block from the one straight to the other
     */
    Transfer MakeTransfer(uint32_t source, uint32_t destination, uint32_t peer) const;

    AllToAllBlocks m_blocks; //!< who has how much for whom
};

/**
 * @ingroup ai-interconnect
 * @param name pairwise or direct
 * @param blocks who has how much for whom
 * @return the algorithm
 * @throw std::invalid_argument with one sentence for another name
 */
Ptr<const CollectiveAlgorithm> CreateAllToAll(const std::string& name,
                                              const AllToAllBlocks& blocks);

} // namespace ns3::interconnect

#endif // ALL_TO_ALL_ALGORITHM_H
