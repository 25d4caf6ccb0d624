#include <sqlite3.h>

#include <csignal>
#include <set>

#include "db/store/settings.h"
#include "support.h"

namespace secure_export::db {
namespace {

void save(Database& database, const char* document) {
    in_write(database, [&](Transaction& tx) { SettingsStore(tx).save(document, "test", at(0)); });
}
std::int64_t versions(Database& database) {
    return in_write(database, [](Transaction& tx) { return SettingsStore(tx).version(); });
}
sqlite3* handle_in(Database& database) {
    Transaction tx = need(database.read());
    return handle_of(tx);
}

class ForkTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ForkTest);
    CPPUNIT_TEST(a_child_opens_the_database_for_itself_and_the_parent_goes_on);
    CPPUNIT_TEST(nothing_is_lost_when_the_parent_closes_while_a_child_writes);
    CPPUNIT_TEST(a_child_forked_while_another_thread_works_is_not_locked_out);
    CPPUNIT_TEST(a_copy_made_behind_our_back_leaves_the_parents_handle_alone_and_says_why);
    CPPUNIT_TEST(processes_that_start_at_once_migrate_once);
    CPPUNIT_TEST(what_a_killed_process_had_committed_stays_and_the_rest_never_was);
    CPPUNIT_TEST(processes_that_claim_at_once_never_get_the_same_item);
    CPPUNIT_TEST_SUITE_END();

    TemporaryDirectory directory_;

public:
    // The mechanism: counting rows alone would pass on a shared handle, too.
    void a_child_opens_the_database_for_itself_and_the_parent_goes_on() {
        Database database(directory_ / "m.sqlite", mapping());
        save(database, "parent");
        sqlite3* const before = handle_in(database);
        Baton opened, seen;
        // What the parent had open is closed before the fork, so that its address may be used again: a handle is told
        // from another by the limit that was set on it.
        sqlite3_limit(before, SQLITE_LIMIT_VDBE_OP, 12345);
        const pid_t child = in_child([&] {
            const bool fresh = sqlite3_limit(handle_in(database), SQLITE_LIMIT_VDBE_OP, -1) != 12345;
            save(database, "child");
            opened.give();
            seen.take();
            return fresh && versions(database) == 3;
        });
        opened.take();
        CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, versions(database));
        save(database, "parent again");
        seen.give();
        CPPUNIT_ASSERT(ended_well(child));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{3}, versions(database));
    }

    // Fails where a child opens beside the connection it inherited: the parent, closing last as far as the locks tell,
    // removes the log that the child goes on to write.
    void nothing_is_lost_when_the_parent_closes_while_a_child_writes() {
        const auto file = directory_ / "m.sqlite";
        auto database = std::make_unique<Database>(file, mapping());
        save(*database, "1");
        Baton opened, closed;
        const pid_t child = in_child([&] {
            save(*database, "2");
            opened.give();
            closed.take();
            save(*database, "3");
            save(*database, "4");
            return true;
        });
        opened.take();
        database.reset();
        closed.give();
        CPPUNIT_ASSERT(ended_well(child));
        Database after(file, mapping());
        CPPUNIT_ASSERT_EQUAL(std::int64_t{4}, versions(after));
    }

    void a_child_forked_while_another_thread_works_is_not_locked_out() {
        Database::Options options = quick_mapping();
        options.busy_ms = 60'000;
        Database database(directory_ / "m.sqlite", options);
        save(database, "start");
        std::atomic<bool> stop{false};
        std::thread worker([&] {
            for (int i = 0; !stop; ++i) {
                save(database, std::to_string(i).c_str());
                std::this_thread::yield();  // or the fork waits long for the connection, under ThreadSanitizer a minute
            }
        });
        bool good = true;
        for (int i = 0; i < 10; ++i) good = ended_well(in_child([&] { return versions(database) > 0; })) && good;
        stop = true;
        worker.join();
        CPPUNIT_ASSERT(good);
    }

    void a_copy_made_behind_our_back_leaves_the_parents_handle_alone_and_says_why() {
        Database database(directory_ / "m.sqlite", mapping());
        save(database, "parent");
        sqlite3* const before = handle_in(database);
        const auto told = [&] {
            const auto refused = database.write();
            return !refused && refused.error().fault == Fault::broken &&
                   refused.error().message.find("copied") != std::string::npos;
        };
        // _Fork is fork() without the handlers of pthread_atfork.
        CPPUNIT_ASSERT(ended_well(in_child([&] { return told() && told(); }, _Fork)));
        CPPUNIT_ASSERT(before == handle_in(database));
        {
            Transaction tx = need(database.write());
            CPPUNIT_ASSERT(ended_well(in_child(told)));  // inside the thread's own transaction
            SettingsStore(tx).save("still fine", "test", at(0));
            need(tx.commit());
        }
        CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, versions(database));
    }

    void processes_that_start_at_once_migrate_once() {
        const auto file = directory_ / "m.sqlite";
        Baton go;
        std::vector<pid_t> children;
        for (int i = 0; i < 6; ++i) {
            children.push_back(in_child([&] {
                Database::Options options = mapping();
                options.busy_ms = 60'000;
                Database database(file, options);
                go.take();
                return static_cast<bool>(database.write());
            }));
        }
        for (int i = 0; i < 6; ++i) go.give();
        for (const pid_t child : children) CPPUNIT_ASSERT(ended_well(child));
        Database database(file, mapping());
        CPPUNIT_ASSERT_EQUAL(std::int64_t(mapping_schema().size()), number(database, "PRAGMA user_version"));
    }

    void what_a_killed_process_had_committed_stays_and_the_rest_never_was() {
        const auto file = directory_ / "m.sqlite";
        Baton ready;
        const pid_t child = in_child([&]() -> bool {
            Database database(file, mapping());
            put(database, fired("committed"));
            Transaction tx = need(database.write());
            Inbox(tx).put(fired("not committed"), tick(0));
            ready.give();
            for (;;) pause();
        });
        ready.take();
        kill(child, SIGKILL);
        CPPUNIT_ASSERT(!ended_well(child));
        Database database(file, mapping());
        const auto item = claim(database, tick(1));
        CPPUNIT_ASSERT(item && item->alert_key == "committed");
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, number(database, "SELECT count(*) FROM delivery"));
        CPPUNIT_ASSERT(!claim(database, tick(1)));
    }

    void processes_that_claim_at_once_never_get_the_same_item() {
        const auto file = directory_ / "m.sqlite";
        constexpr int items = 200, processes = 3;
        Database::Options options = quick_mapping();
        options.busy_ms = 60'000;
        Database database(file, options);
        in_write(database, [](Transaction& tx) {
            for (int i = 0; i < items; ++i) Inbox(tx).put(fired("a" + std::to_string(i)), tick(0));
            tx.prepare_once("CREATE TABLE claimed (delivery BIGINT, process INTEGER)").run();
        });
        Baton go;
        std::vector<pid_t> children;
        for (int process = 0; process < processes; ++process) {
            children.push_back(in_child([&, process] {
                go.take();
                while (const auto item = claim(database, tick(1))) {
                    in_write(database, [&](Transaction& tx) {
                        CPPUNIT_ASSERT(Inbox(tx).settle(*item));
                        Statement note = tx.prepare("INSERT INTO claimed VALUES ($1, $2)");
                        note.bind(1, item->delivery).bind(2, process).run();
                    });
                }
                return true;
            }));
        }
        for (int i = 0; i < processes; ++i) go.give();
        for (const pid_t child : children) CPPUNIT_ASSERT(ended_well(child));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{items}, number(database, "SELECT count(*) FROM claimed"));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{items}, number(database, "SELECT count(DISTINCT delivery) FROM claimed"));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ForkTest);

}  // namespace
}  // namespace secure_export::db
