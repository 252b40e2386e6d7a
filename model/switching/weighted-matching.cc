/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "weighted-matching.h"

#include <algorithm>
#include <deque>
#include <limits>

namespace ns3::interconnect
{

namespace
{

/**
 * The search. Nodes 1 to n are vertices; higher ones are blossoms: odd circles of nodes that are
 * treated as one. Node 0 stands for none. A node is outer if an even alternating path leads to it
 * from an unmatched node, inner if an odd one does.
 */
class BlossomSearch
{
  public:
    /// @param vertices number of vertices @param edges between them
    BlossomSearch(uint32_t vertices, const std::vector<WeightedEdge>& edges)
        : m_n(vertices),
          m_top(vertices)
    {
        const std::size_t size = 2 * std::size_t{vertices} + 1;
        m_edge.assign(size, std::vector<Edge>(size));
        m_member.assign(size, std::vector<uint32_t>(vertices + 1, 0));
        m_circle.resize(size);
        m_dual.assign(size, 0);
        m_mate.assign(size, 0);
        m_slack.assign(size, 0);
        m_base.assign(size, 0);
        m_parent.assign(size, 0);
        m_mark.assign(size, 0);
        m_label.assign(size, FREE);
        for (uint32_t u = 0; u < size; u++)
        {
            for (uint32_t v = 0; v < size; v++)
            {
                m_edge[u][v] = {u, v, 0};
            }
        }
        int64_t heaviest = 0;
        for (const WeightedEdge& edge : edges)
        {
            m_edge[edge.a + 1][edge.b + 1].weight = edge.weight;
            m_edge[edge.b + 1][edge.a + 1].weight = edge.weight;
            heaviest = std::max(heaviest, edge.weight);
        }
        for (uint32_t u = 1; u <= m_n; u++)
        {
            m_base[u] = u;
            m_member[u][u] = u;
            m_dual[u] = heaviest;
        }
    }

    /// @return by vertex: its mate
    std::vector<uint32_t> Solve()
    {
        while (Augment())
        {
        }
        std::vector<uint32_t> mates(m_n, UNMATCHED);
        for (uint32_t u = 1; u <= m_n; u++)
        {
            if (m_mate[u] != 0)
            {
                mates[u - 1] = m_mate[u] - 1;
            }
        }
        return mates;
    }

  private:
    /// Between two vertices, also where it stands for one between blossoms.
    struct Edge
    {
        uint32_t u{0};
        uint32_t v{0};
        int64_t weight{0}; //!< 0: there is none
    };

    /// Where a node is in the search.
    enum Label : int8_t
    {
        FREE = -1,
        OUTER = 0,
        INNER = 1
    };

    /// @param edge an edge @return its reduced cost, twice; 0 if it may be used
    int64_t GetReducedCost(const Edge& edge) const
    {
        return m_dual[edge.u] + m_dual[edge.v] - 2 * m_edge[edge.u][edge.v].weight;
    }

    /// @param u an outer vertex with a cheap edge to a node @param node the node
    void UpdateSlack(uint32_t u, uint32_t node)
    {
        if (m_slack[node] == 0 ||
            GetReducedCost(m_edge[u][node]) < GetReducedCost(m_edge[m_slack[node]][node]))
        {
            m_slack[node] = u;
        }
    }

    /// Find the outer vertex with the cheapest edge to a node. @param node the node
    void FindSlack(uint32_t node)
    {
        m_slack[node] = 0;
        for (uint32_t u = 1; u <= m_n; u++)
        {
            if (m_edge[u][node].weight > 0 && m_base[u] != node && m_label[m_base[u]] == OUTER)
            {
                UpdateSlack(u, node);
            }
        }
    }

    /// Search on from all vertices of a node. @param node the node
    void Push(uint32_t node)
    {
        if (node <= m_n)
        {
            m_queue.push_back(node);
            return;
        }
        for (const uint32_t part : m_circle[node])
        {
            Push(part);
        }
    }

    /// @param node a node @param base the outermost blossom that it is in from now on
    void SetBase(uint32_t node, uint32_t base)
    {
        m_base[node] = base;
        if (node > m_n)
        {
            for (const uint32_t part : m_circle[node])
            {
                SetBase(part, base);
            }
        }
    }

    /// @param blossom a blossom @param part of its circle
    /// @return how far the part is from the blossom's tip, an even way round
    uint32_t FindEvenWay(uint32_t blossom, uint32_t part)
    {
        auto& circle = m_circle[blossom];
        const auto at =
            static_cast<uint32_t>(std::find(circle.begin(), circle.end(), part) - circle.begin());
        if (at % 2 == 0)
        {
            return at;
        }
        std::reverse(circle.begin() + 1, circle.end());
        return static_cast<uint32_t>(circle.size()) - at;
    }

    /// Match a node along its edge to another one. @param u a node @param v the other
    void SetMate(uint32_t u, uint32_t v)
    {
        m_mate[u] = m_edge[u][v].v;
        if (u <= m_n)
        {
            return;
        }
        const uint32_t tip = m_member[u][m_edge[u][v].u];
        const uint32_t way = FindEvenWay(u, tip);
        for (uint32_t i = 0; i < way; i++)
        {
            SetMate(m_circle[u][i], m_circle[u][i ^ 1]);
        }
        SetMate(tip, v);
        std::rotate(m_circle[u].begin(), m_circle[u].begin() + way, m_circle[u].end());
    }

    /// Swap matched and other edges up to the root. @param u a node @param v its new mate
    void FlipPath(uint32_t u, uint32_t v)
    {
        while (true)
        {
            const uint32_t next = m_base[m_mate[u]];
            SetMate(u, v);
            if (next == 0)
            {
                return;
            }
            SetMate(next, m_base[m_parent[next]]);
            u = m_base[m_parent[next]];
            v = next;
        }
    }

    /// @param u an outer node @param v another @return where their trees meet; 0: nowhere
    uint32_t FindCommon(uint32_t u, uint32_t v)
    {
        m_visit++;
        while (u != 0 || v != 0)
        {
            if (u != 0)
            {
                if (m_mark[u] == m_visit)
                {
                    return u;
                }
                m_mark[u] = m_visit;
                u = m_base[m_mate[u]];
                u = u != 0 ? m_base[m_parent[u]] : 0;
            }
            std::swap(u, v);
        }
        return 0;
    }

    /// Make a blossom. @param u an outer node @param common where they meet @param v another
    void Shrink(uint32_t u, uint32_t common, uint32_t v)
    {
        uint32_t b = m_n + 1;
        while (b <= m_top && m_base[b] != 0)
        {
            b++;
        }
        m_top = std::max(m_top, b);
        m_dual[b] = 0;
        m_label[b] = OUTER;
        m_mate[b] = m_mate[common];
        auto& circle = m_circle[b];
        circle.assign(1, common);
        const auto climb = [&](uint32_t node) {
            while (node != common)
            {
                circle.push_back(node);
                const uint32_t inner = m_base[m_mate[node]];
                circle.push_back(inner);
                Push(inner);
                node = m_base[m_parent[inner]];
            }
        };
        climb(u);
        std::reverse(circle.begin() + 1, circle.end());
        climb(v);
        SetBase(b, b);
        for (uint32_t node = 1; node <= m_top; node++)
        {
            m_edge[b][node].weight = 0;
            m_edge[node][b].weight = 0;
        }
        std::fill(m_member[b].begin(), m_member[b].end(), 0);
        for (const uint32_t part : circle)
        {
            for (uint32_t node = 1; node <= m_top; node++)
            {
                if (m_edge[b][node].weight == 0 ||
                    GetReducedCost(m_edge[part][node]) < GetReducedCost(m_edge[b][node]))
                {
                    m_edge[b][node] = m_edge[part][node];
                    m_edge[node][b] = m_edge[node][part];
                }
            }
            for (uint32_t node = 1; node <= m_n; node++)
            {
                if (m_member[part][node] != 0)
                {
                    m_member[b][node] = part;
                }
            }
        }
        FindSlack(b);
    }

    /// Take a blossom of dual 0 apart. @param b an inner blossom
    void Expand(uint32_t b)
    {
        for (const uint32_t part : m_circle[b])
        {
            SetBase(part, part);
        }
        const uint32_t entry = m_member[b][m_edge[b][m_parent[b]].u];
        const uint32_t way = FindEvenWay(b, entry);
        auto& circle = m_circle[b];
        for (uint32_t i = 0; i < way; i += 2)
        {
            const uint32_t inner = circle[i];
            const uint32_t outer = circle[i + 1];
            m_parent[inner] = m_edge[outer][inner].u;
            m_label[inner] = INNER;
            m_label[outer] = OUTER;
            m_slack[inner] = 0;
            FindSlack(outer);
            Push(outer);
        }
        m_label[entry] = INNER;
        m_parent[entry] = m_parent[b];
        for (std::size_t i = way + 1; i < circle.size(); i++)
        {
            m_label[circle[i]] = FREE;
            FindSlack(circle[i]);
        }
        m_base[b] = 0;
    }

    /// Use an edge that costs nothing. @param edge from an outer vertex
    /// @return whether it completed a path that augments
    bool Use(const Edge& edge)
    {
        const uint32_t u = m_base[edge.u];
        const uint32_t v = m_base[edge.v];
        if (m_label[v] == FREE)
        {
            m_parent[v] = edge.u;
            m_label[v] = INNER;
            const uint32_t outer = m_base[m_mate[v]];
            m_slack[v] = 0;
            m_slack[outer] = 0;
            m_label[outer] = OUTER;
            Push(outer);
        }
        else if (m_label[v] == OUTER)
        {
            const uint32_t common = FindCommon(u, v);
            if (common == 0)
            {
                FlipPath(u, v);
                FlipPath(v, u);
                return true;
            }
            Shrink(u, common, v);
        }
        return false;
    }

    /// Grow the trees as far as edges of no cost lead. @return whether a path was augmented
    bool Grow()
    {
        while (!m_queue.empty())
        {
            const uint32_t u = m_queue.front();
            m_queue.pop_front();
            if (m_label[m_base[u]] == INNER)
            {
                continue;
            }
            for (uint32_t v = 1; v <= m_n; v++)
            {
                if (m_edge[u][v].weight == 0 || m_base[u] == m_base[v])
                {
                    continue;
                }
                if (GetReducedCost(m_edge[u][v]) > 0)
                {
                    UpdateSlack(u, m_base[v]);
                }
                else if (Use(m_edge[u][v]))
                {
                    return true;
                }
            }
        }
        return false;
    }

    /// @return by how much the duals can change before something happens, twice
    int64_t FindStep() const
    {
        int64_t step = std::numeric_limits<int64_t>::max();
        for (uint32_t b = m_n + 1; b <= m_top; b++)
        {
            if (m_base[b] == b && m_label[b] == INNER)
            {
                step = std::min(step, m_dual[b] / 2);
            }
        }
        for (uint32_t node = 1; node <= m_top; node++)
        {
            if (m_base[node] == node && m_slack[node] != 0 && m_label[node] != INNER)
            {
                const int64_t cost = GetReducedCost(m_edge[m_slack[node]][node]);
                step = std::min(step, m_label[node] == FREE ? cost : cost / 2);
            }
        }
        return step;
    }

    /// Change the duals. @param step by how much
    /// @return false if an unmatched vertex is worth nothing: the matching is the heaviest
    bool ChangeDuals(int64_t step)
    {
        for (uint32_t u = 1; u <= m_n; u++)
        {
            const Label label = m_label[m_base[u]];
            if (label == OUTER && m_dual[u] <= step)
            {
                return false;
            }
            m_dual[u] += label == OUTER ? -step : label == INNER ? step : 0;
        }
        for (uint32_t b = m_n + 1; b <= m_top; b++)
        {
            if (m_base[b] == b)
            {
                m_dual[b] += m_label[b] == OUTER ? 2 * step : m_label[b] == INNER ? -2 * step : 0;
            }
        }
        return true;
    }

    /// Use the edges that cost nothing since the duals changed.
    /// @return whether a path was augmented
    bool UseNewEdges()
    {
        for (uint32_t node = 1; node <= m_top; node++)
        {
            const uint32_t u = m_slack[node];
            if (m_base[node] == node && u != 0 && m_base[u] != node &&
                GetReducedCost(m_edge[u][node]) == 0 && Use(m_edge[u][node]))
            {
                return true;
            }
        }
        return false;
    }

    /// Match two more vertices. @return false if that would not gain weight
    bool Augment()
    {
        std::fill(m_label.begin(), m_label.end(), FREE);
        std::fill(m_slack.begin(), m_slack.end(), 0);
        m_queue.clear();
        for (uint32_t node = 1; node <= m_top; node++)
        {
            if (m_base[node] == node && m_mate[node] == 0)
            {
                m_parent[node] = 0;
                m_label[node] = OUTER;
                Push(node);
            }
        }
        if (m_queue.empty())
        {
            return false;
        }
        while (!Grow())
        {
            if (!ChangeDuals(FindStep()))
            {
                return false;
            }
            m_queue.clear();
            if (UseNewEdges())
            {
                return true;
            }
            for (uint32_t b = m_n + 1; b <= m_top; b++)
            {
                if (m_base[b] == b && m_label[b] == INNER && m_dual[b] == 0)
                {
                    Expand(b);
                }
            }
        }
        return true;
    }

    uint32_t m_n;                                //!< vertices
    uint32_t m_top;                              //!< highest node in use
    std::vector<std::vector<Edge>> m_edge;       //!< by node and node: the cheapest between them
    std::vector<std::vector<uint32_t>> m_member; //!< by blossom and vertex: the part with it
    std::vector<std::vector<uint32_t>> m_circle; //!< by blossom: its parts, from the tip on
    std::vector<int64_t> m_dual;                 //!< by node, twice
    std::vector<uint32_t> m_mate;                //!< by node: the vertex it is matched to
    std::vector<uint32_t> m_slack;               //!< by node: outer vertex with the cheapest edge
    std::vector<uint32_t> m_base;                //!< by node: outermost blossom; 0: not in use
    std::vector<uint32_t> m_parent;              //!< by inner node: vertex before it in its tree
    std::vector<uint32_t> m_mark;                //!< by node: last visit
    std::vector<Label> m_label;                  //!< by node
    std::deque<uint32_t> m_queue;                //!< outer vertices to search from
    uint32_t m_visit{0};                         //!< number of the last visit
};

} // namespace

std::vector<uint32_t>
FindMaximumWeightMatching(uint32_t vertices, const std::vector<WeightedEdge>& edges)
{
    return BlossomSearch(vertices, edges).Solve();
}

} // namespace ns3::interconnect
