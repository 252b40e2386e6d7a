/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FRAME_HEADER_H
#define FRAME_HEADER_H

#include "interconnect-frame.h"

#include "ns3/header.h"

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * All fields of a message frame as an ns-3 header, for trace sinks and for ranks in other
 * processes. It is the simulator's own form, longer than the headers on the simulated
 * wire, whose size is Frame::wireBytes.
 */
class FrameHeader : public Header
{
  public:
    FrameHeader() = default;

    /**
     * @param frame whose fields to take
     */
    explicit FrameHeader(const Frame& frame);

    /**
     * @return the TypeId
     */
    static TypeId GetTypeId();
    TypeId GetInstanceTypeId() const override;
    uint32_t GetSerializedSize() const override;
    void Serialize(Buffer::Iterator start) const override;
    uint32_t Deserialize(Buffer::Iterator start) override;
    void Print(std::ostream& os) const override;

    /**
     * @return a frame with these fields, in no queue
     */
    const Frame& GetFrame() const;

  private:
    Frame m_frame; //!< the fields
};

} // namespace ns3::interconnect

#endif // FRAME_HEADER_H
