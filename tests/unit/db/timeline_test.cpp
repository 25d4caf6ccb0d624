#include "db/store/timeline.h"

#include "db/store/bindings.h"
#include "db/store/desk_queues.h"
#include "db/store/key_sets.h"
#include "support.h"
#include "tests/support/hand_moved_clock.h"

namespace secure_export::db {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

// Which migration began to count time apart from the wall clock.
constexpr std::size_t first_with_a_timeline = 10;

class TimelineTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(TimelineTest);
    CPPUNIT_TEST(it_goes_on_with_time_whatever_the_wall_clock_is_set_to);
    CPPUNIT_TEST(all_processes_of_a_boot_share_it);
    CPPUNIT_TEST(after_a_boot_every_wait_is_over_and_no_stamp_is_lately);
    CPPUNIT_TEST(what_may_still_take_effect_in_a_desk_is_waited_for_anew_after_a_boot);
    CPPUNIT_TEST(a_reader_of_a_new_boot_sees_what_is_due_and_writes_nothing);
    CPPUNIT_TEST(a_process_that_cannot_read_the_boot_s_id_goes_on_with_what_is_there);
    CPPUNIT_TEST(less_uptime_than_before_is_a_new_boot_without_an_id_too);
    CPPUNIT_TEST(what_waited_by_wall_time_is_due_after_the_upgrade);
    CPPUNIT_TEST_SUITE_END();

    TemporaryDirectory directory_;
    Database database_{directory_ / "m.sqlite", quick_mapping()};
    test::HandMovedClock clock_;

    Tick tick_now(const Clock& clock) {
        return in_write(database_, [&](Transaction& tx) { return now(tx, clock).tick; });
    }
    Tick tick_now() { return tick_now(clock_); }

    struct Nameless : Clock {
        explicit Nameless(const Clock& whole) : clock(whole) {}
        Time now() const override { return clock.now(); }
        Uptime uptime() const override { return {"", clock.uptime().since}; }
        const Clock& clock;
    };

public:
    void it_goes_on_with_time_whatever_the_wall_clock_is_set_to() {
        Tick before = tick_now();
        for (const Milliseconds jump : {Milliseconds(hours(1)), -Milliseconds(hours(2)), Milliseconds(hours(24 * 365)),
                                        -Milliseconds(hours(24 * 20'000))}) {
            clock_.set(jump);
            clock_.time += Seconds(5);
            const Moment moment = in_write(database_, [&](Transaction& tx) { return now(tx, clock_); });
            CPPUNIT_ASSERT(moment.tick - before == Seconds(5));
            CPPUNIT_ASSERT(moment.wall == clock_.time);
            before = moment.tick;
        }
    }

    void all_processes_of_a_boot_share_it() {
        const Tick before = tick_now();
        Database other(directory_ / "m.sqlite", quick_mapping());
        clock_.time += Seconds(7);
        CPPUNIT_ASSERT(in_write(other, [&](Transaction& tx) { return now(tx, clock_).tick; }) - before == Seconds(7));
        CPPUNIT_ASSERT(tick_now() - before == Seconds(7));
    }

    void after_a_boot_every_wait_is_over_and_no_stamp_is_lately() {
        const KeySetId keys{"https://a", "t", 1};
        in_write(database_, [&](Transaction& tx) {
            const Moment moment = now(tx, clock_);
            DeskQueues lines(tx);
            for (const char* desk : {"local", "helix", "snow"}) lines.configure(desk, 2);
            Inbox(tx).put(fired("leased"), moment.tick);
            CPPUNIT_ASSERT(Inbox(tx).claim(moment.tick, minutes(5), "me"));
            Inbox(tx).put(fired("later"), moment.tick + hours(30));
            lines.record_failure("helix", moment, "away", hours(1));
            lines.begin_look_up("snow", moment.tick + minutes(5), "me");
            Bindings(tx).save_unbound({"snow", "/r1", "none found", "contoso", "a1", 0}, moment, hours(24));
            KeySets(tx).keep({keys}, moment.tick);
            KeySets(tx).fetched(keys, "iss", "{}", moment, hours(1));
            CPPUNIT_ASSERT(KeySets(tx).ask(keys, moment.tick + hours(40), minutes(5)));
        });
        const Tick before = tick_now();
        clock_.reboot();
        const Tick after = tick_now();
        CPPUNIT_ASSERT(after > before + hours(40));
        for (const char* wait : {"due_tick FROM inbox WHERE state = 'waiting'", "look_again_tick FROM unbound",
                                 "paused_until_tick FROM desk_line", "look_up_until_tick FROM desk_line",
                                 "due_tick FROM key_set", "lease_until_tick FROM key_set"}) {
            const auto latest =
                number(database_, "SELECT max(x) FROM (SELECT " +
                                      std::string(wait).replace(std::string(wait).find(' '), 1, " AS x ") + ")");
            CPPUNIT_ASSERT_MESSAGE(wait, tick_of(latest) <= after);
        }
        in_write(database_, [&](Transaction& tx) {
            CPPUNIT_ASSERT_EQUAL(2,
                                 Inbox(tx).claim(after, Seconds(30), "me")->attempt);  // the oldest is the first still
            CPPUNIT_ASSERT_EQUAL(std::string("later"), Inbox(tx).claim(after, Seconds(30), "me")->alert_key);
            CPPUNIT_ASSERT(KeySets(tx).claim(after, Seconds(30)));
            CPPUNIT_ASSERT(KeySets(tx).ask(keys, after, minutes(5)));
        });
        CPPUNIT_ASSERT(tick_now() == after);  // begun once
    }

    void what_may_still_take_effect_in_a_desk_is_waited_for_anew_after_a_boot() {
        IncidentRow in_doubt, known;
        in_write(database_, [&](Transaction& tx) {
            const Moment moment = now(tx, clock_);
            for (IncidentRow* incident : {&in_doubt, &known}) {
                incident->correlation_key = incident == &known ? "known" : "in doubt";
                incident->create = {incident == &in_doubt, minutes(2), moment.tick + minutes(2), moment.wall, 0};
                Alerts(tx).save(*incident, moment.wall);
                Alerts(tx).save_intent(incident->id, incident->create);
            }
        });
        clock_.reboot();
        in_write(database_, [&](Transaction& tx) {
            const Moment moment = now(tx, clock_);
            const CreateIntent create = Alerts(tx).incident(in_doubt.id)->create;
            CPPUNIT_ASSERT(create.settled == moment.tick + minutes(2));
            CPPUNIT_ASSERT(create.settled_at == moment.wall + minutes(2));
            CPPUNIT_ASSERT(Alerts(tx).incident(known.id)->create.settled < moment.tick);
        });
    }

    void a_reader_of_a_new_boot_sees_what_is_due_and_writes_nothing() {
        put(database_, fired("a1"));
        in_write(database_, [&](Transaction& tx) { Inbox(tx).put(fired("a2"), now(tx, clock_).tick + hours(9)); });
        clock_.reboot();
        {
            Transaction tx = need(database_.read());
            const Tick seen = now(tx, clock_).tick;
            CPPUNIT_ASSERT(*Inbox(tx).next_due(seen) <= seen);
        }
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, number(database_, "SELECT count(*) FROM timeline WHERE boot = 'boot'"));
    }

    void a_process_that_cannot_read_the_boot_s_id_goes_on_with_what_is_there() {
        const Nameless nameless(clock_);
        const Tick begun = tick_now(nameless);
        CPPUNIT_ASSERT(tick_now() == begun);  // now the boot has a name
        CPPUNIT_ASSERT(tick_now(nameless) == begun);
        CPPUNIT_ASSERT(tick_now() == begun);
        clock_.reboot();
        CPPUNIT_ASSERT(tick_now() > begun);
    }

    void less_uptime_than_before_is_a_new_boot_without_an_id_too() {
        const Nameless nameless(clock_);
        const Tick begun = tick_now(nameless);
        clock_.reboot();
        CPPUNIT_ASSERT(tick_now(nameless) > begun);
    }

    void what_waited_by_wall_time_is_due_after_the_upgrade() {
        const auto file = directory_ / "old.sqlite";
        Database::Options before = quick_mapping();
        before.migrations.resize(first_with_a_timeline - 1);
        {
            Database old(file, before);
            in_write(old, [](Transaction& tx) {
                for (const char* sql :
                     {"INSERT INTO delivery (id, connection, alert_key, condition, fired_at, alert_id, form, "
                      "received_ms, received_at, peer, caller, checks, body) "
                      "VALUES (1, 'contoso', 'a1', 'fired', '', '', 'common', 0, '', '', '', '', '{}')",
                      "INSERT INTO inbox (delivery, connection, alert_key, state, due_ms, since_at, desk) "
                      "VALUES (1, 'contoso', 'a1', 'waiting', 4102444800000, '', 'snow')",
                      "INSERT INTO desk_line (desk, paused_until_ms) VALUES ('snow', 4102444900000)",
                      "INSERT INTO key_set (authority, tenant, version, due_ms, fetched_ms, asked_ms) "
                      "VALUES ('https://a', 't', 1, 1767261600000, 4102444800000, 1767261600000)"})
                    tx.prepare_once(sql).run();
            });
        }
        Database upgraded(file, quick_mapping());
        in_write(upgraded, [&](Transaction& tx) {
            const Tick tick = now(tx, clock_).tick;
            CPPUNIT_ASSERT(Inbox(tx).claim(tick, Seconds(30), "me"));
            const auto keys = KeySets(tx).claim(tick, Seconds(30));
            CPPUNIT_ASSERT(keys && *keys->fetched >= *keys->asked);
        });
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(TimelineTest);

}  // namespace
}  // namespace secure_export::db
