// Long: one suite over one fixture: each check of a token, in order.
#include "inbound/authorize.h"

#include <atomic>
#include <thread>

#include "inbound/jws.h"
#include "inbound/token_cache.h"
#include "tests/unit/inbound/authorize_fixture.h"

namespace secure_export::inbound {
namespace {

std::string said_to(const std::string& headers) {
    return said(Authorizer({contoso()}, key_sets()).authorize(headers, noon));
}

bool mentions(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

class AuthorizeTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(AuthorizeTest);
    CPPUNIT_TEST(one_bearer_token_is_expected);
    CPPUNIT_TEST(what_is_no_signed_token_is_refused);
    CPPUNIT_TEST(claims_with_a_repeated_name_are_refused);
    CPPUNIT_TEST(another_key_under_the_right_name_is_refused);
    CPPUNIT_TEST(a_tenant_without_connection_asks_nobody_for_keys);
    CPPUNIT_TEST(missing_keys_are_named_so_that_they_can_be_fetched);
    CPPUNIT_TEST(keys_of_another_tenant_or_authority_do_not_count);
    CPPUNIT_TEST(key_sets_that_cannot_be_read_count_as_absent);
    CPPUNIT_TEST(the_connection_is_chosen_by_tenant_and_audience);
    CPPUNIT_TEST(of_several_matches_the_first_enabled_by_name_is_chosen);
    CPPUNIT_TEST(each_cloud_has_its_authority);
    CPPUNIT_TEST(nothing_of_an_unverified_token_is_named_as_fact);
    CPPUNIT_TEST(a_token_that_nearly_fits_names_the_connection_that_was_meant);
    CPPUNIT_TEST(details_are_one_short_line_and_hold_no_token);
    CPPUNIT_TEST(a_remembered_token_still_expires);
    CPPUNIT_TEST(a_remembered_token_is_told_from_one_with_another_signature);
    CPPUNIT_TEST(a_new_snapshot_has_forgotten_every_token);
    CPPUNIT_TEST(the_cache_is_bounded_and_forgets_the_oldest);
    CPPUNIT_TEST(many_threads_may_ask_at_once);
    CPPUNIT_TEST(an_allow_list_of_subscriptions_holds);
    CPPUNIT_TEST_SUITE_END();

    void one_bearer_token_is_expected() {
        const std::string good = token(v2());
        CPPUNIT_ASSERT_EQUAL(std::string("accepted"), said_to("Authorization: Bearer " + good + "\n"));
        CPPUNIT_ASSERT_EQUAL(std::string("accepted"), said_to("AUTHORIZATION:bearer   " + good + "\n"));
        CPPUNIT_ASSERT_EQUAL(std::string("header 401"), said_to(""));
        CPPUNIT_ASSERT_EQUAL(std::string("header 401"), said_to("Content-Type: application/json\n"));
        CPPUNIT_ASSERT_EQUAL(std::string("header 401"), said_to("Authorization: Bearer\n"));
        CPPUNIT_ASSERT_EQUAL(std::string("header 401"), said_to("Authorization: Basic dXNlcjpzZWNyZXQ=\n"));
        CPPUNIT_ASSERT_EQUAL(std::string("header 401"), said_to("Authorization: " + good + "\n"));
        CPPUNIT_ASSERT_EQUAL(std::string("header 401"), said_to("Authorization: Bearer " + good + " x\n"));
        CPPUNIT_ASSERT_EQUAL(std::string("form 401"), said_to("Authorization: Bearer " + good + ",x\n"));
        CPPUNIT_ASSERT_EQUAL(std::string("header 401"),
                             said_to("Authorization: Bearer " + good + "\nAuthorization: Bearer " + good + "\n"));
        CPPUNIT_ASSERT_EQUAL(std::string("header 401"), said_to("X-Authorization: Bearer " + good + "\n"));
    }

    void what_is_no_signed_token_is_refused() {
        const auto& key = key_v2();
        const Json::Value header = test::token_header(key);
        CPPUNIT_ASSERT_EQUAL(std::string("accepted"), said_to(bearer(test::signed_token(header, v2(), key))));
        CPPUNIT_ASSERT_EQUAL(std::string("form 401"), said_to(bearer("abc")));
        CPPUNIT_ASSERT_EQUAL(std::string("form 401"), said_to(bearer("a.b.c")));
        CPPUNIT_ASSERT_EQUAL(std::string("algorithm 401"),
                             said_to(bearer(test::signed_token(with(header, "alg", "none"), v2(), key))));
        CPPUNIT_ASSERT_EQUAL(std::string("key_id 401"),
                             said_to(bearer(test::signed_token(without(header, "kid"), v2(), key))));
        CPPUNIT_ASSERT_EQUAL(std::string("form 401"),
                             said_to(bearer(test::signed_token(header, Json::arrayValue, key))));
        CPPUNIT_ASSERT_EQUAL(std::string("form 401"),
                             said_to(bearer(test::signed_raw_token(test::compact_json(header), "", key))));
        CPPUNIT_ASSERT_EQUAL(std::string("form 401"), said_to(bearer(std::string(max_token_bytes + 1, 'A'))));
    }

    void claims_with_a_repeated_name_are_refused() {
        const std::string header = test::compact_json(test::token_header(key_v2())), claims = test::compact_json(v2());
        const auto with_member = [&](const std::string& member) {
            return said_to(bearer(test::signed_raw_token(header, "{" + member + "," + claims.substr(1), key_v2())));
        };
        CPPUNIT_ASSERT_EQUAL(std::string("accepted"), with_member(R"("other":1)"));
        CPPUNIT_ASSERT_EQUAL(std::string("form 401"), with_member(R"("aud":"https://graph.microsoft.com")"));
        CPPUNIT_ASSERT_EQUAL(std::string("form 401"), with_member(R"("\u0061ud":"https://graph.microsoft.com")"));
        CPPUNIT_ASSERT_EQUAL(std::string("form 401"), with_member(R"("other":{"a":1,"a":1})"));
    }

    void another_key_under_the_right_name_is_refused() {
        static const test::SigningKey impostor("key-v2");
        CPPUNIT_ASSERT_EQUAL(std::string("signature 401"),
                             said_to(bearer(test::signed_token(test::token_header(impostor), v2(), impostor))));
    }

    void a_tenant_without_connection_asks_nobody_for_keys() {
        const Authorizer authorizer({contoso()}, {});
        const Verdict stranger = authorizer.authorize(bearer(token(with(v2(), "tid", other_tenant))), noon);
        CPPUNIT_ASSERT_EQUAL(std::string("tenant 401"), said(stranger));
        CPPUNIT_ASSERT(denied(stranger).authority.empty());
        CPPUNIT_ASSERT_EQUAL(0, denied(stranger).token_version);
        CPPUNIT_ASSERT_EQUAL(std::string("key_set 401"), said(authorizer.authorize(bearer(token(v2())), noon)));
        CPPUNIT_ASSERT_EQUAL(std::string("tenant 401"),
                             said(Authorizer({}, key_sets()).authorize(bearer(token(v2())), noon)));
    }

    void missing_keys_are_named_so_that_they_can_be_fetched() {
        const Authorizer none({contoso()}, {});
        const Verdict no_set = none.authorize(bearer(token(v1())), noon);
        CPPUNIT_ASSERT_EQUAL(std::string("key_set 401"), said(no_set));
        CPPUNIT_ASSERT_EQUAL(1, denied(no_set).token_version);
        CPPUNIT_ASSERT_EQUAL(public_authority, denied(no_set).authority);
        CPPUNIT_ASSERT_EQUAL(std::string("contoso"), denied(no_set).connection);

        static const test::SigningKey rolled("rolled-over");
        const Authorizer old({contoso()}, key_sets());
        const Verdict no_key =
            old.authorize(bearer(test::signed_token(test::token_header(rolled), v2(), rolled)), noon);
        CPPUNIT_ASSERT_EQUAL(std::string("key 401"), said(no_key));
        CPPUNIT_ASSERT_EQUAL(2, denied(no_key).token_version);
        CPPUNIT_ASSERT_EQUAL(public_authority, denied(no_key).authority);
        CPPUNIT_ASSERT_EQUAL(std::string("contoso"), denied(no_key).connection);
        CPPUNIT_ASSERT(mentions(denied(no_key).detail, "rolled-over"));
        CPPUNIT_ASSERT(denied(no_key).tenant.empty());
        // Even where the audience matches nothing: which set lacks the key is known all the same.
        const Json::Value elsewhere = with(v2(), "aud", "https://graph.microsoft.com");
        const Verdict both =
            old.authorize(bearer(test::signed_token(test::token_header(rolled), elsewhere, rolled)), noon);
        CPPUNIT_ASSERT_EQUAL(std::string("key 401"), said(both));
        CPPUNIT_ASSERT_EQUAL(std::string("contoso"), denied(both).connection);
    }

    void keys_of_another_tenant_or_authority_do_not_count() {
        CPPUNIT_ASSERT_EQUAL(
            std::string("key_set 401"),
            said(Authorizer({contoso()}, key_sets(other_tenant)).authorize(bearer(token(v2())), noon)));
        Connection elsewhere = contoso();
        elsewhere.authority = "https://authority.example";
        CPPUNIT_ASSERT_EQUAL(std::string("key_set 401"),
                             said(Authorizer({elsewhere}, key_sets()).authorize(bearer(token(v2())), noon)));
        elsewhere.authority = public_authority + "/";
        CPPUNIT_ASSERT_EQUAL(std::string("accepted"),
                             said(Authorizer({elsewhere}, key_sets()).authorize(bearer(token(v2())), noon)));
    }

    void key_sets_that_cannot_be_read_count_as_absent() {
        auto sets = key_sets();
        sets[1].jwks += "x";
        CPPUNIT_ASSERT_EQUAL(std::string("key_set 401"),
                             said(Authorizer({contoso()}, sets).authorize(bearer(token(v2())), noon)));
        CPPUNIT_ASSERT_EQUAL(std::string("accepted"),
                             said(Authorizer({contoso()}, sets).authorize(bearer(token(v1())), noon)));
        sets = key_sets();
        sets[1].issuer.clear();
        CPPUNIT_ASSERT_EQUAL(std::string("key_set 401"),
                             said(Authorizer({contoso()}, sets).authorize(bearer(token(v2())), noon)));
    }

    void the_connection_is_chosen_by_tenant_and_audience() {
        Connection second = contoso(), foreign = contoso();
        second.name = "second";
        second.audiences = {"api://second"};
        foreign.name = "foreign";
        foreign.tenant_id = other_tenant;
        auto sets = key_sets();
        for (const auto& set : key_sets(other_tenant)) sets.push_back(set);
        const Authorizer authorizer({foreign, contoso(), second}, sets);
        const auto chosen = [&](const Json::Value& claims) {
            const Verdict verdict = authorizer.authorize(bearer(token(claims)), noon);
            return said(verdict) == "accepted" ? caller(verdict).connection->name : said(verdict);
        };
        CPPUNIT_ASSERT_EQUAL(std::string("contoso"), chosen(v1()));
        CPPUNIT_ASSERT_EQUAL(std::string("second"), chosen(with(v1(), "aud", "api://second/")));
        CPPUNIT_ASSERT_EQUAL(std::string("foreign"), chosen(test::claims_v1(other_tenant, app_uri, noon)));
        CPPUNIT_ASSERT_EQUAL(std::string("audience 401"), chosen(test::claims_v1(other_tenant, "api://second", noon)));
    }

    void of_several_matches_the_first_enabled_by_name_is_chosen() {
        Connection a = contoso(), b = contoso(), c = contoso();
        a.name = "a";
        a.enabled = false;
        b.name = "b";
        b.audiences = {"api://b"};
        c.name = "c";
        Json::Value both(Json::arrayValue);
        both.append(app_uri);
        both.append("api://b");
        const std::vector<std::vector<Connection>> orders{{a, b, c}, {c, b, a}, {b, c, a}};
        for (const auto& order : orders) {
            const Authorizer authorizer(order, key_sets());
            const auto connection = [&](const Json::Value& aud) {
                return caller(authorizer.authorize(bearer(token(with(v1(), "aud", aud))), noon)).connection->name;
            };
            CPPUNIT_ASSERT_EQUAL(std::string("b"), connection(both));
            CPPUNIT_ASSERT_EQUAL(std::string("c"), connection(app_uri));
        }
    }

    void each_cloud_has_its_authority() {
        Connection connection = contoso();
        CPPUNIT_ASSERT_EQUAL(public_authority, authority_of(connection));
        connection.cloud = Cloud::usgov;
        CPPUNIT_ASSERT_EQUAL(std::string("https://login.microsoftonline.us"), authority_of(connection));
        connection.cloud = Cloud::china;
        CPPUNIT_ASSERT_EQUAL(std::string("https://login.partner.microsoftonline.cn"), authority_of(connection));
        connection.authority = "http://127.0.0.1:8080/";
        CPPUNIT_ASSERT_EQUAL(std::string("http://127.0.0.1:8080"), authority_of(connection));
    }

    void nothing_of_an_unverified_token_is_named_as_fact() {
        static const test::SigningKey impostor("key-v2");
        const Authorizer authorizer({contoso()}, key_sets());
        const Verdict forged =
            authorizer.authorize(bearer(test::signed_token(test::token_header(impostor), v2(), impostor)), noon);
        CPPUNIT_ASSERT(denied(forged).tenant.empty() && denied(forged).caller.empty());
        const Verdict genuine = authorizer.authorize(bearer(token(with(v2(), "aud", "x"))), noon);
        CPPUNIT_ASSERT_EQUAL(tenant, denied(genuine).tenant);
        CPPUNIT_ASSERT_EQUAL(azure_monitor, denied(genuine).caller);
        CPPUNIT_ASSERT(denied(genuine).connection.empty());  // none was chosen
    }

    void a_token_that_nearly_fits_names_the_connection_that_was_meant() {
        const std::string meant = "did you mean connection \"contoso\"? The sender claims audience ";
        const auto detail = [](const Json::Value& claims) { return denied(judge(claims)).detail; };
        const std::string audience = detail(with(v2(), "aud", "api://other"));
        CPPUNIT_ASSERT_MESSAGE(audience, audience.starts_with(meant + "\"api://other\" and application \"" +
                                                              azure_monitor + "\": it has the tenant"));
        const std::string caller = detail(with(v2(), "azp", other_tenant));
        CPPUNIT_ASSERT_MESSAGE(
            caller, caller.starts_with(meant + "\"" + client_id + "\" and application \"" + other_tenant + "\"") &&
                        mentions(caller, "add it to caller_app_ids"));
        const std::string role = detail(with(v2(), "roles", Json::Value(Json::arrayValue)));
        CPPUNIT_ASSERT_MESSAGE(role, role.starts_with(meant) && mentions(role, "lacks the role"));
        // Also where the tenant is wrong and the audience fits: whoever sends that is not known to be genuine.
        const std::string of_tenant = detail(with(v2(), "tid", other_tenant));
        CPPUNIT_ASSERT_MESSAGE(of_tenant, of_tenant.starts_with(meant) && mentions(of_tenant, tenant) &&
                                              mentions(of_tenant, "correct its tenant id"));
        // Nothing fits, or all does.
        Json::Value stranger = with(v2(), "tid", other_tenant);
        stranger["aud"] = "api://other";
        CPPUNIT_ASSERT(!mentions(detail(stranger), "did you mean"));
        CPPUNIT_ASSERT(!mentions(detail(with(v2(), "exp", 1)), "did you mean"));
        Json::Value several = with(v2(), "aud", Json::Value(Json::arrayValue));
        for (const char* one : {"api://a\r\n\x1b[31m", "api://b", "api://c"}) several["aud"].append(one);
        CPPUNIT_ASSERT(mentions(detail(several), " and 2 more and application "));
        CPPUNIT_ASSERT_EQUAL(std::string::npos, detail(several).find_first_of("\r\n\x1b"));
    }

    void details_are_one_short_line_and_hold_no_token() {
        const std::string nasty = "evil\r\nlog line: \x01 \xe2\x80\xa8" + std::string(5000, 'x');
        for (const char* name : {"ver", "tid", "iss", "aud", "azp", "idtyp"}) {
            const Verdict verdict = judge(with(v2(), name, nasty));
            const std::string& detail = denied(verdict).detail;
            CPPUNIT_ASSERT(detail.size() <= 1000);
            CPPUNIT_ASSERT(detail.find_first_of("\r\n\x01") == std::string::npos && !mentions(detail, "\xe2\x80\xa8"));
            CPPUNIT_ASSERT(mentions(detail, "evil"));
            CPPUNIT_ASSERT(!mentions(detail, std::string(101, 'x')));
        }
        const std::string good = token(v2());
        const Verdict twice = Authorizer({contoso()}, key_sets()).authorize(bearer(good + "x"), noon);
        CPPUNIT_ASSERT(!mentions(denied(twice).detail, good.substr(0, 20)));
        CPPUNIT_ASSERT(!mentions(denied(twice).detail, good.substr(good.size() - 20)));
    }

    void a_remembered_token_still_expires() {
        const Authorizer authorizer({contoso()}, key_sets());
        const std::string headers = bearer(token(v2()));
        CPPUNIT_ASSERT_EQUAL(std::string("accepted"), said(authorizer.authorize(headers, noon)));
        CPPUNIT_ASSERT_EQUAL(std::string("accepted"),
                             said(authorizer.authorize(headers, noon + Seconds(75 * 60 + 299))));
        const Verdict late = authorizer.authorize(headers, noon + Seconds(75 * 60 + 300));
        CPPUNIT_ASSERT_EQUAL(std::string("time 401"), said(late));
        CPPUNIT_ASSERT_EQUAL(std::string("contoso"), denied(late).connection);
        CPPUNIT_ASSERT_EQUAL(std::string("time 401"), said(authorizer.authorize(headers, noon - Seconds(301))));
        CPPUNIT_ASSERT_EQUAL(std::string("accepted"), said(authorizer.authorize(headers, noon)));
    }

    void a_remembered_token_is_told_from_one_with_another_signature() {
        const Authorizer authorizer({contoso()}, key_sets());
        std::string good = token(v2());
        CPPUNIT_ASSERT_EQUAL(std::string("accepted"), said(authorizer.authorize(bearer(good), noon)));
        const auto first = caller(authorizer.authorize(bearer(good), noon));
        CPPUNIT_ASSERT_EQUAL(azure_monitor, first.app_id);
        CPPUNIT_ASSERT(first.connection == &authorizer.connections().front());
        const std::size_t at = good.rfind('.') + 5;
        good[at] = good[at] == 'A' ? 'B' : 'A';
        CPPUNIT_ASSERT_EQUAL(std::string("signature 401"), said(authorizer.authorize(bearer(good), noon)));
    }

    void a_new_snapshot_has_forgotten_every_token() {
        const std::string headers = bearer(token(v2()));
        const Authorizer before({contoso()}, key_sets());
        CPPUNIT_ASSERT_EQUAL(std::string("accepted"), said(before.authorize(headers, noon)));
        static const test::SigningKey replacement("key-v3");
        auto sets = key_sets();
        sets[1].jwks = test::key_set({replacement.jwk()});
        const Authorizer after({contoso()}, sets);
        CPPUNIT_ASSERT_EQUAL(std::string("key 401"), said(after.authorize(headers, noon)));
    }

    void the_cache_is_bounded_and_forgets_the_oldest() {
        TokenCache cache(2);
        const auto entry = [](std::int64_t exp) { return TokenCache::Entry{Caller{}, exp, 0}; };
        cache.keep(sha256("a"), entry(1));
        cache.keep(sha256("a"), entry(9));
        cache.keep(sha256("b"), entry(2));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, cache.find(sha256("a"))->exp);
        cache.keep(sha256("c"), entry(3));
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, cache.size());
        CPPUNIT_ASSERT(!cache.find(sha256("a")));
        CPPUNIT_ASSERT(cache.find(sha256("b")) && cache.find(sha256("c")));
    }

    void many_threads_may_ask_at_once() {
        const Authorizer authorizer({contoso()}, key_sets());
        std::vector<std::string> good, bad;
        for (int i = 0; i < 4; ++i) {
            good.push_back(bearer(token(with(v2(), "uti", i))));
            bad.push_back(bearer(token(with(with(v2(), "uti", i), "azp", client_id))));
        }
        std::atomic<int> wrong = 0;
        std::vector<std::thread> threads;
        for (int t = 0; t < 8; ++t) {
            threads.emplace_back([&] {
                for (int i = 0; i < 40; ++i) {
                    if (said(authorizer.authorize(good[i % 4], noon)) != "accepted") ++wrong;
                    if (said(authorizer.authorize(bad[i % 4], noon)) != "caller 403") ++wrong;
                }
            });
        }
        for (auto& thread : threads) thread.join();
        CPPUNIT_ASSERT_EQUAL(0, wrong.load());
    }

    void an_allow_list_of_subscriptions_holds() {
        Connection connection = contoso();
        CPPUNIT_ASSERT(!not_allowed(connection, {"s1"}));
        CPPUNIT_ASSERT(!not_allowed(connection, {}));
        connection.allowed_subscriptions = {"s1", "s2"};
        CPPUNIT_ASSERT(!not_allowed(connection, {"s1"}));
        CPPUNIT_ASSERT(!not_allowed(connection, {"S2", "s1"}));
        CPPUNIT_ASSERT(mentions(*not_allowed(connection, {"s1", "s3"}), "s3"));
        CPPUNIT_ASSERT(!mentions(*not_allowed(connection, {"s1", "s3"}), "s1"));
        CPPUNIT_ASSERT(mentions(*not_allowed(connection, {}), "without_subscription"));
        connection.without_subscription = WithoutSubscription::accept;
        CPPUNIT_ASSERT(!not_allowed(connection, {}));
        CPPUNIT_ASSERT(not_allowed(connection, {"s3"}));
        CPPUNIT_ASSERT(not_allowed(connection, {""}));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(AuthorizeTest);

}  // namespace
}  // namespace secure_export::inbound
