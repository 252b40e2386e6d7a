/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LAZY_TRACED_CALLBACK_H
#define LAZY_TRACED_CALLBACK_H

#include "ns3/callback.h"
#include "ns3/traced-callback.h"

#include <memory>
#include <string>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * A TracedCallback that takes 8 bytes, and not 24, until somebody connects to it: a port has a
 * dozen of them, most of which nobody ever listens to. To MakeTraceSourceAccessor() it is the same.
 *
 * @tparam Ts what listeners are told
 */
template <typename... Ts>
class LazyTracedCallback
{
  public:
    /// @param callback to call from now on
    void ConnectWithoutContext(const CallbackBase& callback)
    {
        Make().ConnectWithoutContext(callback);
    }

    /// @param callback to call from now on @param path its first argument
    void Connect(const CallbackBase& callback, const std::string& path)
    {
        Make().Connect(callback, path);
    }

    /// @param callback not to call any more
    void DisconnectWithoutContext(const CallbackBase& callback)
    {
        Make().DisconnectWithoutContext(callback);
    }

    /// @param callback not to call any more @param path its first argument
    void Disconnect(const CallbackBase& callback, const std::string& path)
    {
        Make().Disconnect(callback, path);
    }

    /// @return whether nobody listens
    bool IsEmpty() const
    {
        return !m_callback || m_callback->IsEmpty();
    }

    /// Tell who listens. @param args what
    void operator()(Ts... args) const
    {
        if (m_callback)
        {
            (*m_callback)(args...);
        }
    }

  private:
    /// @return the callback, made at the first call
    TracedCallback<Ts...>& Make()
    {
        if (!m_callback)
        {
            m_callback = std::make_unique<TracedCallback<Ts...>>();
        }
        return *m_callback;
    }

    std::unique_ptr<TracedCallback<Ts...>> m_callback; //!< nullptr until somebody connects
};

} // namespace ns3::interconnect

#endif // LAZY_TRACED_CALLBACK_H
