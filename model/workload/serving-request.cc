/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "serving-request.h"

#include "ns3/double.h"
#include "ns3/pointer.h"
#include "ns3/string.h"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <stdexcept>

namespace ns3::interconnect
{

NS_OBJECT_ENSURE_REGISTERED(RequestSource);

namespace
{

/// Longest prompt and longest answer, tokens.
constexpr double MOST_TOKENS = 1e9;

} // namespace

TypeId
RequestSource::GetTypeId()
{
    static TypeId tid = TypeId("ns3::interconnect::RequestSource")
                            .SetParent<Object>()
                            .SetGroupName("AiInterconnect")
                            .AddConstructor<RequestSource>()
                            .AddAttribute("Rate",
                                          "Mean rate of arrivals, 1/s.",
                                          DoubleValue(1),
                                          MakeDoubleAccessor(&RequestSource::m_rate),
                                          MakeDoubleChecker<double>(1e-9))
                            .AddAttribute("PromptTokens",
                                          "Tokens of a prompt; rounded, at least 1.",
                                          StringValue("ns3::ConstantRandomVariable[Constant=1020]"),
                                          MakePointerAccessor(&RequestSource::m_prompt),
                                          MakePointerChecker<RandomVariableStream>())
                            .AddAttribute("OutputTokens",
                                          "Tokens of an answer; rounded, at least 1.",
                                          StringValue("ns3::ConstantRandomVariable[Constant=129]"),
                                          MakePointerAccessor(&RequestSource::m_output),
                                          MakePointerChecker<RandomVariableStream>());
    return tid;
}

RequestSource::RequestSource()
    : m_between(CreateObject<ExponentialRandomVariable>())
{
}

std::vector<ServingRequest>
RequestSource::Draw(uint32_t count)
{
    const auto tokens = [](double value) {
        return static_cast<uint64_t>(std::llround(std::clamp(value, 1.0, MOST_TOKENS)));
    };
    std::vector<ServingRequest> requests;
    double seconds = 0;
    for (uint32_t i = 0; i < count; i++)
    {
        seconds += m_between->GetValue() / m_rate;
        ServingRequest request;
        request.arrival = Seconds(seconds);
        request.promptTokens = tokens(m_prompt->GetValue());
        request.outputTokens = tokens(m_output->GetValue());
        requests.push_back(request);
    }
    return requests;
}

int64_t
RequestSource::AssignStreams(int64_t stream)
{
    m_between->SetStream(stream);
    m_prompt->SetStream(stream + 1);
    m_output->SetStream(stream + 2);
    return 3;
}

std::vector<ServingRequest>
ReadServingRequests(std::istream& stream, const std::string& file)
{
    std::vector<ServingRequest> requests;
    std::string line;
    for (uint64_t number = 1; std::getline(stream, line); number++)
    {
        if (line.empty() || line[0] == '#')
        {
            continue;
        }
        std::replace(line.begin(), line.end(), ',', ' ');
        std::istringstream cells(line);
        double seconds = 0;
        double prompt = 0;
        double output = 0;
        std::string rest;
        cells >> seconds >> prompt >> output;
        const bool read = !cells.fail() && !(cells >> rest);
        const auto refuse = [&](bool wrong, const std::string& why) {
            if (wrong)
            {
                throw std::invalid_argument(file + ", line " + std::to_string(number) + ": " + why);
            }
        };
        refuse(!read, "a request is arrival [s], prompt tokens, output tokens, as 0.5, 1020, 129");
        refuse(!(seconds >= 0 && seconds <= 1e6), "an arrival is from 0 to 1000000 s");
        for (const double tokens : {prompt, output})
        {
            refuse(!(tokens >= 1 && tokens <= MOST_TOKENS) || tokens != std::floor(tokens),
                   "tokens are a whole number of at least 1");
        }
        ServingRequest request;
        request.arrival = Seconds(seconds);
        request.promptTokens = static_cast<uint64_t>(prompt);
        request.outputTokens = static_cast<uint64_t>(output);
        refuse(!requests.empty() && request.arrival < requests.back().arrival,
               "the request arrives before the one above it");
        requests.push_back(request);
    }
    if (requests.empty())
    {
        throw std::invalid_argument(file + " has no request");
    }
    return requests;
}

} // namespace ns3::interconnect
