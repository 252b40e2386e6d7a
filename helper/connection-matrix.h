/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CONNECTION_MATRIX_H
#define CONNECTION_MATRIX_H

#include "ns3/traffic-class.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * Who sends how much to whom, and when: what htsim calls a connection matrix.
 *
 * The text format is htsim's (connection_matrix.cpp of csg-htsim), one thing a line, words
 * separated by blanks:
 *
 *     # a comment
 *     Nodes 16
 *     Connections 3
 *     Triggers 1
 *     1->0 id 1 start 0 size 2000000 send_done_trigger 1
 *     2->0 id 2 start 1000000 size 2000000 prio 3
 *     0->1 id 3 trigger 1 size 4096
 *     trigger id 1 oneshot
 *
 * Start times are picoseconds. A connection starts at its time or when its trigger releases it. A
 * trigger is fired when all bytes of a connection have been acknowledged (send_done_trigger) or
 * received (recv_done_trigger). A "oneshot" releases all its connections at the first firing, a
 * "multishot" one connection a firing, in the order of the file, and a "barrier" all of them at
 * firing number "count". Firings after that do nothing.
 */
struct ConnectionMatrix
{
    /// A flow.
    struct Connection
    {
        uint32_t id{0};                      //!< as given; 0: none
        uint32_t source{0};                  //!< index of the sending accelerator
        uint32_t destination{0};             //!< index of the receiving accelerator
        uint64_t bytes{0};                   //!< payload, bytes
        std::optional<uint64_t> startPs;     //!< when it starts, ps; or it has a trigger
        std::optional<std::size_t> trigger;  //!< number of the trigger that releases it
        std::optional<std::size_t> sendDone; //!< number of the trigger it fires when sent
        std::optional<std::size_t> recvDone; //!< number of the trigger it fires when received
        TrafficClass priority{0};            //!< htsim's "prio": traffic class of its frames
    };

    /// How a trigger releases connections.
    enum class TriggerKind : uint8_t
    {
        ONESHOT,   //!< all at the first firing
        MULTISHOT, //!< one a firing
        BARRIER    //!< all at the firing that completes the count
    };

    /// Something that releases connections when others end.
    struct Trigger
    {
        uint32_t id{0};                         //!< as given
        TriggerKind kind{TriggerKind::ONESHOT}; //!< how it releases connections
        uint64_t count{1};                      //!< of a barrier: firings that it needs
    };

    uint32_t nodes{0};                   //!< number of accelerators
    std::vector<Connection> connections; //!< in the order of the file
    std::vector<Trigger> triggers;       //!< by number

    /**
     * @param text in the format above
     * @param where name of the text's origin, for messages
     * @return the matrix, checked
     * @throw std::invalid_argument with one sentence that names the line, and what would be right
     */
    static ConnectionMatrix Parse(const std::string& text, const std::string& where);

    /**
     * @param path of a file in the format above
     * @return the matrix, checked
     * @throw std::invalid_argument as Parse(), or if the file cannot be read
     */
    static ConnectionMatrix Load(const std::string& path);

    /**
     * @return an empty string if every node exists, no connection leads to its own source, and
     * every connection starts once those before it have ended; otherwise a sentence
     */
    std::string Check() const;
};

} // namespace ns3::interconnect

#endif // CONNECTION_MATRIX_H
