/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DOUBLE_TREE_ALL_REDUCE_H
#define DOUBLE_TREE_ALL_REDUCE_H

#include "collective-algorithm.h"

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * All-reduce over two complementary binary trees, half of the vector over each: up a tree the
 * contributions are added, down it the sum is handed out. Who is inside one tree is a leaf of
 * the other, so that a rank sends at most 2 S and receives at most 2 S in all.
 *
 * First tree: position 0 is the root; the others form the tree in which a position has height
 * t if 2^t is the largest power of two that divides it, and hangs below its neighbour of
 * height t + 1 (below the next one to the left where that would be n or more). Odd positions
 * are leaves. In the first tree rank r stands at position r; in the second at n - 1 - r for
 * even n, at (r + 1) mod n for odd n.
 *
 * The two trees are independent chains. With D the depth of a tree, one pass takes 2 D
 * phases; alone it is slow, because only one level works at a time. Cut into c pieces
 * (PipelinedCollective) all levels work at once, and on links of rate B and latency a it
 * takes about 2 S / B + 2 D (a + 2 S / (c B)): the pipelined bound is 2 S / B.
 *
 * Sources: P. Sanders, J. Speck, J. L. Traeff, "Two-tree algorithms for full bandwidth
 * broadcast, reduction and scan", Parallel Computing 35 (2009); S. Jeaugey, "Massively Scale
 * Your Deep Learning Training with NCCL 2.4", NVIDIA, 2019.
 */
class DoubleTreeAllReduce : public CollectiveAlgorithm
{
  public:
    /**
     * @param ranks ranks that take part, >= 1
     * @param bytes S
     */
    DoubleTreeAllReduce(uint32_t ranks, uint64_t bytes);

    uint32_t GetPhases() const override;
    uint32_t GetChains() const override;
    uint64_t GetBlocks() const override;
    void GetSends(uint32_t rank, uint32_t phase, std::vector<Transfer>& transfers) const override;
    void GetReceives(uint32_t rank,
                     uint32_t phase,
                     std::vector<Transfer>& transfers) const override;

  private:
    /// @param rank a rank @param tree 0 or 1 @return its position in the tree
    uint32_t GetPosition(uint32_t rank, uint32_t tree) const;
    /// @param position a position @param tree 0 or 1 @return the rank that stands there
    uint32_t GetRank(uint32_t position, uint32_t tree) const;
    /// @param position a position but 0 @return the one above it
    uint32_t GetParent(uint32_t position) const;
    /// @param position a position @return how far below the root it is
    uint32_t GetDepth(uint32_t position) const;

    /**
     * Add a transfer to or from each position below one.
     * @param position a position
     * @param tree 0 or 1
     * @param reduce whether they go up
     * @param[out] transfers added to
     */
    void AddChildren(uint32_t position,
                     uint32_t tree,
                     bool reduce,
                     std::vector<Transfer>& transfers) const;

    /// @param position a position @param tree its tree @param reduce whether it goes up
    /// @return the transfer to or from it
    Transfer MakeTransfer(uint32_t position, uint32_t tree, bool reduce) const;

    uint32_t m_depth; //!< D, of both trees
};

} // namespace ns3::interconnect

#endif // DOUBLE_TREE_ALL_REDUCE_H
