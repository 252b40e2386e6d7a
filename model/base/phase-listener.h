/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PHASE_LISTENER_H
#define PHASE_LISTENER_H

#include "ns3/callback.h"
#include "ns3/nstime.h"

#include <cstdint>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * What one accelerator has for another in a phase.
 */
struct PhaseTransfer
{
    uint32_t source;      //!< index of the sending accelerator
    uint32_t destination; //!< index of the receiving accelerator
    uint64_t bytes;       //!< payload, bytes
};

/// Everything that is sent in a phase.
using PhaseDemand = std::vector<PhaseTransfer>;

/**
 * @ingroup ai-interconnect
 * Who wants to know what a workload is about to send, and may make it wait: a controller of
 * circuits. A collective announces all its phases before the first, those of all its groups as one;
 * each of its accelerators asks before it sends the transfers of a phase.
 */
class PhaseListener
{
  public:
    virtual ~PhaseListener() = default;

    /**
     * @param collective tells collectives of a run apart
     * @return whether it was announced and is not over
     */
    virtual bool IsAnnounced(uint64_t collective) const = 0;

    /**
     * A collective will run. May come more than once for the same; only the first counts.
     * @param collective tells collectives of a run apart
     * @param accelerators those that take part
     * @param phases what it sends, in the order in which it sends it
     * @param lead for how long at least it will not send anything, because a computation comes
     * first
     */
    virtual void AnnouncePhases(uint64_t collective,
                                const std::vector<uint32_t>& accelerators,
                                const std::vector<PhaseDemand>& phases,
                                Time lead) = 0;

    /**
     * An accelerator has received all of the phase before and would send now.
     * @param collective tells collectives of a run apart
     * @param phase number of the phase
     * @param go what to call when it may go on
     * @return whether it may go on at once; if so `go` is not called
     */
    virtual bool BeginPhase(uint64_t collective, uint32_t phase, Callback<void> go) = 0;
};

} // namespace ns3::interconnect

#endif // PHASE_LISTENER_H
