#include "support.h"

namespace secure_export::db {
namespace {

class InboxTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(InboxTest);
    CPPUNIT_TEST(a_delivery_comes_out_as_it_went_in);
    CPPUNIT_TEST(a_repeat_points_to_the_first_and_makes_no_work);
    CPPUNIT_TEST(a_delivery_that_differs_in_anything_that_counts_is_no_repeat);
    CPPUNIT_TEST(bodies_without_a_condition_repeat_each_other_too);
    CPPUNIT_TEST(an_item_is_held_by_one_until_it_is_settled);
    CPPUNIT_TEST(an_item_whose_owner_died_goes_to_the_next_pump);
    CPPUNIT_TEST(what_a_dead_process_held_is_free_at_once);
    CPPUNIT_TEST(an_item_put_back_comes_again_when_it_is_due);
    CPPUNIT_TEST(the_oldest_comes_first_and_one_alert_keeps_its_order);
    CPPUNIT_TEST(nothing_overtakes_a_parked_item_of_its_alert);
    CPPUNIT_TEST(an_operator_retries_or_drops_what_is_parked_and_nothing_else);
    CPPUNIT_TEST(the_next_due_time_is_that_of_an_item_that_can_be_claimed);
    CPPUNIT_TEST_SUITE_END();

    TemporaryDirectory directory_;
    Database database_{directory_ / "m.sqlite", quick_mapping()};

    bool settle(const Item& item) {
        return in_write(database_, [&](Transaction& tx) { return Inbox(tx).settle(item); });
    }
    bool put_back(const Item& item, Tick due) {
        return in_write(database_, [&](Transaction& tx) { return Inbox(tx).put_back(item, due, "desk away"); });
    }
    bool park(const Item& item) {
        return in_write(database_, [&](Transaction& tx) { return Inbox(tx).park(item, at(5), "refused"); });
    }
    std::optional<Tick> next_due() {
        return in_write(database_, [&](Transaction& tx) { return Inbox(tx).next_due(tick(0)); });
    }

public:
    void a_delivery_comes_out_as_it_went_in() {
        Delivery delivery = fired("a1");
        const std::string body = " {\"x\": \"\xc3\xa4\"}\r\n";
        delivery.body = body;
        delivery.peer = "192.0.2.7";
        delivery.caller = "461e8683-5575-4561-ac7f-899cc907d62a";
        delivery.received_at = Time(Milliseconds(1'700'000'000'123));
        const Put kept = put(database_, delivery);
        CPPUNIT_ASSERT(kept.kept);
        const auto item = claim(database_, tick(1));
        CPPUNIT_ASSERT(item);
        CPPUNIT_ASSERT_EQUAL(kept.delivery, item->delivery);
        CPPUNIT_ASSERT_EQUAL(1, item->attempt);
        CPPUNIT_ASSERT_EQUAL(body, item->body);
        CPPUNIT_ASSERT(item->connection == delivery.connection && item->alert_key == "a1" && item->form == "common");
        CPPUNIT_ASSERT(item->peer == delivery.peer && item->caller == delivery.caller);
        CPPUNIT_ASSERT(item->received_at == delivery.received_at);
    }

    void a_repeat_points_to_the_first_and_makes_no_work() {
        const Put first = put(database_, fired("a1"));
        Delivery repeat = fired("a1");
        repeat.body = "{\"other\": 1}";
        const Put again = put(database_, repeat);
        CPPUNIT_ASSERT(first.kept && !again.kept);
        CPPUNIT_ASSERT_EQUAL(first.delivery, again.delivery);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, number(database_, "SELECT count(*) FROM inbox"));
        CPPUNIT_ASSERT_EQUAL(
            std::int64_t{1},
            number(database_, "SELECT count(*) FROM delivery WHERE duplicate_of = 1 AND body IS NULL"));
        Transaction tx = need(database_.read());
        CPPUNIT_ASSERT(*Inbox(tx).body(1) == "{}" && *Inbox(tx).body(2) == "{}");
        CPPUNIT_ASSERT(!Inbox(tx).body(3));
    }

    void a_delivery_that_differs_in_anything_that_counts_is_no_repeat() {
        CPPUNIT_ASSERT(put(database_, fired("a1")).kept);
        Delivery other = fired("a1");
        other.condition = Condition::resolved;
        CPPUNIT_ASSERT(put(database_, other).kept);
        other = fired("a1");
        other.connection = "fabrikam";
        CPPUNIT_ASSERT(put(database_, other).kept);
        CPPUNIT_ASSERT(put(database_, fired("a2")).kept);
        CPPUNIT_ASSERT(put(database_, fired("a1", "2026-01-01T00:00:00.001Z")).kept);
        CPPUNIT_ASSERT(!put(database_, fired("a1")).kept);
    }

    void bodies_without_a_condition_repeat_each_other_too() {
        Delivery odd = fired("a1");
        odd.condition.reset();
        CPPUNIT_ASSERT(put(database_, odd).kept);
        CPPUNIT_ASSERT(!put(database_, odd).kept);
        CPPUNIT_ASSERT(put(database_, fired("a1")).kept);
    }

    void an_item_is_held_by_one_until_it_is_settled() {
        put(database_, fired("a1"));
        const auto item = claim(database_, tick(1));
        CPPUNIT_ASSERT(item);
        CPPUNIT_ASSERT(!claim(database_, tick(2)));
        CPPUNIT_ASSERT(settle(*item));
        CPPUNIT_ASSERT(!settle(*item));
        CPPUNIT_ASSERT(!claim(database_, tick(1000)));
    }

    void an_item_whose_owner_died_goes_to_the_next_pump() {
        put(database_, fired("a1"));
        const auto first = claim(database_, tick(0));
        CPPUNIT_ASSERT(!claim(database_, tick(29)));
        const auto again = claim(database_, tick(30));
        CPPUNIT_ASSERT(again && again->attempt == 2);
        CPPUNIT_ASSERT(!settle(*first));  // the first owner wakes up late and is turned away, whatever it wants
        CPPUNIT_ASSERT(!put_back(*first, tick(40)));
        CPPUNIT_ASSERT(!park(*first));
        CPPUNIT_ASSERT(settle(*again));
    }

    void what_a_dead_process_held_is_free_at_once() {
        put(database_, fired("a1"));
        put(database_, fired("a2"));
        const auto dead = claim(database_, tick(0), Seconds(30), "dead");
        const auto alive = claim(database_, tick(0), Seconds(30), "alive");
        CPPUNIT_ASSERT_EQUAL(1, in_write(database_, [](Transaction& tx) { return Inbox(tx).release("dead"); }));
        const auto again = claim(database_, tick(1));
        CPPUNIT_ASSERT(again && again->delivery == dead->delivery && again->attempt == 2);
        CPPUNIT_ASSERT(!settle(*dead));
        CPPUNIT_ASSERT(settle(*alive));
        CPPUNIT_ASSERT(settle(*again));
        CPPUNIT_ASSERT_EQUAL(0, in_write(database_, [](Transaction& tx) { return Inbox(tx).release("dead"); }));
    }

    void an_item_put_back_comes_again_when_it_is_due() {
        put(database_, fired("a1"));
        const auto item = claim(database_, tick(0));
        CPPUNIT_ASSERT(put_back(*item, tick(100)));
        CPPUNIT_ASSERT(!settle(*item));  // no longer held
        CPPUNIT_ASSERT(!claim(database_, tick(99)));
        const auto again = claim(database_, tick(100));
        CPPUNIT_ASSERT(again && again->attempt == 2);
    }

    void the_oldest_comes_first_and_one_alert_keeps_its_order() {
        put(database_, fired("a1", "1", at(0)));
        put(database_, fired("a1", "2", at(1)));
        put(database_, fired("a2", "1", at(2)));
        const auto first = claim(database_, tick(10));
        CPPUNIT_ASSERT(first && first->delivery == 1);
        const auto other = claim(database_, tick(10));
        CPPUNIT_ASSERT(other && other->alert_key == "a2");  // the second of a1 waits for the first
        CPPUNIT_ASSERT(!claim(database_, tick(10)));
        CPPUNIT_ASSERT(settle(*other));
        CPPUNIT_ASSERT(put_back(*first, tick(50)));
        CPPUNIT_ASSERT(!claim(database_, tick(20)));
        const auto again = claim(database_, tick(50));
        CPPUNIT_ASSERT(again && again->delivery == 1);
        CPPUNIT_ASSERT(settle(*again));
        const auto second = claim(database_, tick(50));
        CPPUNIT_ASSERT(second && second->delivery == 2);
    }

    void nothing_overtakes_a_parked_item_of_its_alert() {
        put(database_, fired("a1", "1"));
        put(database_, fired("a1", "2"));
        CPPUNIT_ASSERT(park(*claim(database_, tick(0))));
        CPPUNIT_ASSERT(!claim(database_, tick(1000)));
        Delivery same_key = fired("a1", "1", at(1));
        same_key.connection = "fabrikam";  // another alert: the key belongs to its connection
        put(database_, same_key);
        CPPUNIT_ASSERT(claim(database_, tick(1000)));
        in_write(database_, [](Transaction& tx) { CPPUNIT_ASSERT(Inbox(tx).drop(1, at(0), "admin", "test alert")); });
        const auto second = claim(database_, tick(1000));
        CPPUNIT_ASSERT(second && second->delivery == 2);
    }

    void an_operator_retries_or_drops_what_is_parked_and_nothing_else() {
        put(database_, fired("a1"));
        put(database_, fired("a2"));
        in_write(database_, [](Transaction& tx) {
            CPPUNIT_ASSERT(!Inbox(tx).retry(1, moment(0)));
            CPPUNIT_ASSERT(!Inbox(tx).drop(1, at(0), "admin", "why"));
            CPPUNIT_ASSERT(!Inbox(tx).parked(1));
        });
        CPPUNIT_ASSERT(park(*claim(database_, tick(0))));
        CPPUNIT_ASSERT(park(*claim(database_, tick(0))));
        in_write(database_, [](Transaction& tx) {
            const auto parked = Inbox(tx).parked(1);
            CPPUNIT_ASSERT(parked && parked->alert_key == "a1" && parked->attempt == 1 && parked->body.empty());
            CPPUNIT_ASSERT(Inbox(tx).retry(1, moment(7)));
            CPPUNIT_ASSERT(Inbox(tx).drop(2, at(7), "admin", "test alert"));
            CPPUNIT_ASSERT(!Inbox(tx).retry(2, moment(7)));
            CPPUNIT_ASSERT_EQUAL(0, Inbox(tx).retry_all(moment(7)));
        });
        const auto again = claim(database_, tick(7));
        CPPUNIT_ASSERT(again && again->delivery == 1 && again->attempt == 2);
        CPPUNIT_ASSERT(park(*again));
        CPPUNIT_ASSERT_EQUAL(1, in_write(database_, [](Transaction& tx) { return Inbox(tx).retry_all(moment(8)); }));
        CPPUNIT_ASSERT(!claim(database_, tick(7)));
        CPPUNIT_ASSERT(claim(database_, tick(8)));
    }

    void the_next_due_time_is_that_of_an_item_that_can_be_claimed() {
        CPPUNIT_ASSERT(!next_due());
        put(database_, fired("a1", "1", at(3)));
        put(database_, fired("a1", "2", at(4)));
        CPPUNIT_ASSERT(next_due() == tick(3));
        const auto item = claim(database_, tick(3));
        CPPUNIT_ASSERT(next_due() == tick(33));  // when the lease ends; the second waits for it
        CPPUNIT_ASSERT(put_back(*item, tick(90)));
        CPPUNIT_ASSERT(next_due() == tick(90));
        CPPUNIT_ASSERT(park(*claim(database_, tick(90))));
        CPPUNIT_ASSERT(!next_due());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(InboxTest);

}  // namespace
}  // namespace secure_export::db
