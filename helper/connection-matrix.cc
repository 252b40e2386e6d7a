/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "connection-matrix.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <fstream>
#include <limits>
#include <map>
#include <set>
#include <sstream>
#include <stdexcept>

namespace ns3::interconnect
{

namespace
{

/// Reads a matrix line by line.
class Reader
{
  public:
    /// @param where name of the text's origin
    explicit Reader(const std::string& where)
        : m_where(where)
    {
    }

    /// @param text the whole text
    /// @return the matrix
    ConnectionMatrix Read(const std::string& text)
    {
        std::istringstream lines(text);
        for (std::string line; std::getline(lines, line);)
        {
            m_line++;
            std::istringstream words(line);
            m_words.clear();
            for (std::string word; words >> word;)
            {
                m_words.push_back(word);
            }
            if (!m_words.empty() && m_words[0][0] != '#')
            {
                ReadLine();
            }
        }
        m_line = 0;
        Refuse(!m_nodes, "has no line \"Nodes N\"");
        m_matrix.nodes = static_cast<uint32_t>(*m_nodes);
        CheckCount("Connections", m_connections, m_matrix.connections.size());
        CheckCount("Triggers", m_triggers, m_defined.size());
        for (const auto& [id, number] : m_numbers)
        {
            Refuse(!m_defined.count(id),
                   "refers to trigger " + std::to_string(id) + ", which no line defines");
        }
        const std::string error = m_matrix.Check();
        Refuse(!error.empty(), error);
        return m_matrix;
    }

  private:
    /// @param wrong a condition that must not hold
    /// @param what the user is told if it does
    void Refuse(bool wrong, const std::string& what) const
    {
        if (wrong)
        {
            throw std::invalid_argument(
                m_where + (m_line ? " line " + std::to_string(m_line) + ": " : ": ") + what);
        }
    }

    /// @param what is counted
    /// @param announced by the header
    /// @param found in the text
    void CheckCount(const std::string& what,
                    const std::optional<uint64_t>& announced,
                    std::size_t found) const
    {
        Refuse((announced || found > 0 || what == "Connections") && announced != found,
               "the header announces " + (announced ? std::to_string(*announced) : "no") + " " +
                   what + ", and there are " + std::to_string(found));
    }

    /// Read the words of a line.
    void ReadLine()
    {
        const std::string& first = m_words[0];
        if (first == "Nodes" || first == "Connections" || first == "Triggers")
        {
            auto& count = first == "Nodes"      ? m_nodes
                          : first == "Triggers" ? m_triggers
                                                : m_connections;
            Refuse(m_words.size() != 2, "\"" + first + "\" takes one number");
            Refuse(count.has_value(), "\"" + first + "\" is given twice");
            count = GetNumber(1, first == "Nodes" ? 1 : 0, UINT32_MAX - 1);
        }
        else if (first.find("->") != std::string::npos)
        {
            ReadConnection();
        }
        else if (first == "trigger")
        {
            ReadTrigger();
        }
        else
        {
            Refuse(
                true,
                "\"" + first +
                    "\" is not known; a line begins with Nodes, Connections, Triggers, SRC->DST, "
                    "trigger or #");
        }
    }

    /// @param index of a word
    /// @param least the smallest value allowed
    /// @param most the largest value allowed
    /// @return the word's value
    uint64_t GetNumber(std::size_t index, uint64_t least, uint64_t most) const
    {
        Refuse(index >= m_words.size(),
               "\"" + m_words[index - 1] + "\" is not followed by a number");
        return GetNumber(m_words[index], m_words[index - 1], least, most);
    }

    /// @param word a number
    /// @param name of the value
    /// @param least the smallest value allowed
    /// @param most the largest value allowed
    /// @return its value
    uint64_t GetNumber(const std::string& word,
                       const std::string& name,
                       uint64_t least,
                       uint64_t most) const
    {
        char* end = nullptr;
        errno = 0;
        uint64_t value = std::strtoull(word.c_str(), &end, 10);
        if (*end == '.' || *end == 'e' || *end == 'E') // generators write 1e6, and 2000000.0
        {
            const double real = std::strtod(word.c_str(), &end);
            constexpr double LARGEST = 9e15; // whole numbers up to here are exact
            Refuse(real < 0 || !(real <= LARGEST) || real != std::floor(real),
                   name + " must be a whole number of 0 or more, not " + word);
            value = static_cast<uint64_t>(real);
        }
        const bool digits = !word.empty() && word[0] >= '0' && word[0] <= '9' && *end == '\0';
        Refuse(!digits || errno == ERANGE || value < least || value > most,
               name + " must be a whole number from " + std::to_string(least) + " to " +
                   std::to_string(most) + ", not " + word);
        return value;
    }

    /// @param index of the word that is a trigger's id
    /// @return number of the trigger, made at its first mention
    std::size_t GetTrigger(std::size_t index)
    {
        const auto id = static_cast<uint32_t>(GetNumber(index, 1, UINT32_MAX));
        const auto [it, isNew] = m_numbers.emplace(id, m_matrix.triggers.size());
        if (isNew)
        {
            m_matrix.triggers.emplace_back();
            m_matrix.triggers.back().id = id;
        }
        return it->second;
    }

    /// Read "SRC->DST ...".
    void ReadConnection()
    {
        constexpr uint64_t LARGEST = uint64_t{1} << 60; // bytes, and ps: 13 days
        const std::string& pair = m_words[0];
        const std::size_t arrow = pair.find("->");
        ConnectionMatrix::Connection c;
        c.source = static_cast<uint32_t>(
            GetNumber(pair.substr(0, arrow), "the source", 0, UINT32_MAX - 2));
        c.destination = static_cast<uint32_t>(
            GetNumber(pair.substr(arrow + 2), "the destination", 0, UINT32_MAX - 2));
        std::set<std::string> seen;
        for (std::size_t i = 1; i < m_words.size(); i += 2)
        {
            const std::string& key = m_words[i];
            Refuse(!seen.insert(key).second, "\"" + key + "\" is given twice");
            if (key == "id")
            {
                c.id = static_cast<uint32_t>(GetNumber(i + 1, 1, UINT32_MAX));
                Refuse(!m_ids.insert(c.id).second,
                       "the id " + std::to_string(c.id) + " is given to two connections");
            }
            else if (key == "size")
            {
                c.bytes = GetNumber(i + 1, 0, LARGEST);
            }
            else if (key == "start")
            {
                c.startPs = GetNumber(i + 1, 0, LARGEST);
            }
            else if (key == "trigger")
            {
                c.trigger = GetTrigger(i + 1);
            }
            else if (key == "send_done_trigger")
            {
                c.sendDone = GetTrigger(i + 1);
            }
            else if (key == "recv_done_trigger")
            {
                c.recvDone = GetTrigger(i + 1);
            }
            else if (key == "prio")
            {
                c.priority = static_cast<TrafficClass>(GetNumber(i + 1, 0, TRAFFIC_CLASSES - 1));
            }
            else
            {
                Refuse(true,
                       "\"" + key +
                           "\" is not known; a connection has id, size, start, trigger, "
                           "send_done_trigger, recv_done_trigger and prio");
            }
        }
        Refuse(!seen.count("size"), "connection " + pair + " has no size");
        Refuse(c.startPs.has_value() == c.trigger.has_value(),
               "connection " + pair + " must have either a start or a trigger");
        m_matrix.connections.push_back(c);
    }

    /// Read "trigger id J ...".
    void ReadTrigger()
    {
        std::optional<std::size_t> number;
        std::optional<ConnectionMatrix::TriggerKind> kind;
        std::optional<uint64_t> count;
        for (std::size_t i = 1; i < m_words.size(); i++)
        {
            const std::string& key = m_words[i];
            if (key == "id")
            {
                number = GetTrigger(++i);
            }
            else if (key == "count")
            {
                count = GetNumber(++i, 1, UINT32_MAX);
            }
            else if (key == "oneshot" || key == "multishot" || key == "barrier")
            {
                kind = key == "oneshot"     ? ConnectionMatrix::TriggerKind::ONESHOT
                       : key == "multishot" ? ConnectionMatrix::TriggerKind::MULTISHOT
                                            : ConnectionMatrix::TriggerKind::BARRIER;
            }
            else
            {
                Refuse(true,
                       "\"" + key +
                           "\" is not known; a trigger has id, oneshot, multishot or barrier, and "
                           "count");
            }
        }
        Refuse(!number, "a trigger needs an id");
        ConnectionMatrix::Trigger& trigger = m_matrix.triggers[*number];
        const std::string name = "trigger " + std::to_string(trigger.id);
        Refuse(!kind, name + " must be oneshot, multishot or barrier");
        Refuse(!m_defined.insert(trigger.id).second, name + " is defined twice");
        Refuse(*kind == ConnectionMatrix::TriggerKind::BARRIER && !count,
               name + " is a barrier and has no count");
        trigger.kind = *kind;
        trigger.count = kind == ConnectionMatrix::TriggerKind::BARRIER ? *count : 1;
    }

    std::string m_where;                       //!< name of the text's origin
    std::size_t m_line{0};                     //!< number of the line, from 1; 0: the whole
    std::vector<std::string> m_words;          //!< of the line
    std::optional<uint64_t> m_nodes;           //!< of the header
    std::optional<uint64_t> m_connections;     //!< of the header
    std::optional<uint64_t> m_triggers;        //!< of the header
    std::set<uint32_t> m_ids;                  //!< of connections
    std::map<uint32_t, std::size_t> m_numbers; //!< of triggers by id, defined or mentioned
    std::set<uint32_t> m_defined;              //!< ids of defined triggers
    ConnectionMatrix m_matrix;                 //!< what was read
};

/// @param c a connection
/// @return its id or its nodes, for messages
std::string
Describe(const ConnectionMatrix::Connection& c)
{
    const std::string pair = std::to_string(c.source) + "->" + std::to_string(c.destination);
    return c.id ? "connection " + std::to_string(c.id) + " (" + pair + ")" : "connection " + pair;
}

} // namespace

ConnectionMatrix
ConnectionMatrix::Parse(const std::string& text, const std::string& where)
{
    return Reader(where).Read(text);
}

ConnectionMatrix
ConnectionMatrix::Load(const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    if (!file)
    {
        throw std::invalid_argument("the connection matrix " + path + " cannot be read" +
                                    (errno ? std::string(": ") + std::strerror(errno) : ""));
    }
    return Parse(text.str(), path);
}

std::string
ConnectionMatrix::Check() const
{
    if (connections.empty())
    {
        return "there is no connection";
    }
    std::vector<std::vector<std::size_t>> waiting(triggers.size());
    std::vector<uint64_t> possible(triggers.size(), 0); // firings if every connection ends
    std::vector<std::size_t> ready;
    for (std::size_t i = 0; i < connections.size(); i++)
    {
        const Connection& c = connections[i];
        for (uint32_t node : {c.source, c.destination})
        {
            if (node >= nodes)
            {
                return Describe(c) + " names node " + std::to_string(node) + ", and there are " +
                       std::to_string(nodes) + ", numbered from 0";
            }
        }
        if (c.source == c.destination)
        {
            return Describe(c) + " leads from a node to itself";
        }
        for (const auto& done : {c.sendDone, c.recvDone})
        {
            if (done)
            {
                possible[*done]++;
            }
        }
        if (c.trigger)
        {
            waiting[*c.trigger].push_back(i);
        }
        else
        {
            ready.push_back(i);
        }
    }

    // let connections end one by one; how often a trigger is fired does not depend on the order
    std::vector<uint64_t> fired(triggers.size(), 0);
    std::vector<std::size_t> released(triggers.size(), 0);
    for (std::size_t i = 0; i < ready.size(); i++)
    {
        for (const auto& done : {connections[ready[i]].sendDone, connections[ready[i]].recvDone})
        {
            if (!done)
            {
                continue;
            }
            fired[*done]++;
            const Trigger& trigger = triggers[*done];
            const auto& targets = waiting[*done];
            std::size_t& next = released[*done];
            const bool all =
                trigger.kind != TriggerKind::MULTISHOT && fired[*done] >= trigger.count;
            const bool one = trigger.kind == TriggerKind::MULTISHOT;
            for (std::size_t n = all ? targets.size() : one; n > 0 && next < targets.size(); n--)
            {
                ready.push_back(targets[next++]);
            }
        }
    }
    for (std::size_t t = 0; t < triggers.size(); t++)
    {
        if (released[t] == waiting[t].size())
        {
            continue;
        }
        const Trigger& trigger = triggers[t];
        const uint64_t needed =
            trigger.kind == TriggerKind::MULTISHOT ? waiting[t].size() : trigger.count;
        const std::string start = Describe(connections[waiting[t][released[t]]]) +
                                  " never starts: its trigger " + std::to_string(trigger.id);
        if (possible[t] < needed)
        {
            return start + " is fired " + std::to_string(possible[t]) + " times and needs " +
                   std::to_string(needed);
        }
        return start + " waits for connections that wait for it, a trigger loop";
    }
    return "";
}

} // namespace ns3::interconnect
