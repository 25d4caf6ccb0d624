// A service that nobody has told whom to let in: an empty, mistyped or unmounted data directory, or one before its
// restore.

#include <algorithm>

#include "tests/unit/service/town.h"

using namespace secure_export;
using namespace secure_export::test;

class WithoutConnectionsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(WithoutConnectionsTest);
    CPPUNIT_TEST(every_post_is_503_whatever_its_token);
    CPPUNIT_TEST(every_header_is_503_whatever_its_token);
    CPPUNIT_TEST(what_was_refused_is_recorded_with_the_reason);
    CPPUNIT_TEST(the_log_says_it_at_the_start);
    CPPUNIT_TEST(a_foreign_tenant_is_401_as_soon_as_there_is_a_connection);
    CPPUNIT_TEST_SUITE_END();

    static constexpr const char* no_settings = R"({"version":1,"connections":[],"desks":[]})";

    static std::vector<std::string> tokens(const Town& town) {
        return {town.token(), town.token(Town::new_key()), town.token(Town::key(), {{"tid", "other"}}), "a.b.c",
                "",           std::string(40'000, 'x')};
    }

    static std::string retry_after(const Reply& reply) {
        for (const auto& [name, value] : reply.headers)
            if (name == "Retry-After") return value;
        return "";
    }

    static std::size_t lines_with(const KeptLog& log, const std::string& part) {
        return static_cast<std::size_t>(
            std::ranges::count_if(log.lines, [&](const std::string& line) { return line.find(part) != line.npos; }));
    }

    // Never configured, and configured once.
    static void with_each(const std::function<void(Town&)>& test) {
        for (const char* kept : {"", no_settings}) {
            Town town;
            if (*kept)
                CPPUNIT_ASSERT_EQUAL(200, town.admin("PUT", "/api/v1/settings", kept).status);
            else
                town.change("DELETE FROM setting");
            town.restart();
            town.log.lines.clear();
            test(town);
        }
    }

    void every_post_is_503_whatever_its_token() {
        with_each([](Town& town) {
            for (const std::string& token : tokens(town)) {
                const Reply reply = town.post({alert("a1", "Fired")}, token).at(0);
                CPPUNIT_ASSERT_EQUAL_MESSAGE(token, 503, reply.status);
                CPPUNIT_ASSERT_EQUAL(std::string("5"), retry_after(reply));
            }
            CPPUNIT_ASSERT_EQUAL(std::string("0"), town.ask("SELECT count(*) FROM delivery"));
        });
    }

    void every_header_is_503_whatever_its_token() {
        with_each([](Town& town) {
            for (const std::string& token : tokens(town)) {
                const auto refusal = town.knock(token);
                CPPUNIT_ASSERT(refusal);
                CPPUNIT_ASSERT_EQUAL_MESSAGE(token, 503, refusal->status);
                CPPUNIT_ASSERT_EQUAL(std::string("5"), retry_after(*refusal));
            }
        });
    }

    void what_was_refused_is_recorded_with_the_reason() {
        with_each([](Town& town) {
            town.post({alert("a1", "Fired")}, town.token());
            town.knock(town.token());
            town.later(Seconds(2));
            town.work();
            CPPUNIT_ASSERT_EQUAL(std::string("503 no_connection 2"),
                                 town.ask("SELECT status || ' ' || failed_check || ' ' || sum(count) FROM "
                                          "rejected_callers"));
            const std::string detail = town.ask("SELECT last_detail FROM rejected_callers");
            CPPUNIT_ASSERT_MESSAGE(detail, detail.find("import settings") != detail.npos);
            CPPUNIT_ASSERT_MESSAGE(detail, detail.find(town.folder.path().string()) != detail.npos);
        });
    }

    void the_log_says_it_at_the_start() {
        with_each([](Town& town) {
            town.work();
            town.work();
            CPPUNIT_ASSERT_EQUAL(std::size_t(1), lines_with(town.log, "every alert is answered 503"));
        });
        Town town;
        town.restart();
        town.work();
        CPPUNIT_ASSERT_EQUAL(std::size_t(0), lines_with(town.log, "every alert is answered"));
        town.configure("new", R"(,"enabled":false)");
        town.restart();
        town.work();
        CPPUNIT_ASSERT_EQUAL(std::size_t(1), lines_with(town.log, "every alert is answered 403"));
    }

    void a_foreign_tenant_is_401_as_soon_as_there_is_a_connection() {
        Town town;
        const std::string foreign = town.token(Town::key(), {{"tid", "99999999-2222-3333-4444-555555555555"}});
        CPPUNIT_ASSERT_EQUAL(401, town.post({alert("a1", "Fired")}, foreign).at(0).status);
        CPPUNIT_ASSERT_EQUAL(401, town.knock(foreign).value_or(Reply{}).status);
        CPPUNIT_ASSERT_EQUAL(200, town.admin("PUT", "/api/v1/settings", no_settings).status);
        CPPUNIT_ASSERT_EQUAL(503, town.post({alert("a1", "Fired")}, foreign).at(0).status);
        town.configure();
        CPPUNIT_ASSERT_EQUAL(401, town.post({alert("a1", "Fired")}, foreign).at(0).status);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(WithoutConnectionsTest);
