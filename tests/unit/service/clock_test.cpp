// The wall clock is set while work waits, is under way, or rests: nothing comes of it.  A boot of the machine ends
// waits.

#include "service/worker_presence.h"
#include "tests/unit/service/desk_town.h"

using namespace secure_export;
using namespace secure_export::test;

namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr Milliseconds jumps[] = {hours(1), -hours(1), hours(24), -hours(24)};

std::string without_vm(const std::string& id) { return alert(id, "Fired", "2026-01-01T09:59:00Z", ""); }

Outcome away(Milliseconds for_how_long) {
    return Error{Fault::unavailable, "could not reach the desk", "", for_how_long};
}

int health(Town& town) {
    Request request;
    request.endpoint = service::Service::endpoints()[1].number;
    int status = 0;
    town.service->handle({&request, 1}, [&](std::size_t, const Reply& reply) { status = reply.status; });
    return status;
}

}  // namespace

class ClockTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ClockTest);
    CPPUNIT_TEST(an_item_and_its_desk_wait_as_long_as_they_did);
    CPPUNIT_TEST(an_item_under_way_stays_with_its_worker);
    CPPUNIT_TEST(an_alert_that_came_before_the_clock_was_set_is_worked_on_at_once);
    CPPUNIT_TEST(a_key_that_rolls_over_is_fetched);
    CPPUNIT_TEST(keys_are_fetched_hourly);
    CPPUNIT_TEST(an_unbound_resource_is_looked_up_again_when_it_would_have_been);
    CPPUNIT_TEST(health_finds_out_anew);
    CPPUNIT_TEST(refusals_are_written);
    CPPUNIT_TEST(a_process_that_died_is_noticed);
    CPPUNIT_TEST(a_boot_makes_what_waits_due);
    CPPUNIT_TEST_SUITE_END();

    void an_item_and_its_desk_wait_as_long_as_they_did() {
        for (const Milliseconds jump : jumps) {
            DeskTown town({"one"});
            int calls = 0;
            town.scripts["one"].on_open = [&] { return ++calls, away(minutes(2)); };
            town.post_to("one", without_vm("a1"));
            town.work();
            CPPUNIT_ASSERT_EQUAL(1, calls);
            town.clock.set(jump);
            town.scripts["one"].on_open = [&] { return ++calls, Outcome(); };
            town.later(minutes(2) - Seconds(1));
            town.work();
            CPPUNIT_ASSERT_EQUAL(1, calls);
            town.later(Seconds(1));
            town.work();
            CPPUNIT_ASSERT_EQUAL(2, calls);
        }
    }

    void an_item_under_way_stays_with_its_worker() {
        for (const Milliseconds jump : jumps) {
            DeskTown town({"one"});
            int calls = 0;
            town.scripts["one"].on_open = [&] {
                if (++calls == 1) {
                    town.clock.set(jump);
                    town.service->pump(16, Milliseconds(1000));  // as another worker of this process does
                    service::Service other({town.folder.path(), town.clock, town.log, town.authority, nullptr});
                    other.pump(16, Milliseconds(1000));
                }
                return Outcome();
            };
            town.post_to("one", without_vm("a1"));
            town.work();
            CPPUNIT_ASSERT_EQUAL(1, calls);
            CPPUNIT_ASSERT_EQUAL(std::string("1"), town.open_in("= 'one'"));
            CPPUNIT_ASSERT_EQUAL(std::string("1"), town.ask("SELECT attempt FROM inbox"));
        }
    }

    void an_alert_that_came_before_the_clock_was_set_is_worked_on_at_once() {
        for (const Milliseconds jump : jumps) {
            Town town;
            town.post(alert("a1", "Fired"));
            town.clock.set(jump);
            town.work();
            CPPUNIT_ASSERT_EQUAL(std::size_t(1), town.people().incidents());
        }
    }

    void a_key_that_rolls_over_is_fetched() {
        for (const Milliseconds jump : jumps) {
            Town town;
            const auto status = [&](const SigningKey& signer) {
                return town.post({alert("a1", "Fired")}, town.token(signer)).at(0).status;
            };
            town.authority.published = {Town::new_key().jwk()};
            CPPUNIT_ASSERT_EQUAL(503, status(Town::new_key()));
            town.work();
            town.clock.set(jump);
            CPPUNIT_ASSERT_EQUAL(202, status(Town::new_key()));
            const int fetches = town.authority.key_set_fetches;
            CPPUNIT_ASSERT_EQUAL(401, status(Town::key()));  // asked lately, and answered
            town.work();
            CPPUNIT_ASSERT_EQUAL(fetches, town.authority.key_set_fetches);
            town.later(minutes(5));
            town.authority.published = {Town::key().jwk()};
            CPPUNIT_ASSERT_EQUAL(503, status(Town::key()));
            town.work();
            CPPUNIT_ASSERT_EQUAL(202, status(Town::key()));
        }
    }

    void keys_are_fetched_hourly() {
        for (const Milliseconds jump : jumps) {
            Town town;
            const int before = town.authority.key_set_fetches;
            town.clock.set(jump);
            town.later(minutes(59));
            town.work();
            CPPUNIT_ASSERT_EQUAL(before, town.authority.key_set_fetches);
            town.later(minutes(1));
            town.work();
            CPPUNIT_ASSERT_EQUAL(before + 2, town.authority.key_set_fetches);
        }
    }

    void an_unbound_resource_is_looked_up_again_when_it_would_have_been() {
        for (const Milliseconds jump : jumps) {
            DeskTown town({"one"});
            town.post_to("one", alert("a1", "Fired"));
            town.work();
            int look_ups = 0;
            town.scripts["one"].on_find_ci = [&] {
                ++look_ups;
                return Result<std::vector<ConfigurationItem>>(std::vector<ConfigurationItem>{{"7", "web", "VM", ""}});
            };
            town.clock.set(jump);
            town.later(minutes(5) - Seconds(1));
            town.work();
            CPPUNIT_ASSERT_EQUAL(0, look_ups);
            town.later(Seconds(1));
            town.work();
            CPPUNIT_ASSERT_EQUAL(1, look_ups);
        }
    }

    void health_finds_out_anew() {
        for (const Milliseconds jump : jumps) {
            Town town;
            for (int i = 0; i < 20; ++i) CPPUNIT_ASSERT_EQUAL(200, health(town));  // no more writes for now
            town.change("DELETE FROM probe");
            town.clock.set(jump);
            CPPUNIT_ASSERT_EQUAL(200, health(town));
            CPPUNIT_ASSERT_EQUAL(std::string("0"), town.ask("SELECT count(*) FROM probe"));
            town.later(Seconds(5));
            CPPUNIT_ASSERT_EQUAL(200, health(town));
            CPPUNIT_ASSERT_EQUAL(std::string("1"), town.ask("SELECT count(*) FROM probe"));
        }
    }

    void refusals_are_written() {
        for (const Milliseconds jump : jumps) {
            Town town;
            const auto refuse = [&] { town.post({"{"}, town.token()); };
            refuse();
            town.clock.set(jump);
            town.later(Seconds(1));
            refuse();
            CPPUNIT_ASSERT_EQUAL(std::string("2"), town.ask("SELECT sum(count) FROM rejected_callers"));
        }
    }

    void a_process_that_died_is_noticed() {
        for (const Milliseconds jump : jumps) {
            Town town;
            const service::Environment env{town.folder.path(), town.clock, town.log, town.authority, nullptr};
            const auto folder = town.folder.path() / "workers";
            service::WorkerPresence alive(folder, env);
            alive.name();
            CPPUNIT_ASSERT(alive.take_dead().empty());
            const std::string dead = service::WorkerPresence(folder, env).name();
            town.clock.set(jump);
            town.later(Seconds(2));
            CPPUNIT_ASSERT(alive.take_dead() == std::vector<std::string>{dead});
        }
    }

    void a_boot_makes_what_waits_due() {
        DeskTown town({"one"});
        town.scripts["one"].on_open = [&] { return away(hours(1)); };
        town.post_to("one", without_vm("a1"));
        town.work();
        town.scripts["one"].on_open = [] { return Outcome(); };
        town.clock.reboot();
        town.restart();
        town.work();
        CPPUNIT_ASSERT_EQUAL(std::string("1"), town.open_in("= 'one'"));
        CPPUNIT_ASSERT_EQUAL(202, town.post_to("one", without_vm("a2")).status);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ClockTest);
