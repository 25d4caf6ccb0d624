// Long: one suite over one fixture: lines of several desks at work.
#include <algorithm>

#include "tests/unit/service/desk_fixture.h"
#include "tests/unit/service/worker_pool.h"

using namespace secure_export;
using namespace secure_export::test;

namespace {

std::string without_vm(const std::string& id) { return alert(id, "Fired", "2026-01-01T09:59:00Z", ""); }

Outcome unreachable(std::optional<Milliseconds> retry_after = std::nullopt) {
    return Error{Fault::unavailable, "could not reach the desk", "", retry_after};
}

int lines_with(const ServiceFixture& fixture, const std::string& part) {
    const std::scoped_lock lock(fixture.log.mutex);
    return static_cast<int>(std::ranges::count_if(
        fixture.log.lines, [&](const std::string& line) { return line.find(part) != std::string::npos; }));
}

}  // namespace

class DeskQueueTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(DeskQueueTest);
    CPPUNIT_TEST(nineteen_desks_keep_their_pace_while_one_hangs);
    CPPUNIT_TEST(a_desk_that_is_away_is_asked_by_one_alert_and_not_by_the_others);
    CPPUNIT_TEST(a_desk_is_left_alone_for_as_long_as_it_asked);
    CPPUNIT_TEST(a_refusal_is_an_answer);
    CPPUNIT_TEST(a_host_s_desk_is_paused_too_and_is_back_within_half_a_minute);
    CPPUNIT_TEST(an_alert_that_the_host_always_fails_at_does_not_hold_up_the_others);
    CPPUNIT_TEST(the_local_desk_is_never_paused);
    CPPUNIT_TEST(a_database_that_is_away_does_not_pause_the_desk);
    CPPUNIT_TEST(a_look_up_that_finds_the_desk_away_asks_nothing_more);
    CPPUNIT_TEST(rebinding_leaves_a_paused_desk_alone_and_pauses_one_that_is_away);
    CPPUNIT_TEST(binding_stops_at_the_first_call_that_finds_the_desk_away);
    CPPUNIT_TEST(a_connection_that_was_led_elsewhere_works_in_its_new_desk_s_line);
    CPPUNIT_TEST(alerts_with_routes_are_not_kept_by_the_pause_of_a_desk_they_do_not_go_to);
    CPPUNIT_TEST(new_settings_let_a_paused_desk_be_tried_at_once);
    CPPUNIT_TEST_SUITE_END();

    // The issue's words: "20 desks with one hanging: the other 19 keep their pace".
    void nineteen_desks_keep_their_pace_while_one_hangs() {
        std::vector<std::string> names;
        for (int i = 0; i < 20; ++i) names.push_back("d" + std::to_string(i));
        DeskFixture fixture(names);
        Gate gate;
        fixture.scripts["d0"].on_open = [&] { return gate.pass(); };
        for (int i = 0; i < 9; ++i) fixture.post_to("d0", without_vm("a" + std::to_string(i)));  // more than workers
        for (int i = 0; i < 3; ++i)
            for (int desk = 1; desk < 20; ++desk)
                fixture.post_to(names[static_cast<std::size_t>(desk)], without_vm("a" + std::to_string(i)));
        {
            WorkerPool pool(*fixture.service, 8);
            struct Release {
                Gate& gate;
                ~Release() { gate.open_for_good(); }  // or a failed assertion would leave the crew waiting
            } release{gate};
            const auto settled = [&](const std::string& where, int count) {
                for (int tries = 0; tries < 20 && fixture.open_in(where) != std::to_string(count); ++tries) {
                    pool.wake();  // the database may have kept one waiting for longer than it waits
                    pool.wait_for_idle(where == "= 'd0'" ? 8 : 6);
                }
                CPPUNIT_ASSERT_EQUAL(std::to_string(count), fixture.open_in(where));
            };
            gate.wait_for_inside(2);
            pool.wait_for_idle(6);
            settled("<> 'd0'", 57);
            gate.wait_for_inside(2);  // still
            CPPUNIT_ASSERT_EQUAL(std::string("0"), fixture.open_in("= 'd0'"));

            gate.let_one_go(false);
            gate.let_one_go(false);
            pool.wait_for_idle(8);
            CPPUNIT_ASSERT_EQUAL(std::string("1"), fixture.state("d0", "failures"));
            CPPUNIT_ASSERT_EQUAL(std::string("9"), fixture.state("d0", "waiting"));
            fixture.later(std::chrono::seconds(4));
            pool.wake();
            pool.wait_for_idle(8);  // it is left alone

            fixture.later(std::chrono::seconds(2));
            pool.wake();
            gate.wait_for_inside(1);
            pool.wait_for_idle(7);  // one finds out, seven have nothing to do
            gate.let_one_go(false);
            pool.wait_for_idle(8);
            CPPUNIT_ASSERT_EQUAL(std::string("2"), fixture.state("d0", "failures"));
            fixture.later(std::chrono::seconds(9));
            pool.wake();
            pool.wait_for_idle(8);

            fixture.later(std::chrono::seconds(2));
            pool.wake();
            gate.wait_for_inside(1);
            pool.wait_for_idle(7);
            gate.let_one_go(true);
            gate.wait_for_inside(1);  // its worker goes on at once
            pool.wake();
            gate.wait_for_inside(2);  // full pace
            pool.wait_for_idle(6);
            gate.open_for_good();
            settled("= 'd0'", 9);
        }
        CPPUNIT_ASSERT_EQUAL(2, gate.max_inside());
        CPPUNIT_ASSERT_EQUAL(std::string("0"), fixture.state("d0", "failures"));
        CPPUNIT_ASSERT_EQUAL(1, lines_with(fixture, "desk \"d0\" cannot be used now"));
        CPPUNIT_ASSERT_EQUAL(1, lines_with(fixture, "desk \"d0\" answers again"));
    }

    void a_desk_that_is_away_is_asked_by_one_alert_and_not_by_the_others() {
        DeskFixture fixture({"one"});
        int calls = 0;
        fixture.scripts["one"].on_open = [&] { return ++calls, unreachable(); };
        for (int i = 0; i < 5; ++i) fixture.post_to("one", without_vm("a" + std::to_string(i)));
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(1, calls);
        CPPUNIT_ASSERT_EQUAL(1, lines_with(fixture, "could not reach the desk"));
        fixture.later(std::chrono::seconds(5));
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(2, calls);
        CPPUNIT_ASSERT_EQUAL(1, lines_with(fixture, "could not reach the desk"));  // an outage is one line
        fixture.scripts["one"].on_open = [&] { return ++calls, Outcome(); };
        fixture.later(std::chrono::seconds(10));
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(7, calls);
        CPPUNIT_ASSERT_EQUAL(std::string("5"), fixture.open_in("= 'one'"));
        CPPUNIT_ASSERT_EQUAL(std::string("1"), fixture.ask("SELECT count(*) FROM story WHERE what = 'desk_paused'"));
        CPPUNIT_ASSERT_EQUAL(std::string("1"), fixture.ask("SELECT count(*) FROM story WHERE what = 'desk_answers'"));
    }

    void a_desk_is_left_alone_for_as_long_as_it_asked() {
        DeskFixture fixture({"one"});
        int calls = 0;
        fixture.scripts["one"].on_open = [&] { return ++calls, unreachable(std::chrono::seconds(90)); };
        fixture.post_to("one", without_vm("a1"));
        fixture.post_to("one", without_vm("a2"));
        fixture.work();
        fixture.later(std::chrono::seconds(89));
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(1, calls);
        CPPUNIT_ASSERT_EQUAL(std::string("0"),
                             fixture.ask("SELECT x.due_tick - l.paused_until_tick FROM inbox AS x, desk_line AS l "
                                         "WHERE l.desk = 'one' AND x.attempt = 1"));
        fixture.scripts["one"].on_open = [&] { return ++calls, Outcome(); };
        fixture.later(std::chrono::seconds(1));
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(3, calls);
    }

    void a_refusal_is_an_answer() {
        DeskFixture fixture({"one"});
        fixture.scripts["one"].on_open = [&] { return unreachable(); };
        for (int i = 0; i < 3; ++i) fixture.post_to("one", without_vm("a" + std::to_string(i)));
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(std::string("1"), fixture.state("one", "failures"));
        fixture.scripts["one"].on_open = [&] { return Outcome(Error{Fault::refused, "no such service", ""}); };
        fixture.later(std::chrono::seconds(5));
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(std::string("0"), fixture.state("one", "failures"));
        CPPUNIT_ASSERT_EQUAL(std::string("3"), fixture.state("one", "parked"));
    }

    // A desk in memory that is configured under the name and kind of the host's own, or as the local one.
    struct OwnDeskFixture : ServiceFixture {
        explicit OwnDeskFixture(const std::string& kind) {
            fake_desks["own"] = [this] { return std::make_unique<FakeDesk>(script); };
            const std::string document =
                R"({"version":1,"connections":[{"name":"own","tenant_id":"11111111-2222-3333-4444-555555555555",)"
                R"("audiences":["api://own"],"desk":"own"}],"desks":[{"name":"own","kind":")" +
                kind + "\"}]}";
            CPPUNIT_ASSERT_EQUAL(200, admin("PUT", "/api/v1/settings", document).status);
            work();
        }
        ~OwnDeskFixture() { service.reset(); }
        DeskScript script;
    };

    void a_host_s_desk_is_paused_too_and_is_back_within_half_a_minute() {
        OwnDeskFixture fixture("host");
        int calls = 0;
        fixture.script.on_open = [&] { return ++calls, unreachable(); };
        for (int i = 0; i < 3; ++i) fixture.post_to("own", without_vm("a" + std::to_string(i)));
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(1, calls);
        for (int second = 0; second < 600; second += 5) {  // the back-off of each alert and of the desk is at its end
            fixture.later(std::chrono::seconds(5));
            fixture.work();
        }
        CPPUNIT_ASSERT_MESSAGE(std::to_string(calls), calls > 35 && calls < 60);  // about one in 15 s
        CPPUNIT_ASSERT_EQUAL(1, lines_with(fixture, "could not reach the desk"));
        fixture.script.on_open = [&] { return ++calls, Outcome(); };
        fixture.later(std::chrono::seconds(29));
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(std::string("3"), fixture.ask("SELECT count(*) FROM incident WHERE status = 'open'"));
    }

    void an_alert_that_the_host_always_fails_at_does_not_hold_up_the_others() {
        OwnDeskFixture fixture("host");
        std::string failing;
        fixture.script.on_open_of = [&](const NewIncident& incident) {
            if (failing.empty()) failing = incident.key;
            return incident.key == failing ? unreachable() : Outcome();
        };
        fixture.post_to("own", without_vm("a1"));
        const auto pass = [&](int seconds) {
            for (; seconds > 0; seconds -= 5) {
                fixture.later(std::chrono::seconds(5));
                fixture.work();
            }
        };
        pass(300);  // its back-off and the desk's are at their end
        fixture.post_to("own", without_vm("a2"));
        pass(30);
        CPPUNIT_ASSERT_EQUAL(std::string("1"), fixture.ask("SELECT count(*) FROM incident WHERE status = 'open'"));
    }

    void the_local_desk_is_never_paused() {
        OwnDeskFixture fixture("local");
        int calls = 0;
        fixture.script.on_open = [&] { return calls++ == 0 ? unreachable() : Outcome(); };
        fixture.post_to("own", without_vm("a1"));
        fixture.post_to("own", without_vm("a2"));
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(std::string("1"), fixture.ask("SELECT count(*) FROM incident WHERE status = 'open'"));
        CPPUNIT_ASSERT_EQUAL(std::string("0"), fixture.ask("SELECT failures FROM desk_states WHERE desk = 'own'"));
    }

    void a_database_that_is_away_does_not_pause_the_desk() {
        DeskFixture fixture({"one"});
        fixture.scripts["one"].on_open = []() -> Outcome { throw db::StorageError("disk I/O error"); };
        fixture.post_to("one", without_vm("a1"));
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(std::string("0"), fixture.state("one", "failures"));
        CPPUNIT_ASSERT_EQUAL(std::string("1"), fixture.state("one", "waiting"));
    }

    void a_look_up_that_finds_the_desk_away_asks_nothing_more() {
        DeskFixture fixture({"one"});
        int look_ups = 0, opened = 0;
        fixture.scripts["one"].on_find_ci = [&]() -> Result<std::vector<ConfigurationItem>> {
            return ++look_ups, unreachable().error();
        };
        fixture.scripts["one"].on_open = [&] { return ++opened, Outcome(); };
        fixture.post_to("one", alert("a1", "Fired"));  // a resource id and a name to look for
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(1, look_ups);
        CPPUNIT_ASSERT_EQUAL(0, opened);
        CPPUNIT_ASSERT_EQUAL(std::string("1"), fixture.state("one", "failures"));
    }

    void rebinding_leaves_a_paused_desk_alone_and_pauses_one_that_is_away() {
        DeskFixture fixture({"one"});
        fixture.post_to("one", alert("a1", "Fired"));
        fixture.post_to("one", alert("a2", "Fired", "2026-01-01T09:59:00Z", "vm-web-02"));
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(std::string("2"), fixture.ask("SELECT count(*) FROM unbound_resources"));
        int look_ups = 0;
        fixture.scripts["one"].on_find_ci = [&]() -> Result<std::vector<ConfigurationItem>> {
            return ++look_ups, unreachable().error();
        };
        fixture.later(std::chrono::minutes(6));
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(1, look_ups);  // of two that are due
        CPPUNIT_ASSERT_EQUAL(std::string("1"), fixture.state("one", "failures"));
        fixture.post_to("one", without_vm("a3"));
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(std::string("2"), fixture.open_in("= 'one'"));  // alerts wait as well

        fixture.scripts["one"].on_find_ci = [&] {
            return Result<std::vector<ConfigurationItem>>(
                std::vector<ConfigurationItem>{{"7", "web " + std::to_string(++look_ups), "VM", ""}});
        };
        fixture.later(std::chrono::seconds(5));
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(std::string("3"), fixture.open_in("= 'one'"));
        fixture.later(std::chrono::minutes(6));
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(std::string("0"), fixture.ask("SELECT count(*) FROM unbound_resources"));
    }

    void binding_stops_at_the_first_call_that_finds_the_desk_away() {
        DeskFixture fixture({"one"});
        fixture.post_to("one", alert("a1", "Fired"));
        fixture.post_to("one", alert("a2", "Fired"));  // two incidents of one resource
        fixture.work();
        int binds = 0;
        fixture.scripts["one"].on_find_ci = [&] {
            return Result<std::vector<ConfigurationItem>>(std::vector<ConfigurationItem>{{"7", "web", "VM", ""}});
        };
        fixture.scripts["one"].on_bind = [&] { return ++binds, unreachable(); };
        fixture.later(std::chrono::minutes(6));
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(1, binds);
        CPPUNIT_ASSERT_EQUAL(std::string("1"), fixture.state("one", "failures"));
        fixture.scripts["one"].on_bind = [&] { return ++binds, Outcome(); };
        fixture.later(std::chrono::minutes(6));
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(3, binds);
        CPPUNIT_ASSERT_EQUAL(std::string("0"), fixture.ask("SELECT count(*) FROM unbound_resources"));
    }

    void a_connection_that_was_led_elsewhere_works_in_its_new_desk_s_line() {
        DeskFixture fixture({"one", "two"});
        fixture.scripts["one"].on_open = [&] { return unreachable(); };
        fixture.post_to("one", without_vm("a1"));
        fixture.work();  // meant for desk one for good: the intent is committed
        fixture.post_to("one", without_vm("a2"));
        change(fixture, "\"desk\" : \"one\"", "\"desk\" : \"two\"");
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(std::string("1"), fixture.open_in("= 'two'"));
        CPPUNIT_ASSERT_EQUAL(std::string("two"), fixture.ask("SELECT desk FROM inbox WHERE delivery = 2"));
        CPPUNIT_ASSERT_EQUAL(std::string("1"), fixture.ask("SELECT attempt FROM inbox WHERE delivery = 2"));
        // And back: news of an incident goes where the incident is.
        fixture.post_to("one", alert("a1", "Resolved", "2026-01-01T09:59:00Z", ""));
        fixture.scripts["one"].on_open = [&] { return Outcome(); };
        fixture.later(std::chrono::minutes(1));
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(std::string("one"), fixture.ask("SELECT desk FROM inbox WHERE delivery = 3"));
        CPPUNIT_ASSERT_EQUAL(std::string("closed"), fixture.ask("SELECT status FROM incident WHERE desk = 'one'"));
    }

    void alerts_with_routes_are_not_kept_by_the_pause_of_a_desk_they_do_not_go_to() {
        DeskFixture fixture({"one", "two"});
        change(fixture, "\"routes\" : []",
               R"("routes":[{"name":"vms","resource_types":["*virtualmachines"],"desk":"two"}])");
        fixture.scripts["one"].on_open = [&] { return unreachable(std::chrono::hours(1)); };
        fixture.post_to("one", without_vm("a1"));
        fixture.work();
        fixture.post_to("one", without_vm("a2"));
        fixture.post_to("one", alert("a3", "Fired"));
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(std::string("1"), fixture.open_in("= 'two'"));
        CPPUNIT_ASSERT_EQUAL(std::string("2"), fixture.state("one", "waiting"));
    }

    void new_settings_let_a_paused_desk_be_tried_at_once() {
        DeskFixture fixture({"one"});
        fixture.scripts["one"].on_open = [&] { return unreachable(std::chrono::hours(1)); };
        fixture.post_to("one", without_vm("a1"));
        fixture.work();
        fixture.scripts["one"].on_open = [&] { return Outcome(); };
        fixture.post_to("one", without_vm("a2"));
        fixture.configure_remote({"one"}, 3);
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(std::string("1"), fixture.open_in("= 'one'"));  // the first has its own pause
        CPPUNIT_ASSERT_EQUAL(std::string("0"), fixture.state("one", "failures"));
    }

    // In the settings, where it occurs first.
    static void change(ServiceFixture& fixture, const std::string& from, const std::string& to) {
        std::string document = fixture.admin("GET", "/api/v1/settings").body;
        const std::size_t at = document.find(from);
        CPPUNIT_ASSERT_MESSAGE(document, at != std::string::npos);
        document.replace(at, from.size(), to);
        const Reply saved = fixture.admin("PUT", "/api/v1/settings", document);
        CPPUNIT_ASSERT_EQUAL_MESSAGE(saved.body, 200, saved.status);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(DeskQueueTest);
