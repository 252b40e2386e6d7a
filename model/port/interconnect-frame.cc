/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "interconnect-frame.h"

#include "frame-header.h"

#include <memory>
#include <vector>

namespace ns3::interconnect
{

namespace
{

/// All frames of the process; ns-3 runs a simulation in one thread.
struct FramePool
{
    static constexpr std::size_t SLAB_FRAMES = 1024; //!< frames allocated together

    std::vector<std::unique_ptr<Frame[]>> slabs; //!< owners of the memory
    Frame* free{nullptr};                        //!< list of unused frames
    uint64_t inUse{0};                           //!< frames handed out

    /// Add a slab of unused frames.
    void Grow()
    {
        slabs.push_back(std::make_unique<Frame[]>(SLAB_FRAMES));
        for (std::size_t i = 0; i < SLAB_FRAMES; i++)
        {
            Frame& frame = slabs.back()[i];
            frame.next = free;
            free = &frame;
        }
    }
};

/**
 * @return the pool; never destroyed, since channels may give frames back at exit
 */
FramePool&
GetPool()
{
    static auto pool = new FramePool;
    return *pool;
}

} // namespace

Frame*
Frame::Allocate()
{
    FramePool& pool = GetPool();
    if (!pool.free)
    {
        pool.Grow();
    }
    Frame* frame = pool.free;
    pool.free = frame->next;
    __builtin_prefetch(pool.free, 1); // the next one will be wanted soon
    __builtin_prefetch(reinterpret_cast<const char*>(pool.free) + sizeof(Frame) / 2, 1);
    pool.inUse++;
    *frame = Frame();
    return frame;
}

void
Frame::Free(Frame* frame)
{
    FramePool& pool = GetPool();
    frame->packet = nullptr;
    frame->next = pool.free;
    pool.free = frame;
    pool.inUse--;
}

uint64_t
Frame::GetInUse()
{
    return GetPool().inUse;
}

Ptr<Packet>
Frame::ToPacket() const
{
    if (kind == FrameKind::PACKET)
    {
        return packet->Copy();
    }
    Ptr<Packet> result = Create<Packet>(payloadBytes);
    result->AddHeader(FrameHeader(*this));
    return result;
}

Frame*
Frame::FromPacket(Ptr<const Packet> packet)
{
    FrameHeader header;
    packet->PeekHeader(header);
    Frame* frame = Allocate();
    *frame = header.GetFrame();
    return frame;
}

} // namespace ns3::interconnect
