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

bool has(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

class MigrationTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(MigrationTest);
    CPPUNIT_TEST(migrations_run_once_and_only_those_above_the_files_version);
    CPPUNIT_TEST(a_migration_that_fails_leaves_the_version_before_it);
    CPPUNIT_TEST(a_file_of_a_newer_program_is_refused);
    CPPUNIT_TEST(a_reader_makes_no_file_and_writes_nothing);
    CPPUNIT_TEST(views_of_another_text_are_made_anew_without_a_migration);
    CPPUNIT_TEST(a_migration_may_drop_what_an_old_view_names);
    CPPUNIT_TEST(a_reader_leaves_the_views_as_they_are);
    CPPUNIT_TEST(a_file_of_another_program_is_refused_and_stays_as_it_is);
    CPPUNIT_TEST(a_file_of_ours_from_before_stamps_is_known_by_its_tables_and_stamped);
    CPPUNIT_TEST_SUITE_END();

    TemporaryDirectory directory_;

public:
    void migrations_run_once_and_only_those_above_the_files_version() {
        const auto file = directory_ / "m.sqlite";
        { need(Database(file, with({first})).write()); }
        for (int i = 0; i < 2; ++i) need(Database(file, with({first, second})).write());
        Database database(file, with({first, second}));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, number(database, "PRAGMA user_version"));
    }

    void a_migration_that_fails_leaves_the_version_before_it() {
        const auto file = directory_ / "m.sqlite";
        CPPUNIT_ASSERT(!Database(file, with({first, "CREATE TABLE half (x); nonsense"})).write());
        Database database(file, with({first}));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, number(database, "PRAGMA user_version"));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, number(database, "SELECT count(*) FROM sqlite_schema WHERE name='half'"));
    }

    void a_file_of_a_newer_program_is_refused() {
        const auto file = directory_ / "m.sqlite";
        { need(Database(file, with({first, second})).write()); }
        const auto refused = Database(file, with({first})).write();
        CPPUNIT_ASSERT(!refused && refused.error().fault == Fault::broken);
        CPPUNIT_ASSERT(has(refused.error().message, "newer version"));
    }

    void a_reader_makes_no_file_and_writes_nothing() {
        const auto file = directory_ / "m.sqlite";
        Database::Options options = with({first});
        options.read_only = true;
        CPPUNIT_ASSERT(!Database(file, options).read());
        CPPUNIT_ASSERT(!std::filesystem::exists(file));
        { need(Database(file, with({first})).write()); }
        Database reader(file, options);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, number(reader, "SELECT count(*) FROM a"));
        CPPUNIT_ASSERT(!reader.write());
        options.migrations = {first, second};
        const auto old = Database(file, options).read();
        CPPUNIT_ASSERT(!old && has(old.error().message, "start the service once"));
    }

    void views_of_another_text_are_made_anew_without_a_migration() {
        const auto file = directory_ / "m.sqlite";
        Database::Options options = with({first});
        options.views = {"CREATE VIEW v AS SELECT 1 AS n; CREATE VIEW gone AS SELECT 1;", "text 1"};
        { need(Database(file, options).write()); }
        options.views = {"CREATE VIEW v AS SELECT 2 AS n;", "text 2"};
        Database database(file, options);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, number(database, "SELECT n FROM v"));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, number(database, "SELECT count(*) FROM sqlite_schema WHERE type='view'"));
    }

    void a_migration_may_drop_what_an_old_view_names() {
        const auto file = directory_ / "m.sqlite";
        Database::Options options = with({first});
        options.views = {"CREATE VIEW v AS SELECT x FROM a;", "text 1"};
        { need(Database(file, options).write()); }
        options.migrations.push_back("CREATE TABLE b AS SELECT id FROM a; DROP TABLE a; ALTER TABLE b RENAME TO a;");
        options.views = {"CREATE VIEW v AS SELECT id FROM a;", "text 2"};
        Database database(file, options);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, number(database, "SELECT count(*) FROM v"));
    }

    void a_reader_leaves_the_views_as_they_are() {
        const auto file = directory_ / "m.sqlite";
        Database::Options options = with({first});
        options.views = {"CREATE VIEW v AS SELECT 1 AS n;", "text 1"};
        { need(Database(file, options).write()); }
        options.views = {"CREATE VIEW v AS SELECT 2 AS n;", "text 2"};
        options.read_only = true;
        Database database(file, options);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, number(database, "SELECT n FROM v"));
    }

    void a_file_of_another_program_is_refused_and_stays_as_it_is() {
        const auto file = directory_ / "m.sqlite";
        Database::Options options = with({first});
        options.identity = {7, {"a"}};
        for (const char* sql : {"CREATE TABLE recipe (name TEXT);", "CREATE TABLE a (x); PRAGMA application_id = 8;"}) {
            std::filesystem::remove(file);
            { need(Database(file, with({sql})).write()); }
            const auto refused = Database(file, options).write();
            CPPUNIT_ASSERT(!refused && refused.error().fault == Fault::broken);
            CPPUNIT_ASSERT_MESSAGE(refused.error().message, has(refused.error().message, "belongs to another program"));
            Database theirs(file, with({sql}));
            CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, number(theirs, "SELECT count(*) FROM sqlite_schema"));
        }
    }

    void a_file_of_ours_from_before_stamps_is_known_by_its_tables_and_stamped() {
        const auto file = directory_ / "m.sqlite";
        { need(Database(file, with({first})).write()); }
        Database::Options options = with({first});
        options.identity = {7, {"a"}};
        Database database(file, options);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{7}, number(database, "PRAGMA application_id"));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(MigrationTest);

}  // namespace
}  // namespace secure_export::db
