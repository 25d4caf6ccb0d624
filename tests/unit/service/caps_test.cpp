#include "tests/unit/service/service_fixture.h"

using namespace secure_export;
using namespace secure_export::test;

// What a connection may send in a minute and on a day.
class CapsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(CapsTest);
    CPPUNIT_TEST(without_caps_nothing_is_counted);
    CPPUNIT_TEST(alerts_beyond_the_minutes_are_503_until_the_next);
    CPPUNIT_TEST(bytes_beyond_the_days_are_503_until_the_next_and_a_smaller_alert_still_fits);
    CPPUNIT_TEST(a_restart_forgets_nothing);
    CPPUNIT_TEST(a_cap_that_is_raised_counts_at_the_next_alert);
    CPPUNIT_TEST(what_a_cap_refused_is_recorded_and_told);
    CPPUNIT_TEST_SUITE_END();

    static void cap(ServiceFixture& fixture, const std::string& member) { fixture.configure("new", "," + member); }
    static std::string retry_after(const Reply& reply) {
        for (const auto& [name, value] : reply.headers)
            if (name == "Retry-After") return value;
        return "none";
    }

    void without_caps_nothing_is_counted() {
        ServiceFixture fixture;
        for (int i = 0; i < 20; ++i)
            CPPUNIT_ASSERT_EQUAL(202, fixture.post(alert("a" + std::to_string(i), "Fired")).status);
        CPPUNIT_ASSERT_EQUAL(std::string("0"), fixture.ask("SELECT count(*) FROM usage"));
    }

    void alerts_beyond_the_minutes_are_503_until_the_next() {
        ServiceFixture fixture;
        cap(fixture, "\"max_alerts_per_minute\":3");
        fixture.later(std::chrono::seconds(20));
        const auto replies = fixture.post(
            {alert("a1", "Fired"), alert("a2", "Fired"), alert("a2", "Fired"), alert("a3", "Fired")}, fixture.token());
        CPPUNIT_ASSERT_EQUAL(202, replies[2].status);  // a repeat is an alert too
        CPPUNIT_ASSERT_EQUAL(503, replies[3].status);
        CPPUNIT_ASSERT_EQUAL(std::string("40"), retry_after(replies[3]));
        CPPUNIT_ASSERT_EQUAL(503, fixture.knock(fixture.token()).value_or(Reply{}).status);  // before its body
        CPPUNIT_ASSERT_EQUAL(std::string("2"), fixture.ask("SELECT count(DISTINCT alert_key) FROM delivery"));
        fixture.later(std::chrono::seconds(40));
        CPPUNIT_ASSERT(!fixture.knock(fixture.token()));
        CPPUNIT_ASSERT_EQUAL(202, fixture.post(alert("a3", "Fired")).status);
    }

    void bytes_beyond_the_days_are_503_until_the_next_and_a_smaller_alert_still_fits() {
        ServiceFixture fixture;
        const std::string body = alert("a1", "Fired"), large = body + std::string(body.size(), ' ');
        cap(fixture, "\"max_bytes_per_day\":" + std::to_string(2 * body.size() + 1));
        CPPUNIT_ASSERT_EQUAL(202, fixture.post(body).status);
        const Reply refused = fixture.post(large);
        CPPUNIT_ASSERT_EQUAL(503, refused.status);
        CPPUNIT_ASSERT_EQUAL(std::string("3600"), retry_after(refused));
        CPPUNIT_ASSERT_EQUAL(202, fixture.post(body).status);
        CPPUNIT_ASSERT_EQUAL(503, fixture.post(body).status);
        fixture.later(std::chrono::hours(14));  // the fixture begins at ten
        CPPUNIT_ASSERT_EQUAL(202, fixture.post(body).status);
    }

    void a_restart_forgets_nothing() {
        ServiceFixture fixture;
        cap(fixture, "\"max_alerts_per_minute\":1");
        CPPUNIT_ASSERT_EQUAL(202, fixture.post(alert("a1", "Fired")).status);
        fixture.restart();
        CPPUNIT_ASSERT_EQUAL(503, fixture.post(alert("a2", "Fired")).status);
    }

    void a_cap_that_is_raised_counts_at_the_next_alert() {
        ServiceFixture fixture;
        cap(fixture, "\"max_alerts_per_minute\":1");
        CPPUNIT_ASSERT_EQUAL(202, fixture.post(alert("a1", "Fired")).status);
        CPPUNIT_ASSERT_EQUAL(503, fixture.post(alert("a2", "Fired")).status);
        CPPUNIT_ASSERT(fixture.knock(fixture.token()));
        cap(fixture, "\"max_alerts_per_minute\":2");
        CPPUNIT_ASSERT(!fixture.knock(fixture.token()));
        CPPUNIT_ASSERT_EQUAL(202, fixture.post(alert("a2", "Fired")).status);
        CPPUNIT_ASSERT_EQUAL(503, fixture.post(alert("a3", "Fired")).status);
    }

    void what_a_cap_refused_is_recorded_and_told() {
        ServiceFixture fixture;
        cap(fixture, "\"max_alerts_per_minute\":1");
        for (int i = 0; i < 3; ++i) fixture.post(alert("a" + std::to_string(i), "Fired"));
        fixture.knock(fixture.token());
        fixture.later(std::chrono::seconds(2));
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(std::string("cap"), fixture.ask("SELECT failed_check FROM rejected_callers"));
        CPPUNIT_ASSERT_EQUAL(std::string("3"), fixture.ask("SELECT sum(count) FROM rejected_callers"));
        const std::string overview = fixture.ask_api("GET", "/api/v1/overview").body;
        CPPUNIT_ASSERT(overview.find("max_alerts_per_minute") != std::string::npos);
        fixture.later(std::chrono::hours(2));
        CPPUNIT_ASSERT(fixture.ask_api("GET", "/api/v1/overview").body.find("max_alerts_per_minute") ==
                       std::string::npos);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(CapsTest);
