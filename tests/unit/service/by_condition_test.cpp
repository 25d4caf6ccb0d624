// "one_incident_for": "condition": rules that do not resolve by themselves, whose firings each have an alert id of
// their own.

#include "tests/unit/service/service_fixture.h"

using namespace secure_export;
using namespace secure_export::test;

namespace {

const std::string subscription = "/subscriptions/0a1b2c3d-1111-4222-8333-0a1b2c3d4e5f";

std::string body(const std::string& id, const std::string& service, const std::string& fired,
                 const std::string& context, const std::string& machine = "vm-web-01",
                 const std::string& condition = "Fired") {
    return R"({"schemaId":"azureMonitorCommonAlertSchema","data":{"essentials":{"alertId":")" + subscription +
           "/providers/Microsoft.AlertsManagement/alerts/" + id + R"(","alertRule":"a rule","severity":"Sev2",)" +
           R"("monitorCondition":")" + condition + R"(","monitoringService":")" + service + R"(","firedDateTime":")" +
           fired + R"(","alertTargetIDs":[")" + subscription +
           "/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/" + machine + R"("]},"alertContext":)" +
           context + "}}";
}

std::string search(const std::string& id, const std::string& fired, const std::string& computer = "srv-1",
                   const std::string& condition = "Fired") {
    return body(id, "Log Alerts V2", fired,
                R"({"condition":{"allOf":[{"searchQuery":"Heartbeat","operator":"LessThan","threshold":"1",)"
                R"("dimensions":[{"name":"Computer","value":")" +
                    computer + R"("}],"metricValue":0}]}})",
                "vm-web-01", condition);
}

}  // namespace

class ByConditionTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ByConditionTest);
    CPPUNIT_TEST(without_the_setting_each_firing_has_its_incident);
    CPPUNIT_TEST(further_firings_of_a_condition_are_notes);
    CPPUNIT_TEST(another_series_is_another_incident);
    CPPUNIT_TEST(when_people_have_closed_it_the_next_firing_opens_another);
    CPPUNIT_TEST(a_resolved_of_the_condition_resolves);
    CPPUNIT_TEST(a_delivery_that_came_before_the_setting_keeps_its_key);
    CPPUNIT_TEST_SUITE_END();

    void take(const std::string& text) {
        CPPUNIT_ASSERT_EQUAL(202, fixture_->post(text).status);
        fixture_->work();
    }
    void by_condition() { fixture_->configure("new", R"(,"one_incident_for":"condition")"); }
    std::string incidents() { return fixture_->ask("SELECT count(*) FROM incident"); }
    std::string open() { return fixture_->ask("SELECT count(*) FROM incident WHERE status = 'open'"); }
    contract::Held first() {
        return fixture_->people().held(fixture_->ask("SELECT desk_id FROM incident ORDER BY id"));
    }
    void are(const char* all, const char* still_open) {
        CPPUNIT_ASSERT_EQUAL(std::string(all), incidents());
        CPPUNIT_ASSERT_EQUAL(std::string(still_open), open());
    }

    void without_the_setting_each_firing_has_its_incident() {
        take(search("a1", "2026-01-01T09:00:00Z"));
        take(search("a2", "2026-01-01T09:05:00Z"));
        are("2", "2");
    }

    void further_firings_of_a_condition_are_notes() {
        by_condition();
        take(search("a1", "2026-01-01T09:00:00Z"));
        take(search("a2", "2026-01-01T09:05:00Z"));
        take(search("a3", "2026-01-01T09:10:00Z"));
        take(search("a3", "2026-01-01T09:10:00Z"));  // a repeat by the network
        are("1", "1");
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, first().notes.size());
        CPPUNIT_ASSERT(first().notes[1].starts_with("Azure Monitor: fired again 2026-01-01 09:10:00 UTC"));
    }

    void another_series_is_another_incident() {
        by_condition();
        take(search("a1", "2026-01-01T09:00:00Z", "srv-1"));
        take(search("a2", "2026-01-01T09:00:00Z", "srv-2"));
        take(search("a3", "2026-01-01T09:05:00Z", "srv-2"));
        are("2", "2");
    }

    void when_people_have_closed_it_the_next_firing_opens_another() {
        by_condition();
        take(search("a1", "2026-01-01T09:00:00Z"));
        fixture_->people().set_state(fixture_->ask("SELECT desk_id FROM incident"), IncidentState::closed);
        take(search("a2", "2026-01-01T09:05:00Z"));
        CPPUNIT_ASSERT_EQUAL(std::string("2"), incidents());
    }

    void a_resolved_of_the_condition_resolves() {
        by_condition();
        take(search("a1", "2026-01-01T09:00:00Z"));
        take(search("a1", "2026-01-01T09:00:00Z", "srv-1", "Resolved"));
        are("1", "0");
    }

    void a_delivery_that_came_before_the_setting_keeps_its_key() {
        CPPUNIT_ASSERT_EQUAL(202, fixture_->post(search("a1", "2026-01-01T09:00:00Z")).status);
        by_condition();
        fixture_->work();
        take(search("a2", "2026-01-01T09:05:00Z"));
        are("2", "2");
    }

    std::unique_ptr<ServiceFixture> fixture_;

public:
    void setUp() override {
        fixture_ = std::make_unique<ServiceFixture>();
        fixture_->configure();
        fixture_->work();  // fetches the keys
    }
    void tearDown() override { fixture_.reset(); }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ByConditionTest);
