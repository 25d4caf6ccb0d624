// What an alert is about is known from its arrival on, whatever the desk does.

#include "json/json.h"
#include "tests/unit/service/service_fixture.h"

using namespace secure_export;
using namespace secure_export::test;

class KnownFromIntakeTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(KnownFromIntakeTest);
    CPPUNIT_TEST(what_waits_is_listed_with_rule_resource_and_severity);
    CPPUNIT_TEST(what_waits_is_found_by_search_and_severity);
    CPPUNIT_TEST(the_history_of_what_waits_tells_what_it_is_about);
    CPPUNIT_TEST(a_resolved_whose_fired_was_never_seen_keeps_its_id_rule_and_severity);
    CPPUNIT_TEST(what_names_no_rule_is_listed_by_what_comes_nearest);
    CPPUNIT_TEST_SUITE_END();

    // Nothing is worked on: what the lists tell comes from intake.
    void waiting(const std::string& body) { CPPUNIT_ASSERT_EQUAL(202, fixture_->post(body).status); }
    Json::Value rows(const std::string& query = "") {
        const Reply reply = fixture_->ask_api("GET", "/api/v1/deliveries", "", query);
        CPPUNIT_ASSERT_EQUAL_MESSAGE(reply.body, 200, reply.status);
        return (*json::read_strict(reply.body))["rows"];
    }

    void what_waits_is_listed_with_rule_resource_and_severity() {
        waiting(alert("a1", "Fired"));
        const Json::Value row = rows()[0];
        CPPUNIT_ASSERT_EQUAL(std::string("waiting"), row["state"].asString());
        CPPUNIT_ASSERT_EQUAL(std::string("CPU high"), row["rule"].asString());
        CPPUNIT_ASSERT_EQUAL(std::string("Sev1"), row["severity"].asString());
        CPPUNIT_ASSERT_EQUAL(
            std::string("/subscriptions/s1/resourcegroups/rg/providers/microsoft.compute/virtualmachines/vm-web-01"),
            row["resource"].asString());
        CPPUNIT_ASSERT_EQUAL(std::string("1"), fixture_->ask("SELECT severity_level FROM inbox"));
        const Reply overview = fixture_->ask_api("GET", "/api/v1/overview");
        CPPUNIT_ASSERT_EQUAL(std::string("CPU high"),
                             (*json::read_strict(overview.body))["oldest_waiting"]["rule"].asString());
    }

    void what_waits_is_found_by_search_and_severity() {
        waiting(alert("a1", "Fired"));
        waiting(alert("a2", "Fired", "2026-01-01T09:59:00Z", "vm-db-02"));
        for (const char* state : {"", "&state=waiting"}) {
            CPPUNIT_ASSERT_EQUAL(2u, rows(std::string("q=CPU") + state).size());
            CPPUNIT_ASSERT_EQUAL(1u, rows(std::string("q=vm-DB-02") + state).size());
            CPPUNIT_ASSERT_EQUAL(1u, rows(std::string("q=alerts/A1") + state).size());
            CPPUNIT_ASSERT_EQUAL(0u, rows(std::string("q=nowhere") + state).size());
            CPPUNIT_ASSERT_EQUAL(2u, rows(std::string("severity=Sev1") + state).size());
            CPPUNIT_ASSERT_EQUAL(0u, rows(std::string("severity=Sev2") + state).size());
        }
    }

    void the_history_of_what_waits_tells_what_it_is_about() {
        waiting(alert("a1", "Fired"));
        waiting(alert("a1", "Fired"));  // a repeat
        CPPUNIT_ASSERT_EQUAL(std::string("2"),
                             fixture_->ask("SELECT count(*) FROM alert_history WHERE rule = 'CPU high' AND severity = "
                                           "'Sev1' AND resource LIKE '%/vm-web-01' AND alert_id LIKE '%/alerts/a1'"));
    }

    void a_resolved_whose_fired_was_never_seen_keeps_its_id_rule_and_severity() {
        waiting(alert("lost", "Resolved"));
        fixture_->work();
        CPPUNIT_ASSERT_EQUAL(
            std::string("0"),
            fixture_->ask("SELECT count(*) FROM alert_history WHERE rule IS NOT 'CPU high' OR severity IS "
                          "NOT 'Sev1' OR alert_id NOT LIKE '%/alerts/lost' OR resource = ''"));
        CPPUNIT_ASSERT_EQUAL(1u, rows("q=alerts/lost").size());
        CPPUNIT_ASSERT_EQUAL(std::string("CPU high"), rows("q=alerts/lost")[0]["rule"].asString());
    }

    void what_names_no_rule_is_listed_by_what_comes_nearest() {
        waiting(R"({"schemaId":"azureMonitorCommonAlertSchema","data":{"essentials":{"alertId":"b1",
                    "monitoringService":"CostAlerts","firedDateTime":"2026-01-01T09:00:00Z"},
                    "alertContext":{"AlertData":{"BudgetName":"team-7"}}}})");
        CPPUNIT_ASSERT_EQUAL(std::string("Budget team-7"), rows()[0]["rule"].asString());
    }

public:
    // CppUnit makes every fixture before it runs the first: so many open databases are too many.
    void setUp() override { fixture_ = std::make_unique<ServiceFixture>(); }
    void tearDown() override { fixture_.reset(); }

private:
    std::unique_ptr<ServiceFixture> fixture_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(KnownFromIntakeTest);
