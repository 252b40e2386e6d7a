/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/packet.h"
#include "ns3/test.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace
{

/**
 * @ingroup ai-interconnect
 * Keeps what GoogleTest reports while it runs, in place of its printer.
 */
class ResultCollector : public testing::EmptyTestEventListener
{
  public:
    std::vector<testing::TestPartResult> m_failures; //!< failed assertions since Clear()
    uint32_t m_casesRun{0};                          //!< cases ended since Clear()

    /** Forget earlier cases. */
    void Clear()
    {
        m_failures.clear();
        m_casesRun = 0;
    }

  private:
    void OnTestPartResult(const testing::TestPartResult& result) override
    {
        if (result.failed())
        {
            m_failures.push_back(result);
        }
    }

    void OnTestEnd(const testing::TestInfo& info) override
    {
        static_cast<void>(info);
        ++m_casesRun;
    }
};

/**
 * @ingroup ai-interconnect
 * One GoogleTest case as an ns-3 test case.
 */
class GoogleTestCase : public ns3::TestCase
{
  public:
    /**
     * @param name what ns-3 calls the case
     * @param filter the GoogleTest filter that selects just this case
     * @param collector what listens to GoogleTest; outlives this case
     */
    GoogleTestCase(const std::string& name, const std::string& filter, ResultCollector* collector)
        : TestCase(name),
          m_filter(filter),
          m_collector(collector)
    {
    }

  private:
    void DoRun() override
    {
        testing::GTEST_FLAG(filter) = m_filter;
        m_collector->Clear();
        const int status = RUN_ALL_TESTS();
        for (const auto& failure : m_collector->m_failures)
        {
            const std::string file = failure.file_name() ? failure.file_name() : "(no file)";
            ReportTestFailure(m_filter,
                              "failed",
                              "passed",
                              failure.message(),
                              file,
                              failure.line_number());
        }
        NS_TEST_EXPECT_MSG_EQ(m_collector->m_casesRun, 1, m_filter << " did not run");
        NS_TEST_EXPECT_MSG_EQ(status, 0, m_filter << " failed");
    }

    std::string m_filter;         //!< selects the case
    ResultCollector* m_collector; //!< listens to GoogleTest
};

/**
 * @ingroup ai-interconnect
 * The module's suite: every GoogleTest case linked into this library, one by one.
 */
class InterconnectTestSuite : public ns3::TestSuite
{
  public:
    InterconnectTestSuite()
        : TestSuite("ai-interconnect", TestSuite::Type::UNIT)
    {
        // For the ascii trace, before a process sends its first packet, as ns-3 demands.
        ns3::Packet::EnablePrinting();
    }

  private:
    // Not in the constructor: during static initialisation other files' cases are not yet
    // registered, and the suite would pass with nothing run.
    void DoSetup() override
    {
        int argc = 1;
        std::string program = "ai-interconnect";
        char* argv[] = {program.data(), nullptr};
        testing::InitGoogleTest(&argc, argv);

        auto& unitTest = *testing::UnitTest::GetInstance();
        auto& listeners = unitTest.listeners();
        delete listeners.Release(listeners.default_result_printer());
        auto collector = new ResultCollector; // owned by GoogleTest from the next line on
        listeners.Append(collector);

        for (int i = 0; i < unitTest.total_test_suite_count(); ++i)
        {
            const auto& suite = *unitTest.GetTestSuite(i);
            for (int j = 0; j < suite.total_test_count(); ++j)
            {
                const std::string filter =
                    std::string(suite.name()) + "." + suite.GetTestInfo(j)->name();
                std::string name = filter; // ns-3 makes folders of names: no slash
                std::replace(name.begin(), name.end(), '/', '.');
                AddTestCase(new GoogleTestCase(name, filter, collector));
            }
        }
        NS_TEST_EXPECT_MSG_GT(unitTest.total_test_count(), 0, "no GoogleTest case is linked");
    }
};

InterconnectTestSuite g_interconnectTestSuite; //!< registers the suite

} // namespace
