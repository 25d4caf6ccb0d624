// Long: a case for each policy, on one fixture: what opens, waits, joins and closes, through the whole service.

#include "tests/unit/service/service_fixture.h"

using namespace secure_export;
using namespace secure_export::test;

namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const std::string subscription = "/subscriptions/0a1b2c3d-1111-4222-8333-0a1b2c3d4e5f";

struct Sent {
    std::string id, condition = "Fired", machine = "vm-1", rule = "CPU high", severity = "Sev2",
                    fired = "2026-01-01T09:59:00Z", origin = "", team = "";
};

std::string body(const Sent& one) {
    return R"({"schemaId":"azureMonitorCommonAlertSchema","data":{"essentials":{"alertId":")" + subscription +
           "/providers/Microsoft.AlertsManagement/alerts/" + one.id + R"(","alertRule":")" + one.rule +
           R"(","severity":")" + one.severity + R"(","monitorCondition":")" + one.condition +
           R"(","monitoringService":"Platform","firedDateTime":")" + one.fired + R"(","originAlertId":")" + one.origin +
           R"(","alertTargetIDs":[")" + subscription +
           "/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/" + one.machine +
           R"("]},"alertContext":{"condition":{"allOf":[{"metricName":"Percentage CPU","operator":)" +
           R"("GreaterThan","threshold":"80","metricValue":91}]}},"customProperties":{"team":")" + one.team + R"("}}})";
}

}  // namespace

class PoliciesTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(PoliciesTest);
    CPPUNIT_TEST(no_ticket_records_the_alert_and_nothing_else);
    CPPUNIT_TEST(a_group_has_one_incident_until_its_last_alert_is_over);
    CPPUNIT_TEST(the_worst_severity_of_a_group_is_raised_in_the_desk);
    CPPUNIT_TEST(every_kind_of_group_takes_what_it_names);
    CPPUNIT_TEST(a_group_by_item_asks_the_cmdb_first);
    CPPUNIT_TEST(what_is_over_before_its_hold_ends_opens_nothing);
    CPPUNIT_TEST(what_still_fires_when_its_hold_ends_is_opened);
    CPPUNIT_TEST(what_is_held_is_not_of_the_incident_before_it);
    CPPUNIT_TEST(all_that_was_held_is_of_the_incident_that_is_opened_again);
    CPPUNIT_TEST(a_hold_outlives_a_restart);
    CPPUNIT_TEST(an_end_waits_and_a_new_firing_cancels_it);
    CPPUNIT_TEST(a_series_that_fires_again_soon_reopens_its_incident);
    CPPUNIT_TEST(quiet_ends_what_has_no_end);
    CPPUNIT_TEST(a_route_that_only_notes_leaves_the_incident_to_people);
    CPPUNIT_TEST(what_flaps_has_one_incident_that_says_so);
    CPPUNIT_TEST(a_storm_has_one_summary);
    CPPUNIT_TEST(what_opens_again_counts_again);
    CPPUNIT_TEST(held_alerts_of_a_storm_go_to_the_summary);
    CPPUNIT_TEST(in_a_maintenance_window_nothing_opens_until_its_end);
    CPPUNIT_TEST(an_incident_that_people_closed_is_followed_by_a_new_one_for_the_group);
    CPPUNIT_TEST(the_members_of_a_group_wait_for_each_other_and_for_nobody_else);
    CPPUNIT_TEST(a_parked_alert_does_not_hold_up_its_group);
    CPPUNIT_TEST(a_changed_route_goes_on_with_what_was_begun);
    CPPUNIT_TEST(an_end_without_a_beginning_opens_where_the_route_says_so);
    CPPUNIT_TEST(a_message_that_joins_says_which_route_it_matches);
    CPPUNIT_TEST(the_dry_run_tells_what_a_policy_does);
    CPPUNIT_TEST_SUITE_END();

    void route(const std::string& policies) {
        fixture_->configure("new", R"(,"routes":[{"name":"r1",)" + policies + "}]");
    }
    void send(const Sent& one) {
        const Reply reply = fixture_->post(body(one));
        CPPUNIT_ASSERT_EQUAL_MESSAGE(reply.body, 202, reply.status);
        fixture_->work();
    }
    void later(Milliseconds by) {
        fixture_->later(by);
        fixture_->work();
    }
    std::string incidents() { return fixture_->ask("SELECT count(*) FROM incident"); }
    std::string open() { return fixture_->ask("SELECT count(*) FROM incident WHERE status = 'open'"); }
    std::string why() { return fixture_->ask("SELECT detail FROM story ORDER BY id DESC LIMIT 1"); }
    void are(const char* all, const char* still_open) {
        CPPUNIT_ASSERT_EQUAL(std::string(all), incidents());
        CPPUNIT_ASSERT_EQUAL(std::string(still_open), open());
        CPPUNIT_ASSERT_EQUAL(std::string("0"),
                             fixture_->ask("SELECT count(*) FROM inbox WHERE state IN ('waiting', 'parked')"));
    }
    contract::Held incident(int number = 1) {
        return fixture_->people().held(
            fixture_->ask("SELECT desk_id FROM incident WHERE id = " + std::to_string(number)));
    }
    static void has(const std::string& part, const std::string& whole) {
        CPPUNIT_ASSERT_MESSAGE(whole, whole.find(part) != std::string::npos);
    }

    void no_ticket_records_the_alert_and_nothing_else() {
        route(R"("ticket":false)");
        send({"a1"});
        send({"a1", "Resolved"});
        are("0", "0");
        has("opens no incidents", fixture_->ask("SELECT detail FROM story ORDER BY id LIMIT 1"));
    }

    void a_group_has_one_incident_until_its_last_alert_is_over() {
        route(R"("group_by":"rule")");
        send({"a1"});
        send({"a2", "Fired", "vm-2"});
        send({"a3", "Fired", "vm-3"});
        are("1", "1");
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, incident().notes.size());
        has("another alert of this incident fired", incident().notes[0]);
        has("vm-2", incident().notes[0]);
        has("Now 3 alerts of it fire", incident().notes[1]);
        send({"a1", "Resolved"});
        send({"a3", "Resolved", "vm-3"});
        are("1", "1");
        has("is over", incident().notes[3]);
        has("Still 1 alert of it fires", incident().notes[3]);
        send({"a2", "Resolved", "vm-2"});
        are("1", "0");
        send({"a4", "Fired", "vm-2"});
        are("2", "1");
        CPPUNIT_ASSERT_EQUAL(std::string("2"), fixture_->ask("SELECT generation FROM happening"));
    }

    void the_worst_severity_of_a_group_is_raised_in_the_desk() {
        route(R"("group_by":"rule")");
        send({"a1", "Fired", "vm-1", "CPU high", "Sev3"});
        const int before = incident().urgency;
        send({"a2", "Fired", "vm-2", "CPU high", "Sev0"});
        CPPUNIT_ASSERT(incident().urgency < before);
        has("raised", fixture_->ask("SELECT group_concat(what) FROM story"));
        send({"a3", "Fired", "vm-3", "CPU high", "Sev4"});
        CPPUNIT_ASSERT_EQUAL(1, incident().urgency);
    }

    void every_kind_of_group_takes_what_it_names() {
        struct Case {
            const char* policies;
            Sent first, same, other;
        };
        for (const Case& one : std::initializer_list<Case>{
                 {R"("group_by":"series")",
                  {"b1", "Fired", "vm-1", "r", "Sev2", "2026-01-01T09:00:00Z", "o-1"},
                  {"b2", "Fired", "vm-1", "r", "Sev2", "2026-01-01T09:05:00Z", "o-1"},
                  {"b3", "Fired", "vm-1", "r", "Sev2", "2026-01-01T09:05:00Z", "o-2"}},
                 {R"("group_by":"resource")", {"c1"}, {"c2", "Fired", "VM-1", "another"}, {"c3", "Fired", "vm-2"}},
                 {R"("group_by":"rule")", {"d1"}, {"d2", "Fired", "vm-2", "cpu HIGH"}, {"d3", "Fired", "vm-1", "disk"}},
                 {R"("group_by":"custom_property","group_property":"Team")",
                  {"e1", "Fired", "vm-1", "r", "Sev2", "2026-01-01T09:00:00Z", "", "web"},
                  {"e2", "Fired", "vm-2", "s", "Sev2", "2026-01-01T09:00:00Z", "", "WEB"},
                  {"e3", "Fired", "vm-2", "s", "Sev2", "2026-01-01T09:00:00Z", "", "db"}},
                 {R"("group_by":"resource_group")", {"f1"}, {"f2", "Fired", "vm-2"}, {}},
                 {R"("group_by":"subscription")", {"g1"}, {"g2", "Fired", "vm-2", "r"}, {}}}) {
            setUp();
            route(one.policies);
            send(one.first);
            send(one.same);
            are("1", "1");
            if (!one.other.id.empty()) {
                send(one.other);
                are("2", "2");
            }
        }
    }

    void a_group_by_item_asks_the_cmdb_first() {
        route(R"("group_by":"ci")");
        fixture_->people().add_ci(
            {"", "vm-1", "", subscription + "/resourcegroups/rg/providers/microsoft.compute/virtualmachines/vm-1"});
        send({"a1"});
        send({"a2", "Fired", "vm-1", "disk full"});
        are("1", "1");
        has("configuration item vm-1", fixture_->ask("SELECT what FROM happening"));
        send({"a3", "Fired", "vm-9", "disk full"});  // no item: its resource
        send({"a4", "Fired", "vm-9", "CPU high"});
        are("2", "2");
    }

    void what_is_over_before_its_hold_ends_opens_nothing() {
        route(R"("hold":"5m")");
        send({"a1"});
        has("held", why());
        later(minutes(4));
        send({"a1", "Resolved"});
        has("over before the end of its hold: no incident", why());
        later(minutes(10));
        are("0", "0");
    }

    void what_still_fires_when_its_hold_ends_is_opened() {
        route(R"("hold":"5m")");
        send({"a1"});
        later(minutes(4));
        are("0", "0");
        later(minutes(1));
        are("1", "1");
        send({"a1", "Resolved"});
        are("1", "0");
    }

    void what_is_held_is_not_of_the_incident_before_it() {
        route(R"("group_by":"rule","hold":"5m")");
        send({"a1"});
        later(minutes(5));
        send({"a1", "Resolved"});
        send({"a2", "Fired", "vm-2"});
        CPPUNIT_ASSERT_EQUAL(std::string("1"), fixture_->ask("SELECT count(*) FROM alert WHERE incident IS NULL"));
        later(minutes(5));
        CPPUNIT_ASSERT_EQUAL(std::string("2"), fixture_->ask("SELECT max(incident) FROM alert"));
    }

    void all_that_was_held_is_of_the_incident_that_is_opened_again() {
        route(R"("group_by":"rule","hold":"5m","reopen_within":"1h")");
        send({"a1"});
        later(minutes(5));
        send({"a1", "Resolved"});
        send({"a2", "Fired", "vm-2"});
        send({"a3", "Fired", "vm-3"});
        later(minutes(5));
        are("1", "1");
        CPPUNIT_ASSERT_EQUAL(std::string("3"), fixture_->ask("SELECT count(*) FROM alert WHERE incident = 1"));
    }

    void a_hold_outlives_a_restart() {
        route(R"("hold":"5m")");
        send({"a1"});
        fixture_->restart();
        later(minutes(5));
        are("1", "1");
    }

    void an_end_waits_and_a_new_firing_cancels_it() {
        route(R"("hold_resolve":"10m","group_by":"series")");
        send({"a1", "Fired", "vm-1", "r", "Sev2", "2026-01-01T09:00:00Z", "o-1"});
        send({"a1", "Resolved", "vm-1", "r", "Sev2", "2026-01-01T09:00:00Z", "o-1"});
        later(minutes(9));
        are("1", "1");
        send({"a2", "Fired", "vm-1", "r", "Sev2", "2026-01-01T09:30:00Z", "o-1"});
        later(minutes(30));
        are("1", "1");
        send({"a2", "Resolved", "vm-1", "r", "Sev2", "2026-01-01T09:30:00Z", "o-1"});
        later(minutes(10));
        are("1", "0");
    }

    void a_series_that_fires_again_soon_reopens_its_incident() {
        route(R"("reopen_within":"1h")");
        send({"a1", "Fired", "vm-1", "r", "Sev2", "2026-01-01T09:00:00Z", "o-1"});
        send({"a1", "Resolved", "vm-1", "r", "Sev2", "2026-01-01T09:00:00Z", "o-1"});
        later(minutes(50));
        send({"a2", "Fired", "vm-1", "r", "Sev2", "2026-01-01T09:50:00Z", "o-1"});
        are("1", "1");
        send({"a2", "Resolved", "vm-1", "r", "Sev2", "2026-01-01T09:50:00Z", "o-1"});
        later(minutes(70));
        send({"a3", "Fired", "vm-1", "r", "Sev2", "2026-01-01T11:50:00Z", "o-1"});
        are("2", "1");
    }

    void quiet_ends_what_has_no_end() {
        route(R"("quiet_after":"2h","group_by":"series")");
        send({"a1", "Fired", "vm-1", "r", "Sev2", "2026-01-01T09:00:00Z", "o-1"});
        later(minutes(110));
        send({"a2", "Fired", "vm-1", "r", "Sev2", "2026-01-01T11:00:00Z", "o-1"});
        later(minutes(110));
        are("1", "1");
        later(minutes(10));
        are("1", "0");
        send({"a1", "Resolved", "vm-1", "r", "Sev2", "2026-01-01T09:00:00Z", "o-1"});
        are("1", "0");
    }

    void a_route_that_only_notes_leaves_the_incident_to_people() {
        route(R"("on_resolved":"note")");
        send({"a1"});
        send({"a1", "Resolved"});
        are("1", "1");
        has("condition resolved", incident().notes.at(0));
        route(R"("on_resolved":"nothing")");
        send({"a2", "Fired", "vm-2"});
        send({"a2", "Resolved", "vm-2"});
        are("2", "2");
        CPPUNIT_ASSERT(incident(2).notes.empty());
    }

    void what_flaps_has_one_incident_that_says_so() {
        route(R"("flapping":{"changes":4,"within":"1h"})");
        for (int i = 0; i < 6; ++i) {
            const std::string id = "a" + std::to_string(i), at = "2026-01-01T09:0" + std::to_string(i) + ":00Z";
            send({id, "Fired", "vm-1", "r", "Sev2", at, "o-1"});
            later(minutes(1));
            send({id, "Resolved", "vm-1", "r", "Sev2", at, "o-1"});
            later(minutes(1));
        }
        CPPUNIT_ASSERT_EQUAL(std::string("1"), open());
        const std::string before = incidents();
        const int last = std::stoi(before);
        has("flaps", incident(last).notes.at(0));
        const std::size_t notes = incident(last).notes.size();
        CPPUNIT_ASSERT(notes <= 2);
        later(minutes(30));
        CPPUNIT_ASSERT_EQUAL(std::string("1"), open());
        later(minutes(60));  // calm, and nothing fires
        are(before.c_str(), "0");
    }

    void a_storm_has_one_summary() {
        route(R"("max_tickets":{"count":3,"per":"10m"})");
        for (int i = 0; i < 8; ++i) send({"a" + std::to_string(i), "Fired", "vm-" + std::to_string(i)});
        are("4", "4");
        has("Many alerts", fixture_->ask("SELECT title FROM incident ORDER BY id DESC LIMIT 1"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, incident(4).notes.size());
        later(minutes(1));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, incident(4).notes.size());
        has("vm-7", incident(4).notes[0]);
        has("now 5 alerts of it fire", incident(4).notes[0]);
        for (int i = 3; i < 8; ++i) send({"a" + std::to_string(i), "Resolved", "vm-" + std::to_string(i)});
        are("4", "3");
        later(minutes(11));
        send({"b1", "Fired", "vm-b"});
        are("5", "4");
        CPPUNIT_ASSERT(fixture_->ask("SELECT title FROM incident ORDER BY id DESC LIMIT 1").find("Many") ==
                       std::string::npos);
    }

    void what_opens_again_counts_again() {
        route(R"("group_by":"rule","max_tickets":{"count":2,"per":"1h"})");
        for (int i = 0; i < 3; ++i) {
            send({"a" + std::to_string(i)});
            send({"a" + std::to_string(i), "Resolved"});
        }
        are("3", "0");
        CPPUNIT_ASSERT_EQUAL(std::string("1"), fixture_->ask("SELECT count(*) FROM happening WHERE summary = 1"));
        later(minutes(61));
        send({"b"});
        CPPUNIT_ASSERT_EQUAL(std::string("1"), fixture_->ask("SELECT count(*) FROM opening"));
    }

    void held_alerts_of_a_storm_go_to_the_summary() {
        route(R"("hold":"5m","max_tickets":{"count":2,"per":"10m"})");
        for (int i = 0; i < 5; ++i) send({"a" + std::to_string(i), "Fired", "vm-" + std::to_string(i)});
        are("0", "0");
        later(minutes(5));
        are("3", "3");
        CPPUNIT_ASSERT_EQUAL(std::string("3"), fixture_->ask("SELECT members FROM happening WHERE summary = 1"));
        for (int i = 2; i < 5; ++i) send({"a" + std::to_string(i), "Resolved", "vm-" + std::to_string(i)});
        are("3", "2");
    }

    void in_a_maintenance_window_nothing_opens_until_its_end() {
        const std::string now =
            fixture_->ask("SELECT strftime('%Y-%m-%dT%H:%M:%SZ', " +
                          std::to_string(fixture_->clock.time.time_since_epoch().count() / 1000) + ", 'unixepoch')");
        const std::string end = fixture_->ask(
            "SELECT strftime('%Y-%m-%dT%H:%M:%SZ', " +
            std::to_string(fixture_->clock.time.time_since_epoch().count() / 1000 + 3600) + ", 'unixepoch')");
        route(R"("maintenance":[{"from":")" + now + R"(","to":")" + end + "\"}]");
        send({"a1"});
        has("maintenance", why());
        send({"a2", "Fired", "vm-2"});
        send({"a2", "Resolved", "vm-2"});
        later(minutes(59));
        are("0", "0");
        later(minutes(2));
        are("1", "1");
        send({"a1", "Resolved"});
        are("1", "0");
    }

    void an_incident_that_people_closed_is_followed_by_a_new_one_for_the_group() {
        route(R"("group_by":"rule")");
        send({"a1"});
        fixture_->people().set_state(fixture_->ask("SELECT desk_id FROM incident"), IncidentState::closed);
        send({"a2", "Fired", "vm-2"});
        are("2", "1");
        send({"a1", "Resolved"});
        are("2", "1");
        send({"a2", "Resolved", "vm-2"});
        are("2", "0");
    }

    void the_members_of_a_group_wait_for_each_other_and_for_nobody_else() {
        route(R"("group_by":"rule")");
        for (int i = 0; i < 5; ++i)
            CPPUNIT_ASSERT_EQUAL(
                202, fixture_->post(body({"a" + std::to_string(i), "Fired", "vm-" + std::to_string(i)})).status);
        CPPUNIT_ASSERT_EQUAL(202, fixture_->post(body({"b1", "Fired", "vm-1", "disk"})).status);
        fixture_->work();
        are("2", "2");
        CPPUNIT_ASSERT_EQUAL(std::size_t{4}, incident(1).notes.size());
        CPPUNIT_ASSERT_EQUAL(std::string("5"), fixture_->ask("SELECT members FROM happening WHERE what LIKE '%cpu%'"));
    }

    void a_parked_alert_does_not_hold_up_its_group() {
        route(R"("group_by":"rule")");
        send({"a1"});
        send({"a1", "Resolved", "vm-other", "another rule"});  // parked aside: it contradicts its Fired
        CPPUNIT_ASSERT_EQUAL(std::string("1"), fixture_->ask("SELECT count(*) FROM inbox WHERE state = 'parked'"));
        send({"a2", "Fired", "vm-2"});
        CPPUNIT_ASSERT_EQUAL(std::string("2"), fixture_->ask("SELECT members FROM happening"));
        CPPUNIT_ASSERT_EQUAL(std::string("1"), incidents());
    }

    void a_changed_route_goes_on_with_what_was_begun() {
        route(R"("group_by":"rule")");
        send({"a1"});
        send({"a2", "Fired", "vm-2"});
        fixture_->configure("new", "");
        send({"a3", "Fired", "vm-3"});
        are("2", "2");
        send({"a1", "Resolved"});
        are("2", "2");
        send({"a2", "Resolved", "vm-2"});
        are("2", "1");
        send({"a3", "Resolved", "vm-3"});
        are("2", "0");
    }

    void an_end_without_a_beginning_opens_where_the_route_says_so() {
        send({"a1", "Resolved"});
        are("0", "0");
        route(R"("without_beginning":"open")");
        send({"a2", "Resolved"});
        are("1", "1");
        send({"a2", "Resolved"});  // a repeat
        are("1", "1");
    }

    void a_message_that_joins_says_which_route_it_matches() {
        fixture_->configure("new", R"(,"routes":[{"name":"urgent","severities":["Sev0"],"group_by":"resource"},)"
                                   R"({"name":"rest","group_by":"resource"}])");
        send({"a1", "Fired", "vm-1", "CPU high", "Sev3"});
        send({"a2", "Fired", "vm-1", "disk full", "Sev0"});
        are("1", "1");
        has("it matches route \"urgent\", but the first message decided for route \"rest\"",
            fixture_->ask("SELECT group_concat(detail) FROM story WHERE what = 'noted'"));
    }

    void the_dry_run_tells_what_a_policy_does() {
        route(R"("hold":"5m","group_by":"rule")");
        const Reply reply =
            fixture_->ask_api("POST", "/api/v1/dry-run", R"({"connection":"contoso","alert":)" + body({"a1"}) + "}");
        has("held: an incident would be opened if it still fires at", reply.body);
    }

    std::unique_ptr<ServiceFixture> fixture_;

public:
    void setUp() override { fixture_ = std::make_unique<ServiceFixture>(); }
    void tearDown() override { fixture_.reset(); }
};

CPPUNIT_TEST_SUITE_REGISTRATION(PoliciesTest);
