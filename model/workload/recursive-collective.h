/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RECURSIVE_COLLECTIVE_H
#define RECURSIVE_COLLECTIVE_H

#include "collective-algorithm.h"

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * Reduce-scatter by recursive halving, all-gather by recursive doubling, and all-reduce as
 * the one after the other ("halving-doubling").
 *
 * For n = 2^k ranks reduce-scatter has k phases: in phase s a rank exchanges with a partner
 * half of what it is still responsible for, so phases carry S/2, S/4, ... S/n. All-gather is
 * the same backwards. On links of rate B and latency a each half takes
 * k a + (n - 1)/n S/B, and a rank sends S (n - 1) / n bytes in each.
 *
 * All-reduce pairs rank r with r xor 2^s, the largest exchange with the nearest rank;
 * reduce-scatter and all-gather pair it with r xor n/2^(s+1), so that what a rank is
 * responsible for is contiguous and ends as block r. A derived class may pair otherwise:
 * GetPartner() and GetLabel() must be such that the ranks whose labels agree in their
 * highest s bits are those that can reach each other in phases s, s + 1, ... k - 1.
 *
 * Other n: with 2^k the largest power of two up to n and e = n - 2^k, each of the first e
 * even ranks, 2i, first hands all it has to rank 2i + 1, which stands for both, and gets the
 * result afterwards: two more phases, with S each in all-reduce, S (n - 1)/n and S/n in
 * reduce-scatter, S/n and S (n - 1)/n in all-gather.
 *
 * Source: R. Thakur, R. Rabenseifner, W. Gropp, "Optimization of Collective Communication
 * Operations in MPICH", Int. J. High Perform. Comput. Appl. 19 (2005).
 */
class RecursiveCollective : public CollectiveAlgorithm
{
  public:
    /**
     * @param kind ALL_REDUCE, ALL_GATHER or REDUCE_SCATTER
     * @param name the algorithm's name
     * @param ranks ranks that take part, >= 1
     * @param bytes S
     */
    RecursiveCollective(CollectiveKind kind,
                        const std::string& name,
                        uint32_t ranks,
                        uint64_t bytes);

    uint32_t GetPhases() const override;
    uint64_t GetBlocks() const override;
    void GetSends(uint32_t rank, uint32_t phase, std::vector<Transfer>& transfers) const override;
    void GetReceives(uint32_t rank,
                     uint32_t phase,
                     std::vector<Transfer>& transfers) const override;

  protected:
    /**
     * @return k
     */
    uint32_t GetSteps() const;

    /**
     * @param member one of the 2^k ranks that exchange, numbered from 0
     * @param step a step of the halving, < k
     * @return with whom it exchanges in this step
     */
    virtual uint32_t GetPartner(uint32_t member, uint32_t step) const;

    /**
     * @param member one of the 2^k ranks that exchange
     * @return the piece of 2^k that it is responsible for after the halving
     */
    virtual uint32_t GetLabel(uint32_t member) const;

    /**
     * @param value a number
     * @param bits how many of its lowest bits, <= 32
     * @return these bits in reverse order
     */
    static uint32_t ReverseBits(uint32_t value, uint32_t bits);

  private:
    /// What a phase does.
    struct Stage
    {
        /// Its kind.
        enum Type
        {
            FOLD,   //!< extra ranks hand over what they have
            HALVE,  //!< a step of reduce-scatter
            DOUBLE, //!< a step of all-gather
            UNFOLD, //!< extra ranks get the result
        };

        Type type;     //!< its kind
        uint32_t step; //!< of HALVE and DOUBLE, counted as in the halving
    };

    /// @param phase a phase @return what it does
    Stage GetStage(uint32_t phase) const;
    /// @param rank a rank @return whether it only hands over and gets
    bool IsExtra(uint32_t rank) const;
    /// @param rank a rank that exchanges @return its number among those
    uint32_t GetMember(uint32_t rank) const;
    /// @param member one that exchanges @return its rank
    uint32_t GetRank(uint32_t member) const;

    /**
     * @param rank a rank
     * @param stage what the phase does
     * @param[out] peer with whom the rank has to do in it
     * @param[out] sends whether it sends
     * @param[out] receives whether it receives
     */
    void GetRole(uint32_t rank, Stage stage, uint32_t& peer, bool& sends, bool& receives) const;

    /**
     * @param sender a rank that sends
     * @param receiver to whom
     * @param stage what the phase does
     * @return what it sends; the peer is not set
     */
    Transfer MakeTransfer(uint32_t sender, uint32_t receiver, Stage stage) const;

    uint32_t m_steps; //!< k
    uint32_t m_extra; //!< e
};

} // namespace ns3::interconnect

#endif // RECURSIVE_COLLECTIVE_H
