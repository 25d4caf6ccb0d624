// A service that nobody has told whom to let in: an empty, mistyped or unmounted data directory, or one before its
// restore.

#include <algorithm>

#include "tests/unit/service/service_fixture.h"

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

    static std::vector<std::string> tokens(const ServiceFixture& fixture) {
        return {fixture.token(),
                fixture.token(ServiceFixture::new_key()),
                fixture.token(ServiceFixture::key(), {{"tid", "other"}}),
                "a.b.c",
                "",
                std::string(40'000, 'x')};
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
    static void with_each(const std::function<void(ServiceFixture&)>& test) {
        for (const char* kept : {"", no_settings}) {
            ServiceFixture fixture;
            if (*kept)
                CPPUNIT_ASSERT_EQUAL(200, fixture.admin("PUT", "/api/v1/settings", kept).status);
            else
                fixture.change("DELETE FROM setting");
            fixture.restart();
            fixture.log.lines.clear();
            test(fixture);
        }
    }

    void every_post_is_503_whatever_its_token() {
        with_each([](ServiceFixture& fixture) {
            for (const std::string& token : tokens(fixture)) {
                const Reply reply = fixture.post({alert("a1", "Fired")}, token).at(0);
                CPPUNIT_ASSERT_EQUAL_MESSAGE(token, 503, reply.status);
                CPPUNIT_ASSERT_EQUAL(std::string("5"), retry_after(reply));
            }
            CPPUNIT_ASSERT_EQUAL(std::string("0"), fixture.ask("SELECT count(*) FROM delivery"));
        });
    }

    void every_header_is_503_whatever_its_token() {
        with_each([](ServiceFixture& fixture) {
            for (const std::string& token : tokens(fixture)) {
                const auto refusal = fixture.knock(token);
                CPPUNIT_ASSERT(refusal);
                CPPUNIT_ASSERT_EQUAL_MESSAGE(token, 503, refusal->status);
                CPPUNIT_ASSERT_EQUAL(std::string("5"), retry_after(*refusal));
            }
        });
    }

    void what_was_refused_is_recorded_with_the_reason() {
        with_each([](ServiceFixture& fixture) {
            fixture.post({alert("a1", "Fired")}, fixture.token());
            fixture.knock(fixture.token());
            fixture.later(Seconds(2));
            fixture.work();
            CPPUNIT_ASSERT_EQUAL(std::string("503 no_connection 2"),
                                 fixture.ask("SELECT status || ' ' || failed_check || ' ' || sum(count) FROM "
                                             "rejected_callers"));
            const std::string detail = fixture.ask("SELECT last_detail FROM rejected_callers");
            CPPUNIT_ASSERT_MESSAGE(detail, detail.find("import settings") != detail.npos);
            CPPUNIT_ASSERT_MESSAGE(detail, detail.find(fixture.folder.path().string()) != detail.npos);
        });
    }

    void the_log_says_it_at_the_start() {
        with_each([](ServiceFixture& fixture) {
            fixture.work();
            fixture.work();
            CPPUNIT_ASSERT_EQUAL(std::size_t(1), lines_with(fixture.log, "every alert is answered 503"));
        });
        ServiceFixture fixture;
        fixture.restart();
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(std::size_t(0), lines_with(fixture.log, "every alert is answered"));
        fixture.configure("new", R"(,"enabled":false)");
        fixture.restart();
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(std::size_t(1), lines_with(fixture.log, "every alert is answered 403"));
    }

    void a_foreign_tenant_is_401_as_soon_as_there_is_a_connection() {
        ServiceFixture fixture;
        const std::string foreign =
            fixture.token(ServiceFixture::key(), {{"tid", "99999999-2222-3333-4444-555555555555"}});
        CPPUNIT_ASSERT_EQUAL(401, fixture.post({alert("a1", "Fired")}, foreign).at(0).status);
        CPPUNIT_ASSERT_EQUAL(401, fixture.knock(foreign).value_or(Reply{}).status);
        CPPUNIT_ASSERT_EQUAL(200, fixture.admin("PUT", "/api/v1/settings", no_settings).status);
        CPPUNIT_ASSERT_EQUAL(503, fixture.post({alert("a1", "Fired")}, foreign).at(0).status);
        fixture.configure();
        CPPUNIT_ASSERT_EQUAL(401, fixture.post({alert("a1", "Fired")}, foreign).at(0).status);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(WithoutConnectionsTest);
