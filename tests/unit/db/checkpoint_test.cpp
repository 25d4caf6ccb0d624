#include <sqlite3.h>

#include "support.h"

namespace secure_export::db {
namespace {

constexpr const char* table = "CREATE TABLE a (id INTEGER PRIMARY KEY, x TEXT)";

Database::Options with_bound(int pages) {
    Database::Options options;
    options.migrations = {table};
    options.synchronous = "OFF";
    options.pages_of_log = pages;
    return options;
}

// Some more than a thousand pages of log, in one commit.
void fill(Database& database) {
    in_write(database, [](Transaction& tx) {
        Statement insert = tx.prepare("INSERT INTO a (x) VALUES ($1)");
        for (int i = 0; i < 1100; ++i) insert.run_with(std::string(4096, 'x'));
    });
}

class CheckpointTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(CheckpointTest);
    CPPUNIT_TEST(a_commit_leaves_the_log_to_the_checkpoint_which_empties_it_into_the_file);
    CPPUNIT_TEST(a_commit_empties_a_log_that_has_reached_its_bound);
    CPPUNIT_TEST(a_checkpoint_does_what_a_reader_lets_it_and_the_rest_later);
    CPPUNIT_TEST(a_checkpoint_waits_for_nobody_who_writes);
    CPPUNIT_TEST(a_database_for_questions_is_made_where_it_is_missing_and_takes_no_writes);
    CPPUNIT_TEST(as_many_transactions_are_under_way_as_there_are_connections);
    CPPUNIT_TEST(a_child_opens_every_connection_for_itself);
    CPPUNIT_TEST_SUITE_END();

    TemporaryDirectory directory_;
    std::filesystem::path file() const { return directory_ / "m.sqlite"; }
    std::uintmax_t size() const { return std::filesystem::file_size(file()); }

public:
    void a_commit_leaves_the_log_to_the_checkpoint_which_empties_it_into_the_file() {
        Database database(file(), with_bound(16'000));
        fill(database);
        CPPUNIT_ASSERT(size() < 1'000'000);
        need(database.checkpoint());
        CPPUNIT_ASSERT(size() > 4'000'000);
        // The log is begun anew: what is committed next does not make it longer.
        const auto log = std::filesystem::file_size(file().string() + "-wal");
        in_write(database, [](Transaction& tx) { tx.prepare("INSERT INTO a (x) VALUES ('small')").run(); });
        CPPUNIT_ASSERT_EQUAL(log, std::filesystem::file_size(file().string() + "-wal"));
    }

    void a_commit_empties_a_log_that_has_reached_its_bound() {
        Database database(file(), with_bound(1000));
        fill(database);
        CPPUNIT_ASSERT(size() > 4'000'000);
    }

    void a_checkpoint_does_what_a_reader_lets_it_and_the_rest_later() {
        Database database(file(), with_bound(16'000)), other(file(), with_bound(16'000));
        in_write(database, [](Transaction& tx) { tx.prepare("INSERT INTO a (x) VALUES ('small')").run(); });
        {
            const Transaction reading = need(other.read());
            fill(database);
            need(database.checkpoint());
            CPPUNIT_ASSERT(size() < 1'000'000);
        }
        need(database.checkpoint());
        CPPUNIT_ASSERT(size() > 4'000'000);
    }

    void a_checkpoint_waits_for_nobody_who_writes() {
        Database database(file(), with_bound(16'000));
        fill(database);
        const Transaction writing = need(database.write());
        need(database.checkpoint());
        CPPUNIT_ASSERT(size() > 4'000'000);
    }

    void a_database_for_questions_is_made_where_it_is_missing_and_takes_no_writes() {
        Database database(file(), screen_options());
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, number(database, "SELECT count(*) FROM delivery"));
        const auto refused = database.write();
        CPPUNIT_ASSERT(!refused && refused.error().fault == Fault::invalid);
        Transaction tx = need(database.read());
        // Past the engine, too.
        CPPUNIT_ASSERT(SQLITE_OK != sqlite3_exec(handle_of(tx), "DELETE FROM setting", nullptr, nullptr, nullptr));
    }

    void as_many_transactions_are_under_way_as_there_are_connections() {
        Database::Options options = screen_options();
        options.connections = 2;
        options.busy_ms = 1;
        Database database(file(), options);
        const Transaction one = need(database.read());
        {
            const Transaction two = need(database.read());
            const auto three = database.read();
            CPPUNIT_ASSERT(!three && three.error().fault == Fault::unavailable);
        }
        need(database.read());
    }

    // The mechanism: rows alone would come over an inherited handle as well.  A handle is told from another by the
    // limit that was set on it.
    void a_child_opens_every_connection_for_itself() {
        Database::Options options = screen_options();
        options.connections = 2;
        Database database(file(), options);
        const auto both = [&](const std::function<void(sqlite3*)>& with) {
            Transaction one = need(database.read()), two = need(database.read());
            with(handle_of(one));
            with(handle_of(two));
        };
        both([](sqlite3* handle) { sqlite3_limit(handle, SQLITE_LIMIT_VDBE_OP, 12345); });
        CPPUNIT_ASSERT(ended_well(in_child([&] {
            int fresh = 0;
            both([&](sqlite3* handle) { fresh += sqlite3_limit(handle, SQLITE_LIMIT_VDBE_OP, -1) != 12345; });
            return fresh == 2;
        })));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, number(database, "SELECT count(*) FROM delivery"));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(CheckpointTest);

}  // namespace
}  // namespace secure_export::db
