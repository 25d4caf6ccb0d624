#include "tests/unit/service/service_fixture.h"

using namespace secure_export;
using namespace secure_export::test;
using contract::Trouble;

namespace {
const std::string azure_id = "/subscriptions/s1/resourcegroups/rg/providers/microsoft.compute/virtualmachines/";
}

class WorkLineTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(WorkLineTest);
    CPPUNIT_TEST(fired_opens_an_incident_bound_to_its_ci_and_resolved_resolves_that_one_alone);
    CPPUNIT_TEST(a_desk_out_of_reach_is_tried_again_and_gets_one_incident);
    CPPUNIT_TEST(an_answer_that_was_lost_does_not_double_the_incident);
    CPPUNIT_TEST(what_the_desk_refuses_is_parked_with_its_words_and_can_be_retried);
    CPPUNIT_TEST(news_waits_behind_a_parked_item_of_its_alert);
    CPPUNIT_TEST(a_dropped_item_lets_later_news_pass);
    CPPUNIT_TEST(what_a_dead_worker_held_is_done_by_the_next_at_once);
    CPPUNIT_TEST(resolved_before_fired_opens_nothing);
    CPPUNIT_TEST(the_same_alert_fired_again_follows_the_policy);
    CPPUNIT_TEST(an_incident_that_cannot_be_reopened_gives_a_new_one);
    CPPUNIT_TEST(firing_again_while_open_is_a_note);
    CPPUNIT_TEST(an_incident_that_people_closed_is_left_alone_and_a_new_firing_opens_another);
    CPPUNIT_TEST(an_alert_without_ci_is_listed_and_bound_when_the_ci_appears);
    CPPUNIT_TEST(two_cis_of_one_name_are_no_match);
    CPPUNIT_TEST(a_connection_that_was_removed_parks_its_alerts);
    CPPUNIT_TEST(an_item_that_cannot_be_worked_on_is_parked_and_holds_up_nobody);
    CPPUNIT_TEST(an_unknown_body_opens_an_incident_that_says_so);
    CPPUNIT_TEST(the_story_of_an_alert_is_told_in_order);
    CPPUNIT_TEST_SUITE_END();

    void fired_opens_an_incident_bound_to_its_ci_and_resolved_resolves_that_one_alone() {
        ServiceFixture fixture;
        const std::string ci = fixture.people().add_ci({"", "vm-web-01", "VM", azure_id + "vm-web-01"});
        fixture.post(alert("a1", "Fired"));
        fixture.post(alert("a2", "Fired", "2026-01-01T09:59:00Z", "vm-web-02"));
        fixture.work();
        const std::string first = fixture.ask("SELECT desk_id FROM incident ORDER BY id LIMIT 1");
        const std::string second = fixture.ask("SELECT desk_id FROM incident ORDER BY id LIMIT 1 OFFSET 1");
        CPPUNIT_ASSERT_EQUAL(ci, fixture.people().held(first).ci);
        CPPUNIT_ASSERT_EQUAL(std::string("[Sev1] CPU high on vm-web-01"), fixture.people().held(first).title);
        fixture.post(alert("a1", "Resolved"));
        fixture.work();
        CPPUNIT_ASSERT(state(fixture, first) == IncidentState::resolved);
        CPPUNIT_ASSERT(state(fixture, second) == IncidentState::open);
        CPPUNIT_ASSERT_EQUAL(std::string("1"), fixture.ask("SELECT count(*) FROM open_incidents"));
    }

    void a_desk_out_of_reach_is_tried_again_and_gets_one_incident() {
        ServiceFixture fixture;
        fixture.desk.trouble_next_call(Trouble::unreachable);
        fixture.post(alert("a1", "Fired"));
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(std::size_t(0), fixture.people().incidents());
        fixture.later(std::chrono::seconds(6));
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(std::size_t(1), fixture.people().incidents());
    }

    void an_answer_that_was_lost_does_not_double_the_incident() {
        ServiceFixture fixture;
        fixture.post(alert("a1", "Fired", "2026-01-01T09:59:00Z", ""));
        fixture.desk.trouble_next_call(
            Trouble::answer_lost);  // without a name to look up, the first call is incident.open
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(std::size_t(1), fixture.people().incidents());
        fixture.later(std::chrono::seconds(6));
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(std::size_t(1), fixture.people().incidents());
        CPPUNIT_ASSERT_EQUAL(std::string("open"), fixture.ask("SELECT status FROM incident"));
    }

    void what_the_desk_refuses_is_parked_with_its_words_and_can_be_retried() {
        ServiceFixture fixture;
        park_one(fixture);
        const std::string reason = fixture.ask("SELECT reason FROM parked");
        CPPUNIT_ASSERT_MESSAGE(
            reason, reason.find("refused by the desk") != std::string::npos && reason.find('{') == std::string::npos);
        const std::string id = fixture.ask("SELECT delivery FROM parked");
        CPPUNIT_ASSERT_EQUAL(200, fixture.admin("POST", "/api/v1/parked/" + id + "/retry").status);
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(std::size_t(1), fixture.people().incidents());
        CPPUNIT_ASSERT_EQUAL(std::string("0"), fixture.ask("SELECT count(*) FROM parked"));
        CPPUNIT_ASSERT_EQUAL(400, fixture.admin("POST", "/api/v1/parked/" + id + "/retry").status);
    }

    void news_waits_behind_a_parked_item_of_its_alert() {
        ServiceFixture fixture;
        park_one(fixture);
        fixture.post(alert("a1", "Resolved"));
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(std::size_t(0), fixture.people().incidents());
        CPPUNIT_ASSERT_EQUAL(200, fixture.admin("POST", "/api/v1/parked/retry").status);
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(std::size_t(1), fixture.people().incidents());
        CPPUNIT_ASSERT_EQUAL(std::string("closed"), fixture.ask("SELECT status FROM incident"));
    }

    void a_dropped_item_lets_later_news_pass() {
        ServiceFixture fixture;
        park_one(fixture);
        const std::string id = fixture.ask("SELECT delivery FROM parked");
        CPPUNIT_ASSERT_EQUAL(400,
                             fixture.admin("POST", "/api/v1/parked/" + id + "/drop").status);  // a reason is asked for
        CPPUNIT_ASSERT_EQUAL(200, fixture.admin("POST", "/api/v1/parked/" + id + "/drop", "a drill").status);
        fixture.post(alert("a1", "Resolved"));
        fixture.later(std::chrono::minutes(30));
        fixture.post(alert("a1", "Fired", "2026-01-01T10:30:00Z"));
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(std::size_t(1), fixture.people().incidents());
        CPPUNIT_ASSERT_EQUAL(std::string("2026-01-01T10:30:00.000Z"),
                             fixture.ask("SELECT last_fired_at FROM open_incidents"));
    }

    void what_a_dead_worker_held_is_done_by_the_next_at_once() {
        ServiceFixture fixture;
        fixture.post(alert("a1", "Fired"));
        struct Death {};
        struct DeadlyDesk : DeskCall {
            Result<std::string> call(std::string_view, std::string_view) const override { throw Death(); }
        } deadly;
        {
            service::Service dying(
                {fixture.folder.path(), fixture.clock, fixture.zones, fixture.log, fixture.authority, &deadly});
            CPPUNIT_ASSERT_THROW(dying.pump(16, Milliseconds(1000)), Death);
        }
        fixture.later(std::chrono::seconds(3));  // far less than the lease
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(std::size_t(1), fixture.people().incidents());
    }

    void resolved_before_fired_opens_nothing() {
        ServiceFixture fixture;
        fixture.post(alert("a1", "Resolved"));
        fixture.work();
        fixture.post(alert("a1", "Fired"));
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(std::size_t(0), fixture.people().incidents());
        fixture.post(alert("a1", "Fired", "2026-01-01T10:30:00Z"));
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(std::size_t(1), fixture.people().incidents());
    }

    void the_same_alert_fired_again_follows_the_policy() {
        for (const bool reopen : {false, true}) {
            ServiceFixture fixture;
            fixture.configure(reopen ? "reopen" : "new");
            fixture.post(alert("a1", "Fired"));
            fixture.post(alert("a1", "Resolved"));
            fixture.work();
            fixture.post(alert("a1", "Fired", "2026-01-01T10:30:00Z"));
            fixture.work();
            CPPUNIT_ASSERT_EQUAL(std::size_t(reopen ? 1 : 2), fixture.people().incidents());
            CPPUNIT_ASSERT_EQUAL(std::string("1"), fixture.ask("SELECT count(*) FROM open_incidents"));
            fixture.post(alert("a1", "Resolved", "2026-01-01T10:30:00Z"));
            fixture.work();
            CPPUNIT_ASSERT_EQUAL(std::string("0"), fixture.ask("SELECT count(*) FROM open_incidents"));
        }
    }

    void an_incident_that_cannot_be_reopened_gives_a_new_one() {
        ServiceFixture fixture;
        fixture.configure("reopen");
        fixture.post(alert("a1", "Fired"));
        fixture.post(alert("a1", "Resolved"));
        fixture.work();
        fixture.people().set_state(fixture.ask("SELECT desk_id FROM incident"), IncidentState::closed);
        fixture.post(alert("a1", "Fired", "2026-01-01T10:30:00Z"));
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(std::size_t(2), fixture.people().incidents());
    }

    void firing_again_while_open_is_a_note() {
        ServiceFixture fixture;
        fixture.post(alert("a1", "Fired"));
        fixture.later(std::chrono::minutes(30));
        fixture.post(alert("a1", "Fired", "2026-01-01T10:30:00Z"));
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(std::size_t(1), fixture.people().incidents());
        const auto notes = fixture.people().held(fixture.ask("SELECT desk_id FROM incident")).notes;
        CPPUNIT_ASSERT_EQUAL(std::size_t(1), notes.size());
        CPPUNIT_ASSERT(notes[0].starts_with("Azure Monitor: fired again 2026-01-01 10:30:00 UTC\n"));
        CPPUNIT_ASSERT(notes[0].find("\nResource: vm-web-01\nLink: https://portal.azure.com/#") != std::string::npos);
    }

    void an_incident_that_people_closed_is_left_alone_and_a_new_firing_opens_another() {
        ServiceFixture fixture;
        fixture.post(alert("a1", "Fired"));
        fixture.work();
        const std::string first = fixture.ask("SELECT desk_id FROM incident");
        fixture.people().set_state(first, IncidentState::closed);
        fixture.post(alert("a1", "Fired", "2026-01-01T10:30:00Z"));
        fixture.work();
        CPPUNIT_ASSERT(state(fixture, first) == IncidentState::closed);
        CPPUNIT_ASSERT_EQUAL(std::size_t(2), fixture.people().incidents());
        CPPUNIT_ASSERT(fixture.people().held(first).notes.empty());
    }

    void an_alert_without_ci_is_listed_and_bound_when_the_ci_appears() {
        ServiceFixture fixture;
        fixture.post(alert("a1", "Fired"));
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(azure_id + "vm-web-01", fixture.ask("SELECT resource FROM unbound_resources"));
        const std::string incident = fixture.ask("SELECT desk_id FROM incident");
        CPPUNIT_ASSERT_EQUAL(std::string(), fixture.people().held(incident).ci);
        const std::string ci = fixture.people().add_ci({"", "vm-web-01", "VM", azure_id + "vm-web-01"});
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(std::string(), fixture.people().held(incident).ci);  // not before its time
        fixture.later(std::chrono::minutes(6));
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(ci, fixture.people().held(incident).ci);
        CPPUNIT_ASSERT_EQUAL(std::string("0"), fixture.ask("SELECT count(*) FROM unbound_resources"));
        CPPUNIT_ASSERT_EQUAL(std::string("vm-web-01"), fixture.ask("SELECT ci FROM ci_bindings"));
    }

    void two_cis_of_one_name_are_no_match() {
        ServiceFixture fixture;
        fixture.people().add_ci({"", "vm-web-01", "VM", ""});
        fixture.people().add_ci({"", "vm-web-01", "Server", ""});
        fixture.post(alert("a1", "Fired"));
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(std::string(), fixture.people().held(fixture.ask("SELECT desk_id FROM incident")).ci);
        CPPUNIT_ASSERT(fixture.ask("SELECT why FROM unbound_resources").find("matches several") != std::string::npos);
    }

    void a_connection_that_was_removed_parks_its_alerts() {
        ServiceFixture fixture;
        fixture.post(alert("a1", "Fired"));
        CPPUNIT_ASSERT_EQUAL(
            200, fixture.admin("PUT", "/api/v1/settings", R"({"version":1,"connections":[],"desks":[]})").status);
        fixture.work();
        CPPUNIT_ASSERT(fixture.ask("SELECT reason FROM parked").find("no longer in the settings") != std::string::npos);
        fixture.configure();
        CPPUNIT_ASSERT_EQUAL(200, fixture.admin("POST", "/api/v1/parked/retry").status);
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(std::size_t(1), fixture.people().incidents());
    }

    void an_item_that_cannot_be_worked_on_is_parked_and_holds_up_nobody() {
        ServiceFixture fixture;
        fixture.post(alert("a1", "Fired"));
        fixture.work();
        // As after a hand-made change: the mapping still has an open incident, the alert does not know of it.
        fixture.change("DELETE FROM alert");
        fixture.post(alert("a1", "Fired", "2026-01-01T10:30:00Z"));
        fixture.post(alert("a2", "Fired"));
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(std::size_t(2), fixture.people().incidents());  // a1's first, and a2's
        CPPUNIT_ASSERT(fixture.ask("SELECT reason FROM parked").find("a constraint of the mapping forbids it") !=
                       std::string::npos);
    }

    void an_unknown_body_opens_an_incident_that_says_so() {
        ServiceFixture fixture;
        CPPUNIT_ASSERT_EQUAL(202, fixture.post("{\"text\":\"disk full\"}").status);
        fixture.work();
        const auto held = fixture.people().held(fixture.ask("SELECT desk_id FROM incident"));
        CPPUNIT_ASSERT(held.title.find("not a known alert form") != std::string::npos);
    }

    void the_story_of_an_alert_is_told_in_order() {
        ServiceFixture fixture;
        fixture.people().add_ci({"", "vm-web-01", "VM", azure_id + "vm-web-01"});
        fixture.post(alert("a1", "Fired"));
        fixture.work();
        fixture.later(std::chrono::minutes(1));
        fixture.post(alert("a1", "Resolved"));
        fixture.work();
        const std::string number = fixture.ask("SELECT number FROM incident");
        const Reply reply = fixture.admin("GET", "/api/v1/explain", "", "of=" + number);
        CPPUNIT_ASSERT_EQUAL(200, reply.status);
        std::size_t at = 0;
        for (const char* part :
             {"received", "192.0.2.7", "opened", number.c_str(), "bound", "vm-web-01", "received", "resolved"}) {
            at = reply.body.find(part, at);
            CPPUNIT_ASSERT_MESSAGE(std::string(part) + " in\n" + reply.body, at != std::string::npos);
        }
        CPPUNIT_ASSERT_EQUAL(404, fixture.admin("GET", "/api/v1/explain", "", "of=INC9999999").status);
    }

    static IncidentState state(ServiceFixture& fixture, const std::string& id) {
        return fixture.people().desk().get(id)->state;
    }

    static void park_one(ServiceFixture& fixture) {
        fixture.post(alert("a1", "Fired", "2026-01-01T09:59:00Z", ""));
        fixture.desk.trouble_next_call(Trouble::refused);
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(std::string("1"), fixture.ask("SELECT count(*) FROM parked"));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(WorkLineTest);
