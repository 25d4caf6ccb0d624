// Long: one subject, and a fixture that all of its tests need.
// A replay of what a service has recorded: by unchanged settings it is what happened; by others it tells what differs.
// settings it is what happened; by others it tells what differs.

#include "core/timestamps.h"
#include "json/json.h"
#include "tests/unit/service/generated_alerts.h"
#include "tests/unit/service/service_fixture.h"

using namespace secure_export;
using namespace secure_export::test;

namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

struct PolicySet {
    const char* name;
    const char* route;  // members of the route
    const char* refire = "new";
};
// Maintenance: every day from 10:30 to 11:30 UTC; the fixture's clock begins at 10:00.
const PolicySet sets[] = {
    {"default", ""},
    {"reopened", "", "reopen"},
    {"no ticket", R"(,"ticket":false)"},
    {"by resource", R"(,"group_by":"resource")"},
    {"by rule", R"(,"group_by":"rule")"},
    {"by property", R"(,"group_by":"custom_property","group_property":"team")"},
    {"held", R"(,"hold":"5m","hold_resolve":"3m")"},
    {"series", R"(,"group_by":"series","reopen_within":"30m","flapping":{"changes":4,"within":"1h"})"},
    {"storm", R"(,"max_tickets":{"count":3,"per":"10m"})"},
    {"held storm", R"(,"hold":"2m","max_tickets":{"count":3,"per":"10m"},"group_by":"resource")"},
    {"quiet", R"(,"quiet_after":"1h","group_by":"series")"},
    {"noted", R"(,"on_resolved":"note","group_by":"resource")"},
    {"left", R"(,"on_resolved":"nothing")"},
    {"maintenance",
     R"(,"maintenance":[{"weekly":["mon","tue","wed","thu","fri","sat","sun"],"start":"10:30","length":"1h"}])"},
};

}  // namespace

class ReplayTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ReplayTest);
    CPPUNIT_TEST(by_unchanged_settings_it_is_what_happened);
    CPPUNIT_TEST(what_people_closed_is_closed_in_the_replay_too);
    CPPUNIT_TEST(what_is_due_at_one_time_is_done_as_the_inbox_gives_it_out);
    CPPUNIT_TEST(other_settings_differ_and_say_so);
    CPPUNIT_TEST(open_incidents_that_a_changed_route_treats_differently_are_told);
    CPPUNIT_TEST(what_was_open_before_the_period_is_known);
    CPPUNIT_TEST(late_work_is_named_as_the_reason);
    CPPUNIT_TEST(a_replay_is_bounded_and_says_so);
    CPPUNIT_TEST(an_order_that_cannot_be_carried_out_is_refused_with_its_reason);
    CPPUNIT_TEST(a_second_replay_at_a_time_is_told_so);
    CPPUNIT_TEST(its_counts_are_a_table_for_spreadsheets);
    CPPUNIT_TEST_SUITE_END();

    void begin(const PolicySet& set) {
        fixture_ = std::make_unique<ServiceFixture>();
        fixture_->configure(set.refire, std::string(R"(,"routes":[{"name":"r1")") + set.route + "}]");
        fixture_->later(seconds(1));
    }

    // As a host: whatever is due is done when it is due.
    void go_on_to(Time end) {
        for (int i = 0; i < 10'000; ++i) {
            const std::string due = fixture_->ask("SELECT min(due_at) FROM happening WHERE due_tick IS NOT NULL");
            const auto at = read_time(due);
            if (!at || *at > end) break;
            fixture_->clock.time = std::max(fixture_->clock.time, *at);
            fixture_->work();
        }
        fixture_->clock.time = end;
        fixture_->work();
    }

    void live_through(const std::vector<GeneratedAlert>& stream) {
        for (const GeneratedAlert& one : stream) {
            go_on_to(fixture_->clock.time + one.after);
            const Reply reply = fixture_->post(one.body);
            CPPUNIT_ASSERT_EQUAL_MESSAGE(reply.body, 202, reply.status);
            fixture_->work();
        }
    }

    Json::Value replay(const std::string& more = "", const std::string& since = "3d") {
        const Reply reply = fixture_->ask_api("POST", "/api/v1/replay", R"({"since":")" + since + "\"" + more + "}");
        CPPUNIT_ASSERT_EQUAL_MESSAGE(reply.body, 200, reply.status);
        return *json::read_strict(reply.body);
    }

    // The settings in force with other policies of the route.
    std::string edited(const std::string& policies) {
        Json::Value document = *json::read_strict(fixture_->ask_api("GET", "/api/v1/settings").body);
        document["connections"][0]["routes"][0] = *json::read_strict(R"({"name":"r1",)" + policies + "}");
        return ",\"settings\":" + json::write(document);
    }

    static std::string differing(const Json::Value& result) {
        std::string text = "differs:";
        for (const Json::Value& one : result["differences"]) text += "\n" + json::write(one);
        return text.substr(0, 4000);
    }

    void is_what_happened(const Json::Value& result, const std::string& name) {
        CPPUNIT_ASSERT_EQUAL_MESSAGE(name + ": " + differing(result), 0, result["different"].asInt());
        CPPUNIT_ASSERT_EQUAL_MESSAGE(name, fixture_->ask("SELECT count(*) FROM delivery WHERE duplicate_of IS NULL"),
                                     std::to_string(result["same"].asInt()));
        CPPUNIT_ASSERT_EQUAL_MESSAGE(name, fixture_->ask("SELECT count(*) FROM incident"),
                                     std::to_string(result["total"]["opened"].asInt()));
        for (const Json::Value& day : result["days"])
            for (const char* what : {"opened", "resolved", "notes"})
                CPPUNIT_ASSERT_EQUAL_MESSAGE(name + " " + what, day[std::string(what) + "_then"].asInt(),
                                             day[std::string(what) + "_now"].asInt());
    }

    void by_unchanged_settings_it_is_what_happened() {
        std::uint32_t seed = 0;
        for (const PolicySet& set : sets) {
            begin(set);
            live_through(generated_alerts(++seed, {90, 10, minutes(20), fixture_->clock.time}));
            go_on_to(fixture_->clock.time + hours(3));
            is_what_happened(replay(), set.name);
        }
    }

    // What people closed in the desk is known from the audit trail.
    void what_people_closed_is_closed_in_the_replay_too() {
        for (const char* refire : {"new", "reopen"})
            for (const char* route : {"", R"(,"group_by":"resource")"}) {
                begin({"people", route, refire});
                int number = 0;
                for (const GeneratedAlert& one : generated_alerts(7, {60, 4, minutes(5), fixture_->clock.time})) {
                    live_through({one});
                    if (++number % 4 != 0) continue;
                    const std::string id =
                        fixture_->ask("SELECT desk_id FROM incident WHERE status = 'open' ORDER BY id DESC LIMIT 1");
                    if (!id.empty()) fixture_->people().set_state(id, IncidentState::closed);
                }
                if (*route)
                    CPPUNIT_ASSERT(fixture_->ask("SELECT count(*) FROM story WHERE what IN ('over', 'not_reopened')") !=
                                   "0");
                is_what_happened(replay(), std::string("people ") + refire + route);
            }
    }

    // Which of several that were held get an incident of their own: the most severe first.
    void what_is_due_at_one_time_is_done_as_the_inbox_gives_it_out() {
        begin({"held storm", R"(,"hold":"5m","max_tickets":{"count":2,"per":"10m"})"});
        for (int number = 0; number < 8; ++number) {
            std::string body = alert("a" + std::to_string(number), "Fired");
            body.replace(body.find("Sev"), 4, "Sev" + std::to_string(4 - number % 5));
            CPPUNIT_ASSERT_EQUAL(202, fixture_->post(body).status);
            fixture_->work();
        }
        go_on_to(fixture_->clock.time + hours(1));
        is_what_happened(replay(), "held storm");
    }

    void other_settings_differ_and_say_so() {
        begin(sets[0]);
        fixture_->post(alert("a1", "Fired"));
        fixture_->work();
        fixture_->later(minutes(2));
        fixture_->post(alert("a1", "Resolved"));
        fixture_->work();
        fixture_->later(minutes(2));
        fixture_->post(alert("a2", "Fired"));
        fixture_->work();
        fixture_->later(minutes(30));
        const std::string rows = fixture_->ask("SELECT (SELECT count(*) FROM story), (SELECT count(*) FROM inbox)");
        const Json::Value held = replay(edited(R"("hold":"5m")"));
        CPPUNIT_ASSERT_EQUAL(3, held["different"].asInt());
        CPPUNIT_ASSERT_EQUAL(3, held["because"]["settings"].asInt());
        CPPUNIT_ASSERT_EQUAL(1, held["total"]["opened"].asInt());
        CPPUNIT_ASSERT_EQUAL(2, held["total"]["held"].asInt());
        CPPUNIT_ASSERT_EQUAL(1, held["total"]["never_opened"].asInt());
        const Json::Value& first = held["differences"][0];
        CPPUNIT_ASSERT_EQUAL(std::string("opened"), first["before"][0]["what"].asString());
        CPPUNIT_ASSERT_EQUAL(std::string("held"), first["after"][0]["what"].asString());
        CPPUNIT_ASSERT(first["why"].asString().find("held") == 0);
        // The same incident, later.
        CPPUNIT_ASSERT_EQUAL(held["differences"][2]["before"][0]["incident"].asString(),
                             held["differences"][2]["after"][1]["incident"].asString());
        CPPUNIT_ASSERT_EQUAL(rows, fixture_->ask("SELECT (SELECT count(*) FROM story), (SELECT count(*) FROM inbox)"));
    }

    void open_incidents_that_a_changed_route_treats_differently_are_told() {
        begin(sets[4]);
        fixture_->post(alert("a1", "Fired"));
        fixture_->work();
        fixture_->later(hours(2));
        const Json::Value same = replay(edited(R"("group_by":"resource")"));
        CPPUNIT_ASSERT_EQUAL(1, same["open_looked_at"].asInt());
        CPPUNIT_ASSERT_EQUAL(0, same["open_different"].asInt());
        const Json::Value quiet = replay(edited(R"("group_by":"resource","quiet_after":"1h","on_resolved":"note")"));
        CPPUNIT_ASSERT_EQUAL(1, quiet["open_different"].asInt());
        const std::string after = quiet["open"][0]["after"].asString();
        CPPUNIT_ASSERT_MESSAGE(after, after.find("leaves closing to people") != std::string::npos);
        CPPUNIT_ASSERT_MESSAGE(after, after.find("; now: incident") != std::string::npos);
        CPPUNIT_ASSERT_MESSAGE(quiet["open"][0]["before"].asString(),
                               quiet["open"][0]["before"].asString().find("would be resolved") != std::string::npos);
    }

    void what_was_open_before_the_period_is_known() {
        begin(sets[4]);
        live_through(generated_alerts(11, {80, 6, minutes(30), fixture_->clock.time}));
        fixture_->later(hours(30));
        fixture_->work();
        const std::string before = fixture_->ask("SELECT max(id) FROM delivery");
        live_through(generated_alerts(12, {30, 6, minutes(5), fixture_->clock.time, 1000}));
        const Json::Value result = replay("", "29h");
        CPPUNIT_ASSERT_EQUAL_MESSAGE(differing(result), 0, result["different"].asInt());
        CPPUNIT_ASSERT(result["run_in"].asInt() > 0);
        CPPUNIT_ASSERT_EQUAL(
            fixture_->ask("SELECT count(*) FROM delivery WHERE duplicate_of IS NULL AND id > " + before),
            std::to_string(result["same"].asInt()));
    }

    // The firings came while nothing was worked on, so they were taken up by their severity, not as they came.
    void late_work_is_named_as_the_reason() {
        begin({"storm", R"(,"max_tickets":{"count":1,"per":"10m"})"});
        int number = 0;
        for (const char* severity : {"Sev3", "Sev3", "Sev1"}) {
            std::string body = alert("a" + std::to_string(++number), "Fired");
            body.replace(body.find("Sev"), 4, severity);
            CPPUNIT_ASSERT_EQUAL(202, fixture_->post(body).status);
        }
        fixture_->later(seconds(20));
        fixture_->work();
        const Json::Value result = replay();
        CPPUNIT_ASSERT_EQUAL_MESSAGE(json::write(result), 2, result["different"].asInt());
        CPPUNIT_ASSERT_EQUAL(2, result["because"]["late_work"].asInt());
    }

    void a_replay_is_bounded_and_says_so() {
        begin(sets[0]);
        for (const char* id : {"a1", "a2", "a3"}) fixture_->post(alert(id, "Fired"));
        fixture_->work();
        fixture_->later(minutes(1));
        const Json::Value part = replay(R"(,"limit":2)");
        CPPUNIT_ASSERT(!part["complete"].asBool());
        CPPUNIT_ASSERT_EQUAL(2, part["deliveries"].asInt());
        CPPUNIT_ASSERT_EQUAL(0, part["different"].asInt());
        CPPUNIT_ASSERT(replay(R"(,"limit":3)")["complete"].asBool());
    }

    void an_order_that_cannot_be_carried_out_is_refused_with_its_reason() {
        begin(sets[0]);
        for (const auto& [order, reason] : std::initializer_list<std::pair<const char*, const char*>>{
                 {"{}", "since is missing"},
                 {R"({"since":"tomorrow"})", "since"},
                 {R"({"since":"2999-01-01"})", "not in the past"},
                 {R"({"since":"1d","connection":"x"})", "no connection"},
                 {R"({"since":"1d","limit":0})", "limit: must be"},
                 {R"({"since":"1d","listed":"3"})", "listed: must be"},
                 {R"({"since":"1d","settings":{"desks":[{"kind":"moon"}]}})", "desks[0]"},
                 {R"({"since":"1d","until":"1h"})", "until"},
                 {"[]", "JSON object"},
                 {"", ""}}) {
            const Reply reply = fixture_->ask_api("POST", "/api/v1/replay", order);
            CPPUNIT_ASSERT_EQUAL_MESSAGE(order, 400, reply.status);
            CPPUNIT_ASSERT_MESSAGE(reply.body, reply.body.find(reason) != std::string::npos);
        }
    }

    void a_second_replay_at_a_time_is_told_so() {
        begin(sets[0]);
        fixture_->post(alert("a1", "Fired"));
        fixture_->work();
        fixture_->later(minutes(1));
        std::vector<Reply> second;
        fixture_->log.meanwhile = [&](std::string_view line) {
            if (line.starts_with("replay: ") && second.empty())
                second.push_back(fixture_->ask_api("POST", "/api/v1/replay", R"({"since":"1d"})"));
        };
        replay();
        fixture_->log.meanwhile = nullptr;
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, second.size());
        CPPUNIT_ASSERT_EQUAL(503, second[0].status);
        CPPUNIT_ASSERT(second[0].body.find("another replay runs") != std::string::npos);
        replay();
    }

    void its_counts_are_a_table_for_spreadsheets() {
        begin(sets[0]);
        fixture_->post(alert("a1", "Fired"));
        fixture_->work();
        fixture_->later(minutes(1));
        const Reply reply = fixture_->ask_api("POST", "/api/v1/replay", R"({"since":"1d"})", "format=csv");
        CPPUNIT_ASSERT_EQUAL(
            std::string("day,connection,route,messages,opened,reopened,grouped,held,never_opened,summary,"
                        "resolved,refused\r\n2026-01-01,contoso,r1,1,1,0,0,0,0,0,0,0\r\n"),
            reply.body);
    }

    std::unique_ptr<ServiceFixture> fixture_;

public:
    void tearDown() override { fixture_.reset(); }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ReplayTest);
