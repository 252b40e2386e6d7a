/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "simai-workload.h"

#include <map>
#include <sstream>
#include <stdexcept>
#include <vector>

namespace ns3::interconnect
{

namespace
{

/// Stream of the communication of weight gradients.
constexpr uint32_t WEIGHT_STREAM = 1;

/// A computation and the communication after it.
struct Pass
{
    uint64_t nanoseconds; //!< of the computation
    std::string type;     //!< of the communication
    uint64_t bytes;       //!< of the communication
};

/// A line of the text.
struct Layer
{
    std::string name;  //!< of the layer
    Pass forward;      //!< forward
    Pass input;        //!< input gradient
    Pass weight;       //!< weight gradient
    uint64_t updateNs; //!< of the update
    uint32_t line;     //!< where it stands
};

/// Reads the text and makes a graph of it.
class SimAiReader
{
  public:
    SimAiReader(std::istream& stream, const std::string& file, uint32_t ranks)
        : m_stream(stream),
          m_file(file),
          m_ranks(ranks)
    {
    }

    Ptr<const JobGraphs> Read()
    {
        ReadHeader();
        ReadLayers();
        for (const Layer& layer : m_layers)
        {
            Blocking(layer, layer.forward, "forward");
        }
        for (auto layer = m_layers.rbegin(); layer != m_layers.rend(); ++layer)
        {
            Blocking(*layer, layer->input, "input gradient");
            WeightGradient(*layer);
        }
        return Create<const JobGraphs>(Create<const OperationGraph>(std::move(m_operations)),
                                       m_ranks);
    }

  private:
    [[noreturn]] void Refuse(uint32_t line, const std::string& what) const
    {
        throw std::invalid_argument(m_file + ", line " + std::to_string(line) + ": " + what);
    }

    std::string GetLine()
    {
        std::string text;
        m_line++;
        if (!std::getline(m_stream, text))
        {
            Refuse(m_line, "the SimAI workload is truncated");
        }
        return text;
    }

    uint32_t GetHeaderValue(const std::map<std::string, uint64_t>& values,
                            const std::string& key,
                            uint32_t fallback) const
    {
        const auto value = values.find(key);
        if (value == values.end())
        {
            return fallback;
        }
        if (value->second == 0 || value->second > (1U << 24))
        {
            Refuse(1, key + " must be from 1 to 16777216");
        }
        return static_cast<uint32_t>(value->second);
    }

    void ReadHeader()
    {
        std::istringstream header(GetLine());
        std::map<std::string, uint64_t> values;
        std::string key;
        header >> key; // the type of parallelism
        while (header >> key)
        {
            uint64_t value = 0;
            if (key.back() == ':' && header >> value)
            {
                values[key.substr(0, key.size() - 1)] = value;
            }
            header.clear();
        }
        if (!values.count("model_parallel_NPU_group"))
        {
            Refuse(1, "there is no model_parallel_NPU_group: this is no SimAI workload");
        }
        const uint32_t tensor = GetHeaderValue(values, "model_parallel_NPU_group", 1);
        const uint32_t expert = GetHeaderValue(values, "ep", 1);
        if (GetHeaderValue(values, "pp", 1) > 1)
        {
            Refuse(1, "pp is above 1, and the text does not tell the stages apart");
        }
        m_ranks = m_ranks > 0 ? m_ranks : GetHeaderValue(values, "all_gpus", tensor);
        if (m_ranks % tensor != 0 || m_ranks / tensor % expert != 0)
        {
            Refuse(1,
                   "groups of " + std::to_string(tensor) + " (model_parallel_NPU_group) x " +
                       std::to_string(expert) + " (ep) do not divide " + std::to_string(m_ranks) +
                       " ranks");
        }
        MakeGroups(tensor, m_ranks / tensor, expert);
    }

    void MakeGroups(uint32_t tensor, uint32_t data, uint32_t expert)
    {
        std::vector<std::vector<uint32_t>> tensors(data);
        std::vector<std::vector<uint32_t>> replicas(tensor);
        std::vector<std::vector<uint32_t>> experts(tensor * (data / expert));
        std::vector<std::vector<uint32_t>> copies(tensor * expert);
        for (uint32_t rank = 0; rank < m_ranks; rank++)
        {
            const uint32_t part = rank % tensor;
            const uint32_t replica = rank / tensor;
            tensors[replica].push_back(rank);
            replicas[part].push_back(rank);
            experts[part * (data / expert) + replica / expert].push_back(rank);
            copies[part * expert + replica % expert].push_back(rank);
        }
        m_groups["tensor"] = Create<const ProcessGroups>(tensors);
        m_groups["_DP"] = Create<const ProcessGroups>(replicas);
        m_groups["_EP"] = Create<const ProcessGroups>(experts);
        m_groups["_DP_EP"] = Create<const ProcessGroups>(copies);
    }

    void ReadLayers()
    {
        std::istringstream count(GetLine());
        uint64_t layers = 0;
        if (!(count >> layers) || layers == 0)
        {
            Refuse(m_line, "the number of layers must stand here");
        }
        for (uint64_t i = 0; i < layers; i++)
        {
            std::istringstream text(GetLine());
            Layer layer;
            int64_t reserved = 0;
            layer.line = m_line;
            text >> layer.name >> reserved;
            for (Pass* pass : {&layer.forward, &layer.input, &layer.weight})
            {
                text >> pass->nanoseconds >> pass->type >> pass->bytes;
            }
            text >> layer.updateNs;
            if (!text)
            {
                Refuse(m_line,
                       "a layer is a name, a number, three times a time, a type and bytes, and a "
                       "time");
            }
            m_layers.push_back(std::move(layer));
        }
    }

    OperationId Add(Operation operation)
    {
        m_operations.push_back(std::move(operation));
        return static_cast<OperationId>(m_operations.size() - 1);
    }

    /// @return the communication of a pass; of type COMPUTE if there is none
    Operation MakeCommunication(const Layer& layer,
                                const Pass& pass,
                                const std::string& name,
                                const std::string& usual) const
    {
        static const std::map<std::string, std::string> collectives = {
            {"ALLREDUCE", "all-reduce"},
            {"ALLGATHER", "all-gather"},
            {"REDUCESCATTER", "reduce-scatter"},
            {"ALLTOALL", "all-to-all"},
        };
        if (pass.type == "NONE" || pass.bytes == 0)
        {
            return Operation();
        }
        const std::string base = pass.type.substr(0, pass.type.find('_'));
        const std::string suffix = pass.type.substr(base.size());
        const auto collective = collectives.find(base);
        const auto groups = m_groups.find(suffix.empty() ? usual : suffix);
        if (collective == collectives.end() || groups == m_groups.end())
        {
            Refuse(layer.line,
                   "layer " + layer.name + " has the communication " + pass.type +
                       "; valid are NONE, ALLREDUCE, ALLGATHER, REDUCESCATTER, ALLTOALL, and "
                       "these with _EP, _DP, _DP_EP");
        }
        const std::string algorithm =
            CollectiveAlgorithm::GetAlgorithms(collective->second).front();
        auto operation =
            Operation::Collective(name,
                                  CollectiveAlgorithm::Create(collective->second,
                                                              algorithm,
                                                              groups->second->GetSize(),
                                                              pass.bytes),
                                  groups->second);
        operation.trafficClass = suffix == "_EP"                       ? "expert"
                                 : suffix.empty() && usual == "tensor" ? "tensor"
                                                                       : "data";
        return operation;
    }

    /// A pass that what follows waits for.
    void Blocking(const Layer& layer, const Pass& pass, const std::string& what)
    {
        const std::string name = layer.name + " " + what;
        m_last = {Add(Operation::Compute(name, NanoSeconds(pass.nanoseconds), m_last))};
        auto communication = MakeCommunication(layer, pass, name + " " + pass.type, "tensor");
        if (communication.type == Operation::Type::COLLECTIVE)
        {
            communication.dependencies = m_last;
            m_last = {Add(std::move(communication))};
        }
    }

    /// A weight gradient, whose communication goes on beside what follows.
    void WeightGradient(const Layer& layer)
    {
        const std::string name = layer.name + " weight gradient";
        m_last = {Add(Operation::Compute(name, NanoSeconds(layer.weight.nanoseconds), m_last))};
        OperationId update = m_last.front();
        auto communication =
            MakeCommunication(layer, layer.weight, name + " " + layer.weight.type, "_DP");
        if (communication.type == Operation::Type::COLLECTIVE)
        {
            communication.dependencies = m_last;
            communication.stream = WEIGHT_STREAM;
            update = Add(std::move(communication));
        }
        if (layer.updateNs > 0)
        {
            Add(Operation::Compute(layer.name + " update", NanoSeconds(layer.updateNs), {update}));
        }
    }

    std::istream& m_stream;                                   //!< the text
    const std::string& m_file;                                //!< its name
    uint32_t m_ranks;                                         //!< of the job
    uint32_t m_line{0};                                       //!< read last
    std::map<std::string, Ptr<const ProcessGroups>> m_groups; //!< by suffix, and "tensor"
    std::vector<Layer> m_layers;                              //!< in order
    std::vector<Operation> m_operations;                      //!< by id
    std::vector<OperationId> m_last;                          //!< what the next waits for
};

} // namespace

Ptr<const JobGraphs>
ReadSimAiWorkload(std::istream& stream, const std::string& file, uint32_t ranks)
{
    return SimAiReader(stream, file, ranks).Read();
}

} // namespace ns3::interconnect
