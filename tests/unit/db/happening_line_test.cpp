// One item of a happening is worked on at a time, whatever alerts they are of; what is due for it is an item again.

#include "db/store/happenings.h"
#include "support.h"
#include "tests/support/hand_moved_clock.h"

namespace secure_export::db {
namespace {

using std::chrono::minutes;

class HappeningLineTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(HappeningLineTest);
    CPPUNIT_TEST(the_next_waits_and_is_due_at_once_when_its_turn_comes);
    CPPUNIT_TEST(an_item_that_is_put_back_stays_in_front);
    CPPUNIT_TEST(a_parked_item_leaves_the_line);
    CPPUNIT_TEST(an_item_that_goes_to_another_happening_lets_the_next_one_in);
    CPPUNIT_TEST(what_is_due_is_a_finished_delivery_again);
    CPPUNIT_TEST(what_is_due_waits_for_the_one_that_is_worked_on);
    CPPUNIT_TEST(a_happening_is_read_as_it_was_written);
    CPPUNIT_TEST(waits_of_policies_go_on_after_a_boot);
    CPPUNIT_TEST_SUITE_END();

    TemporaryDirectory directory_;
    Database database_{directory_ / "m.sqlite", quick_mapping()};

    void put(const std::string& key, std::int64_t received) {
        put_in(fired(key, std::to_string(received), at(received)));
    }
    void put_in(const Delivery& delivery) {
        in_write(database_, [&](Transaction& tx) { Inbox(tx).put(delivery, tick(0)); });
    }
    Item claimed(std::int64_t now) {
        auto item = claim(database_, tick(now));
        CPPUNIT_ASSERT(item);
        return *item;
    }
    bool stand(Item& item, const std::string& happening, std::int64_t now) {
        return in_write(database_,
                        [&](Transaction& tx) { return Inbox(tx).stand_in_line_of(item, happening, tick(now)); });
    }
    void settle(const Item& item) {
        in_write(database_, [&](Transaction& tx) { CPPUNIT_ASSERT(Inbox(tx).settle(item)); });
    }
    bool nothing_due(std::int64_t now) { return !claim(database_, tick(now)); }

    void the_next_waits_and_is_due_at_once_when_its_turn_comes() {
        put("a", 1);
        put("b", 2);
        Item a = claimed(10), b = claimed(10);
        CPPUNIT_ASSERT(stand(a, "h", 10));
        CPPUNIT_ASSERT(!stand(b, "h", 10));
        CPPUNIT_ASSERT(nothing_due(20));
        settle(a);
        const Item again = claimed(20);
        CPPUNIT_ASSERT_EQUAL(b.delivery, again.delivery);
        CPPUNIT_ASSERT_EQUAL(1, again.attempt);
        CPPUNIT_ASSERT_EQUAL(std::string("h"), again.happening);
    }

    void an_item_that_is_put_back_stays_in_front() {
        put("a", 1);
        put("b", 2);
        Item a = claimed(10), b = claimed(10);
        stand(a, "h", 10);
        stand(b, "h", 10);
        in_write(database_, [&](Transaction& tx) { Inbox(tx).put_back(a, tick(60), "the desk is away"); });
        CPPUNIT_ASSERT(nothing_due(30));
        CPPUNIT_ASSERT_EQUAL(a.delivery, claimed(60).delivery);
    }

    void a_parked_item_leaves_the_line() {
        put("a", 1);
        put("b", 2);
        Item a = claimed(10), b = claimed(10);
        stand(a, "h", 10);
        stand(b, "h", 10);
        in_write(database_, [&](Transaction& tx) { CPPUNIT_ASSERT(Inbox(tx).park(a, at(11), "refused")); });
        CPPUNIT_ASSERT_EQUAL(b.delivery, claimed(20).delivery);
    }

    void an_item_that_goes_to_another_happening_lets_the_next_one_in() {
        put("a", 1);
        put("b", 2);
        Item a = claimed(10), b = claimed(10);
        stand(a, "h", 10);
        stand(b, "h", 10);
        CPPUNIT_ASSERT(stand(a, "other", 11));
        CPPUNIT_ASSERT_EQUAL(b.delivery, claimed(20).delivery);
    }

    void what_is_due_is_a_finished_delivery_again() {
        put("a", 1);
        const Item a = claimed(10);
        settle(a);
        in_write(database_, [&](Transaction& tx) {
            CPPUNIT_ASSERT(Inbox(tx).wake(a.delivery, "h", moment(20)));
            CPPUNIT_ASSERT(!Inbox(tx).wake(a.delivery, "h", moment(20)));
        });
        const Item due = claimed(20);
        CPPUNIT_ASSERT(due.task);
        CPPUNIT_ASSERT_EQUAL(std::string("h"), due.happening);
        settle(due);
        CPPUNIT_ASSERT(nothing_due(30));
    }

    void what_is_due_waits_for_the_one_that_is_worked_on() {
        put("a", 1);
        settle(claimed(10));
        put("a", 2);  // later news of the same alert
        put("b", 3);
        Item first = claimed(10), b = claimed(10);
        CPPUNIT_ASSERT(stand(b, "h", 10));
        in_write(database_, [&](Transaction& tx) { CPPUNIT_ASSERT(Inbox(tx).wake(1, "h", moment(20))); });
        CPPUNIT_ASSERT(nothing_due(20));
        settle(first);
        CPPUNIT_ASSERT(nothing_due(20));
        settle(b);
        CPPUNIT_ASSERT(claimed(20).task);
    }

    static HappeningRow row() {
        HappeningRow row;
        row.connection = "contoso";
        HappeningState& is = row.state;
        is.key = "k";
        is.route = "r";
        is.what = "rule CPU";
        is.state = State::open;
        is.generation = 2;
        is.members = 3;
        is.severity = Severity::error;
        is.resolve_at = tick(50);
        is.note_at = tick(60);
        is.opened = tick(1);
        is.last_news = tick(5);
        is.noted = tick(4);
        is.unnoted = 7;
        is.changes = {tick(1), tick(2), tick(3)};
        is.flapping = true;
        row.last_delivery = 9;
        row.noted_at = "2026-01-01T00:00:00.000Z";
        return row;
    }

    void a_happening_is_read_as_it_was_written() {
        in_write(database_, [](Transaction& tx) {
            HappeningRow written = row();
            Happenings(tx).save(written, tick(50), moment(6));
            Happenings(tx).save(written, tick(50), moment(7));
        });
        Transaction tx = need(database_.read());
        const auto read = Happenings(tx).load("k");
        CPPUNIT_ASSERT(read && read->state == row().state);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{9}, read->last_delivery);
        CPPUNIT_ASSERT(Happenings(tx).next_due() == std::optional(tick(50)));
        CPPUNIT_ASSERT(!Happenings(tx).load("another"));
    }

    void waits_of_policies_go_on_after_a_boot() {
        secure_export::test::HandMovedClock clock;
        HappeningRow held = row();
        held.state.state = State::unknown;
        in_write(database_, [&](Transaction& tx) {
            const Moment start = now(tx, clock);
            held.state.last_news = start.tick;
            held.state.opened = held.state.noted = std::nullopt;
            held.state.hold_until = start.tick + minutes(5);
            Happenings(tx).save(held, held.state.hold_until, start);
        });
        clock.reboot();
        in_write(database_, [&](Transaction& tx) {
            const Moment booted = now(tx, clock);
            CPPUNIT_ASSERT(Happenings(tx).next_due() == booted.tick + minutes(5));
            CPPUNIT_ASSERT(Happenings(tx).load("k")->state.hold_until == booted.tick + minutes(5));
        });
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(HappeningLineTest);

}  // namespace
}  // namespace secure_export::db
