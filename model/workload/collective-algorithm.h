/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COLLECTIVE_ALGORITHM_H
#define COLLECTIVE_ALGORITHM_H

#include "ns3/ptr.h"
#include "ns3/simple-ref-count.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * What a collective computes, whatever algorithm computes it, and what its blocks are: b is
 * a block, c = GetBlocks() how many there are, n the number of ranks. Rooted collectives have
 * rank 0 as their root.
 */
enum class CollectiveKind : uint8_t
{
    ALL_REDUCE,     //!< every rank ends with the sum of all ranks' vectors, in c blocks
    ALL_GATHER,     //!< every rank ends with all shards; block b is of rank b / (c / n)
    REDUCE_SCATTER, //!< every rank ends with its shard of the sum; blocks as in all-gather
    ALL_TO_ALL,     //!< from rank s to d goes what blocks b with b / (c / n^2) = s n + d hold
    BROADCAST,      //!< every rank ends with the root's vector, in c blocks
    REDUCE,         //!< the root ends with the sum of all ranks' vectors, in c blocks
    BARRIER,        //!< every rank knows that all have come; block b is that rank b has
};

/**
 * @ingroup ai-interconnect
 * What can be chosen about an algorithm besides its name. 0 stands for its default. An
 * algorithm for which a choice means nothing ignores it.
 */
struct CollectiveOptions
{
    /// Bytes of S in a piece where the collective is to be cut into pipelined pieces. Default:
    /// 64 KiB for double-tree and pipeline, all in one piece for the others.
    uint64_t chunkBytes{0};
    /// hierarchical: ranks in a group; must divide the ranks. Default: the largest number up
    /// to 8 that does.
    uint32_t groupSize{0};
    /// multi-ring: how many rings. Default: 2 where there are two, else 1.
    uint32_t rings{0};
};

/**
 * @ingroup ai-interconnect
 * One message of a phase, seen from one end.
 *
 * The blocks say which data it carries, so that a schedule can be proven right without
 * moving data: block, block + stride, block + 2 stride, ... modulo GetBlocks(). What block b
 * is, depends on the collective (CollectiveKind).
 */
struct Transfer
{
    uint32_t peer{0};   //!< the other end, as position in the process group
    uint64_t bytes{0};  //!< payload, bytes; may be 0 where there are more ranks than bytes
    uint64_t block{0};  //!< the first block it carries
    bool reduce{false}; //!< the receiver adds to what it has (else: replaces it)
    uint64_t blocks{1}; //!< how many blocks it carries, >= 1
    uint64_t stride{1}; //!< from one to the next
};

/**
 * @ingroup ai-interconnect
 * A collective algorithm as data: pure functions of rank and phase, O(1) memory, one
 * immutable object for all ranks.
 *
 * The rule of execution is the same for all algorithms. Phases form GetChains() independent
 * chains: phase p follows phase p - GetChains(). A rank sends all transfers of phase p as
 * soon as all its receives of phase p - GetChains() have been delivered (the first phase of
 * a chain: when the operation starts at that rank), and is done when all receives of the
 * last phase of each chain have been delivered. Ranks are not synchronised otherwise. Every
 * receive of a phase is some rank's send of the same phase. One rank alone has no phases.
 * One chain is the classical rule; several chains serve pipelining and several rings.
 *
 * Sizes are those of nccl-tests (PERFORMANCE.md): S is the total vector of one rank, in
 * bytes; for all-gather the gathered result, for reduce-scatter the vector before it is
 * scattered, for all-to-all the sum over all destinations, including the rank itself.
 */
class CollectiveAlgorithm : public SimpleRefCount<CollectiveAlgorithm>
{
  public:
    /**
     * @param collective what is computed; one of GetCollectives()
     * @param algorithm how; one of GetAlgorithms()
     * @param ranks ranks that take part, >= 1
     * @param bytes S, >= 1; ignored for barrier
     * @param options further choices
     * @return the algorithm
     * @throw std::invalid_argument with one sentence: an unknown name (the valid ones are
     * listed), no rank, no byte, or choices that do not fit
     */
    static Ptr<const CollectiveAlgorithm> Create(const std::string& collective,
                                                 const std::string& algorithm,
                                                 uint32_t ranks,
                                                 uint64_t bytes,
                                                 const CollectiveOptions& options = {});

    /**
     * @return the names of all collectives
     */
    static std::vector<std::string> GetCollectives();

    /**
     * @param collective one of GetCollectives()
     * @return the names of its algorithms, the usual one first; none if it is unknown
     */
    static std::vector<std::string> GetAlgorithms(const std::string& collective);

    virtual ~CollectiveAlgorithm() = default;

    /**
     * @return the number of phases, the same for all ranks; 0 for one rank
     */
    virtual uint32_t GetPhases() const = 0;

    /**
     * @return the number of independent chains that phases form, >= 1: phase p belongs to
     * chain p mod GetChains()
     */
    virtual uint32_t GetChains() const
    {
        return 1;
    }

    /**
     * @return whether there is one chain, in each phase of which rank r sends one message to rank
     * r + 1 (modulo the ranks): after phase 0 always as many bytes as it received in the phase
     * before
     */
    virtual bool IsRing() const
    {
        return false;
    }

    /**
     * @param rank the sender, < GetRanks()
     * @param phase the phase, < GetPhases()
     * @param[out] transfers what it sends, to whom; replaces what was there
     */
    virtual void GetSends(uint32_t rank,
                          uint32_t phase,
                          std::vector<Transfer>& transfers) const = 0;

    /**
     * @param rank the receiver, < GetRanks()
     * @param phase the phase, < GetPhases()
     * @param[out] transfers what it receives, from whom; replaces what was there
     */
    virtual void GetReceives(uint32_t rank,
                             uint32_t phase,
                             std::vector<Transfer>& transfers) const = 0;

    /**
     * @return how many blocks there are, for Transfer: for all-to-all n x n, else n unless
     * the algorithm divides its data otherwise
     */
    virtual uint64_t GetBlocks() const;

    /**
     * @return what is computed
     */
    CollectiveKind GetKind() const;

    /**
     * @return the name of what is computed, such as all-reduce
     */
    std::string GetCollective() const;

    /**
     * @return the name of the algorithm, such as ring
     */
    std::string GetName() const;

    /**
     * @return the number of ranks that take part
     */
    uint32_t GetRanks() const;

    /**
     * @return S, bytes
     */
    uint64_t GetBytes() const;

    /**
     * @return busbw / algbw as nccl-tests define it for n ranks: 2 (n - 1) / n for
     * all-reduce, (n - 1) / n for all-gather, reduce-scatter and all-to-all, 1 for broadcast
     * and reduce (one rank alone: 0), 0 for barrier
     */
    double GetBusBandwidthFactor() const;

    /**
     * @return ranks x S x 8 x the bus bandwidth factor, bits: what the collective asks for,
     * whatever the algorithm sends; exact
     */
    virtual uint64_t GetUsefulBits() const;

  protected:
    /**
     * @param kind what is computed
     * @param name the algorithm's name
     * @param ranks ranks that take part, >= 1
     * @param bytes S; 0 for barrier
     */
    CollectiveAlgorithm(CollectiveKind kind, std::string name, uint32_t ranks, uint64_t bytes);

  private:
    /**
     * @return the bus bandwidth factor times the number of ranks; an integer
     */
    uint64_t GetScaledBusBandwidthFactor() const;

    CollectiveKind m_kind; //!< what is computed
    std::string m_name;    //!< the algorithm's name
    uint32_t m_ranks;      //!< ranks that take part
    uint64_t m_bytes;      //!< S, bytes
};

} // namespace ns3::interconnect

#endif // COLLECTIVE_ALGORITHM_H
