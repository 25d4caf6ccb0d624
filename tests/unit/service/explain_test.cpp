// What is told of an alert that is not done with: why it waits and until when, and whose story is whose.

#include <sstream>

#include "tests/unit/service/service_fixture.h"

using namespace secure_export;
using namespace secure_export::test;
using namespace std::chrono_literals;

class ExplainTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ExplainTest);
    CPPUNIT_TEST(what_waits_for_its_turn_is_told_with_its_rule);
    CPPUNIT_TEST(a_paused_desk_is_the_reason_and_has_an_end);
    CPPUNIT_TEST(what_waits_behind_an_earlier_delivery_names_it);
    CPPUNIT_TEST(two_alerts_with_one_number_are_told_one_after_the_other);
    CPPUNIT_TEST(a_terminal_gets_lines_that_fit);
    CPPUNIT_TEST(what_is_not_known_is_refused_with_what_may_be_asked);
    CPPUNIT_TEST_SUITE_END();

    std::string explain(const std::string& of, const std::string& more = "") {
        const Reply reply = fixture_->admin("GET", "/api/v1/explain", "", "of=" + of + more);
        CPPUNIT_ASSERT_EQUAL_MESSAGE(reply.body, 200, reply.status);
        return reply.body;
    }
    static void has(const std::string& text, const std::string& part) {
        CPPUNIT_ASSERT_MESSAGE(text + "\nlacks: " + part, text.find(part) != text.npos);
    }

    void what_waits_for_its_turn_is_told_with_its_rule() {
        fixture_->post(alert("a1", "Fired"));
        const std::string audit_trail = explain("d1");
        has(audit_trail, "rule CPU high\nseverity Sev1\nresource /subscriptions/s1/");
        has(audit_trail, "waiting         [delivery 1] is due now");
    }

    void a_paused_desk_is_the_reason_and_has_an_end() {
        fixture_->post(alert("a1", "Fired"));
        fixture_->change(
            "UPDATE desk_line SET failures = 3, last_error = 'no answer within 10 s', paused_until_tick = (SELECT "
            "offset_ms "
            "FROM timeline) + " +
            std::to_string((fixture_->clock.uptime().since + 5min).count()) + " WHERE desk = 'host'");
        has(explain("d1"), "waits: desk \"host\" is paused until 2026-01-01 10:05:00 UTC: no answer within 10 s");
    }

    void what_waits_behind_an_earlier_delivery_names_it() {
        fixture_->post(alert("a1", "Fired"));
        fixture_->post(alert("a1", "Resolved"));
        has(explain("d2"), "[delivery 2] waits behind delivery 1 of the same alert, which is not done");
        fixture_->change("UPDATE inbox SET state = 'parked', why = 'the desk says no' WHERE delivery = 1");
        const std::string audit_trail = explain("d2");
        has(audit_trail, "until an operator retries or drops it: the desk says no");
        has(audit_trail, "[delivery 2] waits behind delivery 1 of the same alert, which is parked");
    }

    void two_alerts_with_one_number_are_told_one_after_the_other() {
        fixture_->post(alert("a1", "Fired"));
        fixture_->post(alert("a2", "Fired"));
        fixture_->work();
        fixture_->later(1h);
        fixture_->post(alert("a1", "Resolved"));
        fixture_->post(alert("a2", "Resolved"));
        fixture_->work();
        fixture_->change("UPDATE incident SET number = 'INC0000002'");
        const std::string audit_trail = explain("INC0000002");
        has(audit_trail, "2 alerts may be meant:");
        const std::size_t second = audit_trail.find("\n\nalert ", audit_trail.find("connection "));
        CPPUNIT_ASSERT(second != audit_trail.npos);
        // Nothing of the first stands below the heading of the second, nor the other way round.
        CPPUNIT_ASSERT(audit_trail.find("alerts/a1") < second &&
                       audit_trail.find("alerts/a2", second) != audit_trail.npos);
        CPPUNIT_ASSERT(audit_trail.find("[delivery 1]", second) == audit_trail.npos);
        CPPUNIT_ASSERT(audit_trail.find("[delivery 3]", second) == audit_trail.npos);
        CPPUNIT_ASSERT(audit_trail.find("[delivery 2]") > second);
    }

    void a_terminal_gets_lines_that_fit() {
        fixture_->post(alert("a1", "Fired"));
        fixture_->work();
        std::istringstream lines(explain("d1", "&width=80"));
        for (std::string line; std::getline(lines, line);)
            CPPUNIT_ASSERT_MESSAGE(line,
                                   line.size() <= 80 || line.starts_with("alert ") || line.starts_with("resource "));
    }

    void what_is_not_known_is_refused_with_what_may_be_asked() {
        const Reply reply = fixture_->admin("GET", "/api/v1/explain", "", "of=nowhere");
        CPPUNIT_ASSERT_EQUAL(404, reply.status);
        has(reply.body, "an alert id, an incident number, or a delivery id");
    }

public:
    // CppUnit makes every fixture before it runs the first: so many open databases are too many.
    void setUp() override { fixture_ = std::make_unique<ServiceFixture>(); }
    void tearDown() override { fixture_.reset(); }

private:
    std::unique_ptr<ServiceFixture> fixture_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(ExplainTest);
