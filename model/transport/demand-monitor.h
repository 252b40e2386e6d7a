/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DEMAND_MONITOR_H
#define DEMAND_MONITOR_H

#include "message-transport.h"

#include "ns3/circuit-controller.h"
#include "ns3/demand-forecast.h"
#include "ns3/event-id.h"
#include "ns3/object.h"

#include <memory>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * Measures demand between the nodes of a CircuitController and announces what it expects next, at
 * the end of each Window: for traffic that nobody announces.
 *
 * The demand of a pair in a window is what its messages delivered in it, and what waits or is on
 * its way at its end; a message counts whole until it is delivered. Helios (Farrington et al.,
 * SIGCOMM 2010) measures what was sent, c-Through (Wang et al., SIGCOMM 2010) what waits in hosts.
 * The forecast is that of DemandForecast. Collecting it and acting on it take the controller's
 * ControlDelay. Without traffic there are no windows: one begins with the first message after a
 * pause, in which the forecast stays as it was.
 */
class DemandMonitor : public Object
{
  public:
    /**
     * @return the TypeId
     */
    static TypeId GetTypeId();

    /**
     * @param controller whose demand it sets, with its planes, nodes and policy
     */
    void SetController(Ptr<CircuitController> controller);

    /**
     * @param transport of an accelerator whose messages count, those that it gets as well
     */
    void Watch(Ptr<MessageTransport> transport);

    /**
     * @return of all demand measured so far the share that had been expected, [0, 1]
     */
    double GetForeseenShare() const;

    /**
     * TracedCallback signature of Measured.
     * @param [in] measured demand of the window
     * @param [in] expected of the next one
     */
    typedef void (*MeasuredTracedCallback)(const DemandMatrix& measured,
                                           const DemandMatrix& expected);

  protected:
    void DoDispose() override;

  private:
    /// @param message given to a transport
    void Offered(const Message& message);
    /// @param message that has arrived @param timing where its time went
    void Delivered(const Message& message, const MessageTiming& timing);
    /// @param message that was given up @param why one sentence
    void Failed(const Message& message, const std::string& why);
    /// Count a message as waiting no longer. @param message it @return whether it counts
    bool Leaves(const Message& message);
    /// @param message one @return whether it counts
    bool Counts(const Message& message) const;
    /// A window ends.
    void EndWindow();

    Time m_window;                              //!< of measurement
    double m_weight;                            //!< of the last window
    TrafficClassSet m_classes;                  //!< that count
    Ptr<CircuitController> m_controller;        //!< whose demand it sets
    std::unique_ptr<DemandForecast> m_forecast; //!< from what was measured
    DemandMatrix m_waiting;                     //!< given and not delivered
    DemandMatrix m_delivered;                   //!< in this window
    EventId m_end;                              //!< of the window

    TracedCallback<const DemandMatrix&, const DemandMatrix&> m_measuredTrace; //!< Measured
};

} // namespace ns3::interconnect

#endif // DEMAND_MONITOR_H
