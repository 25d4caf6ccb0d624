#include <sqlite3.h>
#include <sys/stat.h>

#include <fstream>
#include <iostream>
#include <thread>

#include "support.h"

namespace secure_export::db {
namespace {

Database::Options with(std::vector<std::string_view> migrations) {
    Database::Options options;
    options.migrations = std::move(migrations);
    return options;
}

constexpr std::string_view first = "CREATE TABLE a (id INTEGER PRIMARY KEY, x TEXT UNIQUE);";
constexpr std::string_view second = "ALTER TABLE a ADD COLUMN y TEXT; CREATE TABLE b (a BIGINT REFERENCES a (id));";

unsigned mode_of(const std::filesystem::path& file) {
    struct stat facts {};
    CPPUNIT_ASSERT_EQUAL(0, stat(file.c_str(), &facts));
    return facts.st_mode & 0777;
}

bool has(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

class DatabaseTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(DatabaseTest);
    CPPUNIT_TEST(a_new_file_and_its_log_are_for_their_owner_alone_whatever_the_umask);
    CPPUNIT_TEST(what_was_committed_is_there_and_what_was_not_is_gone);
    CPPUNIT_TEST(a_transaction_that_reads_sees_one_state_and_may_not_write);
    CPPUNIT_TEST(a_second_transaction_of_one_thread_is_told_to_come_again);
    CPPUNIT_TEST(statements_give_back_what_they_were_bound_to);
    CPPUNIT_TEST(places_go_by_their_number_not_by_where_they_stand);
    CPPUNIT_TEST(a_statement_in_use_can_be_prepared_again);
    CPPUNIT_TEST(a_broken_constraint_is_its_own_error_and_leaves_the_transaction_usable);
    CPPUNIT_TEST(foreign_keys_are_kept);
    CPPUNIT_TEST(a_full_disk_is_reported_and_nothing_is_kept);
    CPPUNIT_TEST(a_commit_that_fails_says_so_and_rolls_back);
    CPPUNIT_TEST(a_database_kept_busy_is_unavailable);
    CPPUNIT_TEST(a_missing_directory_is_named);
    CPPUNIT_TEST(a_file_that_may_not_be_opened_or_written_is_named);
    CPPUNIT_TEST(a_file_that_is_no_database_is_called_damaged);
    CPPUNIT_TEST(many_threads_share_one_database);
    CPPUNIT_TEST_SUITE_END();

    TemporaryDirectory directory_;

public:
    void a_new_file_and_its_log_are_for_their_owner_alone_whatever_the_umask() {
        for (const mode_t mask : {mode_t{0}, mode_t{0777}}) {
            const auto file = directory_ / (mask == 0 ? "open.sqlite" : "shut.sqlite");
            const mode_t before = umask(mask);
            Database database(file, with({first}));
            auto tx = database.write();
            umask(before);
            need(std::move(tx));
            for (const char* end : {"", "-wal", "-shm"}) CPPUNIT_ASSERT_EQUAL(0600u, mode_of(file.string() + end));
        }
        for (const auto& entry : std::filesystem::directory_iterator(directory_.path())) {
            CPPUNIT_ASSERT(entry.path().extension() != ".new");
        }
    }

    void what_was_committed_is_there_and_what_was_not_is_gone() {
        Database database(directory_ / "m.sqlite", with({first}));
        in_write(database, [](Transaction& tx) { tx.prepare("INSERT INTO a (x) VALUES ('kept')").run(); });
        {
            Transaction tx = need(database.write());
            tx.prepare("INSERT INTO a (x) VALUES ('lost')").run();
            CPPUNIT_ASSERT_EQUAL(1, tx.changes());
        }
        Database other(directory_ / "m.sqlite", with({first}));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, number(other, "SELECT count(*) FROM a"));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, number(other, "PRAGMA synchronous"));  // FULL
    }

    void a_transaction_that_reads_sees_one_state_and_may_not_write() {
        Database database(directory_ / "m.sqlite", with({first}));
        Database other(directory_ / "m.sqlite", with({first}));
        Transaction reading = need(database.read());
        in_write(other, [](Transaction& tx) { tx.prepare("INSERT INTO a (x) VALUES ('later')").run(); });
        Statement count = reading.prepare("SELECT count(*) FROM a");
        CPPUNIT_ASSERT(count.step());
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, count.integer(0));
        CPPUNIT_ASSERT_THROW(reading.prepare("INSERT INTO a (x) VALUES ('no')"), StorageError);
    }

    void a_second_transaction_of_one_thread_is_told_to_come_again() {
        Database::Options options = with({first});
        options.busy_ms = 1;
        Database database(directory_ / "m.sqlite", options);
        const Transaction tx = need(database.write());
        const auto second_one = database.read();
        CPPUNIT_ASSERT(!second_one);
        CPPUNIT_ASSERT(second_one.error().fault == Fault::unavailable);
    }

    void statements_give_back_what_they_were_bound_to() {
        Database database(directory_ / "m.sqlite", Database::Options{});
        Transaction tx = need(database.write());
        Statement row =
            tx.prepare("SELECT $1 AS n, $2, $3, CAST($4 AS BLOB), $5, typeof($2), typeof(CAST($4 AS BLOB))");
        const std::string bytes("a\0b", 3);
        row.bind(1, std::int64_t{1} << 40).bind(2, std::string_view()).bind(3, bytes).bind(4, bytes);
        row.bind(5, std::optional<std::string>());
        CPPUNIT_ASSERT(row.step());
        CPPUNIT_ASSERT_EQUAL(7, row.columns());
        CPPUNIT_ASSERT(row.column_name(0) == "n");
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1} << 40, row.integer(0));
        CPPUNIT_ASSERT(!row.is_null(1) && row.text(1).empty());
        CPPUNIT_ASSERT(row.text(2) == bytes && row.text(3) == bytes);
        CPPUNIT_ASSERT(row.is_null(4) && row.text(4).empty() && !row.maybe_text(4));
        CPPUNIT_ASSERT(row.text(5) == "text" && row.text(6) == "blob");
        row.bind(1, 7);  // bound anew, it starts anew
        CPPUNIT_ASSERT(row.step());
        CPPUNIT_ASSERT_EQUAL(std::int64_t{7}, row.integer(0));
        CPPUNIT_ASSERT(!row.step());
        CPPUNIT_ASSERT_THROW(row.bind(8, 1), StorageError);
        CPPUNIT_ASSERT_THROW(tx.prepare("SELECT nonsense FROM nowhere"), StorageError);
    }

    // To SQLite "$2" is a name, and it counts names as they appear.
    void places_go_by_their_number_not_by_where_they_stand() {
        Database database(directory_ / "m.sqlite", Database::Options{});
        Transaction tx = need(database.read());
        Statement row = tx.prepare("SELECT $2, $12, $1, $2");
        row.bind(1, "one").bind(2, "two").bind(12, "twelve");
        CPPUNIT_ASSERT(row.step());
        CPPUNIT_ASSERT(row.text(0) == "two" && row.text(1) == "twelve" && row.text(2) == "one" && row.text(3) == "two");
        CPPUNIT_ASSERT_THROW(row.bind(3, "three"), StorageError);
    }

    void a_statement_in_use_can_be_prepared_again() {
        Database database(directory_ / "m.sqlite", Database::Options{});
        Transaction tx = need(database.read());
        constexpr std::string_view sql = "SELECT 1 UNION SELECT 2";
        Statement outer = tx.prepare(sql);
        int pairs = 0;
        while (outer.step()) {
            Statement inner = tx.prepare(sql);
            while (inner.step()) ++pairs;
        }
        CPPUNIT_ASSERT_EQUAL(4, pairs);
    }

    void a_broken_constraint_is_its_own_error_and_leaves_the_transaction_usable() {
        Database database(directory_ / "m.sqlite", with({first}));
        in_write(database, [](Transaction& tx) {
            Statement insert = tx.prepare("INSERT INTO a (x) VALUES ($1)");
            insert.bind(1, "one").run();
            CPPUNIT_ASSERT_THROW(insert.bind(1, "one").run(), ConstraintError);
            insert.bind(1, "two").run();
        });
        CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, number(database, "SELECT count(*) FROM a"));
    }

    void foreign_keys_are_kept() {
        Database database(directory_ / "m.sqlite", with({first, second}));
        Transaction tx = need(database.write());
        CPPUNIT_ASSERT_THROW(tx.prepare("INSERT INTO b (a) VALUES (1)").run(), ConstraintError);
        tx.prepare("INSERT INTO a (id) VALUES (1)").run();
        tx.prepare("INSERT INTO b (a) VALUES (1)").run();
    }

    void a_full_disk_is_reported_and_nothing_is_kept() {
        Database database(directory_ / "m.sqlite", with({first}));
        {
            Transaction tx = need(database.write());
            tx.prepare_once("PRAGMA max_page_count = 20").run();  // as good as a disk of 80 KiB
            Statement insert = tx.prepare("INSERT INTO a (x) VALUES ($1)");
            insert.bind(1, "small").run();
            CPPUNIT_ASSERT_THROW(insert.bind(1, std::string(200'000, 'x')).run(), StorageError);
            (void)tx.commit();
        }
        const auto kept = number(database, "SELECT count(*) FROM a WHERE x <> 'small'");
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, kept);
        in_write(database, [](Transaction& tx) { tx.prepare("INSERT INTO a (x) VALUES ('fits')").run(); });
    }

    // Deferred foreign keys are what SQLite checks at COMMIT alone: the nearest thing to a disk that fails there.
    void a_commit_that_fails_says_so_and_rolls_back() {
        Database database(directory_ / "m.sqlite", with({first, second}));
        {
            Transaction tx = need(database.write());
            tx.prepare_once("PRAGMA defer_foreign_keys = ON").run();
            tx.prepare("INSERT INTO b (a) VALUES (99)").run();
            CPPUNIT_ASSERT(!tx.commit());
            CPPUNIT_ASSERT_THROW(tx.prepare("SELECT 1"), StorageError);
        }
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, number(database, "SELECT count(*) FROM b"));
        // SQLite gave the transaction up by itself, as it does after an I/O error.
        Transaction tx = need(database.write());
        tx.prepare("INSERT INTO a (x) VALUES ('x')").run();
        CPPUNIT_ASSERT_EQUAL(SQLITE_OK, sqlite3_exec(handle_of(tx), "ROLLBACK", nullptr, nullptr, nullptr));
        const Outcome outcome = tx.commit();
        CPPUNIT_ASSERT(!outcome && outcome.error().fault == Fault::unavailable);
    }

    void a_database_kept_busy_is_unavailable() {
        Database::Options hasty = with({first});
        hasty.busy_ms = 20;
        Database one(directory_ / "m.sqlite", hasty), two(directory_ / "m.sqlite", hasty);
        need(two.read());
        {
            const Transaction held = need(one.write());
            const auto refused = two.write();
            CPPUNIT_ASSERT(!refused);
            CPPUNIT_ASSERT(refused.error().fault == Fault::unavailable);
            CPPUNIT_ASSERT(has(refused.error().message, "busy"));
            need(two.read());  // readers are not kept waiting
        }
        need(two.write());
    }

    void a_missing_directory_is_named() {
        Database database(directory_ / "absent/m.sqlite", with({first}));
        const auto refused = database.write();
        CPPUNIT_ASSERT(!refused && refused.error().fault == Fault::unavailable);
        CPPUNIT_ASSERT(has(refused.error().message, "absent") && has(refused.error().message, "create it"));
        std::filesystem::create_directory(directory_ / "absent");
        need(database.write());  // found once it is there
    }

    void a_file_that_may_not_be_opened_or_written_is_named() {
        const auto file = directory_ / "m.sqlite";
        { need(Database(file, with({first})).write()); }
        std::filesystem::permissions(directory_.path(), std::filesystem::perms(0755));
        // Permissions do not bind root: another user asks.
        const auto as_nobody = [&](const std::filesystem::path& which, const char* says) {
            return in_child([&] {
                if (geteuid() == 0 && setuid(65534) != 0) return false;
                const auto refused = Database(which, with({first})).write();
                return !refused && refused.error().fault == Fault::unavailable && has(refused.error().message, says);
            });
        };
        chmod(file.c_str(), 0400);
        if (geteuid() == 0) CPPUNIT_ASSERT(ended_well(as_nobody(file, "cannot be opened")));
        chmod(file.c_str(), 0444);
        CPPUNIT_ASSERT(ended_well(as_nobody(file, "cannot be written")));
        if (geteuid() == 0) CPPUNIT_ASSERT(ended_well(as_nobody(directory_ / "new.sqlite", "cannot create")));
        // SQLite gives the files beside it the mode that it had: what the message says to check is made writable.
        for (const char* beside : {"", "-wal", "-shm"}) chmod((file.string() + beside).c_str(), 0600);
        need(Database(file, with({first})).write());
    }

    void a_file_that_is_no_database_is_called_damaged() {
        const auto file = directory_ / "m.sqlite";
        std::ofstream(file) << std::string(5000, 'x');
        const auto refused = Database(file, with({first})).write();
        CPPUNIT_ASSERT(!refused && refused.error().fault == Fault::broken);
        CPPUNIT_ASSERT(has(refused.error().message, "damaged"));
        Database::Options options;
        options.read_only = true;
        CPPUNIT_ASSERT(!Database(file, options).read());
    }

    void many_threads_share_one_database() {
        Database::Options options = with({first});
        options.synchronous = "OFF";
        options.busy_ms = 60'000;
        Database database(directory_ / "m.sqlite", options);
        std::vector<std::thread> threads;
        std::atomic<int> failed{0};
        for (int i = 0; i < 8; ++i) {
            threads.emplace_back([&, i] {
                for (int j = 0; j < 20; ++j) {
                    auto tx = database.write();
                    if (!tx) {
                        ++failed;
                        continue;
                    }
                    tx->prepare("INSERT INTO a (x) VALUES ($1)").bind(1, std::to_string(i * 100 + j)).run();
                    if (!tx->commit()) ++failed;
                }
            });
        }
        for (auto& thread : threads) thread.join();
        CPPUNIT_ASSERT_EQUAL(0, failed.load());
        CPPUNIT_ASSERT_EQUAL(std::int64_t{160}, number(database, "SELECT count(*) FROM a"));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(DatabaseTest);

}  // namespace
}  // namespace secure_export::db
