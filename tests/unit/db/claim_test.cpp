#include <sqlite3.h>

#include <iostream>
#include <map>
#include <random>

#include "db/store/audit_trail.h"
#include "db/store/bindings.h"
#include "db/store/desk_queues.h"
#include "support.h"
#include "tests/support/thread_sanitizer.h"

namespace secure_export::db {
namespace {

// The texts that SQLite runs while it stands, as they were prepared.
class Trace {
public:
    explicit Trace(sqlite3* handle) : handle_(handle) { sqlite3_trace_v2(handle, SQLITE_TRACE_STMT, note, this); }
    ~Trace() { sqlite3_trace_v2(handle_, 0, nullptr, nullptr); }
    Trace(const Trace&) = delete;
    std::vector<std::string> texts;

private:
    static int note(unsigned, void* self, void* statement, void*) {
        static_cast<Trace*>(self)->texts.emplace_back(sqlite3_sql(static_cast<sqlite3_stmt*>(statement)));
        return 0;
    }
    sqlite3* handle_;
};

std::string plan_of(Transaction& tx, const std::string& sql) {
    Statement row = tx.prepare_once("EXPLAIN QUERY PLAN " + sql);
    std::string plan;
    while (row.step()) plan += std::string(row.text(3)) + "\n";
    return plan;
}

struct Promises {
    std::map<std::int64_t, std::pair<int, Tick>> held;  // delivery: attempt, end of lease
    std::map<std::string, std::int64_t> finished;       // alert: its last finished delivery
};

class ClaimTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ClaimTest);
    CPPUNIT_TEST(no_statement_scans_a_table_that_grows);
    CPPUNIT_TEST(a_claim_takes_as_few_steps_among_a_hundred_thousand_items);
    CPPUNIT_TEST(random_histories_keep_the_promises);
    CPPUNIT_TEST_SUITE_END();

    TemporaryDirectory directory_;

    // Steps of SQLite's virtual machine: a measure that a busy machine does not disturb.
    static int steps_of_claim(Database& database) {
        Transaction tx = need(database.write());
        int steps = 0;
        const auto count = [](void* step) { return ++*static_cast<int*>(step), 0; };
        sqlite3_progress_handler(handle_of(tx), 1, count, &steps);
        const auto item = Inbox(tx).claim(tick(1'000'000), Seconds(30), "me");
        sqlite3_progress_handler(handle_of(tx), 0, nullptr, nullptr);
        CPPUNIT_ASSERT(item);
        CPPUNIT_ASSERT(Inbox(tx).settle(*item));
        need(tx.commit());
        return steps;
    }

public:
    void no_statement_scans_a_table_that_grows() {
        Database database(directory_ / "m.sqlite", quick_mapping());
        std::vector<std::string> texts;
        in_write(database, [&](Transaction& tx) {
            Trace trace(handle_of(tx));
            Inbox inbox(tx);
            inbox.put(fired("a1"), tick(0));
            inbox.put(fired("a1"), tick(0));
            const auto item = inbox.claim(tick(1), Seconds(1), "me");
            CPPUNIT_ASSERT(item && inbox.settle(*item));
            inbox.release("me");
            AlertRow alert = Alerts(tx).load("contoso", "a1");
            Alerts(tx).save(alert, at(1));
            Alerts(tx).open_without_ci("local", "r");
            inbox.next_due(tick(1));
            DeskQueues lines(tx);
            lines.configure("local", 2);
            lines.record_failure("local", moment(1), "away", Milliseconds(0));
            lines.record_success("local");
            lines.close_all();
            Bindings(tx).claim_unbound(moment(1), Seconds(1));
            Bindings(tx).next_due(tick(1));
            Bindings(tx).save({"local", "r", {"1", "ci", "", ""}, "by name", ""}, at(1));
            Bindings(tx).waiting({"local", "r", "", "", ""}, "1");
            Bindings(tx).next_lookup({"local", "r", "", "", ""}, moment(1), Seconds(1));
            AuditTrail(tx).of("a1");
            texts = trace.texts;
        });
        CPPUNIT_ASSERT(texts.size() >= 10);
        Transaction tx = need(database.write());
        bool saw_claim = false;
        for (const std::string& text : texts) {
            const std::string plan = plan_of(tx, text);
            for (const char* table : {"delivery", "inbox", "alert", "incident", "story", "unbound", "i\n", "e\n", "d\n",
                                      "w\n", "h\n", "u\n", "x\n"}) {
                CPPUNIT_ASSERT_MESSAGE(text + "\n" + plan,
                                       plan.find("SCAN " + std::string(table)) == std::string::npos);
            }
            if (text.find("ORDER BY l.turn") == std::string::npos) continue;
            saw_claim = true;
            for (const char* index : {"desk_line_turn", "inbox_line", "inbox_severity", "inbox_in_progress"})
                CPPUNIT_ASSERT_MESSAGE(plan, plan.find(index) != std::string::npos);
            CPPUNIT_ASSERT_MESSAGE(plan, plan.find("TEMP B-TREE") == std::string::npos);  // nothing is sorted
        }
        CPPUNIT_ASSERT(saw_claim);
    }

    void a_claim_takes_as_few_steps_among_a_hundred_thousand_items() {
        Database database(directory_ / "m.sqlite", quick_mapping());
        put(database, fired("first"));
        const int alone = steps_of_claim(database);
        constexpr int done = 100'000 / test::one_of;
        constexpr int waiting = 10'000 / test::one_of;
        in_write(database, [](Transaction& tx) {
            Inbox inbox(tx);
            for (int i = 0; i < done + waiting; ++i) inbox.put(fired("a" + std::to_string(i), "f", at(i)), tick(i));
            tx.prepare_once(("UPDATE inbox SET state = 'done' WHERE delivery <= " + std::to_string(done)).c_str())
                .run();
        });
        CPPUNIT_ASSERT_EQUAL(std::int64_t{waiting + 1},
                             number(database, "SELECT count(*) FROM inbox WHERE state='waiting'"));
        const int among_many = steps_of_claim(database);
        CPPUNIT_ASSERT_MESSAGE(std::to_string(alone) + " / " + std::to_string(among_many), among_many <= alone + 100);
    }

    // Several connections, owners that die or sleep, operators, in any order: no item is held by two, none is lost, and
    // the deliveries of one alert are finished in their order.
    void random_histories_keep_the_promises() {
        const auto seed = std::random_device()();
        for (unsigned run = 0; run < 15; ++run) {
            std::mt19937 random(seed + run);
            try {
                history(random, std::to_string(run));
            } catch (...) {
                std::cerr << "seed " << seed + run << "\n";
                throw;
            }
        }
    }

private:
    void history(std::mt19937& random, const std::string& name) {
        const auto file = directory_ / (name + ".sqlite").c_str();
        Database one(file, quick_mapping()), two(file, quick_mapping()), three(file, quick_mapping());
        Database* const databases[] = {&one, &two, &three};
        const auto below = [&](int max) { return std::uniform_int_distribution<int>(0, max - 1)(random); };
        Promises promises;
        std::vector<Item> claimed;  // by anybody, ever: owners may come back late
        std::int64_t now = 0, put_in = 0;
        in_write(one, [](Transaction& tx) {
            for (int i = 0; i < 3; ++i) DeskQueues(tx).configure("d" + std::to_string(i), 1 + i);
        });
        for (int step = 0; step < 300; ++step) {
            Database& database = *databases[below(3)];
            now += below(4);
            Transaction tx = need(database.write());
            Inbox inbox(tx);
            switch (below(10)) {
                case 0:
                case 1: put_in += inbox.put(of_a_desk(below(4), below(3), step, now), tick(now)).kept; break;
                case 2:
                case 3:
                    if (const auto item = claim_as_told(inbox, tick(now))) {
                        const auto held = promises.held.find(item->delivery);
                        CPPUNIT_ASSERT(held == promises.held.end() || held->second.second <= tick(now));
                        CPPUNIT_ASSERT(promises.finished[item->alert_key] < item->delivery);
                        promises.held[item->delivery] = {item->attempt, tick(now + 20)};
                        claimed.push_back(*item);
                    }
                    break;
                case 4: inbox.retry_all(moment(now)); break;
                case 5:
                    DeskQueues(tx).record_failure("d" + std::to_string(below(3)), moment(now), "away",
                                                  Seconds(below(9)));
                    break;
                case 6: DeskQueues(tx).record_success("d" + std::to_string(below(3))); break;
                default:
                    if (claimed.empty()) break;
                    finish(inbox, promises, claimed[static_cast<std::size_t>(below(static_cast<int>(claimed.size())))],
                           below(3), moment(now));
            }
            CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, wrong_heads(tx));
            need(tx.commit());
        }
        in_write(one, [](Transaction& tx) { DeskQueues(tx).close_all(); });
        work_off(one, promises, now + 1000);
        CPPUNIT_ASSERT_EQUAL(put_in, number(one, "SELECT count(*) FROM inbox WHERE state = 'done'"));
        CPPUNIT_ASSERT_EQUAL(put_in, number(two, "SELECT count(*) FROM inbox"));
    }

    // How many items are marked as heads and are not the first of their alert, or the other way round.
    static std::int64_t wrong_heads(Transaction& tx) {
        Statement row = tx.prepare_once(
            "SELECT count(*) FROM inbox AS x WHERE x.state IN ('waiting', 'parked') AND x.head <> NOT EXISTS "
            "(SELECT 1 FROM inbox AS e WHERE e.alert_key = x.alert_key AND e.connection = x.connection "
            "   AND e.delivery < x.delivery AND e.state IN ('waiting', 'parked'))");
        CPPUNIT_ASSERT(row.step());
        return row.integer(0);
    }

    static Delivery of_a_desk(int alert, int desk, int count, std::int64_t now) {
        Delivery delivery = fired("a" + std::to_string(alert), std::to_string(count), at(now));
        delivery.desk = "d" + std::to_string(desk);
        delivery.severity_level = count % 6;
        return delivery;
    }

    // next_due() tells beforehand whether a claim gets anything: else workers would sleep, or never rest.
    static std::optional<Item> claim_as_told(Inbox& inbox, Tick now) {
        const auto next = inbox.next_due(now);
        const auto item = inbox.claim(now, Seconds(20), "me");
        CPPUNIT_ASSERT_EQUAL(next && *next <= now, item.has_value());
        return item;
    }

    static void finish(Inbox& inbox, Promises& promises, const Item& item, int how, const Moment& now) {
        const auto held = promises.held.find(item.delivery);
        const bool ours = held != promises.held.end() && held->second.first == item.attempt;
        bool taken = false;
        if (how == 0) taken = inbox.settle(item);
        if (how == 1) taken = inbox.put_back(item, now.tick + Seconds(5), "later");
        if (how == 2) taken = inbox.park(item, now.wall, "no");
        CPPUNIT_ASSERT_EQUAL(ours, taken);
        if (!ours) return;
        promises.held.erase(held);
        if (how != 0) return;
        CPPUNIT_ASSERT(promises.finished[item.alert_key] < item.delivery);
        promises.finished[item.alert_key] = item.delivery;
    }

    static void work_off(Database& database, Promises& promises, std::int64_t now) {
        in_write(database, [&](Transaction& tx) { Inbox(tx).retry_all(moment(now)); });
        while (const auto item = claim(database, tick(now))) {
            in_write(database, [&](Transaction& tx) {
                promises.held[item->delivery] = {item->attempt, tick(now + 30)};
                Inbox inbox(tx);
                finish(inbox, promises, *item, 0, moment(now));
            });
        }
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ClaimTest);

}  // namespace
}  // namespace secure_export::db
