// Which news is late, which is a repeat, and whose news it is.

#include "core/text.h"
#include "tests/unit/service/memory_desk.h"
#include "tests/unit/service/service_fixture.h"

using namespace secure_export;
using namespace secure_export::test;

namespace {

const std::string alerts = "/subscriptions/s1/providers/Microsoft.AlertsManagement/alerts/";
const std::string vm = "/subscriptions/s1/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/";

// Every member that is given stands in essentials as it is: {"firedDateTime", "null"}.
std::string body(const std::string& condition, const std::vector<std::pair<std::string, std::string>>& more,
                 const std::string& id = "a1") {
    std::string members = R"("alertId":")" + alerts + id + R"(","monitorCondition":")" + condition + '"';
    for (const auto& [name, value] : more) members += ",\"" + name + "\":" + value;
    return R"({"schemaId":"azureMonitorCommonAlertSchema","data":{"essentials":{)" + members +
           R"(},"alertContext":{}}})";
}
std::pair<std::string, std::string> fired(const std::string& time) { return {"firedDateTime", '"' + time + '"'}; }
std::pair<std::string, std::string> rule(const std::string& name) { return {"alertRule", '"' + name + '"'}; }
std::pair<std::string, std::string> target(const std::string& name) {
    return {"alertTargetIDs", "[\"" + vm + name + "\"]"};
}

std::string incidents(ServiceFixture& fixture) {
    return fixture.ask("SELECT group_concat(status, ' ') FROM (SELECT status FROM incident ORDER BY id)");
}

}  // namespace

class LatenessTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(LatenessTest);
    CPPUNIT_TEST(a_fired_without_a_readable_time_is_resolved_by_one_that_has_it);
    CPPUNIT_TEST(a_resolved_of_the_future_silences_nothing);
    CPPUNIT_TEST(a_fired_of_the_future_is_resolved);
    CPPUNIT_TEST(a_body_without_time_that_differs_is_no_repeat);
    CPPUNIT_TEST(the_same_body_without_time_is_news_again_after_other_news);
    CPPUNIT_TEST(an_operator_can_forget_what_is_known_of_an_alert);
    CPPUNIT_TEST(a_resolved_of_another_rule_and_target_is_parked_and_holds_up_nothing);
    CPPUNIT_TEST(a_resolved_that_differs_in_one_only_or_in_spelling_is_its_own);
    CPPUNIT_TEST(after_a_restore_a_used_key_is_not_taken_over_and_an_open_one_is);
    CPPUNIT_TEST(a_resolved_that_the_mapping_does_not_know_resolves_what_the_desk_has);
    CPPUNIT_TEST(dropping_a_fired_looks_in_the_desk_first_and_tells);
    CPPUNIT_TEST_SUITE_END();

public:
    void tearDown() override { server_ = {}; }

private:
    void a_fired_without_a_readable_time_is_resolved_by_one_that_has_it() {
        int id = 0;
        for (const auto& odd : std::vector<std::vector<std::pair<std::string, std::string>>>{
                 {}, {{"firedDateTime", "null"}}, {fired("12.06.2026 01:13")}, {{"firedDateTime", "7"}}}) {
            ServiceFixture fixture;
            const std::string alert = "a" + std::to_string(++id);
            CPPUNIT_ASSERT_EQUAL(202, fixture.post(body("Fired", odd, alert)).status);
            fixture.work();
            CPPUNIT_ASSERT_EQUAL(202, fixture.post(body("Resolved", {fired("2026-01-01T09:59:30Z")}, alert)).status);
            fixture.work();
            CPPUNIT_ASSERT_EQUAL(std::string("closed"), incidents(fixture));
        }
    }

    void a_resolved_of_the_future_silences_nothing() {
        ServiceFixture fixture;
        fixture.post(body("Resolved", {fired("2099-01-01T00:00:00Z")}));
        fixture.work();
        fixture.post(body("Fired", {fired("2026-01-01T10:00:00Z")}));
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(std::string("open"), incidents(fixture));
    }

    void a_fired_of_the_future_is_resolved() {
        ServiceFixture fixture;
        fixture.post(body("Fired", {fired("9999-12-31T23:59:59Z")}));
        fixture.work();
        fixture.post(body("Resolved", {fired("2026-01-01T09:59:00Z")}));
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(std::string("closed"), incidents(fixture));
    }

    void a_body_without_time_that_differs_is_no_repeat() {
        ServiceFixture fixture;
        fixture.post(body("Fired", {rule("r1")}));
        CPPUNIT_ASSERT(fixture.post(body("Fired", {rule("r1")})).body.find("duplicate") != std::string::npos);
        CPPUNIT_ASSERT(fixture.post(body("Fired", {rule("r2")})).body.find("accepted") != std::string::npos);
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(std::string("open"), incidents(fixture));
        CPPUNIT_ASSERT_EQUAL(std::string("1"), fixture.ask("SELECT count(*) FROM story WHERE what = 'noted'"));
    }

    void the_same_body_without_time_is_news_again_after_other_news() {
        ServiceFixture fixture;
        for (const char* condition : {"Fired", "Resolved", "Fired"}) {
            CPPUNIT_ASSERT(fixture.post(body(condition, {})).body.find("accepted") != std::string::npos);
            CPPUNIT_ASSERT(fixture.post(body(condition, {})).body.find("duplicate") != std::string::npos);
            fixture.work();
        }
        CPPUNIT_ASSERT_EQUAL(std::string("closed open"), incidents(fixture));
    }

    void an_operator_can_forget_what_is_known_of_an_alert() {
        ServiceFixture fixture;
        fixture.post(body("Fired", {fired("2026-01-01T10:05:00Z")}));  // a clock that is five minutes fast
        fixture.post(body("Resolved", {fired("2026-01-01T10:05:00Z")}));
        fixture.work();
        fixture.post(body("Fired", {fired("2026-01-01T10:01:00Z")}));
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(std::string("closed"), incidents(fixture));  // late
        CPPUNIT_ASSERT_EQUAL(404, fixture.admin("POST", "/api/v1/alerts/forget", "nothing such").status);
        CPPUNIT_ASSERT_EQUAL(200, fixture.admin("POST", "/api/v1/alerts/forget", alerts + "a1").status);
        fixture.post(body("Fired", {fired("2026-01-01T10:02:00Z")}));
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(std::string("closed open"), incidents(fixture));
    }

    void a_resolved_of_another_rule_and_target_is_parked_and_holds_up_nothing() {
        ServiceFixture fixture;
        const auto time = fired("2026-01-01T09:59:00Z");
        fixture.post(body("Fired", {time, rule("cpu"), target("web-1")}));
        fixture.work();
        fixture.post(
            body("Resolved", {time, rule("disk"), target("db-1"), {"resolvedDateTime", "\"2026-01-01T10:00:00Z\""}}));
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(std::string("open"), incidents(fixture));
        const std::string reason = fixture.ask("SELECT reason FROM parked");
        for (const char* part : {"cpu", "web-1", "disk", "db-1"})
            CPPUNIT_ASSERT_MESSAGE(reason, reason.find(part) != std::string::npos);
        // What comes behind it passes.
        fixture.later(std::chrono::minutes(1));
        fixture.post(body("Fired", {fired("2026-01-01T10:00:30Z"), rule("cpu"), target("web-1")}));
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(std::string("1"), fixture.ask("SELECT count(*) FROM story WHERE what = 'noted'"));
        // All that are parked are tried again: this one needs a decision of its own.
        CPPUNIT_ASSERT_EQUAL(200, fixture.admin("POST", "/api/v1/parked/retry").status);
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(std::string("1"), fixture.ask("SELECT count(*) FROM parked"));
    }

    void a_resolved_that_differs_in_one_only_or_in_spelling_is_its_own() {
        const auto time = fired("2026-01-01T09:59:00Z");
        for (const auto& other : std::vector<std::vector<std::pair<std::string, std::string>>>{
                 {time, rule("cpu"), target("db-1")},
                 {time, rule("disk"), target("web-1")},
                 {time, rule("CPU"), {"alertTargetIDs", "[\"" + lower(vm) + "WEB-1/\"]"}},
                 {time, rule("disk")},
                 {time, target("db-1")},
                 {time, {"alertRule", "null"}, {"alertTargetIDs", "[]"}},
                 {time, rule(""), {"alertTargetIDs", "null"}}}) {
            ServiceFixture fixture;
            fixture.post(body("Fired", {time, rule("cpu"), target("web-1")}));
            fixture.post(body("Resolved", other));
            fixture.work();
            CPPUNIT_ASSERT_EQUAL_MESSAGE(body("Resolved", other), std::string("closed"), incidents(fixture));
        }
    }

    void after_a_restore_a_used_key_is_not_taken_over_and_an_open_one_is() {
        ServiceFixture fixture;
        fixture.fake_desks["far"] = [&] { return std::make_unique<MemoryDesk>(server_); };
        fixture.configure_remote({"far"});
        fixture.post_to("far", alert("a1", "Fired", "2026-01-01T09:00:00Z", ""));
        fixture.post_to("far", alert("a1", "Resolved", "2026-01-01T09:00:00Z", ""));
        fixture.work();
        lose_the_mapping(fixture);
        fixture.post_to("far", alert("a1", "Fired", "2026-01-01T09:30:00Z", ""));
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(1, server_.all_open());  // today's firing is seen
        CPPUNIT_ASSERT_EQUAL(std::string("open M2"), fixture.ask("SELECT status || ' ' || number FROM incident"));
        lose_the_mapping(fixture);
        fixture.post_to("far", alert("a1", "Fired", "2026-01-01T09:40:00Z", ""));
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(1, server_.all_open());  // taken over, not opened again
        CPPUNIT_ASSERT_EQUAL(std::string("open M2"), fixture.ask("SELECT status || ' ' || number FROM incident"));
        fixture.post_to("far", alert("a1", "Resolved", "2026-01-01T09:40:00Z", ""));
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(0, server_.all_open());
    }

    void a_resolved_that_the_mapping_does_not_know_resolves_what_the_desk_has() {
        ServiceFixture fixture;
        fixture.fake_desks["far"] = [&] { return std::make_unique<MemoryDesk>(server_); };
        fixture.configure_remote({"far"});
        fixture.post_to("far", alert("a1", "Fired", "2026-01-01T09:00:00Z", ""));
        fixture.work();
        lose_the_mapping(fixture);
        fixture.post_to("far", alert("a1", "Resolved", "2026-01-01T09:00:00Z", ""));
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(0, server_.all_open());
        CPPUNIT_ASSERT_EQUAL(std::string("closed"), fixture.ask("SELECT state FROM alert"));
        // The neighbour: one that neither knows.
        fixture.post_to("far", alert("a2", "Resolved", "2026-01-01T09:00:00Z", ""));
        fixture.work();
        CPPUNIT_ASSERT(
            fixture.ask("SELECT detail FROM story WHERE what = 'nothing_to_do'").find("arrived before its Fired") !=
            std::string::npos);
    }

    void dropping_a_fired_looks_in_the_desk_first_and_tells() {
        ServiceFixture fixture;
        fixture.fake_desks["far"] = [&] { return std::make_unique<MemoryDesk>(server_); };
        fixture.configure_remote({"far"});
        // It was opened, the answer said no, and only later it shows.
        std::function<DeskIncident()> land;
        server_.next_create = [&](std::function<DeskIncident()> landing) -> Result<DeskIncident> {
            land = std::move(landing);
            return Error{Fault::refused, "a field is missing", ""};
        };
        fixture.post_to("far", alert("a1", "Fired", "2026-01-01T09:00:00Z", ""));
        fixture.work();
        land();
        const std::string id = fixture.ask("SELECT delivery FROM parked");
        server_.find_fails = Error{Fault::unavailable, "no route to host", ""};
        CPPUNIT_ASSERT_EQUAL(503, fixture.admin("POST", "/api/v1/parked/" + id + "/drop", "why").status);
        CPPUNIT_ASSERT_EQUAL(std::string("1"), fixture.ask("SELECT count(*) FROM parked"));
        server_.find_fails.reset();
        const Reply dropped = fixture.admin("POST", "/api/v1/parked/" + id + "/drop", "why");
        CPPUNIT_ASSERT_EQUAL(200, dropped.status);
        CPPUNIT_ASSERT_MESSAGE(dropped.body, dropped.body.find("M1 is open") != std::string::npos);
        fixture.post_to("far", alert("a1", "Resolved", "2026-01-01T09:00:00Z", ""));
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(0, server_.all_open());
    }

private:
    // As a mapping restored from before the alert.
    void lose_the_mapping(ServiceFixture& fixture) {
        for (const char* sql :
             {"DELETE FROM inbox", "UPDATE alert SET incident = NULL", "DELETE FROM incident", "DELETE FROM alert",
              "DELETE FROM unbound", "DELETE FROM story", "DELETE FROM delivery"})
            fixture.change(sql);
    }

    DeskServer server_;
};
CPPUNIT_TEST_SUITE_REGISTRATION(LatenessTest);
