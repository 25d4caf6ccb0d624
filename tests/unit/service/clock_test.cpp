// The wall clock is set while work waits, is under way, or rests: nothing comes of it.  A boot of the machine ends
// waits.

#include "service/worker_presence.h"
#include "tests/unit/service/desk_fixture.h"

using namespace secure_export;
using namespace secure_export::test;

namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr Milliseconds jumps[] = {hours(1), -hours(1), hours(24), -hours(24)};

std::string without_vm(const std::string& id) { return alert(id, "Fired", "2026-01-01T09:59:00Z", ""); }

Outcome unreachable(Milliseconds for_how_long) {
    return Error{Fault::unavailable, "could not reach the desk", "", for_how_long};
}

int health(ServiceFixture& fixture) {
    Request request;
    request.endpoint = service::Service::endpoints()[1].number;
    int status = 0;
    fixture.service->handle({&request, 1}, [&](std::size_t, const Reply& reply) { status = reply.status; });
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
            DeskFixture fixture({"one"});
            int calls = 0;
            fixture.scripts["one"].on_open = [&] { return ++calls, unreachable(minutes(2)); };
            fixture.post_to("one", without_vm("a1"));
            fixture.work();
            CPPUNIT_ASSERT_EQUAL(1, calls);
            fixture.clock.set(jump);
            fixture.scripts["one"].on_open = [&] { return ++calls, Outcome(); };
            fixture.later(minutes(2) - Seconds(1));
            fixture.work();
            CPPUNIT_ASSERT_EQUAL(1, calls);
            fixture.later(Seconds(1));
            fixture.work();
            CPPUNIT_ASSERT_EQUAL(2, calls);
        }
    }

    void an_item_under_way_stays_with_its_worker() {
        for (const Milliseconds jump : jumps) {
            DeskFixture fixture({"one"});
            int calls = 0;
            fixture.scripts["one"].on_open = [&] {
                if (++calls == 1) {
                    fixture.clock.set(jump);
                    fixture.service->pump(16, Milliseconds(1000));  // as another worker of this process does
                    service::Service other(
                        {fixture.folder.path(), fixture.clock, fixture.zones, fixture.log, fixture.authority, nullptr});
                    other.pump(16, Milliseconds(1000));
                }
                return Outcome();
            };
            fixture.post_to("one", without_vm("a1"));
            fixture.work();
            CPPUNIT_ASSERT_EQUAL(1, calls);
            CPPUNIT_ASSERT_EQUAL(std::string("1"), fixture.open_in("= 'one'"));
            CPPUNIT_ASSERT_EQUAL(std::string("1"), fixture.ask("SELECT attempt FROM inbox"));
        }
    }

    void an_alert_that_came_before_the_clock_was_set_is_worked_on_at_once() {
        for (const Milliseconds jump : jumps) {
            ServiceFixture fixture;
            fixture.post(alert("a1", "Fired"));
            fixture.clock.set(jump);
            fixture.work();
            CPPUNIT_ASSERT_EQUAL(std::size_t(1), fixture.people().incidents());
        }
    }

    void a_key_that_rolls_over_is_fetched() {
        for (const Milliseconds jump : jumps) {
            ServiceFixture fixture;
            const auto status = [&](const SigningKey& signer) {
                return fixture.post({alert("a1", "Fired")}, fixture.token(signer)).at(0).status;
            };
            fixture.authority.published = {ServiceFixture::new_key().jwk()};
            CPPUNIT_ASSERT_EQUAL(503, status(ServiceFixture::new_key()));
            fixture.work();
            fixture.clock.set(jump);
            CPPUNIT_ASSERT_EQUAL(202, status(ServiceFixture::new_key()));
            const int fetches = fixture.authority.key_set_fetches;
            CPPUNIT_ASSERT_EQUAL(401, status(ServiceFixture::key()));  // asked lately, and answered
            fixture.work();
            CPPUNIT_ASSERT_EQUAL(fetches, fixture.authority.key_set_fetches);
            fixture.later(minutes(5));
            fixture.authority.published = {ServiceFixture::key().jwk()};
            CPPUNIT_ASSERT_EQUAL(503, status(ServiceFixture::key()));
            fixture.work();
            CPPUNIT_ASSERT_EQUAL(202, status(ServiceFixture::key()));
        }
    }

    void keys_are_fetched_hourly() {
        for (const Milliseconds jump : jumps) {
            ServiceFixture fixture;
            const int before = fixture.authority.key_set_fetches;
            fixture.clock.set(jump);
            fixture.later(minutes(59));
            fixture.work();
            CPPUNIT_ASSERT_EQUAL(before, fixture.authority.key_set_fetches);
            fixture.later(minutes(1));
            fixture.work();
            CPPUNIT_ASSERT_EQUAL(before + 2, fixture.authority.key_set_fetches);
        }
    }

    void an_unbound_resource_is_looked_up_again_when_it_would_have_been() {
        for (const Milliseconds jump : jumps) {
            DeskFixture fixture({"one"});
            fixture.post_to("one", alert("a1", "Fired"));
            fixture.work();
            int look_ups = 0;
            fixture.scripts["one"].on_find_ci = [&] {
                ++look_ups;
                return Result<std::vector<ConfigurationItem>>(std::vector<ConfigurationItem>{{"7", "web", "VM", ""}});
            };
            fixture.clock.set(jump);
            fixture.later(minutes(5) - Seconds(1));
            fixture.work();
            CPPUNIT_ASSERT_EQUAL(0, look_ups);
            fixture.later(Seconds(1));
            fixture.work();
            CPPUNIT_ASSERT_EQUAL(1, look_ups);
        }
    }

    void health_finds_out_anew() {
        for (const Milliseconds jump : jumps) {
            ServiceFixture fixture;
            for (int i = 0; i < 20; ++i) CPPUNIT_ASSERT_EQUAL(200, health(fixture));  // no more writes for now
            fixture.change("DELETE FROM probe");
            fixture.clock.set(jump);
            CPPUNIT_ASSERT_EQUAL(200, health(fixture));
            CPPUNIT_ASSERT_EQUAL(std::string("0"), fixture.ask("SELECT count(*) FROM probe"));
            fixture.later(Seconds(5));
            CPPUNIT_ASSERT_EQUAL(200, health(fixture));
            CPPUNIT_ASSERT_EQUAL(std::string("1"), fixture.ask("SELECT count(*) FROM probe"));
        }
    }

    void refusals_are_written() {
        for (const Milliseconds jump : jumps) {
            ServiceFixture fixture;
            const auto refuse = [&] { fixture.post({"{"}, fixture.token()); };
            refuse();
            fixture.clock.set(jump);
            fixture.later(Seconds(1));
            refuse();
            CPPUNIT_ASSERT_EQUAL(std::string("2"), fixture.ask("SELECT sum(count) FROM rejected_callers"));
        }
    }

    void a_process_that_died_is_noticed() {
        for (const Milliseconds jump : jumps) {
            ServiceFixture fixture;
            const service::Environment env{fixture.folder.path(), fixture.clock,     fixture.zones,
                                           fixture.log,           fixture.authority, nullptr};
            const auto folder = fixture.folder.path() / "workers";
            service::WorkerPresence alive(folder, env);
            alive.name();
            CPPUNIT_ASSERT(alive.take_dead().empty());
            const std::string dead = service::WorkerPresence(folder, env).name();
            fixture.clock.set(jump);
            fixture.later(Seconds(2));
            CPPUNIT_ASSERT(alive.take_dead() == std::vector<std::string>{dead});
        }
    }

    void a_boot_makes_what_waits_due() {
        DeskFixture fixture({"one"});
        fixture.scripts["one"].on_open = [&] { return unreachable(hours(1)); };
        fixture.post_to("one", without_vm("a1"));
        fixture.work();
        fixture.scripts["one"].on_open = [] { return Outcome(); };
        fixture.clock.reboot();
        fixture.restart();
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(std::string("1"), fixture.open_in("= 'one'"));
        CPPUNIT_ASSERT_EQUAL(202, fixture.post_to("one", without_vm("a2")).status);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ClockTest);
