// What stands at the head of its alert can be claimed; what stands behind something costs a claim nothing.

#include <sqlite3.h>

#include "db/store/desk_queues.h"
#include "support.h"
#include "tests/support/thread_sanitizer.h"

namespace secure_export::db {
namespace {

using std::chrono::minutes;

Delivery of(const std::string& desk, std::string key, int severity, std::int64_t received) {
    Delivery delivery = fired(std::move(key), std::to_string(received), at(received));
    delivery.desk = desk;
    delivery.severity_level = severity;
    return delivery;
}

constexpr int many = 20'000 / test::one_of;

class HeadTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(HeadTest);
    CPPUNIT_TEST(blocked_items_cost_a_claim_nothing);
    CPPUNIT_TEST(twenty_thousand_that_are_retried_at_once_cost_each_claim_nothing);
    CPPUNIT_TEST(items_that_wait_for_their_next_try_cost_a_claim_nothing);
    CPPUNIT_TEST(desks_take_turns_however_much_waits_for_one);
    CPPUNIT_TEST(a_desk_without_room_loses_no_turn);
    CPPUNIT_TEST(the_most_severe_comes_first_and_then_the_oldest);
    CPPUNIT_TEST(nobody_is_overtaken_for_longer_than_five_minutes);
    CPPUNIT_TEST(an_alert_keeps_its_order_whatever_the_severity);
    CPPUNIT_TEST(news_behind_a_dropped_item_comes_next);
    CPPUNIT_TEST(what_is_parked_aside_holds_up_nothing_and_comes_in_its_turn_when_retried);
    CPPUNIT_TEST(a_look_ahead_gives_what_the_claim_gives);
    CPPUNIT_TEST(what_was_there_before_the_upgrade_has_its_heads);
    CPPUNIT_TEST_SUITE_END();

    TemporaryDirectory directory_;
    Database database_{directory_ / "m.sqlite", quick_mapping()};

    // Steps of SQLite's virtual machine for a claim and the question when the next is due: a measure that a busy
    // machine does not disturb.
    int steps_of_claim(std::int64_t now) {
        Transaction tx = need(database_.write());
        int steps = 0;
        const auto count = [](void* step) { return ++*static_cast<int*>(step), 0; };
        sqlite3_progress_handler(handle_of(tx), 1, count, &steps);
        CPPUNIT_ASSERT(*Inbox(tx).next_due(tick(now)) <= tick(now));
        const auto item = Inbox(tx).claim(tick(now), Seconds(30), "me");
        sqlite3_progress_handler(handle_of(tx), 0, nullptr, nullptr);
        CPPUNIT_ASSERT(item && Inbox(tx).settle(*item));
        need(tx.commit());
        return steps;
    }
    void park(const std::optional<Item>& item) {
        in_write(database_, [&](Transaction& tx) { CPPUNIT_ASSERT(Inbox(tx).park(*item, at(0), "refused")); });
    }
    void settle(const std::optional<Item>& item) {
        in_write(database_, [&](Transaction& tx) { CPPUNIT_ASSERT(Inbox(tx).settle(*item)); });
    }
    std::string next(std::int64_t now) {
        const auto item = claim(database_, tick(now));
        return item ? item->alert_key : "none";
    }
    // `count` alerts whose Fired is parked, each with more news behind it.
    void park_with_news(int count) {
        in_write(database_, [&](Transaction& tx) {
            Inbox inbox(tx);
            for (int i = 0; i < count; ++i) {
                const std::string key = "p" + std::to_string(i);
                inbox.put(of("local", key, 1, 1), tick(1));
                const auto item = inbox.claim(tick(1), Seconds(30), "me");
                CPPUNIT_ASSERT(item && item->alert_key == key && inbox.park(*item, at(1), "refused"));
                inbox.put(of("local", key, 1, 2), tick(2));
            }
        });
    }

public:
    void blocked_items_cost_a_claim_nothing() {
        for (const char* key : {"a1", "a2", "a3"}) put(database_, of("local", key, 3, 1000));
        const int alone = steps_of_claim(1000);
        settle(claim(database_, tick(1000)));
        settle(claim(database_, tick(1000)));
        park_with_news(many);
        put(database_, of("local", "a4", 3, 1000));
        const int among_many = steps_of_claim(1000);
        CPPUNIT_ASSERT_MESSAGE(std::to_string(alone) + " / " + std::to_string(among_many), among_many <= alone + 50);
    }

    void twenty_thousand_that_are_retried_at_once_cost_each_claim_nothing() {
        put(database_, of("local", "a1", 3, 0));
        const int alone = steps_of_claim(0);
        park_with_news(many);
        CPPUNIT_ASSERT_EQUAL(many, in_write(database_, [](Transaction& tx) { return Inbox(tx).retry_all(moment(5)); }));
        const int first = steps_of_claim(6);
        for (int i = 0; i < 100; ++i) settle(claim(database_, tick(6)));
        const int later = steps_of_claim(6);
        for (const int steps : {first, later})
            CPPUNIT_ASSERT_MESSAGE(std::to_string(alone) + " / " + std::to_string(steps), steps <= alone + 150);
    }

    void items_that_wait_for_their_next_try_cost_a_claim_nothing() {
        put(database_, of("local", "a1", 4, 0));
        const int alone = steps_of_claim(0);
        in_write(database_, [](Transaction& tx) {
            for (int i = 0; i < many; ++i) Inbox(tx).put(of("local", "w" + std::to_string(i), 0, i), tick(100'000));
        });
        put(database_, of("local", "a2", 4, 0));
        const int among_many = steps_of_claim(0);
        CPPUNIT_ASSERT_MESSAGE(std::to_string(alone) + " / " + std::to_string(among_many), among_many <= alone + 150);
    }

    void desks_take_turns_however_much_waits_for_one() {
        for (int i = 0; i < 100; ++i) put(database_, of("snow", "s" + std::to_string(i), 0, i));
        for (int i = 0; i < 3; ++i) CPPUNIT_ASSERT_EQUAL("s" + std::to_string(i), next(200));
        put(database_, of("local", "l1", 4, 200));
        put(database_, of("local", "l2", 4, 200));
        put(database_, of("helix", "h1", 4, 200));
        std::string order;
        for (int i = 0; i < 6; ++i) order += next(200).substr(0, 1);
        CPPUNIT_ASSERT_MESSAGE(order, order == "hlslss" || order == "lhslss");
    }

    void a_desk_without_room_loses_no_turn() {
        in_write(database_, [](Transaction& tx) { DeskQueues(tx).configure("snow", 1); });
        for (int i = 0; i < 2; ++i) put(database_, of("snow", "s" + std::to_string(i), 3, i));
        for (int i = 0; i < 3; ++i) put(database_, of("local", "l" + std::to_string(i), 3, i));
        const auto under_way = claim(database_, tick(10));
        const auto other = claim(database_, tick(10));
        CPPUNIT_ASSERT(under_way && other && under_way->desk != other->desk);
        CPPUNIT_ASSERT_EQUAL(std::string("l1"), next(10));
        settle(under_way->desk == "snow" ? under_way : other);
        CPPUNIT_ASSERT_EQUAL(std::string("s1"), next(10));
    }

    void the_most_severe_comes_first_and_then_the_oldest() {
        put(database_, of("local", "sev3", 3, 0));
        put(database_, of("local", "sev1", 1, 2));
        put(database_, of("local", "sev1 older", 1, 1));
        put(database_, of("local", "sev0", 0, 3));
        put(database_, of("local", "sev4", 4, 0));
        for (const char* key : {"sev0", "sev1 older", "sev1", "sev3", "sev4", "none"})
            CPPUNIT_ASSERT_EQUAL(std::string(key), next(10));
    }

    void nobody_is_overtaken_for_longer_than_five_minutes() {
        put(database_, of("local", "sev4", 4, 0));
        for (int i = 1; i <= 400; i += 100) put(database_, of("local", "sev0 of " + std::to_string(i), 0, i));
        CPPUNIT_ASSERT_EQUAL(std::string("sev0 of 1"), next(299));
        CPPUNIT_ASSERT_EQUAL(std::string("sev4"), next(300));
        CPPUNIT_ASSERT_EQUAL(std::string("sev0 of 101"), next(300));
    }

    void an_alert_keeps_its_order_whatever_the_severity() {
        put(database_, of("local", "a1", 4, 0));
        put(database_, of("local", "a1", 0, 1));
        const auto first = claim(database_, tick(10));
        CPPUNIT_ASSERT(first && first->delivery == 1);
        CPPUNIT_ASSERT_EQUAL(std::string("none"), next(10));
        settle(first);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, claim(database_, tick(10))->delivery);
    }

    void news_behind_a_dropped_item_comes_next() {
        put(database_, of("local", "a1", 3, 0));
        put(database_, of("local", "a1", 3, 1));
        put(database_, of("local", "a1", 3, 2));
        park(claim(database_, tick(10)));
        CPPUNIT_ASSERT_EQUAL(std::string("none"), next(10));
        in_write(database_, [](Transaction& tx) { CPPUNIT_ASSERT(Inbox(tx).drop(1, at(10), "ada", "a drill")); });
        const auto second = claim(database_, tick(10));
        CPPUNIT_ASSERT(second && second->delivery == 2);
        park(second);
        in_write(database_, [](Transaction& tx) { CPPUNIT_ASSERT(Inbox(tx).retry(2, moment(11))); });
        const auto again = claim(database_, tick(11));
        CPPUNIT_ASSERT(again && again->delivery == 2);
        settle(again);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{3}, claim(database_, tick(11))->delivery);
    }

    void what_is_parked_aside_holds_up_nothing_and_comes_in_its_turn_when_retried() {
        for (std::int64_t i = 0; i < 4; ++i) put(database_, of("local", "a1", 3, i));
        const auto odd = claim(database_, tick(10));
        in_write(database_, [&](Transaction& tx) { CPPUNIT_ASSERT(Inbox(tx).park_aside(*odd, at(10), "of another")); });
        const auto second = claim(database_, tick(10));
        CPPUNIT_ASSERT(second && second->delivery == 2);
        in_write(database_, [](Transaction& tx) { CPPUNIT_ASSERT(Inbox(tx).retry(1, moment(11))); });
        CPPUNIT_ASSERT_EQUAL(std::string("none"), next(11));  // one of an alert at a time
        settle(second);
        const auto retried = claim(database_, tick(11));
        CPPUNIT_ASSERT(retried && retried->delivery == 1 && retried->confirmed);
        in_write(database_, [&](Transaction& tx) { CPPUNIT_ASSERT(Inbox(tx).park_aside(*retried, at(12), "still")); });
        in_write(database_, [](Transaction& tx) { CPPUNIT_ASSERT(Inbox(tx).retry(1, moment(13))); });
        const auto before_third = claim(database_, tick(13));
        CPPUNIT_ASSERT(before_third && before_third->delivery == 1);
        settle(before_third);
        for (const std::int64_t delivery : {3, 4}) {
            const auto item = claim(database_, tick(13));
            CPPUNIT_ASSERT(item && item->delivery == delivery);
            settle(item);
        }
    }

    void a_look_ahead_gives_what_the_claim_gives() {
        const auto peek = [&](std::int64_t now) {
            Transaction tx = need(database_.read());
            return Inbox(tx).peek(tick(now));
        };
        CPPUNIT_ASSERT(!peek(10));
        put(database_, of("local", "sev3", 3, 0));
        put(database_, of("local", "sev1", 1, 1));
        const auto seen = peek(10);
        CPPUNIT_ASSERT(seen && seen->alert_key == "sev1" && seen->attempt == 0 && seen->body == "{}");
        const auto claimed = claim(database_, tick(10));
        CPPUNIT_ASSERT(claimed && claimed->delivery == seen->delivery && claimed->attempt == 1);
        CPPUNIT_ASSERT(peek(10)->alert_key == "sev3");
    }

    void what_was_there_before_the_upgrade_has_its_heads() {
        const auto file = directory_ / "old.sqlite";
        Database::Options before = quick_mapping();
        before.migrations.resize(10);
        {
            Database old(file, before);
            in_write(old, [](Transaction& tx) {
                for (const char* sql :
                     {"INSERT INTO desk_line (desk) VALUES ('local')",
                      "INSERT INTO delivery (id, connection, alert_key, condition, fired_at, alert_id, form, "
                      "received_ms, received_at, peer, caller, checks, body) "
                      "SELECT value, 'contoso', 'a' || ((value + 1) / 2), 'fired', value, '', 'common', 0, '', '', '', "
                      "'', '{}' FROM json_each('[1, 2, 3, 4, 5, 6]')",
                      "INSERT INTO inbox (delivery, connection, alert_key, state, due_tick, since_at, desk) "
                      "SELECT id, connection, alert_key, CASE id WHEN 1 THEN 'done' WHEN 3 THEN 'parked' "
                      "ELSE 'waiting' END, 0, '', 'local' FROM delivery"})
                    tx.prepare_once(sql).run();
            });
        }
        Database upgraded(file, quick_mapping());
        CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, claim(upgraded, tick(0))->delivery);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{5}, claim(upgraded, tick(0))->delivery);
        CPPUNIT_ASSERT(!claim(upgraded, tick(0)));
        in_write(upgraded, [](Transaction& tx) { CPPUNIT_ASSERT(Inbox(tx).drop(3, at(0), "ada", "a drill")); });
        CPPUNIT_ASSERT_EQUAL(std::int64_t{4}, claim(upgraded, tick(0))->delivery);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(HeadTest);

}  // namespace
}  // namespace secure_export::db
