#include "db/store/schema.h"
#include "tests/unit/service/town.h"

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
        Town town;
        const Reply reply = town.post(alert("a1", "Fired"));
        CPPUNIT_ASSERT_EQUAL(202, reply.status);
        CPPUNIT_ASSERT_EQUAL(
            std::string(R"({"status":"accepted","delivery":")") + town.ask("SELECT id FROM delivery") + "\"}",
            reply.body);
        CPPUNIT_ASSERT_EQUAL(alert("a1", "Fired"), town.ask("SELECT CAST(body AS TEXT) FROM delivery"));
    }

    void a_batch_is_answered_one_by_one_and_repeats_in_it_are_told() {
        Town town;
        const auto replies =
            town.post({alert("a1", "Fired"), alert("a1", "Fired"), "{", alert("a2", "Fired")}, town.token());
        CPPUNIT_ASSERT_EQUAL(202, replies[0].status);
        CPPUNIT_ASSERT(replies[0].body.find("accepted") != std::string::npos);
        CPPUNIT_ASSERT_EQUAL(202, replies[1].status);
        CPPUNIT_ASSERT(replies[1].body.find("duplicate") != std::string::npos);
        CPPUNIT_ASSERT_EQUAL(400, replies[2].status);
        CPPUNIT_ASSERT_EQUAL(202, replies[3].status);
        town.work();
        CPPUNIT_ASSERT_EQUAL(std::size_t(2), town.people().incidents());
    }

    void a_bad_token_leaves_nothing_but_the_record_of_its_refusal() {
        Town town;
        const Reply refused =
            town.post({alert("a1", "Fired")}, town.token(Town::key(), {{"aud", "api://other"}})).at(0);
        CPPUNIT_ASSERT_EQUAL(401, refused.status);
        CPPUNIT_ASSERT(refused.body.find("aud") == std::string::npos);  // which check failed is not told
        CPPUNIT_ASSERT_EQUAL(std::string("0"), town.ask("SELECT count(*) FROM delivery"));
        CPPUNIT_ASSERT_EQUAL(std::string("audience"), town.ask("SELECT failed_check FROM rejected_callers"));
        CPPUNIT_ASSERT_EQUAL(202, town.post(alert("a1", "Fired")).status);
    }

    void a_kid_that_nobody_knows_asks_for_one_refresh_and_is_503_until_it_is_done() {
        Town town;
        town.later(std::chrono::minutes(1));
        const int before = town.authority.key_set_fetches;
        const auto status = [&] { return town.post({alert("a1", "Fired")}, town.token(Town::new_key())).at(0).status; };
        CPPUNIT_ASSERT_EQUAL(503, status());
        CPPUNIT_ASSERT_EQUAL(503, status());
        town.work();
        CPPUNIT_ASSERT_EQUAL(before + 1, town.authority.key_set_fetches);
        CPPUNIT_ASSERT_EQUAL(401, status());
        town.later(std::chrono::minutes(4));
        CPPUNIT_ASSERT_EQUAL(401, status());
        town.work();
        CPPUNIT_ASSERT_EQUAL(before + 1, town.authority.key_set_fetches);
        town.later(std::chrono::minutes(2));
        CPPUNIT_ASSERT_EQUAL(503, status());
    }

    void a_key_that_rolled_over_right_after_a_fetch_is_found() {
        Town town;
        town.authority.published = {Town::new_key().jwk()};
        CPPUNIT_ASSERT_EQUAL(503, town.post({alert("a1", "Fired")}, town.token(Town::new_key())).at(0).status);
        town.work();
        CPPUNIT_ASSERT_EQUAL(202, town.post({alert("a1", "Fired")}, town.token(Town::new_key())).at(0).status);
        // The old key is gone from the set, and a token of it that was verified before is not remembered either.
        CPPUNIT_ASSERT_EQUAL(401, town.post({alert("a2", "Fired")}, town.token(Town::key())).at(0).status);
    }

    void an_outage_of_the_authority_keeps_the_last_good_keys_also_over_a_restart() {
        Town town;
        town.authority.away = true;
        town.later(std::chrono::hours(2));
        town.work();
        town.restart();
        CPPUNIT_ASSERT_EQUAL(202, town.post(alert("a1", "Fired")).status);
    }

    void without_any_keys_alerts_are_answered_503() {
        Town town;
        town.authority.away = true;
        town.admin("PUT", "/api/v1/settings", R"({"version":1,"connections":[],"desks":[]})");
        town.configure();
        town.work();
        const Reply reply = town.post(alert("a1", "Fired"));
        CPPUNIT_ASSERT_EQUAL(503, reply.status);
        town.authority.away = false;
        town.later(std::chrono::minutes(6));
        town.work();
        CPPUNIT_ASSERT_EQUAL(202, town.post(alert("a1", "Fired")).status);
    }

    void a_database_that_is_locked_is_503_with_retry_after() {
        Town town;
        db::Database other(town.folder.path() / "secure-export.sqlite", db::mapping_options());
        {
            auto held = other.write();
            CPPUNIT_ASSERT(held);
            const Reply reply = town.post(alert("a1", "Fired"));
            CPPUNIT_ASSERT_EQUAL(503, reply.status);
            CPPUNIT_ASSERT_EQUAL(std::string("Retry-After"), reply.headers.back().first);
        }
        CPPUNIT_ASSERT_EQUAL(202, town.post(alert("a1", "Fired")).status);
    }

    void malformed_json_is_400_and_recorded() {
        Town town;
        CPPUNIT_ASSERT_EQUAL(400, town.post("{\"schemaId\":").status);
        CPPUNIT_ASSERT_EQUAL(std::string("malformed_json"), town.ask("SELECT failed_check FROM rejected_callers"));
        CPPUNIT_ASSERT_EQUAL(202, town.post("{\"schemaId\":1}").status);
    }

    void a_compressed_body_is_415() {
        Town town;
        const std::string headers = "Content-Encoding: gzip\nAuthorization: Bearer " + town.token() + "\n",
                          body = alert("a1", "Fired");
        Request request;
        request.endpoint = service::Service::endpoints()[0].number;
        request.headers = headers;
        request.body = body;
        int status = 0;
        town.service->handle({&request, 1}, [&](std::size_t, const Reply& reply) { status = reply.status; });
        CPPUNIT_ASSERT_EQUAL(415, status);
    }

    void a_subscription_outside_the_allow_list_is_403() {
        Town town;
        const auto allow = [&](const std::string& subscription) {
            std::string document = town.admin("GET", "/api/v1/settings").body;
            const std::string key = "\"allowed_subscriptions\" : ";
            const std::size_t at = document.find(key) + key.size(), end = document.find(']', at);
            document.replace(at, end + 1 - at, "[\"" + subscription + "\"]");
            CPPUNIT_ASSERT_EQUAL(200, town.admin("PUT", "/api/v1/settings", document).status);
        };
        std::string body = alert("a1", "Fired");
        const std::string allowed = "aaaaaaaa-0000-0000-0000-00000000000b";
        while (body.find("/s1/") != std::string::npos) body.replace(body.find("/s1/"), 4, "/" + allowed + "/");
        allow("aaaaaaaa-0000-0000-0000-00000000000c");
        CPPUNIT_ASSERT_EQUAL(403, town.post(body).status);
        allow(allowed);
        CPPUNIT_ASSERT_EQUAL(202, town.post(body).status);
    }

    void a_disabled_connection_takes_nothing() {
        Town town;
        std::string document = town.admin("GET", "/api/v1/settings").body;
        document.replace(document.find("\"enabled\" : true"), 16, "\"enabled\" : false");
        CPPUNIT_ASSERT_EQUAL(200, town.admin("PUT", "/api/v1/settings", document).status);
        CPPUNIT_ASSERT_EQUAL(403, town.post(alert("a1", "Fired")).status);
        CPPUNIT_ASSERT_EQUAL(std::string("0"), town.ask("SELECT count(*) FROM delivery"));
    }

    void a_change_of_settings_counts_at_the_next_request() {
        Town town;
        CPPUNIT_ASSERT_EQUAL(202, town.post(alert("a1", "Fired")).status);
        service::Service other({town.folder.path(), town.clock, town.log, town.authority, nullptr});  // another process
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
        CPPUNIT_ASSERT_EQUAL(503, town.post(alert("a2", "Fired")).status);
    }

    void health_tells_state_and_age_but_no_names() {
        Town town;
        town.later(std::chrono::seconds(90));
        Request request;
        request.endpoint = service::Service::endpoints()[1].number;
        Reply reply;
        town.service->handle({&request, 1}, [&](std::size_t, const Reply& given) { reply = given; });
        CPPUNIT_ASSERT_EQUAL(200, reply.status);
        CPPUNIT_ASSERT(reply.body.find("\"database\":\"writable\"") != std::string::npos);
        CPPUNIT_ASSERT(reply.body.find("\"oldest_age_seconds\":90") != std::string::npos);
        CPPUNIT_ASSERT(reply.body.find("contoso") == std::string::npos);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(RequestLineTest);
