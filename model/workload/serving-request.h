/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SERVING_REQUEST_H
#define SERVING_REQUEST_H

#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/random-variable-stream.h"

#include <cstdint>
#include <istream>
#include <string>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * A request to a served model.
 */
struct ServingRequest
{
    Time arrival;             //!< from the start of the job
    uint64_t promptTokens{1}; //!< tokens it has, >= 1
    uint64_t outputTokens{1}; //!< tokens of the answer, >= 1
};

/**
 * @ingroup ai-interconnect
 * Draws requests: arrivals are a Poisson process, lengths are independent of each other. The
 * defaults of the lengths are the medians of the conversation trace of Microsoft Azure (P. Patel
 * et al., "Splitwise", ISCA 2024, section III-A): 1020 and 129 tokens.
 */
class RequestSource : public Object
{
  public:
    /**
     * @return the TypeId
     */
    static TypeId GetTypeId();

    RequestSource();

    /**
     * @param count how many
     * @return requests in the order of arrival
     */
    std::vector<ServingRequest> Draw(uint32_t count);

    /**
     * Fix the random streams; without, ns-3 gives them out.
     * @param stream first stream to use
     * @return number of streams used
     */
    int64_t AssignStreams(int64_t stream);

  private:
    double m_rate;                            //!< arrivals, 1/s
    Ptr<RandomVariableStream> m_prompt;       //!< tokens
    Ptr<RandomVariableStream> m_output;       //!< tokens
    Ptr<ExponentialRandomVariable> m_between; //!< between arrivals, mean 1
};

/**
 * @ingroup ai-interconnect
 * Read requests: one a line, as `arrival [s], prompt tokens, output tokens`, in the order of
 * arrival. Lines that are empty or begin with # are skipped.
 * @param stream the text
 * @param file its name, for messages
 * @return the requests, at least one
 * @throw std::invalid_argument with one sentence that names file and line
 */
std::vector<ServingRequest> ReadServingRequests(std::istream& stream, const std::string& file);

} // namespace ns3::interconnect

#endif // SERVING_REQUEST_H
