#include "db/store/schema.h"
#include "tests/unit/service/service_fixture.h"

using namespace secure_export;
using namespace secure_export::test;

// What is decided by the headers alone, before a body is here.
class HeaderLineTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(HeaderLineTest);
    CPPUNIT_TEST(a_good_token_goes_on_and_nothing_is_kept);
    CPPUNIT_TEST(a_bad_token_is_refused_and_recorded_once);
    CPPUNIT_TEST(a_kid_that_nobody_knows_asks_for_one_refresh);
    CPPUNIT_TEST(a_change_of_settings_counts_at_the_next_header);
    CPPUNIT_TEST(who_was_let_in_before_a_change_is_refused_once_the_body_is_here);
    CPPUNIT_TEST(a_refusal_waits_for_nobody_who_writes);
    CPPUNIT_TEST(health_is_nobodys_to_refuse);
    CPPUNIT_TEST_SUITE_END();

    static std::string refusals(ServiceFixture& fixture) {
        fixture.later(std::chrono::seconds(2));
        fixture.work();
        return fixture.ask("SELECT sum(count) FROM rejected_callers");
    }

    void a_good_token_goes_on_and_nothing_is_kept() {
        ServiceFixture fixture;
        CPPUNIT_ASSERT(!fixture.knock(fixture.token()));
        CPPUNIT_ASSERT(!fixture.knock(fixture.token()));
        CPPUNIT_ASSERT_EQUAL(std::string("0"), fixture.ask("SELECT count(*) FROM delivery"));
        CPPUNIT_ASSERT_EQUAL(std::string(""), refusals(fixture));
    }

    void a_bad_token_is_refused_and_recorded_once() {
        ServiceFixture fixture;
        const auto refused = fixture.knock(fixture.token(ServiceFixture::key(), {{"aud", "api://other"}}));
        CPPUNIT_ASSERT(refused);
        CPPUNIT_ASSERT_EQUAL(401, refused->status);
        CPPUNIT_ASSERT_EQUAL(
            403,
            fixture.knock(fixture.token(ServiceFixture::key(), {{"appid", "9c1e0000-1111-4222-8333-444455556666"}}))
                .value_or(Reply{})
                .status);
        CPPUNIT_ASSERT_EQUAL(std::string("2"), refusals(fixture));
    }

    void a_kid_that_nobody_knows_asks_for_one_refresh() {
        ServiceFixture fixture;
        fixture.authority.published = {ServiceFixture::new_key().jwk()};
        fixture.later(std::chrono::minutes(6));
        const int before = fixture.authority.key_set_fetches;
        const std::string token = fixture.token(ServiceFixture::new_key());
        CPPUNIT_ASSERT_EQUAL(503, fixture.knock(token).value_or(Reply{}).status);
        CPPUNIT_ASSERT_EQUAL(503, fixture.knock(token).value_or(Reply{}).status);
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(before + 1, fixture.authority.key_set_fetches);
        CPPUNIT_ASSERT(!fixture.knock(token));
    }

    void a_change_of_settings_counts_at_the_next_header() {
        ServiceFixture fixture;
        CPPUNIT_ASSERT(!fixture.knock(fixture.token()));
        fixture.admin("PUT", "/api/v1/settings", R"({"version":1,"connections":[],"desks":[]})");
        CPPUNIT_ASSERT(
            !fixture.knock(fixture.token()));  // by what was read last; nothing comes of it, see the next test
        CPPUNIT_ASSERT(fixture.knock(fixture.token(ServiceFixture::key(), {{"aud", "api://other"}})));
        CPPUNIT_ASSERT(fixture.knock(fixture.token()));
        fixture.configure();
        fixture.work();
        CPPUNIT_ASSERT(!fixture.knock(fixture.token()));
    }

    void who_was_let_in_before_a_change_is_refused_once_the_body_is_here() {
        ServiceFixture fixture;
        CPPUNIT_ASSERT(!fixture.knock(fixture.token()));
        fixture.admin("PUT", "/api/v1/settings", R"({"version":1,"connections":[],"desks":[]})");
        CPPUNIT_ASSERT(!fixture.knock(fixture.token()));
        CPPUNIT_ASSERT(fixture.post(alert("a1", "Fired")).status != 202);
        CPPUNIT_ASSERT_EQUAL(std::string("1"), refusals(fixture));
    }

    void a_refusal_waits_for_nobody_who_writes() {
        ServiceFixture fixture;
        CPPUNIT_ASSERT(!fixture.knock(fixture.token()));
        db::Database::Options options;
        options.migrations = db::mapping_schema();
        db::Database other(fixture.folder.path() / "secure-export.sqlite", options);
        auto held = other.write();
        CPPUNIT_ASSERT(held);
        CPPUNIT_ASSERT(!fixture.knock(fixture.token()));
        CPPUNIT_ASSERT_EQUAL(
            401,
            fixture.knock(fixture.token(ServiceFixture::key(), {{"aud", "api://other"}})).value_or(Reply{}).status);
    }

    void health_is_nobodys_to_refuse() {
        ServiceFixture fixture;
        Request head;
        head.endpoint = service::Service::endpoints()[1].number;
        head.method = "GET";
        head.path = "/azure-monitor/health";
        int refused = 0;
        fixture.service->authorize({&head, 1}, [&](std::size_t, const Reply&) { ++refused; });
        CPPUNIT_ASSERT_EQUAL(0, refused);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(HeaderLineTest);
