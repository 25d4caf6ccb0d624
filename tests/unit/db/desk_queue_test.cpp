// Long: one suite over one fixture: a line, its limit and its pause.
#include "db/store/desk_queues.h"

#include <sqlite3.h>

#include <map>

#include "db/store/bindings.h"
#include "support.h"
#include "tests/support/thread_sanitizer.h"

namespace secure_export::db {
namespace {

Delivery fired_for(const std::string& desk, std::string key, std::int64_t received) {
    Delivery delivery = fired(std::move(key), std::to_string(received), at(received));
    delivery.desk = desk;
    return delivery;
}

class DeskQueueTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(DeskQueueTest);
    CPPUNIT_TEST(a_paused_desk_is_passed_over_until_its_pause_ends);
    CPPUNIT_TEST(pauses_double_up_to_five_minutes_and_last_no_less_than_the_desk_asked_for);
    CPPUNIT_TEST(what_fails_in_a_pause_does_not_make_it_longer);
    CPPUNIT_TEST(a_desk_has_as_many_items_under_way_as_it_may_and_others_are_not_held_up);
    CPPUNIT_TEST(after_a_failure_one_item_at_a_time_until_the_desk_answers);
    CPPUNIT_TEST(items_whose_lease_has_ended_take_up_no_room);
    CPPUNIT_TEST(an_alert_keeps_its_order_across_desks);
    CPPUNIT_TEST(a_moved_item_stands_in_the_other_line_and_only_its_holder_can_move_it);
    CPPUNIT_TEST(a_desk_that_answers_and_was_well_is_not_written);
    CPPUNIT_TEST(new_settings_end_pauses_and_forget_desks_that_nothing_waits_for);
    CPPUNIT_TEST(the_next_due_time_is_that_of_the_next_claim_whatever_the_desks_do);
    CPPUNIT_TEST(a_look_up_counts_as_one_item_and_there_is_one_at_most);
    CPPUNIT_TEST(an_unbound_resource_of_a_paused_desk_waits_as_its_items_do);
    CPPUNIT_TEST(a_claim_takes_as_few_steps_past_a_hundred_thousand_items_of_a_paused_desk);
    CPPUNIT_TEST(items_that_were_there_before_stand_in_the_line_of_their_incidents_desk);
    CPPUNIT_TEST(the_view_tells_how_each_desk_is_doing);
    CPPUNIT_TEST_SUITE_END();

    TemporaryDirectory directory_;
    Database database_{directory_ / "m.sqlite", quick_mapping()};

    template <class Work>
    auto with_lines(Work work) {
        return in_write(database_, [&](Transaction& tx) {
            DeskQueues lines(tx);
            return work(lines);
        });
    }
    void configure(const char* desk, int max_concurrency) {
        with_lines([&](DeskQueues& lines) { lines.configure(desk, max_concurrency); });
    }
    Time failed(std::int64_t now, Milliseconds retry_after = Milliseconds(0), const char* desk = "snow") {
        return with_lines(
            [&](DeskQueues& lines) { return lines.record_failure(desk, moment(now), "no answer", retry_after).until; });
    }
    void answered(const char* desk = "snow") {
        with_lines([&](DeskQueues& lines) { lines.record_success(desk); });
    }
    void put_for(const std::string& desk, int count, std::int64_t received = 0) {
        for (int i = 0; i < count; ++i) put(database_, fired_for(desk, desk + std::to_string(i), received + i));
    }
    bool settle(const Item& item) {
        return in_write(database_, [&](Transaction& tx) { return Inbox(tx).settle(item); });
    }
    std::optional<Tick> next_due(std::int64_t now) {
        return in_write(database_, [&](Transaction& tx) { return Inbox(tx).next_due(tick(now)); });
    }
    std::string desk_of_next(std::int64_t now) {
        const auto item = claim(database_, tick(now));
        return item ? item->desk : "none";
    }

public:
    void a_paused_desk_is_passed_over_until_its_pause_ends() {
        put_for("snow", 2);
        put_for("local", 1, 5);
        CPPUNIT_ASSERT(failed(10) == at(15));
        CPPUNIT_ASSERT_EQUAL(std::string("local"), desk_of_next(10));
        CPPUNIT_ASSERT_EQUAL(std::string("none"), desk_of_next(14));
        CPPUNIT_ASSERT_EQUAL(std::string("snow"), desk_of_next(15));
    }

    void pauses_double_up_to_five_minutes_and_last_no_less_than_the_desk_asked_for() {
        std::int64_t now = 0;
        for (const int pause : {5, 10, 20, 40, 80, 160, 300, 300, 300}) {
            CPPUNIT_ASSERT(failed(now) == at(now + pause));
            now += pause;
        }
        answered();
        CPPUNIT_ASSERT(failed(now) == at(now + 5));
        answered();
        CPPUNIT_ASSERT(failed(now, Seconds(4)) == at(now + 5));
        answered();
        CPPUNIT_ASSERT(failed(now, Seconds(90)) == at(now + 90));
        answered();
        CPPUNIT_ASSERT(failed(now, std::chrono::hours(20)) == at(now + 3600));
    }

    void what_fails_in_a_pause_does_not_make_it_longer() {
        with_lines([](DeskQueues& lines) {
            CPPUNIT_ASSERT(lines.record_failure("snow", moment(0), "no answer", Milliseconds(0)).first);
            const auto straggler = lines.record_failure("snow", moment(4), "no answer", Milliseconds(0));
            CPPUNIT_ASSERT(!straggler.first && straggler.until == at(5));
            CPPUNIT_ASSERT(lines.record_failure("snow", moment(4), "not now", Seconds(30)).until == at(34));
            CPPUNIT_ASSERT(lines.record_failure("snow", moment(34), "no answer", Milliseconds(0)).until == at(44));
            CPPUNIT_ASSERT_EQUAL(2, lines.record_success("snow")->failures);
        });
    }

    void a_desk_has_as_many_items_under_way_as_it_may_and_others_are_not_held_up() {
        configure("snow", 2);
        put_for("snow", 3);
        put_for("local", 2, 10);
        std::optional<Item> of_snow;
        std::map<std::string, int> claimed;
        for (int i = 0; i < 4; ++i) {
            const auto item = claim(database_, tick(20));
            CPPUNIT_ASSERT(item);
            ++claimed[item->desk];
            if (item->desk == "snow") of_snow = item;
        }
        CPPUNIT_ASSERT_EQUAL(2, claimed["snow"]);
        CPPUNIT_ASSERT_EQUAL(2, claimed["local"]);
        CPPUNIT_ASSERT_EQUAL(std::string("none"), desk_of_next(20));
        CPPUNIT_ASSERT(settle(*of_snow));
        CPPUNIT_ASSERT_EQUAL(std::string("snow"), desk_of_next(20));
    }

    void after_a_failure_one_item_at_a_time_until_the_desk_answers() {
        configure("snow", 3);
        put_for("snow", 4);
        failed(0);
        const auto probe = claim(database_, tick(10));
        CPPUNIT_ASSERT(probe);
        CPPUNIT_ASSERT_EQUAL(std::string("none"), desk_of_next(10));
        answered();
        for (int i = 0; i < 2; ++i) CPPUNIT_ASSERT_EQUAL(std::string("snow"), desk_of_next(10));
        CPPUNIT_ASSERT_EQUAL(std::string("none"), desk_of_next(10));
        failed(10);  // two of the three are still out when the pause ends: the probe is among them
        CPPUNIT_ASSERT(settle(*probe));
        CPPUNIT_ASSERT_EQUAL(std::string("none"), desk_of_next(20));
    }

    void items_whose_lease_has_ended_take_up_no_room() {
        configure("snow", 1);
        put_for("snow", 2);
        CPPUNIT_ASSERT_EQUAL(std::string("snow"), desk_of_next(10));  // its owner dies
        CPPUNIT_ASSERT_EQUAL(std::string("none"), desk_of_next(39));
        const auto other = claim(database_, tick(40));
        CPPUNIT_ASSERT(other && other->attempt == 1);  // the one that waited has been due for longer
        CPPUNIT_ASSERT(settle(*other));
        const auto again = claim(database_, tick(40));
        CPPUNIT_ASSERT(again && again->attempt == 2);
    }

    void an_alert_keeps_its_order_across_desks() {
        put(database_, fired_for("old", "a1", 1));
        put(database_, fired_for("new", "a1", 2));
        put(database_, fired_for("new", "a2", 3));
        failed(3, Seconds(60), "old");
        const auto other = claim(database_, tick(10));
        CPPUNIT_ASSERT(other && other->alert_key == "a2");
        CPPUNIT_ASSERT(!claim(database_, tick(10)));
        const auto first = claim(database_, tick(63));
        CPPUNIT_ASSERT(first && first->delivery == 1);
        CPPUNIT_ASSERT(settle(*first));
        CPPUNIT_ASSERT_EQUAL(std::string("new"), desk_of_next(63));
    }

    void a_moved_item_stands_in_the_other_line_and_only_its_holder_can_move_it() {
        put_for("old", 1);
        const auto item = claim(database_, tick(10));
        const auto move = [&] {
            return in_write(database_, [&](Transaction& tx) { return Inbox(tx).move(*item, "new", tick(11)); });
        };
        CPPUNIT_ASSERT(move());
        CPPUNIT_ASSERT(!move());
        failed(10, Seconds(60), "old");
        const auto again = claim(database_, tick(11));
        CPPUNIT_ASSERT(again && again->delivery == item->delivery && again->desk == "new");
        CPPUNIT_ASSERT_EQUAL(1, again->attempt);
    }

    void a_desk_that_answers_and_was_well_is_not_written() {
        configure("snow", 2);
        in_write(database_, [](Transaction& tx) {
            const int before = sqlite3_total_changes(handle_of(tx));
            CPPUNIT_ASSERT(!DeskQueues(tx).record_success("snow"));
            CPPUNIT_ASSERT_EQUAL(before, sqlite3_total_changes(handle_of(tx)));
            DeskQueues(tx).record_failure("snow", moment(0), "no answer", Milliseconds(0));
            const auto outage = DeskQueues(tx).record_success("snow");
            CPPUNIT_ASSERT(outage && outage->failures == 1 && outage->since_at == "2023-11-14T22:13:20.000Z");
            CPPUNIT_ASSERT(!DeskQueues(tx).record_success("snow"));
        });
    }

    void new_settings_end_pauses_and_forget_desks_that_nothing_waits_for() {
        configure("snow", 3);
        configure("unused", 3);
        put_for("removed", 1);
        put_for("snow", 2);
        failed(10, std::chrono::hours(1));
        with_lines([](DeskQueues& lines) {
            lines.close_all();
            lines.configure("snow", 2);
        });
        CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, number(database_, "SELECT count(*) FROM desk_line"));
        CPPUNIT_ASSERT_EQUAL(std::string("removed"), desk_of_next(10));  // to be parked, with the reason
        CPPUNIT_ASSERT_EQUAL(std::string("snow"), desk_of_next(10));
        CPPUNIT_ASSERT_EQUAL(std::string("none"), desk_of_next(10));  // a probe still
    }

    void the_next_due_time_is_that_of_the_next_claim_whatever_the_desks_do() {
        configure("snow", 2);
        CPPUNIT_ASSERT(!next_due(0));
        put_for("snow", 4);
        CPPUNIT_ASSERT(next_due(10) == tick(0));
        failed(10);
        CPPUNIT_ASSERT(next_due(10) == tick(15));
        const auto probe = claim(database_, tick(15), Seconds(30));
        CPPUNIT_ASSERT(next_due(15) == tick(45));  // while it is under way
        answered();
        CPPUNIT_ASSERT(next_due(15) == tick(1));
        CPPUNIT_ASSERT(claim(database_, tick(20), Seconds(10)));
        CPPUNIT_ASSERT(next_due(20) == tick(30));  // the first of two leases that ends
        failed(20);
        CPPUNIT_ASSERT(next_due(20) == tick(30));
        CPPUNIT_ASSERT(next_due(30) == tick(45));  // one at a time, and the other is still out
        CPPUNIT_ASSERT(!claim(database_, tick(44)));
        CPPUNIT_ASSERT(claim(database_, tick(45)));
        put_for("local", 1, 44);
        CPPUNIT_ASSERT(next_due(45) == tick(44));
        with_lines([](DeskQueues& lines) { lines.configure("local", 1); });
        with_lines([](DeskQueues& lines) { lines.begin_look_up("local", tick(50), "me"); });
        CPPUNIT_ASSERT(next_due(45) == tick(50));
        CPPUNIT_ASSERT(!claim(database_, tick(49)));
        CPPUNIT_ASSERT(claim(database_, tick(50)));
    }

    void an_incident_waits_for(Transaction& tx, const char* desk, const std::string& resource) {
        IncidentRow incident;
        incident.correlation_key = desk + resource;
        incident.desk = desk;
        incident.resource = resource;
        incident.status = IncidentStatus::open;
        Alerts(tx).save(incident, at(0));
        Bindings(tx).save_unbound({desk, resource, "none found", "contoso", "a1", 0}, moment(0), Seconds(60));
    }

    void a_look_up_counts_as_one_item_and_there_is_one_at_most() {
        configure("snow", 2);
        put_for("snow", 3);
        in_write(database_, [&](Transaction& tx) {
            for (const char* resource : {"/r1", "/r2"}) an_incident_waits_for(tx, "snow", resource);
            Bindings bindings(tx);
            CPPUNIT_ASSERT(bindings.claim_unbound(moment(60), Seconds(300)));
            DeskQueues(tx).begin_look_up("snow", tick(300), "me");
            CPPUNIT_ASSERT(!bindings.claim_unbound(moment(61), Seconds(299)));
            CPPUNIT_ASSERT(bindings.next_due(tick(61)) == tick(300));
            Inbox inbox(tx);
            CPPUNIT_ASSERT(inbox.claim(tick(61), Seconds(400), "me"));
            CPPUNIT_ASSERT(!inbox.claim(tick(61), Seconds(400), "me"));
            DeskQueues(tx).end_look_up("snow", "another, whose lease has ended");
            CPPUNIT_ASSERT(!inbox.claim(tick(61), Seconds(400), "me"));
            DeskQueues(tx).end_look_up("snow", "me");
            CPPUNIT_ASSERT(inbox.claim(tick(61), Seconds(400), "me"));
            CPPUNIT_ASSERT(!bindings.claim_unbound(moment(62), Seconds(298)));  // no room beside two items
            CPPUNIT_ASSERT(bindings.next_due(tick(62)) == tick(461));
            CPPUNIT_ASSERT_EQUAL(2, inbox.release("me"));
            CPPUNIT_ASSERT(bindings.claim_unbound(moment(62), Seconds(298)));
            DeskQueues(tx).begin_look_up("snow", tick(400), "me");
            DeskQueues(tx).release("me");
            CPPUNIT_ASSERT(inbox.claim(tick(63), Seconds(30), "me") && inbox.claim(tick(63), Seconds(30), "me"));
        });
    }

    void an_unbound_resource_of_a_paused_desk_waits_as_its_items_do() {
        in_write(database_, [&](Transaction& tx) {
            an_incident_waits_for(tx, "snow", "/r1");
            an_incident_waits_for(tx, "local", "/r2");
            DeskQueues(tx).record_failure("snow", moment(60), "no answer", Seconds(20));
            Bindings bindings(tx);
            CPPUNIT_ASSERT(bindings.next_due(tick(60)) == tick(60));
            CPPUNIT_ASSERT_EQUAL(std::string("local"), bindings.claim_unbound(moment(60), Seconds(300))->desk);
            CPPUNIT_ASSERT(!bindings.claim_unbound(moment(79), Seconds(281)));
            CPPUNIT_ASSERT(bindings.next_due(tick(60)) == tick(80));
            CPPUNIT_ASSERT_EQUAL(std::string("snow"), bindings.claim_unbound(moment(80), Seconds(280))->desk);
        });
    }

    // Steps of SQLite's virtual machine: a measure that a busy machine does not disturb.
    int steps_of_claim(std::int64_t now) {
        Transaction tx = need(database_.write());
        int steps = 0;
        const auto count = [](void* step) { return ++*static_cast<int*>(step), 0; };
        sqlite3_progress_handler(handle_of(tx), 1, count, &steps);
        CPPUNIT_ASSERT(Inbox(tx).next_due(tick(now)) <= tick(now));
        const auto item = Inbox(tx).claim(tick(now), Seconds(30), "me");
        sqlite3_progress_handler(handle_of(tx), 0, nullptr, nullptr);
        CPPUNIT_ASSERT(item && item->desk == "local");
        CPPUNIT_ASSERT(Inbox(tx).settle(*item));
        need(tx.commit());
        return steps;
    }

    void a_claim_takes_as_few_steps_past_a_hundred_thousand_items_of_a_paused_desk() {
        put_for("local", 3);
        put_for("snow", 1);
        failed(0, std::chrono::hours(1));
        const int alone = steps_of_claim(1000);
        in_write(database_, [](Transaction& tx) {
            for (int i = 1; i <= 100'000 / test::one_of; ++i)
                Inbox(tx).put(fired_for("snow", "s" + std::to_string(i), -i), tick(-i));
        });
        const int among_many = steps_of_claim(1000);
        CPPUNIT_ASSERT_MESSAGE(std::to_string(alone) + " / " + std::to_string(among_many), among_many <= alone + 100);
    }

    void items_that_were_there_before_stand_in_the_line_of_their_incidents_desk() {
        const auto file = directory_ / "old.sqlite";
        Database::Options before = quick_mapping();
        before.migrations.resize(2);
        {
            Database old(file, before);
            in_write(old, [](Transaction& tx) {
                for (const char* sql :
                     {"INSERT INTO delivery (id, connection, alert_key, condition, fired_at, alert_id, form, "
                      "received_ms,"
                      " received_at, peer, caller, checks, body) "
                      "SELECT value, 'contoso', 'a' || value, 'fired', '', '', 'common', 0, '', '', '', '', '{}' "
                      "FROM json_each('[1, 2, 3]')",
                      "INSERT INTO inbox (delivery, connection, alert_key, state, due_ms, since_at) VALUES "
                      "(1, 'contoso', 'a1', 'waiting', 0, ''), (2, 'contoso', 'a2', 'parked', 0, ''), "
                      "(3, 'contoso', 'a3', 'done', 0, '')",
                      "INSERT INTO incident (id, correlation_key, connection, desk, desk_key, status, desk_id, number, "
                      "url, title, resource, ci_id, ci_name, ci_reason, created_ms, created_at, changed_at) VALUES "
                      "(7, 'k', 'contoso', 'host', '', 'open', '', '', '', '', '', '', '', '', 0, '', '')",
                      "INSERT INTO alert (connection, alert_key, correlation_key, state, generation, incident, "
                      "alert_id, "
                      "rule, severity, resource, monitoring_service, first_seen_at, changed_at) VALUES "
                      "('contoso', 'a1', 'k', 'open', 1, 7, '', '', '', '', '', '', '')"})
                    tx.prepare_once(sql).run();
            });
        }
        Database now(file, quick_mapping());
        const auto waiting = claim(now, tick(0));
        CPPUNIT_ASSERT(waiting && waiting->delivery == 1 && waiting->desk == "host");
        CPPUNIT_ASSERT(!claim(now, tick(0)));
        in_write(now, [](Transaction& tx) { CPPUNIT_ASSERT(Inbox(tx).retry(2, moment(0))); });
        const auto retried = claim(now, tick(0));
        CPPUNIT_ASSERT(retried && retried->delivery == 2 && retried->desk.empty());
    }

    void the_view_tells_how_each_desk_is_doing() {
        configure("snow", 2);
        put_for("snow", 4);
        CPPUNIT_ASSERT(claim(database_, tick(10)));
        const auto parked = claim(database_, tick(10));
        in_write(database_, [&](Transaction& tx) { CPPUNIT_ASSERT(Inbox(tx).park(*parked, at(10), "refused")); });
        failed(10);
        Transaction tx = need(database_.read());
        Statement row = tx.prepare_once("SELECT * FROM desk_states WHERE desk = 'snow'");
        CPPUNIT_ASSERT(row.step());
        std::string all;
        for (int i = 0; i < row.columns(); ++i)
            all += std::string(row.column_name(i)) + "=" + std::string(row.text(i)) + "; ";
        CPPUNIT_ASSERT_EQUAL(std::string("desk=snow; waiting=2; in_progress=1; parked=1; "
                                         "paused_until=2023-11-14T22:13:35.000Z; failures=1; last_error=no answer; "),
                             all);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(DeskQueueTest);

}  // namespace
}  // namespace secure_export::db
