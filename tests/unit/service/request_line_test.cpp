#include "db/store/schema.h"
#include "tests/unit/service/service_fixture.h"

using namespace secure_export;
using namespace secure_export::test;

class RequestLineTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(RequestLineTest);
    CPPUNIT_TEST(what_was_answered_202_is_in_the_database);
    CPPUNIT_TEST(a_batch_is_answered_one_by_one_and_repeats_in_it_are_told);
    CPPUNIT_TEST(a_bad_token_leaves_nothing_but_the_record_of_its_refusal);
    CPPUNIT_TEST(a_kid_that_nobody_knows_asks_for_one_refresh_and_is_503_until_it_is_done);
    CPPUNIT_TEST(a_key_that_rolled_over_right_after_a_fetch_is_found);
    CPPUNIT_TEST(an_outage_of_the_authority_keeps_the_last_good_keys_also_over_a_restart);
    CPPUNIT_TEST(without_any_keys_alerts_are_answered_503);
    CPPUNIT_TEST(a_database_that_is_locked_is_503_with_retry_after);
    CPPUNIT_TEST(malformed_json_is_400_and_recorded);
    CPPUNIT_TEST(a_compressed_body_is_415);
    CPPUNIT_TEST(a_subscription_outside_the_allow_list_is_403);
    CPPUNIT_TEST(a_disabled_connection_takes_nothing);
    CPPUNIT_TEST(a_change_of_settings_counts_at_the_next_request);
    CPPUNIT_TEST(health_tells_state_and_age_but_no_names);
    CPPUNIT_TEST_SUITE_END();

    void what_was_answered_202_is_in_the_database() {
        ServiceFixture fixture;
        const Reply reply = fixture.post(alert("a1", "Fired"));
        CPPUNIT_ASSERT_EQUAL(202, reply.status);
        CPPUNIT_ASSERT_EQUAL(
            std::string(R"({"status":"accepted","delivery":")") + fixture.ask("SELECT id FROM delivery") + "\"}",
            reply.body);
        CPPUNIT_ASSERT_EQUAL(alert("a1", "Fired"), fixture.admin("GET", "/api/v1/deliveries/1/body").body);
    }

    void a_batch_is_answered_one_by_one_and_repeats_in_it_are_told() {
        ServiceFixture fixture;
        const auto replies =
            fixture.post({alert("a1", "Fired"), alert("a1", "Fired"), "{", alert("a2", "Fired")}, fixture.token());
        CPPUNIT_ASSERT_EQUAL(202, replies[0].status);
        CPPUNIT_ASSERT(replies[0].body.find("accepted") != std::string::npos);
        CPPUNIT_ASSERT_EQUAL(202, replies[1].status);
        CPPUNIT_ASSERT(replies[1].body.find("duplicate") != std::string::npos);
        CPPUNIT_ASSERT_EQUAL(400, replies[2].status);
        CPPUNIT_ASSERT_EQUAL(202, replies[3].status);
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(std::size_t(2), fixture.people().incidents());
    }

    void a_bad_token_leaves_nothing_but_the_record_of_its_refusal() {
        ServiceFixture fixture;
        const Reply refused =
            fixture.post({alert("a1", "Fired")}, fixture.token(ServiceFixture::key(), {{"aud", "api://other"}})).at(0);
        CPPUNIT_ASSERT_EQUAL(401, refused.status);
        CPPUNIT_ASSERT(refused.body.find("aud") == std::string::npos);  // which check failed is not told
        CPPUNIT_ASSERT_EQUAL(std::string("0"), fixture.ask("SELECT count(*) FROM delivery"));
        CPPUNIT_ASSERT_EQUAL(std::string("audience"), fixture.ask("SELECT failed_check FROM rejected_callers"));
        CPPUNIT_ASSERT_EQUAL(202, fixture.post(alert("a1", "Fired")).status);
    }

    void a_kid_that_nobody_knows_asks_for_one_refresh_and_is_503_until_it_is_done() {
        ServiceFixture fixture;
        fixture.later(std::chrono::minutes(1));
        const int before = fixture.authority.key_set_fetches;
        const auto status = [&] {
            return fixture.post({alert("a1", "Fired")}, fixture.token(ServiceFixture::new_key())).at(0).status;
        };
        CPPUNIT_ASSERT_EQUAL(503, status());
        CPPUNIT_ASSERT_EQUAL(503, status());
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(before + 1, fixture.authority.key_set_fetches);
        CPPUNIT_ASSERT_EQUAL(401, status());
        fixture.later(std::chrono::minutes(4));
        CPPUNIT_ASSERT_EQUAL(401, status());
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(before + 1, fixture.authority.key_set_fetches);
        fixture.later(std::chrono::minutes(2));
        CPPUNIT_ASSERT_EQUAL(503, status());
    }

    void a_key_that_rolled_over_right_after_a_fetch_is_found() {
        ServiceFixture fixture;
        fixture.authority.published = {ServiceFixture::new_key().jwk()};
        CPPUNIT_ASSERT_EQUAL(
            503, fixture.post({alert("a1", "Fired")}, fixture.token(ServiceFixture::new_key())).at(0).status);
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(
            202, fixture.post({alert("a1", "Fired")}, fixture.token(ServiceFixture::new_key())).at(0).status);
        // The old key is gone from the set, and a token of it that was verified before is not remembered either.
        CPPUNIT_ASSERT_EQUAL(401,
                             fixture.post({alert("a2", "Fired")}, fixture.token(ServiceFixture::key())).at(0).status);
    }

    void an_outage_of_the_authority_keeps_the_last_good_keys_also_over_a_restart() {
        ServiceFixture fixture;
        fixture.authority.unreachable = true;
        fixture.later(std::chrono::hours(2));
        fixture.work();
        fixture.restart();
        CPPUNIT_ASSERT_EQUAL(202, fixture.post(alert("a1", "Fired")).status);
    }

    void without_any_keys_alerts_are_answered_503() {
        ServiceFixture fixture;
        fixture.authority.unreachable = true;
        fixture.admin("PUT", "/api/v1/settings", R"({"version":1,"connections":[],"desks":[]})");
        fixture.configure();
        fixture.work();
        const Reply reply = fixture.post(alert("a1", "Fired"));
        CPPUNIT_ASSERT_EQUAL(503, reply.status);
        fixture.authority.unreachable = false;
        fixture.later(std::chrono::minutes(6));
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(202, fixture.post(alert("a1", "Fired")).status);
    }

    void a_database_that_is_locked_is_503_with_retry_after() {
        ServiceFixture fixture;
        db::Database other(fixture.folder.path() / "secure-export.sqlite", db::mapping_options());
        {
            auto held = other.write();
            CPPUNIT_ASSERT(held);
            const Reply reply = fixture.post(alert("a1", "Fired"));
            CPPUNIT_ASSERT_EQUAL(503, reply.status);
            CPPUNIT_ASSERT_EQUAL(std::string("Retry-After"), reply.headers.back().first);
        }
        CPPUNIT_ASSERT_EQUAL(202, fixture.post(alert("a1", "Fired")).status);
    }

    void malformed_json_is_400_and_recorded() {
        ServiceFixture fixture;
        CPPUNIT_ASSERT_EQUAL(400, fixture.post("{\"schemaId\":").status);
        CPPUNIT_ASSERT_EQUAL(std::string("malformed_json"), fixture.ask("SELECT failed_check FROM rejected_callers"));
        CPPUNIT_ASSERT_EQUAL(202, fixture.post("{\"schemaId\":1}").status);
    }

    void a_compressed_body_is_415() {
        ServiceFixture fixture;
        const std::string headers = "Content-Encoding: gzip\nAuthorization: Bearer " + fixture.token() + "\n",
                          body = alert("a1", "Fired");
        Request request;
        request.endpoint = service::Service::endpoints()[0].number;
        request.headers = headers;
        request.body = body;
        int status = 0;
        fixture.service->handle({&request, 1}, [&](std::size_t, const Reply& reply) { status = reply.status; });
        CPPUNIT_ASSERT_EQUAL(415, status);
    }

    void a_subscription_outside_the_allow_list_is_403() {
        ServiceFixture fixture;
        const auto allow = [&](const std::string& subscription) {
            std::string document = fixture.admin("GET", "/api/v1/settings").body;
            const std::string key = "\"allowed_subscriptions\" : ";
            const std::size_t at = document.find(key) + key.size(), end = document.find(']', at);
            document.replace(at, end + 1 - at, "[\"" + subscription + "\"]");
            CPPUNIT_ASSERT_EQUAL(200, fixture.admin("PUT", "/api/v1/settings", document).status);
        };
        std::string body = alert("a1", "Fired");
        const std::string allowed = "aaaaaaaa-0000-0000-0000-00000000000b";
        while (body.find("/s1/") != std::string::npos) body.replace(body.find("/s1/"), 4, "/" + allowed + "/");
        allow("aaaaaaaa-0000-0000-0000-00000000000c");
        CPPUNIT_ASSERT_EQUAL(403, fixture.post(body).status);
        allow(allowed);
        CPPUNIT_ASSERT_EQUAL(202, fixture.post(body).status);
    }

    void a_disabled_connection_takes_nothing() {
        ServiceFixture fixture;
        std::string document = fixture.admin("GET", "/api/v1/settings").body;
        document.replace(document.find("\"enabled\" : true"), 16, "\"enabled\" : false");
        CPPUNIT_ASSERT_EQUAL(200, fixture.admin("PUT", "/api/v1/settings", document).status);
        CPPUNIT_ASSERT_EQUAL(403, fixture.post(alert("a1", "Fired")).status);
        CPPUNIT_ASSERT_EQUAL(std::string("0"), fixture.ask("SELECT count(*) FROM delivery"));
    }

    void a_change_of_settings_counts_at_the_next_request() {
        ServiceFixture fixture;
        CPPUNIT_ASSERT_EQUAL(202, fixture.post(alert("a1", "Fired")).status);
        service::Service other({fixture.folder.path(), fixture.clock, fixture.zones, fixture.log, fixture.authority,
                                nullptr});  // another process
        Request change;
        const std::string document = R"({"version":1,"connections":[],"desks":[]})";
        for (const service::Endpoint& endpoint : service::Service::endpoints())
            if (std::string_view(endpoint.method) == "PUT") change.endpoint = endpoint.number;
        change.method = "PUT";
        change.path = "/api/v1/settings";
        change.body = document;
        int status = 0;
        other.handle({&change, 1}, [&](std::size_t, const Reply& reply) { status = reply.status; });
        CPPUNIT_ASSERT_EQUAL(200, status);
        CPPUNIT_ASSERT_EQUAL(503, fixture.post(alert("a2", "Fired")).status);
    }

    void health_tells_state_and_age_but_no_names() {
        ServiceFixture fixture;
        fixture.later(std::chrono::seconds(90));
        Request request;
        request.endpoint = service::Service::endpoints()[1].number;
        Reply reply;
        fixture.service->handle({&request, 1}, [&](std::size_t, const Reply& given) { reply = given; });
        CPPUNIT_ASSERT_EQUAL(200, reply.status);
        CPPUNIT_ASSERT(reply.body.find("\"database\":\"writable\"") != std::string::npos);
        CPPUNIT_ASSERT(reply.body.find("\"oldest_age_seconds\":90") != std::string::npos);
        CPPUNIT_ASSERT(reply.body.find("contoso") == std::string::npos);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(RequestLineTest);
