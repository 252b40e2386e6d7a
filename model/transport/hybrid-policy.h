/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef HYBRID_POLICY_H
#define HYBRID_POLICY_H

#include "message-transport.h"

#include "ns3/nstime.h"
#include "ns3/object.h"

#include <map>
#include <utility>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * Which messages earn circuits in a hybrid fabric, as a choice of their traffic class: those of the
 * classes that take circuits go over one where it is up, and over packets where it is not; all
 * others never see a circuit (Fabric::SetCircuitClasses()). One object serves all transports.
 *
 * This one leaves classes as they are given: by class.
 */
class HybridPolicy : public Object
{
  public:
    /**
     * @return the TypeId
     */
    static TypeId GetTypeId();

    /**
     * @param message to another accelerator, given now
     * @return the class in which to send it
     */
    virtual TrafficClass Classify(const Message& message);
};

/**
 * @ingroup ai-interconnect
 * By size: messages of ThresholdBytes and more are sent in CircuitClass, smaller ones in
 * PacketClass. The classes differ, so that a small message does not wait behind a large one of its
 * connection; with strict priority the higher one, by default that of small messages, goes first.
 */
class SizeHybridPolicy : public HybridPolicy
{
  public:
    /**
     * @return the TypeId
     */
    static TypeId GetTypeId();

    TrafficClass Classify(const Message& message) override;

  protected:
    /**
     * @param earns whether a message earns a circuit
     * @return its class
     */
    TrafficClass GetClass(bool earns) const
    {
        return earns ? m_circuitClass : m_packetClass;
    }

    /// @return the threshold, bytes
    uint64_t GetThreshold() const
    {
        return m_thresholdBytes;
    }

  private:
    uint64_t m_thresholdBytes;   //!< that earn a circuit
    TrafficClass m_circuitClass; //!< of messages that earn one
    TrafficClass m_packetClass;  //!< of others
};

/**
 * @ingroup ai-interconnect
 * By measured elephants: messages of a pair of accelerators that has been given ThresholdBytes
 * lately, whatever the sizes of its messages. The measure is a sum that decays with TimeConstant,
 *
 *     C(t) = C(t0) exp(-(t - t0) / tau) + bytes of the message,
 *
 * for steady traffic of rate r thus r tau. Helios (Farrington et al., SIGCOMM 2010) finds elephants
 * by the rates of flows, c-Through by the bytes that wait in hosts.
 */
class ElephantHybridPolicy : public SizeHybridPolicy
{
  public:
    /**
     * @return the TypeId
     */
    static TypeId GetTypeId();

    TrafficClass Classify(const Message& message) override;

  private:
    /// What a pair was given.
    struct Measure
    {
        double bytes{0}; //!< decayed sum
        Time at{0};      //!< when it was that
    };

    Time m_timeConstant;                                      //!< tau
    std::map<std::pair<uint32_t, uint32_t>, Measure> m_pairs; //!< by source and destination
};

} // namespace ns3::interconnect

#endif // HYBRID_POLICY_H
