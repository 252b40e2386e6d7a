/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef INTERCONNECT_CHANNEL_H
#define INTERCONNECT_CHANNEL_H

#include "frame-channel.h"

#include "ns3/lazy-traced-callback.h"
#include "ns3/link-budget.h"
#include "ns3/link-path.h"
#include "ns3/prefetchable-event.h"
#include "ns3/random-variable-stream.h"

#include <array>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * A point-to-point link: the path between two link ends.
 *
 * Delay, loss and state follow from EvaluateLink() over the two ends and this path; the
 * evaluation is made when the second device is attached and again when an attribute
 * changes, never per frame. Frames are lost independently with the frame loss ratio of
 * their size; ratios below 2^-32 are below the resolution of ns-3's generator and are not
 * drawn. Link-local flow control is not lost but with the whole link: what repeats it in hardware
 * (pause quanta, credit updates at least every 65536 symbol times) is not modelled.
 */
class alignas(64) InterconnectChannel : public FrameChannel
{
  public:
    /// What becomes of a link that is not within budget. Unscoped for ns-3's EnumValue.
    enum BudgetPolicy
    {
        REFUSE,    //!< the program stops when the simulation starts
        LINK_DOWN, //!< the link stays down
        DEGRADE    //!< frames are lost at the computed ratio; down where FEC has collapsed
    };

    /**
     * @return the TypeId
     */
    static TypeId GetTypeId();

    InterconnectChannel();
    ~InterconnectChannel() override;

    /**
     * @param path the path between the ends
     */
    void SetPath(const LinkPath& path);

    /**
     * @return the path between the ends
     */
    const LinkPath& GetPath() const;

    /**
     * @return the result of evaluating the link; both devices must be attached
     */
    const LinkBudget& GetBudget() const;

    /**
     * @return whether frames can pass, budget and policy considered
     */
    bool IsUp() const;

    /**
     * @return what a reader must know of a link that is not within budget: technologies,
     * length, loss, reach, why
     */
    std::string Describe() const;

    /**
     * @return for a link that is not within budget, its reach and which technologies of the
     * catalogue would close its length, least energy a bit first
     */
    std::string DescribeRemedy() const;

    /**
     * @return one-way latency from the last bit sent to the last bit received
     */
    Time GetLatency() const;

    /**
     * Break the link, or repair it. What is on its way when it breaks is lost.
     * @param failed whether it is broken from now on
     */
    void SetFailed(bool failed);

    /**
     * @return whether the link is broken
     */
    bool IsFailed() const;

    /**
     * Fix the random stream of frame losses.
     * @param stream first stream to use
     * @return number of streams used
     */
    int64_t AssignStreams(int64_t stream);

    /**
     * @return message payload bits that are on their way, both directions
     */
    uint64_t GetPayloadBitsInFlight() const;

    // FrameChannel
    void Attach(Ptr<InterconnectNetDevice> device) override;
    bool Transmit(InterconnectNetDevice& from, Frame* frame, int64_t start, int64_t end) override;
    void PrefetchTransmit(const InterconnectNetDevice& from, uint32_t step) const override;
    void ReceiverChanged(InterconnectNetDevice& device) override;
    void EndChanged(InterconnectNetDevice& device) override;
    void CheckLink(const InterconnectNetDevice& device) const override;
    InterconnectNetDevice* GetPeer(const InterconnectNetDevice& device) const override;
    Time GetDelay(const InterconnectNetDevice& device) const override;
    double GetFrameLossRatio(uint32_t wireBytes) const override;

    // Channel
    std::size_t GetNDevices() const override;
    Ptr<NetDevice> GetDevice(std::size_t i) const override;

    /**
     * TracedCallback signature of BudgetVerdict.
     * @param [in] channel the channel
     * @param [in] budget the new evaluation
     */
    typedef void (*BudgetTracedCallback)(Ptr<const InterconnectChannel> channel,
                                         const LinkBudget& budget);

  protected:
    void DoDispose() override;

  private:
    /**
     * Frames of one direction on their way, in the order in which they arrive, and the event of the
     * first arrival. What a hop needs of it is one cache line.
     */
    struct alignas(64) Lane : public PrefetchableEvent
    {
        void Prefetch(uint32_t stage) const override;

        /// Hand over the first frame.
        void Notify() override;

        /// @param now the current tick @param tick at which to hand over the first frame
        void Schedule(int64_t now, int64_t tick);

        /// @return message payload in it, bits
        uint64_t GetPayloadBits() const;

        bool pending{false};                  //!< whether the event is scheduled
        bool lossy{false};                    //!< whether losses must be drawn
        bool followed{false};                 //!< whether the sender is told of arrivals
        uint32_t context{0};                  //!< node id of the receiver
        uint32_t cutThroughBytes{0};          //!< hand over after so many bytes; 0: after all
        FrameFifo frames;                     //!< on their way
        InterconnectNetDevice* to{nullptr};   //!< the receiver; nullptr once disposed of
        InterconnectNetDevice* from{nullptr}; //!< the sender
        int64_t delay{0};                     //!< from the end of sending to the hand-over, ticks
    };

    static_assert(sizeof(Lane) == 64, "a lane takes one cache line");

    /// @param i 0 for what device 0 sends, 1 for what device 1 sends @return both lanes of it
    std::array<Lane*, 2> GetLanes(std::size_t i) const
    {
        return {PeekPointer(m_data[i]), PeekPointer(m_flowControl[i])};
    }

    /// @param device at one end @return number of that end
    std::size_t GetEnd(const InterconnectNetDevice& device) const
    {
        return PeekPointer(m_ends[0]) == &device ? 0 : 1;
    }

    /// Tell the lanes what they need to know of the link.
    void Configure();

    /// Lose what is on its way: the link went down.
    void LoseFramesInFlight();

    /// Evaluate the link if both devices are attached, and tell them.
    void Evaluate();

    /// @param length of the path, m
    void SetLength(double length);
    /// @return length of the path, m
    double GetLength() const;
    /// @param temperature of the path, degrees Celsius
    void SetTemperature(double temperature);
    /// @return temperature of the path, degrees Celsius
    double GetTemperature() const;
    /// @param loss inserted into an optical path, dB
    void SetInsertedLoss(double loss);
    /// @return loss inserted into an optical path, dB
    double GetInsertedLoss() const;
    /// @param policy for links that are not within budget
    void SetBudgetPolicy(BudgetPolicy policy);
    /// @return policy for links that are not within budget
    BudgetPolicy GetBudgetPolicy() const;

    // what a hop needs comes first, in one cache line with the base class
    std::array<Ptr<InterconnectNetDevice>, 2> m_ends; //!< devices 0 and 1
    std::array<Ptr<Lane>, 2> m_data;        //!< by sender: frames that pass the receiver's pipeline
    std::array<Ptr<Lane>, 2> m_flowControl; //!< by sender: link-local frames, which end at the port
    LinkPath m_path;                        //!< between the ends
    BudgetPolicy m_policy{DEGRADE};         //!< for links that are not within budget
    LinkBudget m_budget;                    //!< the last evaluation
    bool m_up{false};                       //!< whether frames can pass
    bool m_failed{false};                   //!< whether the link is broken
    bool m_lossy{false};                    //!< whether losses must be drawn
    int64_t m_delay{0};                     //!< one-way latency, ticks
    std::size_t m_devices{0};               //!< attached
    Ptr<UniformRandomVariable> m_random;    //!< of frame losses
    LazyTracedCallback<Ptr<const InterconnectChannel>, const LinkBudget&>
        m_verdictTrace; //!< a link was evaluated
};

} // namespace ns3::interconnect

#endif // INTERCONNECT_CHANNEL_H
