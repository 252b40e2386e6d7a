/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "chakra-trace.h"

#include <stdexcept>

#ifdef AI_INTERCONNECT_PROTOBUF

#include "chakra-trace.pb.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <utility>
#include <vector>

namespace ns3::interconnect
{

namespace
{

using chakra::AttributeProto;
using chakra::Node;
using Type = Operation::Type;

/// By comm_type: the collective; empty: none that can be done.
const char* const COLLECTIVES[] = {"all-reduce",
                                   "reduce",
                                   "all-gather",
                                   "",
                                   "",
                                   "broadcast",
                                   "all-to-all",
                                   "reduce-scatter",
                                   "reduce-scatter",
                                   "barrier"};

/// A node of a file and where it stands.
struct PlacedNode
{
    Node node;          //!< the node
    std::size_t offset; //!< of its length, bytes
};

/// A file of one rank.
struct RankTrace
{
    std::string file;              //!< its name
    std::vector<PlacedNode> nodes; //!< in order
};

/// @param file a file @param offset in it, bytes @param what is wrong there
[[noreturn]] void
RefuseAt(const std::string& file, std::size_t offset, const std::string& what)
{
    throw std::invalid_argument(file + ", byte " + std::to_string(offset) + ": " + what);
}

/// @param trace of a rank @param node of it @param what is wrong with it
[[noreturn]] void
RefuseNode(const RankTrace& trace, const PlacedNode& node, const std::string& what)
{
    RefuseAt(trace.file,
             node.offset,
             "node " + std::to_string(node.node.id()) + " ('" + node.node.name() + "') " + what);
}

/// @param node a node @param name of an attribute @return it, or nullptr
const AttributeProto*
FindAttribute(const Node& node, const std::string& name)
{
    for (const AttributeProto& attribute : node.attr())
    {
        if (attribute.name() == name)
        {
            return &attribute;
        }
    }
    return nullptr;
}

/// @param attribute of any integer type @param fallback if it is of another, or nullptr
/// @return its value
int64_t
GetInteger(const AttributeProto* attribute, int64_t fallback)
{
    if (!attribute)
    {
        return fallback;
    }
    switch (attribute->value_case())
    {
    case AttributeProto::kInt32Val:
        return attribute->int32_val();
    case AttributeProto::kInt64Val:
        return attribute->int64_val();
    case AttributeProto::kUint32Val:
        return attribute->uint32_val();
    case AttributeProto::kUint64Val:
        return static_cast<int64_t>(attribute->uint64_val());
    case AttributeProto::kSint32Val:
        return attribute->sint32_val();
    case AttributeProto::kSint64Val:
        return attribute->sint64_val();
    case AttributeProto::kFixed32Val:
        return attribute->fixed32_val();
    case AttributeProto::kFixed64Val:
        return static_cast<int64_t>(attribute->fixed64_val());
    case AttributeProto::kDoubleVal:
        return std::llround(attribute->double_val());
    default:
        return fallback;
    }
}

/// @param node a node @param name of an attribute @return its text; empty without one
std::string
GetText(const Node& node, const std::string& name)
{
    const AttributeProto* attribute = FindAttribute(node, name);
    return attribute ? attribute->string_val() : "";
}

/// @param file its name @return the trace
RankTrace
ReadFile(const std::string& file)
{
    std::ifstream stream(file, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
    RankTrace trace{file, {}};
    bool first = true;
    for (std::size_t at = 0; at < bytes.size();)
    {
        const std::size_t start = at;
        uint64_t length = 0;
        for (uint32_t shift = 0;; shift += 7, at++)
        {
            if (at == bytes.size() || shift > 56)
            {
                RefuseAt(file, start, "the length of a message is truncated or too large");
            }
            length |= (static_cast<uint64_t>(bytes[at]) & 0x7f) << shift;
            if ((bytes[at] & 0x80) == 0)
            {
                at++;
                break;
            }
        }
        if (length > bytes.size() - at)
        {
            RefuseAt(file,
                     start,
                     "a message of " + std::to_string(length) + " bytes is truncated after " +
                         std::to_string(bytes.size() - at));
        }
        chakra::GlobalMetadata metadata;
        PlacedNode placed{{}, start};
        const auto size = static_cast<int>(length);
        const bool parsed = first ? metadata.ParseFromArray(bytes.data() + at, size)
                                  : placed.node.ParseFromArray(bytes.data() + at, size);
        if (!parsed)
        {
            RefuseAt(file,
                     start,
                     first ? "there is no Chakra metadata: this is no Chakra trace"
                           : "there is no Chakra node");
        }
        if (!first)
        {
            trace.nodes.push_back(std::move(placed));
        }
        first = false;
        at += length;
    }
    if (first)
    {
        RefuseAt(file, 0, "the file is empty");
    }
    return trace;
}

/// Makes operation graphs of the traces of all ranks.
class ChakraReader
{
  public:
    ChakraReader(std::vector<RankTrace> traces, const ChakraOptions& options)
        : m_traces(std::move(traces)),
          m_options(options)
    {
        for (uint32_t rank = 0; rank < GetRanks(); rank++)
        {
            m_firstKey = std::max(m_firstKey, static_cast<uint32_t>(m_traces[rank].nodes.size()));
            for (const PlacedNode& placed : m_traces[rank].nodes)
            {
                if (placed.node.type() == chakra::COMM_COLL_NODE)
                {
                    auto& members = m_members[GetText(placed.node, "pg_name")];
                    if (members.empty() || members.back() != rank)
                    {
                        members.push_back(rank);
                    }
                }
            }
        }
        auto& all = m_members[""];
        all.clear();
        for (uint32_t rank = 0; rank < GetRanks(); rank++)
        {
            all.push_back(rank);
        }
    }

    Ptr<const JobGraphs> Read()
    {
        std::vector<Ptr<const OperationGraph>> graphs;
        for (uint32_t rank = 0; rank < GetRanks(); rank++)
        {
            graphs.push_back(ReadRank(rank));
        }
        return Create<const JobGraphs>(std::move(graphs));
    }

  private:
    uint32_t GetRanks() const
    {
        return static_cast<uint32_t>(m_traces.size());
    }

    /// @return a key for the n-th of its name at a rank, the same at all ranks
    uint32_t MakeKey(uint32_t rank, const std::string& name)
    {
        const uint32_t count = m_counts[{rank, name}]++;
        const auto next = static_cast<uint32_t>(m_keys.size());
        return m_firstKey + m_keys.emplace(std::make_pair(name, count), next).first->second;
    }

    Ptr<const OperationGraph> ReadRank(uint32_t rank)
    {
        const RankTrace& trace = m_traces[rank];
        std::map<uint64_t, OperationId> ids;
        for (const PlacedNode& placed : trace.nodes)
        {
            if (!ids.emplace(placed.node.id(), static_cast<OperationId>(ids.size())).second)
            {
                RefuseNode(trace, placed, "is there twice");
            }
        }
        std::vector<Operation> operations;
        for (const PlacedNode& placed : trace.nodes)
        {
            Operation operation = MakeOperation(rank, placed);
            for (const auto* dependencies : {&placed.node.ctrl_deps(), &placed.node.data_deps()})
            {
                for (const uint64_t dependency : *dependencies)
                {
                    const auto id = ids.find(dependency);
                    if (id == ids.end())
                    {
                        RefuseNode(trace,
                                   placed,
                                   "depends on node " + std::to_string(dependency) +
                                       ", which is not in the file");
                    }
                    operation.dependencies.push_back(id->second);
                }
            }
            operations.push_back(std::move(operation));
        }
        try
        {
            return Create<const OperationGraph>(std::move(operations));
        }
        catch (const std::invalid_argument& e)
        {
            throw std::invalid_argument(trace.file + ": " + e.what());
        }
    }

    Operation MakeOperation(uint32_t rank, const PlacedNode& placed)
    {
        const Node& node = placed.node;
        Operation operation;
        switch (node.type())
        {
        case chakra::METADATA_NODE:
            operation = Operation::Compute(node.name(), Time(0));
            operation.stream = Operation::NO_STREAM;
            break;
        case chakra::COMP_NODE:
            operation = MakeComputation(node);
            break;
        case chakra::MEM_LOAD_NODE:
        case chakra::MEM_STORE_NODE:
            operation = MakeAccess(placed, rank);
            break;
        case chakra::COMM_SEND_NODE:
        case chakra::COMM_RECV_NODE:
            operation = MakeMessage(rank, placed);
            break;
        case chakra::COMM_COLL_NODE:
            operation = MakeCollective(rank, placed);
            break;
        default:
            RefuseNode(m_traces[rank],
                       placed,
                       "has the type " + std::to_string(node.type()) + "; valid are 1 to 7");
        }
        if (const AttributeProto* key = FindAttribute(node, "key"))
        {
            operation.key = key->uint32_val();
        }
        if (const AttributeProto* stream = FindAttribute(node, "stream"))
        {
            operation.stream = stream->uint32_val();
        }
        operation.trafficClass = GetText(node, "traffic_class");
        return operation;
    }

    static Operation MakeComputation(const Node& node)
    {
        if (const AttributeProto* exact = FindAttribute(node, "duration_ps"))
        {
            auto operation = Operation::Compute(node.name(), PicoSeconds(exact->int64_val()));
            const AttributeProto* flops = FindAttribute(node, "flops");
            operation.flops = flops ? flops->double_val() : 0;
            operation.bytes = GetTouchedBytes(node);
            return operation;
        }
        if (node.duration_micros() > 0)
        {
            return Operation::Compute(node.name(), MicroSeconds(node.duration_micros()));
        }
        auto operation = Operation::ComputeFlops(
            node.name(),
            static_cast<double>(GetInteger(FindAttribute(node, "num_ops"), 0)));
        operation.bytes = GetTouchedBytes(node);
        return operation;
    }

    /// @return what a computation reads and writes, bytes
    static uint64_t GetTouchedBytes(const Node& node)
    {
        const int64_t bytes = GetInteger(FindAttribute(node, "tensor_size"), 0);
        return static_cast<uint64_t>(std::max<int64_t>(bytes, 0));
    }

    Operation MakeAccess(const PlacedNode& placed, uint32_t rank) const
    {
        const Node& node = placed.node;
        const int64_t bytes = GetInteger(FindAttribute(node, "tensor_size"), 0);
        if (bytes < 0)
        {
            RefuseNode(m_traces[rank], placed, "accesses a negative tensor_size");
        }
        const AttributeProto* peer = FindAttribute(node, "memory_rank");
        auto operation = Operation::Load(node.name(),
                                         static_cast<uint64_t>(bytes),
                                         peer ? peer->uint32_val() : Operation::LOCAL_MEMORY);
        operation.type =
            node.type() == chakra::MEM_LOAD_NODE ? Type::MEMORY_LOAD : Type::MEMORY_STORE;
        return operation;
    }

    Operation MakeMessage(uint32_t rank, const PlacedNode& placed)
    {
        const Node& node = placed.node;
        const bool sends = node.type() == chakra::COMM_SEND_NODE;
        const int64_t source = GetInteger(FindAttribute(node, "comm_src"), rank);
        const int64_t destination = GetInteger(FindAttribute(node, "comm_dst"), rank);
        const int64_t own = sends ? source : destination;
        const int64_t peer = sends ? destination : source;
        const int64_t bytes = GetInteger(FindAttribute(node, "comm_size"), -1);
        if (own != rank || peer < 0 || peer >= GetRanks() || peer == rank || bytes < 0)
        {
            RefuseNode(m_traces[rank],
                       placed,
                       "of rank " + std::to_string(rank) + " is a message from " +
                           std::to_string(source) + " to " + std::to_string(destination) +
                           " of comm_size " + std::to_string(bytes) + "; there are " +
                           std::to_string(GetRanks()) + " ranks");
        }
        const std::string name = std::to_string(source) + ">" + std::to_string(destination) + ":" +
                                 std::to_string(GetInteger(FindAttribute(node, "comm_tag"), 0));
        // Sends and receives of a name are counted apart: each happens at one rank.
        auto operation = Operation::Send(node.name(),
                                         static_cast<uint64_t>(bytes),
                                         static_cast<uint32_t>(peer),
                                         MakeKey(rank, name));
        operation.type = sends ? Type::SEND : Type::RECEIVE;
        return operation;
    }

    Operation MakeCollective(uint32_t rank, const PlacedNode& placed)
    {
        const Node& node = placed.node;
        const int64_t type = GetInteger(FindAttribute(node, "comm_type"), -1);
        const int64_t size = GetInteger(FindAttribute(node, "comm_size"), -1);
        if (type < 0 || type > 9 || *COLLECTIVES[type] == '\0')
        {
            RefuseNode(m_traces[rank],
                       placed,
                       "is a collective of comm_type " + std::to_string(type) +
                           "; valid are 0, 1, 2, 5, 6, 7, 8, 9");
        }
        const std::string collective = COLLECTIVES[type];
        if (size < 0 || (size == 0 && collective != "barrier"))
        {
            RefuseNode(m_traces[rank], placed, "is a collective without a comm_size above 0");
        }
        const std::string group = GetText(node, "pg_name");
        std::vector<uint32_t> members = m_members.at(group);
        if (const AttributeProto* ranks = FindAttribute(node, "pg_ranks"))
        {
            const auto& values = ranks->uint32_list().values();
            members.assign(values.begin(), values.end());
        }
        uint64_t bytes = std::max<int64_t>(size, 1);
        if (collective == "all-gather")
        {
            bytes *= members.size();
        }
        if (const AttributeProto* total = FindAttribute(node, "total_bytes"))
        {
            bytes = total->uint64_val();
        }
        std::string algorithm = GetText(node, "algorithm");
        if (algorithm.empty())
        {
            const auto chosen = m_options.algorithms.find(collective);
            algorithm = chosen == m_options.algorithms.end()
                            ? CollectiveAlgorithm::GetAlgorithms(collective).front()
                            : chosen->second;
        }
        Operation operation;
        try
        {
            auto& groups = m_groups[members];
            if (!groups)
            {
                groups = Create<const ProcessGroups>(std::vector<std::vector<uint32_t>>{members},
                                                     GetRanks());
            }
            operation = Operation::Collective(
                node.name(),
                CollectiveAlgorithm::Create(collective,
                                            algorithm,
                                            static_cast<uint32_t>(members.size()),
                                            bytes),
                groups);
        }
        catch (const std::invalid_argument& e)
        {
            RefuseNode(m_traces[rank], placed, std::string("cannot be done: ") + e.what());
        }
        if (!operation.groups->Contains(rank))
        {
            RefuseNode(m_traces[rank], placed, "is of a group that its rank is not in");
        }
        operation.key = MakeKey(rank, "group " + group);
        return operation;
    }

    std::vector<RankTrace> m_traces;                                    //!< by rank
    uint32_t m_firstKey{0};                                             //!< above all ids
    const ChakraOptions& m_options;                                     //!< how to read
    std::map<std::string, std::vector<uint32_t>> m_members;             //!< by process group
    std::map<std::vector<uint32_t>, Ptr<const ProcessGroups>> m_groups; //!< by members
    std::map<std::pair<uint32_t, std::string>, uint32_t> m_counts;      //!< by rank and name
    std::map<std::pair<std::string, uint32_t>, uint32_t> m_keys;        //!< by name and number
};

/// @param node gets an attribute @param name of it @return the attribute, without value
AttributeProto&
AddAttribute(Node& node, const std::string& name)
{
    AttributeProto& attribute = *node.add_attr();
    attribute.set_name(name);
    return attribute;
}

/// @param stream gets a message with its length @param message the message
template <typename M>
void
WriteMessage(std::ostream& stream, const M& message)
{
    const std::string bytes = message.SerializeAsString();
    for (uint64_t length = bytes.size();; length >>= 7)
    {
        if (length < 0x80)
        {
            stream.put(static_cast<char>(length));
            break;
        }
        stream.put(static_cast<char>((length & 0x7f) | 0x80));
    }
    stream << bytes;
}

/// @param operation a collective @param rank that executes it @param node gets its attributes
void
DescribeCollective(const Operation& operation, uint32_t rank, Node& node)
{
    const CollectiveAlgorithm& algorithm = *operation.algorithm;
    int64_t type = 0;
    while (algorithm.GetCollective() != COLLECTIVES[type])
    {
        type++;
    }
    const uint64_t ranks = algorithm.GetRanks();
    const bool shard = algorithm.GetCollective() == "all-gather";
    AddAttribute(node, "comm_type").set_int64_val(type);
    AddAttribute(node, "comm_size")
        .set_int64_val(static_cast<int64_t>(shard ? (algorithm.GetBytes() + ranks - 1) / ranks
                                                  : algorithm.GetBytes()));
    AddAttribute(node, "total_bytes").set_uint64_val(algorithm.GetBytes());
    AddAttribute(node, "algorithm").set_string_val(algorithm.GetName());
    auto& members = *AddAttribute(node, "pg_ranks").mutable_uint32_list();
    std::string name;
    for (uint32_t i = 0; i < ranks; i++)
    {
        members.add_values(operation.groups->GetMember(rank, i));
        name += (i ? "," : "") + std::to_string(members.values(static_cast<int>(i)));
    }
    AddAttribute(node, "pg_name").set_string_val(name);
}

/// @param graph of a rank @param rank the rank @param id an operation @return its node
Node
MakeNode(const OperationGraph& graph, uint32_t rank, OperationId id)
{
    const Operation& operation = graph.Get(id);
    Node node;
    node.set_id(id);
    node.set_name(operation.name);
    for (const OperationId dependency : operation.dependencies)
    {
        node.add_data_deps(dependency);
    }
    AddAttribute(node, "is_cpu_op").set_bool_val(false);
    switch (operation.type)
    {
    case Type::COMPUTE:
        node.set_type(chakra::COMP_NODE);
        node.set_duration_micros(
            static_cast<uint64_t>(std::llround(operation.duration.GetSeconds() * 1e6)));
        AddAttribute(node, "num_ops").set_int64_val(std::llround(operation.flops));
        AddAttribute(node, "duration_ps").set_int64_val(operation.duration.GetPicoSeconds());
        AddAttribute(node, "flops").set_double_val(operation.flops);
        if (operation.bytes > 0)
        {
            AddAttribute(node, "tensor_size").set_uint64_val(operation.bytes);
        }
        break;
    case Type::MEMORY_LOAD:
    case Type::MEMORY_STORE:
        node.set_type(operation.type == Type::MEMORY_LOAD ? chakra::MEM_LOAD_NODE
                                                          : chakra::MEM_STORE_NODE);
        AddAttribute(node, "tensor_size").set_uint64_val(operation.bytes);
        AddAttribute(node, "memory_rank").set_uint32_val(operation.peer);
        break;
    case Type::SEND:
    case Type::RECEIVE: {
        const bool sends = operation.type == Type::SEND;
        const auto peer = static_cast<int32_t>(operation.GetPeerRank(rank));
        const auto own = static_cast<int32_t>(rank);
        node.set_type(sends ? chakra::COMM_SEND_NODE : chakra::COMM_RECV_NODE);
        AddAttribute(node, "comm_src").set_int32_val(sends ? own : peer);
        AddAttribute(node, "comm_dst").set_int32_val(sends ? peer : own);
        AddAttribute(node, "comm_tag").set_int32_val(static_cast<int32_t>(graph.GetKey(id)));
        AddAttribute(node, "comm_size").set_int64_val(static_cast<int64_t>(operation.bytes));
        break;
    }
    case Type::COLLECTIVE:
        node.set_type(chakra::COMM_COLL_NODE);
        DescribeCollective(operation, rank, node);
        break;
    }
    AddAttribute(node, "key").set_uint32_val(graph.GetKey(id));
    AddAttribute(node, "stream").set_uint32_val(operation.stream);
    AddAttribute(node, "traffic_class").set_string_val(operation.trafficClass);
    return node;
}

} // namespace

bool
HasChakra()
{
    return true;
}

Ptr<const JobGraphs>
ReadChakraTraces(const std::string& prefix, const ChakraOptions& options)
{
    std::vector<RankTrace> traces;
    for (;;)
    {
        const std::string file = prefix + "." + std::to_string(traces.size()) + ".et";
        if (!std::ifstream(file))
        {
            if (traces.empty())
            {
                throw std::invalid_argument("there is no Chakra trace " + file +
                                            ": one file a rank is needed, from 0 on");
            }
            break;
        }
        traces.push_back(ReadFile(file));
    }
    return ChakraReader(std::move(traces), options).Read();
}

void
WriteChakraTraces(const JobGraphs& graphs, const std::string& prefix)
{
    for (uint32_t rank = 0; rank < graphs.GetRanks(); rank++)
    {
        const std::string name = prefix + "." + std::to_string(rank) + ".et";
        std::ofstream file(name, std::ios::binary);
        chakra::GlobalMetadata metadata;
        metadata.set_version("0.0.4");
        WriteMessage(file, metadata);
        const auto graph = graphs.Get(rank);
        for (OperationId id = 0; id < graph->GetSize(); id++)
        {
            WriteMessage(file, MakeNode(*graph, rank, id));
        }
        file.close();
        if (!file)
        {
            throw std::invalid_argument("the Chakra trace " + name + " cannot be written");
        }
    }
}

} // namespace ns3::interconnect

#else // without protobuf

namespace ns3::interconnect
{

namespace
{

const char* const MISSING =
    "this build has no protobuf, which Chakra traces need: install it (Debian: protobuf-compiler "
    "and libprotobuf-dev) and configure again";

} // namespace

bool
HasChakra()
{
    return false;
}

Ptr<const JobGraphs>
ReadChakraTraces(const std::string&, const ChakraOptions&)
{
    throw std::invalid_argument(MISSING);
}

void
WriteChakraTraces(const JobGraphs&, const std::string&)
{
    throw std::invalid_argument(MISSING);
}

} // namespace ns3::interconnect

#endif
