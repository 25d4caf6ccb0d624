#include "db/store/schema.h"
#include "tests/unit/service/town.h"

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

    static std::string refusals(Town& town) {
        town.later(std::chrono::seconds(2));
        town.work();
        return town.ask("SELECT sum(count) FROM rejected_callers");
    }

    void a_good_token_goes_on_and_nothing_is_kept() {
        Town town;
        CPPUNIT_ASSERT(!town.knock(town.token()));
        CPPUNIT_ASSERT(!town.knock(town.token()));
        CPPUNIT_ASSERT_EQUAL(std::string("0"), town.ask("SELECT count(*) FROM delivery"));
        CPPUNIT_ASSERT_EQUAL(std::string(""), refusals(town));
    }

    void a_bad_token_is_refused_and_recorded_once() {
        Town town;
        const auto refused = town.knock(town.token(Town::key(), {{"aud", "api://other"}}));
        CPPUNIT_ASSERT(refused);
        CPPUNIT_ASSERT_EQUAL(401, refused->status);
        CPPUNIT_ASSERT_EQUAL(403,
                             town.knock(town.token(Town::key(), {{"appid", "9c1e0000-1111-4222-8333-444455556666"}}))
                                 .value_or(Reply{})
                                 .status);
        CPPUNIT_ASSERT_EQUAL(std::string("2"), refusals(town));
    }

    void a_kid_that_nobody_knows_asks_for_one_refresh() {
        Town town;
        town.authority.published = {Town::new_key().jwk()};
        town.later(std::chrono::minutes(6));
        const int before = town.authority.key_set_fetches;
        const std::string token = town.token(Town::new_key());
        CPPUNIT_ASSERT_EQUAL(503, town.knock(token).value_or(Reply{}).status);
        CPPUNIT_ASSERT_EQUAL(503, town.knock(token).value_or(Reply{}).status);
        town.work();
        CPPUNIT_ASSERT_EQUAL(before + 1, town.authority.key_set_fetches);
        CPPUNIT_ASSERT(!town.knock(token));
    }

    void a_change_of_settings_counts_at_the_next_header() {
        Town town;
        CPPUNIT_ASSERT(!town.knock(town.token()));
        town.admin("PUT", "/api/v1/settings", R"({"version":1,"connections":[],"desks":[]})");
        CPPUNIT_ASSERT(!town.knock(town.token()));  // by what was read last; nothing comes of it, see the next test
        CPPUNIT_ASSERT(town.knock(town.token(Town::key(), {{"aud", "api://other"}})));
        CPPUNIT_ASSERT(town.knock(town.token()));
        town.configure();
        town.work();
        CPPUNIT_ASSERT(!town.knock(town.token()));
    }

    void who_was_let_in_before_a_change_is_refused_once_the_body_is_here() {
        Town town;
        CPPUNIT_ASSERT(!town.knock(town.token()));
        town.admin("PUT", "/api/v1/settings", R"({"version":1,"connections":[],"desks":[]})");
        CPPUNIT_ASSERT(!town.knock(town.token()));
        CPPUNIT_ASSERT(town.post(alert("a1", "Fired")).status != 202);
        CPPUNIT_ASSERT_EQUAL(std::string("1"), refusals(town));
    }

    void a_refusal_waits_for_nobody_who_writes() {
        Town town;
        CPPUNIT_ASSERT(!town.knock(town.token()));
        db::Database::Options options;
        options.migrations = db::mapping_schema();
        db::Database other(town.folder.path() / "secure-export.sqlite", options);
        auto held = other.write();
        CPPUNIT_ASSERT(held);
        CPPUNIT_ASSERT(!town.knock(town.token()));
        CPPUNIT_ASSERT_EQUAL(401,
                             town.knock(town.token(Town::key(), {{"aud", "api://other"}})).value_or(Reply{}).status);
    }

    void health_is_nobodys_to_refuse() {
        Town town;
        Request head;
        head.endpoint = service::Service::endpoints()[1].number;
        head.method = "GET";
        head.path = "/azure-monitor/health";
        int refused = 0;
        town.service->authorize({&head, 1}, [&](std::size_t, const Reply&) { ++refused; });
        CPPUNIT_ASSERT_EQUAL(0, refused);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(HeaderLineTest);
