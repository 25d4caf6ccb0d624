// Long: one suite over one fixture: lines of several desks at work.
#include <algorithm>

#include "tests/unit/service/crew.h"
#include "tests/unit/service/desk_town.h"

using namespace secure_export;
using namespace secure_export::test;

namespace {

std::string without_vm(const std::string& id) { return alert(id, "Fired", "2026-01-01T09:59:00Z", ""); }

Outcome away(std::optional<Milliseconds> again_after = std::nullopt) {
    return Error{Fault::unavailable, "could not reach the desk", "", again_after};
}

int lines_with(const Town& town, const std::string& part) {
    const std::scoped_lock lock(town.log.mutex);
    return static_cast<int>(std::ranges::count_if(
        town.log.lines, [&](const std::string& line) { return line.find(part) != std::string::npos; }));
}

}  // namespace

class DeskLineTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(DeskLineTest);
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
        DeskTown town(names);
        Gate gate;
        town.scripts["d0"].on_open = [&] { return gate.pass(); };
        for (int i = 0; i < 9; ++i) town.post_to("d0", without_vm("a" + std::to_string(i)));  // more than workers
        for (int i = 0; i < 3; ++i)
            for (int desk = 1; desk < 20; ++desk)
                town.post_to(names[static_cast<std::size_t>(desk)], without_vm("a" + std::to_string(i)));
        {
            Crew crew(*town.service, 8);
            struct Release {
                Gate& gate;
                ~Release() { gate.open_for_good(); }  // or a failed assertion would leave the crew waiting
            } release{gate};
            const auto settled = [&](const std::string& where, int count) {
                for (int tries = 0; tries < 20 && town.open_in(where) != std::to_string(count); ++tries) {
                    crew.wake();  // the database may have kept one waiting for longer than it waits
                    crew.wait_for_idle(where == "= 'd0'" ? 8 : 6);
                }
                CPPUNIT_ASSERT_EQUAL(std::to_string(count), town.open_in(where));
            };
            gate.wait_for_inside(2);
            crew.wait_for_idle(6);
            settled("<> 'd0'", 57);
            gate.wait_for_inside(2);  // still
            CPPUNIT_ASSERT_EQUAL(std::string("0"), town.open_in("= 'd0'"));

            gate.let_one_go(false);
            gate.let_one_go(false);
            crew.wait_for_idle(8);
            CPPUNIT_ASSERT_EQUAL(std::string("1"), town.state("d0", "failures"));
            CPPUNIT_ASSERT_EQUAL(std::string("9"), town.state("d0", "waiting"));
            town.later(std::chrono::seconds(4));
            crew.wake();
            crew.wait_for_idle(8);  // it is left alone

            town.later(std::chrono::seconds(2));
            crew.wake();
            gate.wait_for_inside(1);
            crew.wait_for_idle(7);  // one finds out, seven have nothing to do
            gate.let_one_go(false);
            crew.wait_for_idle(8);
            CPPUNIT_ASSERT_EQUAL(std::string("2"), town.state("d0", "failures"));
            town.later(std::chrono::seconds(9));
            crew.wake();
            crew.wait_for_idle(8);

            town.later(std::chrono::seconds(2));
            crew.wake();
            gate.wait_for_inside(1);
            crew.wait_for_idle(7);
            gate.let_one_go(true);
            gate.wait_for_inside(1);  // its worker goes on at once
            crew.wake();
            gate.wait_for_inside(2);  // full pace
            crew.wait_for_idle(6);
            gate.open_for_good();
            settled("= 'd0'", 9);
        }
        CPPUNIT_ASSERT_EQUAL(2, gate.most_inside());
        CPPUNIT_ASSERT_EQUAL(std::string("0"), town.state("d0", "failures"));
        CPPUNIT_ASSERT_EQUAL(1, lines_with(town, "desk \"d0\" cannot be used now"));
        CPPUNIT_ASSERT_EQUAL(1, lines_with(town, "desk \"d0\" answers again"));
    }

    void a_desk_that_is_away_is_asked_by_one_alert_and_not_by_the_others() {
        DeskTown town({"one"});
        int calls = 0;
        town.scripts["one"].on_open = [&] { return ++calls, away(); };
        for (int i = 0; i < 5; ++i) town.post_to("one", without_vm("a" + std::to_string(i)));
        town.work();
        CPPUNIT_ASSERT_EQUAL(1, calls);
        CPPUNIT_ASSERT_EQUAL(1, lines_with(town, "could not reach the desk"));
        town.later(std::chrono::seconds(5));
        town.work();
        CPPUNIT_ASSERT_EQUAL(2, calls);
        CPPUNIT_ASSERT_EQUAL(1, lines_with(town, "could not reach the desk"));  // an outage is one line
        town.scripts["one"].on_open = [&] { return ++calls, Outcome(); };
        town.later(std::chrono::seconds(10));
        town.work();
        CPPUNIT_ASSERT_EQUAL(7, calls);
        CPPUNIT_ASSERT_EQUAL(std::string("5"), town.open_in("= 'one'"));
        CPPUNIT_ASSERT_EQUAL(std::string("1"), town.ask("SELECT count(*) FROM story WHERE what = 'desk_paused'"));
        CPPUNIT_ASSERT_EQUAL(std::string("1"), town.ask("SELECT count(*) FROM story WHERE what = 'desk_answers'"));
    }

    void a_desk_is_left_alone_for_as_long_as_it_asked() {
        DeskTown town({"one"});
        int calls = 0;
        town.scripts["one"].on_open = [&] { return ++calls, away(std::chrono::seconds(90)); };
        town.post_to("one", without_vm("a1"));
        town.post_to("one", without_vm("a2"));
        town.work();
        town.later(std::chrono::seconds(89));
        town.work();
        CPPUNIT_ASSERT_EQUAL(1, calls);
        CPPUNIT_ASSERT_EQUAL(std::string("0"),
                             town.ask("SELECT x.due_tick - l.paused_until_tick FROM inbox AS x, desk_line AS l "
                                      "WHERE l.desk = 'one' AND x.attempt = 1"));
        town.scripts["one"].on_open = [&] { return ++calls, Outcome(); };
        town.later(std::chrono::seconds(1));
        town.work();
        CPPUNIT_ASSERT_EQUAL(3, calls);
    }

    void a_refusal_is_an_answer() {
        DeskTown town({"one"});
        town.scripts["one"].on_open = [&] { return away(); };
        for (int i = 0; i < 3; ++i) town.post_to("one", without_vm("a" + std::to_string(i)));
        town.work();
        CPPUNIT_ASSERT_EQUAL(std::string("1"), town.state("one", "failures"));
        town.scripts["one"].on_open = [&] { return Outcome(Error{Fault::refused, "no such service", ""}); };
        town.later(std::chrono::seconds(5));
        town.work();
        CPPUNIT_ASSERT_EQUAL(std::string("0"), town.state("one", "failures"));
        CPPUNIT_ASSERT_EQUAL(std::string("3"), town.state("one", "parked"));
    }

    // A desk in memory that is configured under the name and kind of the host's own, or as the local one.
    struct OwnDeskTown : Town {
        explicit OwnDeskTown(const std::string& kind) {
            made_up_desks["own"] = [this] { return std::make_unique<MadeUpDesk>(script); };
            const std::string document =
                R"({"version":1,"connections":[{"name":"own","tenant_id":"11111111-2222-3333-4444-555555555555",)"
                R"("audiences":["api://own"],"desk":"own"}],"desks":[{"name":"own","kind":")" +
                kind + "\"}]}";
            CPPUNIT_ASSERT_EQUAL(200, admin("PUT", "/api/v1/settings", document).status);
            work();
        }
        ~OwnDeskTown() { service.reset(); }
        DeskScript script;
    };

    void a_host_s_desk_is_paused_too_and_is_back_within_half_a_minute() {
        OwnDeskTown town("host");
        int calls = 0;
        town.script.on_open = [&] { return ++calls, away(); };
        for (int i = 0; i < 3; ++i) town.post_to("own", without_vm("a" + std::to_string(i)));
        town.work();
        CPPUNIT_ASSERT_EQUAL(1, calls);
        for (int second = 0; second < 600; second += 5) {  // the back-off of each alert and of the desk is at its end
            town.later(std::chrono::seconds(5));
            town.work();
        }
        CPPUNIT_ASSERT_MESSAGE(std::to_string(calls), calls > 35 && calls < 60);  // about one in 15 s
        CPPUNIT_ASSERT_EQUAL(1, lines_with(town, "could not reach the desk"));
        town.script.on_open = [&] { return ++calls, Outcome(); };
        town.later(std::chrono::seconds(29));
        town.work();
        CPPUNIT_ASSERT_EQUAL(std::string("3"), town.ask("SELECT count(*) FROM incident WHERE status = 'open'"));
    }

    void an_alert_that_the_host_always_fails_at_does_not_hold_up_the_others() {
        OwnDeskTown town("host");
        std::string failing;
        town.script.on_open_of = [&](const NewIncident& incident) {
            if (failing.empty()) failing = incident.key;
            return incident.key == failing ? away() : Outcome();
        };
        town.post_to("own", without_vm("a1"));
        const auto pass = [&](int seconds) {
            for (; seconds > 0; seconds -= 5) {
                town.later(std::chrono::seconds(5));
                town.work();
            }
        };
        pass(300);  // its back-off and the desk's are at their end
        town.post_to("own", without_vm("a2"));
        pass(30);
        CPPUNIT_ASSERT_EQUAL(std::string("1"), town.ask("SELECT count(*) FROM incident WHERE status = 'open'"));
    }

    void the_local_desk_is_never_paused() {
        OwnDeskTown town("local");
        int calls = 0;
        town.script.on_open = [&] { return calls++ == 0 ? away() : Outcome(); };
        town.post_to("own", without_vm("a1"));
        town.post_to("own", without_vm("a2"));
        town.work();
        CPPUNIT_ASSERT_EQUAL(std::string("1"), town.ask("SELECT count(*) FROM incident WHERE status = 'open'"));
        CPPUNIT_ASSERT_EQUAL(std::string("0"), town.ask("SELECT failures FROM desk_states WHERE desk = 'own'"));
    }

    void a_database_that_is_away_does_not_pause_the_desk() {
        DeskTown town({"one"});
        town.scripts["one"].on_open = []() -> Outcome { throw db::StorageError("disk I/O error"); };
        town.post_to("one", without_vm("a1"));
        town.work();
        CPPUNIT_ASSERT_EQUAL(std::string("0"), town.state("one", "failures"));
        CPPUNIT_ASSERT_EQUAL(std::string("1"), town.state("one", "waiting"));
    }

    void a_look_up_that_finds_the_desk_away_asks_nothing_more() {
        DeskTown town({"one"});
        int look_ups = 0, opened = 0;
        town.scripts["one"].on_find_ci = [&]() -> Result<std::vector<ConfigurationItem>> {
            return ++look_ups, away().error();
        };
        town.scripts["one"].on_open = [&] { return ++opened, Outcome(); };
        town.post_to("one", alert("a1", "Fired"));  // a resource id and a name to look for
        town.work();
        CPPUNIT_ASSERT_EQUAL(1, look_ups);
        CPPUNIT_ASSERT_EQUAL(0, opened);
        CPPUNIT_ASSERT_EQUAL(std::string("1"), town.state("one", "failures"));
    }

    void rebinding_leaves_a_paused_desk_alone_and_pauses_one_that_is_away() {
        DeskTown town({"one"});
        town.post_to("one", alert("a1", "Fired"));
        town.post_to("one", alert("a2", "Fired", "2026-01-01T09:59:00Z", "vm-web-02"));
        town.work();
        CPPUNIT_ASSERT_EQUAL(std::string("2"), town.ask("SELECT count(*) FROM unbound_resources"));
        int look_ups = 0;
        town.scripts["one"].on_find_ci = [&]() -> Result<std::vector<ConfigurationItem>> {
            return ++look_ups, away().error();
        };
        town.later(std::chrono::minutes(6));
        town.work();
        CPPUNIT_ASSERT_EQUAL(1, look_ups);  // of two that are due
        CPPUNIT_ASSERT_EQUAL(std::string("1"), town.state("one", "failures"));
        town.post_to("one", without_vm("a3"));
        town.work();
        CPPUNIT_ASSERT_EQUAL(std::string("2"), town.open_in("= 'one'"));  // alerts wait as well

        town.scripts["one"].on_find_ci = [&] {
            return Result<std::vector<ConfigurationItem>>(
                std::vector<ConfigurationItem>{{"7", "web " + std::to_string(++look_ups), "VM", ""}});
        };
        town.later(std::chrono::seconds(5));
        town.work();
        CPPUNIT_ASSERT_EQUAL(std::string("3"), town.open_in("= 'one'"));
        town.later(std::chrono::minutes(6));
        town.work();
        CPPUNIT_ASSERT_EQUAL(std::string("0"), town.ask("SELECT count(*) FROM unbound_resources"));
    }

    void binding_stops_at_the_first_call_that_finds_the_desk_away() {
        DeskTown town({"one"});
        town.post_to("one", alert("a1", "Fired"));
        town.post_to("one", alert("a2", "Fired"));  // two incidents of one resource
        town.work();
        int binds = 0;
        town.scripts["one"].on_find_ci = [&] {
            return Result<std::vector<ConfigurationItem>>(std::vector<ConfigurationItem>{{"7", "web", "VM", ""}});
        };
        town.scripts["one"].on_bind = [&] { return ++binds, away(); };
        town.later(std::chrono::minutes(6));
        town.work();
        CPPUNIT_ASSERT_EQUAL(1, binds);
        CPPUNIT_ASSERT_EQUAL(std::string("1"), town.state("one", "failures"));
        town.scripts["one"].on_bind = [&] { return ++binds, Outcome(); };
        town.later(std::chrono::minutes(6));
        town.work();
        CPPUNIT_ASSERT_EQUAL(3, binds);
        CPPUNIT_ASSERT_EQUAL(std::string("0"), town.ask("SELECT count(*) FROM unbound_resources"));
    }

    void a_connection_that_was_led_elsewhere_works_in_its_new_desk_s_line() {
        DeskTown town({"one", "two"});
        town.scripts["one"].on_open = [&] { return away(); };
        town.post_to("one", without_vm("a1"));
        town.work();  // meant for desk one for good: the intent is committed
        town.post_to("one", without_vm("a2"));
        change(town, "\"desk\" : \"one\"", "\"desk\" : \"two\"");
        town.work();
        CPPUNIT_ASSERT_EQUAL(std::string("1"), town.open_in("= 'two'"));
        CPPUNIT_ASSERT_EQUAL(std::string("two"), town.ask("SELECT desk FROM inbox WHERE delivery = 2"));
        CPPUNIT_ASSERT_EQUAL(std::string("1"), town.ask("SELECT attempt FROM inbox WHERE delivery = 2"));
        // And back: news of an incident goes where the incident is.
        town.post_to("one", alert("a1", "Resolved", "2026-01-01T09:59:00Z", ""));
        town.scripts["one"].on_open = [&] { return Outcome(); };
        town.later(std::chrono::minutes(1));
        town.work();
        CPPUNIT_ASSERT_EQUAL(std::string("one"), town.ask("SELECT desk FROM inbox WHERE delivery = 3"));
        CPPUNIT_ASSERT_EQUAL(std::string("closed"), town.ask("SELECT status FROM incident WHERE desk = 'one'"));
    }

    void alerts_with_routes_are_not_kept_by_the_pause_of_a_desk_they_do_not_go_to() {
        DeskTown town({"one", "two"});
        change(town, "\"routes\" : []",
               R"("routes":[{"name":"vms","resource_types":["*virtualmachines"],"desk":"two"}])");
        town.scripts["one"].on_open = [&] { return away(std::chrono::hours(1)); };
        town.post_to("one", without_vm("a1"));
        town.work();
        town.post_to("one", without_vm("a2"));
        town.post_to("one", alert("a3", "Fired"));
        town.work();
        CPPUNIT_ASSERT_EQUAL(std::string("1"), town.open_in("= 'two'"));
        CPPUNIT_ASSERT_EQUAL(std::string("2"), town.state("one", "waiting"));
    }

    void new_settings_let_a_paused_desk_be_tried_at_once() {
        DeskTown town({"one"});
        town.scripts["one"].on_open = [&] { return away(std::chrono::hours(1)); };
        town.post_to("one", without_vm("a1"));
        town.work();
        town.scripts["one"].on_open = [&] { return Outcome(); };
        town.post_to("one", without_vm("a2"));
        town.configure_remote({"one"}, 3);
        town.work();
        CPPUNIT_ASSERT_EQUAL(std::string("1"), town.open_in("= 'one'"));  // the first has its own pause
        CPPUNIT_ASSERT_EQUAL(std::string("0"), town.state("one", "failures"));
    }

    // In the settings, where it occurs first.
    static void change(Town& town, const std::string& from, const std::string& to) {
        std::string document = town.admin("GET", "/api/v1/settings").body;
        const std::size_t at = document.find(from);
        CPPUNIT_ASSERT_MESSAGE(document, at != std::string::npos);
        document.replace(at, from.size(), to);
        const Reply saved = town.admin("PUT", "/api/v1/settings", document);
        CPPUNIT_ASSERT_EQUAL_MESSAGE(saved.body, 200, saved.status);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(DeskLineTest);
