#include "tests/unit/service/town.h"

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

    static void cap(Town& town, const std::string& member) { town.configure("new", "," + member); }
    static std::string retry_after(const Reply& reply) {
        for (const auto& [name, value] : reply.headers)
            if (name == "Retry-After") return value;
        return "none";
    }

    void without_caps_nothing_is_counted() {
        Town town;
        for (int i = 0; i < 20; ++i)
            CPPUNIT_ASSERT_EQUAL(202, town.post(alert("a" + std::to_string(i), "Fired")).status);
        CPPUNIT_ASSERT_EQUAL(std::string("0"), town.ask("SELECT count(*) FROM usage"));
    }

    void alerts_beyond_the_minutes_are_503_until_the_next() {
        Town town;
        cap(town, "\"max_alerts_per_minute\":3");
        town.later(std::chrono::seconds(20));
        const auto replies = town.post(
            {alert("a1", "Fired"), alert("a2", "Fired"), alert("a2", "Fired"), alert("a3", "Fired")}, town.token());
        CPPUNIT_ASSERT_EQUAL(202, replies[2].status);  // a repeat is an alert too
        CPPUNIT_ASSERT_EQUAL(503, replies[3].status);
        CPPUNIT_ASSERT_EQUAL(std::string("40"), retry_after(replies[3]));
        CPPUNIT_ASSERT_EQUAL(503, town.knock(town.token()).value_or(Reply{}).status);  // before its body
        CPPUNIT_ASSERT_EQUAL(std::string("2"), town.ask("SELECT count(DISTINCT alert_key) FROM delivery"));
        town.later(std::chrono::seconds(40));
        CPPUNIT_ASSERT(!town.knock(town.token()));
        CPPUNIT_ASSERT_EQUAL(202, town.post(alert("a3", "Fired")).status);
    }

    void bytes_beyond_the_days_are_503_until_the_next_and_a_smaller_alert_still_fits() {
        Town town;
        const std::string body = alert("a1", "Fired"), large = body + std::string(body.size(), ' ');
        cap(town, "\"max_bytes_per_day\":" + std::to_string(2 * body.size() + 1));
        CPPUNIT_ASSERT_EQUAL(202, town.post(body).status);
        const Reply refused = town.post(large);
        CPPUNIT_ASSERT_EQUAL(503, refused.status);
        CPPUNIT_ASSERT_EQUAL(std::string("3600"), retry_after(refused));
        CPPUNIT_ASSERT_EQUAL(202, town.post(body).status);
        CPPUNIT_ASSERT_EQUAL(503, town.post(body).status);
        town.later(std::chrono::hours(14));  // the town begins at ten
        CPPUNIT_ASSERT_EQUAL(202, town.post(body).status);
    }

    void a_restart_forgets_nothing() {
        Town town;
        cap(town, "\"max_alerts_per_minute\":1");
        CPPUNIT_ASSERT_EQUAL(202, town.post(alert("a1", "Fired")).status);
        town.restart();
        CPPUNIT_ASSERT_EQUAL(503, town.post(alert("a2", "Fired")).status);
    }

    void a_cap_that_is_raised_counts_at_the_next_alert() {
        Town town;
        cap(town, "\"max_alerts_per_minute\":1");
        CPPUNIT_ASSERT_EQUAL(202, town.post(alert("a1", "Fired")).status);
        CPPUNIT_ASSERT_EQUAL(503, town.post(alert("a2", "Fired")).status);
        CPPUNIT_ASSERT(town.knock(town.token()));
        cap(town, "\"max_alerts_per_minute\":2");
        CPPUNIT_ASSERT(!town.knock(town.token()));
        CPPUNIT_ASSERT_EQUAL(202, town.post(alert("a2", "Fired")).status);
        CPPUNIT_ASSERT_EQUAL(503, town.post(alert("a3", "Fired")).status);
    }

    void what_a_cap_refused_is_recorded_and_told() {
        Town town;
        cap(town, "\"max_alerts_per_minute\":1");
        for (int i = 0; i < 3; ++i) town.post(alert("a" + std::to_string(i), "Fired"));
        town.knock(town.token());
        town.later(std::chrono::seconds(2));
        town.work();
        CPPUNIT_ASSERT_EQUAL(std::string("cap"), town.ask("SELECT failed_check FROM rejected_callers"));
        CPPUNIT_ASSERT_EQUAL(std::string("3"), town.ask("SELECT sum(count) FROM rejected_callers"));
        const std::string overview = town.ask_api("GET", "/api/v1/overview").body;
        CPPUNIT_ASSERT(overview.find("max_alerts_per_minute") != std::string::npos);
        town.later(std::chrono::hours(2));
        CPPUNIT_ASSERT(town.ask_api("GET", "/api/v1/overview").body.find("max_alerts_per_minute") == std::string::npos);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(CapsTest);
