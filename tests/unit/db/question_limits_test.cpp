// What an operator's question may use: functions, tables, time, memory.

#include <fstream>

#include "db/store/views.h"
#include "support.h"

namespace secure_export::db {
namespace {

using Rows = std::vector<std::vector<std::optional<std::string>>>;

const std::string forever = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) ";

// The most memory that this process ever had, in bytes.
std::size_t peak() {
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;)
        if (word == "VmHWM:") {
            std::size_t kibibytes = 0;
            status >> kibibytes;
            return kibibytes << 10;
        }
    return 0;
}
void forget_peak() { std::ofstream("/proc/self/clear_refs") << 5; }

class QuestionLimitsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(QuestionLimitsTest);
    CPPUNIT_TEST(functions_that_questions_need_are_there);
    CPPUNIT_TEST(functions_that_tell_addresses_or_make_bytes_are_not);
    CPPUNIT_TEST(tables_that_are_not_the_files_are_closed);
    CPPUNIT_TEST(each_limit_is_named);
    CPPUNIT_TEST(memory_stays_within_bounds);
    CPPUNIT_TEST(a_short_text_that_doubles_its_work_is_stopped);
    CPPUNIT_TEST(blobs_are_shown_in_digits);
    CPPUNIT_TEST_SUITE_END();

    TemporaryDirectory directory_;
    Database database_{directory_ / "m.sqlite", quick_mapping()};

    Outcome ask(const std::string& sql, Rows* rows = nullptr, int max = 100000) {
        return query_sql(database_, sql, max, [&](const auto& row) {
            if (rows) rows->push_back(row);
        });
    }
    std::string one(const std::string& sql) {
        Rows rows;
        const Outcome asked = ask(sql, &rows);
        CPPUNIT_ASSERT_MESSAGE(sql + ": " + (asked ? "" : asked.error().message), asked);
        return rows.at(1).at(0).value_or("NULL");
    }
    void refused(const std::string& sql, const std::string& words) {
        const Outcome asked = ask(sql);
        CPPUNIT_ASSERT_MESSAGE(sql, !asked && asked.error().fault == Fault::invalid);
        CPPUNIT_ASSERT_MESSAGE(sql + ": " + asked.error().message,
                               asked.error().message.find(words) != std::string::npos);
    }

    void functions_that_questions_need_are_there() {
        CPPUNIT_ASSERT_EQUAL(std::string("A,2"), one("SELECT UPPER(substr('abc', 1, 1)) || ',' || round(1.9 + 0.2)"
                                                     " WHERE 'abc' LIKE 'A%' AND 'abc' GLOB 'a*'")
                                                     .substr(0, 3));
        CPPUNIT_ASSERT_EQUAL(std::string("2026"), one("SELECT strftime('%Y', '2026-01-01')"));
        CPPUNIT_ASSERT_EQUAL(std::string("2"), one("SELECT json_extract('{\"a\":[1,2]}', '$.a[1]')"));
        CPPUNIT_ASSERT_EQUAL(std::string("2"), one("SELECT '{\"a\":2}' ->> 'a'"));
        CPPUNIT_ASSERT_EQUAL(std::string("1"), one("WITH x AS (SELECT 1) SELECT count(*) FROM x"));
        CPPUNIT_ASSERT_EQUAL(std::string("1"), one("SELECT row_number() OVER (ORDER BY name) FROM sqlite_schema"));
        CPPUNIT_ASSERT_EQUAL(std::string("1;2"),
                             one("SELECT group_concat(a, ';') FROM (SELECT 1 AS a UNION SELECT 2)"));
        CPPUNIT_ASSERT_EQUAL(std::string("07"), one("SELECT printf('%02d', coalesce(NULL, nullif(7, 8)))"));
        CPPUNIT_ASSERT(one("SELECT CURRENT_TIMESTAMP") != "NULL");
        for (const View& view : views()) CPPUNIT_ASSERT(ask("SELECT * FROM " + std::string(view.name)));
    }

    void functions_that_tell_addresses_or_make_bytes_are_not() {
        for (const char* call : {"fts3_tokenizer('simple')", "FTS3_Tokenizer('simple', x'00')", "load_extension('x')",
                                 "\"load_extension\"('x')", "randomblob(9)", "zeroblob(9)", "sqlite_log(1, 'x')",
                                 "sqlite_compileoption_get(1)", "rtreenode(2, x'00')", "matchinfo(1)", "fts5(1)"}) {
            const std::string sql = "SELECT " + std::string(call);
            const std::string name(call, std::string(call).find('('));
            refused(sql, name.starts_with("\"") ? "load_extension() is not allowed" : "() is not allowed here");
        }
        refused("SELECT 1 WHERE 'a' MATCH 'b'", "");
        refused("SELECT 1 WHERE 'a' REGEXP 'b'", "");
    }

    void tables_that_are_not_the_files_are_closed() {
        for (const char* table : {"dbstat", "sqlite_stmt", "fts3tokenize('simple')", "pragma_table_info('story')",
                                  "pragma_function_list", "pragma_database_list", "secret", "main.SECRET"})
            refused("SELECT * FROM " + std::string(table), "");
        refused("SELECT count(*) FROM dbstat", "");
        refused("SELECT count(*) FROM secret", "tables and views");
        refused("SELECT 1 FROM secret", "tables and views");
        refused("SELECT (SELECT count(*) FROM secret)", "");
    }

    void each_limit_is_named() {
        CPPUNIT_ASSERT_EQUAL(std::string("NULL"), one("SELECT printf('%.*c', 5000000, 'x')"));  // SQLite's own way
        refused("SELECT replace(hex(printf('%.*c', 900000, 'x')), '7', printf('%.*c', 1000, 'y'))", "at most 4 MiB");
        refused("SELECT '" + std::string(70000, 'x') + "'", "64 KiB");
        for (const char* bytes : {"1000000", "4000000"})
            refused(forever + "SELECT printf('%.*c', " + bytes + ", 'x') FROM n", "larger than 16 MiB");
        refused(forever + "SELECT i, '', '', '', '', '', '', '', '', '', '', '', '' FROM n", "larger than 16 MiB");
        std::string columns = "0";
        for (int i = 0; i < 200; ++i) columns += ", printf('%.*c', 2000000, 'x')";
        refused("SELECT " + columns, "too many columns");
        columns = "0";
        for (int i = 0; i < 120; ++i) columns += ", printf('%.*c', 2000000, 'x')";
        refused("SELECT " + columns, "48 MiB of memory");
        CPPUNIT_ASSERT_EQUAL(std::size_t{1000000}, one("SELECT printf('%.*c', 1000000, 'x')").size());
        // A sixteenth of what is too much, at the next try: nothing of a limit stays behind.
        CPPUNIT_ASSERT(ask(forever + "SELECT printf('%.*c', 1000000, 'x') FROM n LIMIT 15"));
    }

    void memory_stays_within_bounds() {
#ifdef __SANITIZE_THREAD__  // it keeps some bytes of its own beside each of ours
        const std::size_t bound = std::size_t{500} << 20;
#else
        const std::size_t bound = std::size_t{100} << 20;
#endif
        forget_peak();
        const std::size_t before = peak();
        for (const std::string& sql :
             {forever + "SELECT printf('%.*c', 4000000, 'x') FROM n",
              std::string(
                  "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT printf('%.*c', 1900000, "
                  "x) FROM c"),
              std::string(
                  "WITH RECURSIVE c(x) AS (SELECT printf('%.*c', 1900000, 'x') UNION ALL SELECT x || 'y' FROM c) "
                  "SELECT x FROM c LIMIT 8"),
              forever + "SELECT hex(printf('%.*c', 900000, 'x')) AS a, i FROM n LIMIT 8"}) {
            Rows kept;
            const Outcome asked = ask(sql, &kept);
            CPPUNIT_ASSERT(asked || asked.error().fault == Fault::invalid);
        }
        CPPUNIT_ASSERT_MESSAGE(std::to_string(peak() - before), peak() - before < bound);
    }

    void a_short_text_that_doubles_its_work_is_stopped() {
        std::string sql = "WITH t0 AS (SELECT 1 AS x)";
        for (int i = 1; i < 30; ++i)
            sql += ", t" + std::to_string(i) + " AS (SELECT a.x FROM t" + std::to_string(i - 1) + " AS a, t" +
                   std::to_string(i - 1) + " AS b)";
        refused(sql + " SELECT count(*) FROM t29", "48 MiB of memory");  // it would take hours
    }

    void blobs_are_shown_in_digits() {
        CPPUNIT_ASSERT_EQUAL(std::string("x'ff00a9'"), one("SELECT x'FF00A9'"));
        CPPUNIT_ASSERT_EQUAL(std::string("x''"), one("SELECT x''"));
        CPPUNIT_ASSERT_EQUAL(std::string("a"), one("SELECT CAST(x'61' AS TEXT)"));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(QuestionLimitsTest);

}  // namespace
}  // namespace secure_export::db
