// Each check of a genuine token's claims, through the whole of Authorizer: what is refused, beside what is accepted.

#include "tests/unit/inbound/authorize_fixture.h"

namespace secure_export::inbound {
namespace {

Json::Value list(std::initializer_list<Json::Value> values) {
    Json::Value all(Json::arrayValue);
    for (const auto& value : values) all.append(value);
    return all;
}

// Values that are of the wrong type for every claim that is a string.
const std::vector<Json::Value>& no_strings() {
    static const std::vector<Json::Value> values{Json::Value(), 1, true, Json::objectValue, list({"x"})};
    return values;
}

class ClaimsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ClaimsTest);
    CPPUNIT_TEST(tokens_of_both_versions_are_accepted);
    CPPUNIT_TEST(each_claim_is_required);
    CPPUNIT_TEST(claims_of_the_wrong_type_are_refused);
    CPPUNIT_TEST(unknown_claims_are_ignored);
    CPPUNIT_TEST(the_version_is_one_or_two);
    CPPUNIT_TEST(the_issuer_is_exactly_that_of_the_metadata_of_the_tokens_version);
    CPPUNIT_TEST(the_issuer_of_the_key_must_agree);
    CPPUNIT_TEST(the_tenant_is_the_configured_one_and_that_of_the_issuer);
    CPPUNIT_TEST(the_audience_is_exact_but_for_one_slash);
    CPPUNIT_TEST(an_array_of_audiences_may_hold_ours);
    CPPUNIT_TEST(expiry_and_start_hold_within_five_minutes);
    CPPUNIT_TEST(times_are_whole_seconds_of_this_era);
    CPPUNIT_TEST(the_caller_is_compared_without_case_and_by_the_claim_of_its_version);
    CPPUNIT_TEST(only_applications_may_call);
    CPPUNIT_TEST(the_role_is_checked_where_it_is_required);
    CPPUNIT_TEST(an_empty_list_allows_nothing);
    CPPUNIT_TEST(a_disabled_connection_accepts_nobody);
    CPPUNIT_TEST_SUITE_END();

    void tokens_of_both_versions_are_accepted() {
        ASSERT_SAID("accepted", v1());
        ASSERT_SAID("accepted", v2());
        const auto good = judge(v2());
        CPPUNIT_ASSERT_EQUAL(azure_monitor, caller(good).app_id);
        CPPUNIT_ASSERT_EQUAL(tenant, caller(good).tenant);
        CPPUNIT_ASSERT_EQUAL(std::string("2.0"), caller(good).token_version);
        CPPUNIT_ASSERT_EQUAL(std::string("key-v2"), caller(good).key_id);
    }

    void each_claim_is_required() {
        const std::vector<std::pair<const char*, const char*>> needed{
            {"ver", "version 401"},  {"iss", "issuer 401"},   {"tid", "tenant 401"},
            {"aud", "audience 401"}, {"exp", "time 401"},     {"nbf", "time 401"},
            {"oid", "app_only 403"}, {"sub", "app_only 403"}, {"roles", "role 403"}};
        for (const auto& [name, verdict] : needed) {
            ASSERT_SAID(verdict, without(v1(), name));
            ASSERT_SAID(verdict, without(v2(), name));
        }
        ASSERT_SAID("caller 403", without(v1(), "appid"));
        ASSERT_SAID("caller 403", without(v2(), "azp"));
        for (const char* name : {"iat", "uti", "appidacr", "idp"}) ASSERT_SAID("accepted", without(v1(), name));
    }

    void claims_of_the_wrong_type_are_refused() {
        for (const auto& value : no_strings()) {
            ASSERT_SAID("version 401", with(v2(), "ver", value));
            ASSERT_SAID("issuer 401", with(v2(), "iss", value));
            ASSERT_SAID("tenant 401", with(v2(), "tid", value));
            ASSERT_SAID("caller 403", with(v2(), "azp", value));
            ASSERT_SAID("app_only 403", with(v2(), "oid", value));
            ASSERT_SAID("app_only 403", with(v2(), "idtyp", value));
            ASSERT_SAID("role 403", with(v2(), "roles", value));
        }
        ASSERT_SAID("role 403", with(v2(), "roles", "ActionGroupsSecureWebhook"));
        ASSERT_SAID("role 403", with(v2(), "roles", list({"ActionGroupsSecureWebhook", 1})));
    }

    void unknown_claims_are_ignored() {
        ASSERT_SAID("accepted", with(with(v2(), "xms_new", list({1})), "email", "someone@example.com"));
    }

    void the_version_is_one_or_two() {
        for (const char* version : {"", "1", "2", "3.0", "1.00", "2.0 "})
            ASSERT_SAID("version 401", with(v2(), "ver", version));
    }

    void the_issuer_is_exactly_that_of_the_metadata_of_the_tokens_version() {
        const std::string issuer = v2()["iss"].asString();
        ASSERT_SAID("accepted", with(v2(), "iss", issuer));
        ASSERT_SAID("issuer 401", with(v2(), "iss", issuer + "/"));
        ASSERT_SAID("issuer 401", with(v2(), "iss", "https://login.microsoftonline.us/" + tenant + "/v2.0"));
        ASSERT_SAID("issuer 401", with(v2(), "iss", public_authority + "/" + other_tenant + "/v2.0"));
        ASSERT_SAID("issuer 401", with(v2(), "iss", v1()["iss"]));
        ASSERT_SAID("issuer 401", with(v1(), "iss", issuer));
        ASSERT_SAID("issuer 401", with(v1(), "iss", "https://sts.windows.net/" + tenant));
        // A token of one version signed by a key of the other's set.
        const std::string crossed = test::signed_token(test::token_header(key_v1()), v2(), key_v1());
        CPPUNIT_ASSERT_EQUAL(std::string("key 401"),
                             said(Authorizer({contoso()}, key_sets()).authorize(bearer(crossed), noon)));
    }

    void the_issuer_of_the_key_must_agree() {
        const auto with_key_issuer = [](const std::string& issuer) {
            auto sets = key_sets();
            Json::Value entry = key_v2().jwk();
            entry["issuer"] = issuer;
            sets[1].jwks = test::key_set({entry});
            return said(Authorizer({contoso()}, sets).authorize(bearer(token(v2())), noon));
        };
        CPPUNIT_ASSERT_EQUAL(std::string("accepted"), with_key_issuer(public_authority + "/{tenantid}/v2.0"));
        CPPUNIT_ASSERT_EQUAL(std::string("accepted"), with_key_issuer(public_authority + "/" + tenant + "/v2.0"));
        CPPUNIT_ASSERT_EQUAL(std::string("accepted"), with_key_issuer(""));  // v1 entries have none
        CPPUNIT_ASSERT_EQUAL(std::string("issuer 401"),
                             with_key_issuer(public_authority + "/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0"));
        CPPUNIT_ASSERT_EQUAL(std::string("issuer 401"),
                             with_key_issuer("https://login.microsoftonline.us/{tenantid}/v2.0"));
    }

    void the_tenant_is_the_configured_one_and_that_of_the_issuer() {
        ASSERT_SAID("tenant 401", with(v2(), "tid", other_tenant));
        ASSERT_SAID("tenant 401", with(v2(), "tid", "contoso.onmicrosoft.com"));
        ASSERT_SAID("tenant 401", with(v2(), "tid", tenant + " "));
        ASSERT_SAID("tenant 401", with(v2(), "tid", "{" + tenant + "}"));
        // Metadata whose issuer is another tenant's: a mistake of ours, or of the authority, that must not open the
        // door.
        auto sets = key_sets();
        sets[0].issuer = "https://sts.windows.net/" + other_tenant + "/";
        const Json::Value claims = with(v1(), "iss", sets[0].issuer);
        CPPUNIT_ASSERT_EQUAL(std::string("tenant 401"),
                             said(Authorizer({contoso()}, sets).authorize(bearer(token(claims)), noon)));
    }

    void the_audience_is_exact_but_for_one_slash() {
        ASSERT_SAID("accepted", with(v1(), "aud", app_uri));
        ASSERT_SAID("accepted", with(v1(), "aud", app_uri + "/"));
        ASSERT_SAID("accepted", with(v1(), "aud", client_id));
        ASSERT_SAID("audience 401", with(v1(), "aud", app_uri + "//"));
        ASSERT_SAID("audience 401", with(v1(), "aud", client_id + "/"));
        ASSERT_SAID("audience 401", with(v1(), "aud", app_uri + "/x"));
        ASSERT_SAID("audience 401", with(v1(), "aud", app_uri.substr(0, app_uri.size() - 1)));
        ASSERT_SAID("audience 401", with(v1(), "aud", "API" + app_uri.substr(3)));
        ASSERT_SAID("audience 401", with(v1(), "aud", ""));
        Connection slashed = contoso();
        slashed.audiences = {"https://desk.example/app/"};
        ASSERT_SAID("accepted", with(v1(), "aud", "https://desk.example/app"), slashed);
        ASSERT_SAID("accepted", with(v1(), "aud", "https://desk.example/app/"), slashed);
        ASSERT_SAID("audience 401", with(v1(), "aud", "https://desk.example/app//"), slashed);
        ASSERT_SAID("audience 401", with(v1(), "aud", "https://desk.example"), slashed);
    }

    void an_array_of_audiences_may_hold_ours() {
        ASSERT_SAID("accepted", with(v2(), "aud", list({client_id})));
        ASSERT_SAID("accepted", with(v2(), "aud", list({"https://graph.microsoft.com", client_id})));
        ASSERT_SAID("audience 401", with(v2(), "aud", list({"https://graph.microsoft.com"})));
        ASSERT_SAID("audience 401", with(v2(), "aud", list({client_id, 1})));
        ASSERT_SAID("audience 401", with(v2(), "aud", list({})));
        ASSERT_SAID("audience 401", with(v2(), "aud", list({list({client_id})})));
        ASSERT_SAID("audience 401", with(v2(), "aud", 1));
    }

    void expiry_and_start_hold_within_five_minutes() {
        const Time expires = noon + Seconds(75 * 60);
        ASSERT_SAID("accepted", v2(), contoso(), expires + Seconds(300) - Milliseconds(1));
        ASSERT_SAID("time 401", v2(), contoso(), expires + Seconds(300));
        ASSERT_SAID("accepted", v2(), contoso(), noon - Seconds(300));
        ASSERT_SAID("time 401", v2(), contoso(), noon - Seconds(300) - Milliseconds(1));
    }

    void times_are_whole_seconds_of_this_era() {
        const Json::Int64 later = 1767268800 + 3600;
        ASSERT_SAID("accepted", with(v2(), "exp", later));
        ASSERT_SAID("accepted", with(v2(), "exp", Json::Int64{253402300799}));
        ASSERT_SAID("time 401", with(v2(), "exp", Json::Int64{253402300800}));
        ASSERT_SAID("time 401", with(v2(), "exp", Json::Int64{9223372036854775807}));
        ASSERT_SAID("time 401", with(v2(), "exp", 1e300));
        ASSERT_SAID("time 401", with(v2(), "exp", std::to_string(later)));
        ASSERT_SAID("time 401", with(v2(), "nbf", -1));
        ASSERT_SAID("time 401", with(v2(), "exp", true));
        ASSERT_SAID("time 401", with(v2(), "exp", Json::Value()));
    }

    void the_caller_is_compared_without_case_and_by_the_claim_of_its_version() {
        ASSERT_SAID("accepted", with(v2(), "azp", "461E8683-5575-4561-AC7F-899CC907D62A"));
        ASSERT_SAID("caller 403", with(v2(), "azp", "461e8683-5575-4561-ac7f-899cc907d62b"));
        ASSERT_SAID("caller 403", with(v1(), "appid", client_id));
        ASSERT_SAID("caller 403", with(without(v2(), "azp"), "appid", azure_monitor));
        ASSERT_SAID("caller 403", with(without(v1(), "appid"), "azp", azure_monitor));
        const Verdict stranger = judge(with(v1(), "appid", client_id));
        CPPUNIT_ASSERT_EQUAL(client_id, denied(stranger).caller);
        CPPUNIT_ASSERT_EQUAL(tenant, denied(stranger).tenant);
        CPPUNIT_ASSERT_EQUAL(std::string("contoso"), denied(stranger).connection);
        CPPUNIT_ASSERT(denied(stranger).detail.find(azure_monitor) != std::string::npos);  // what was expected
    }

    void only_applications_may_call() {
        ASSERT_SAID("accepted", with(v2(), "idtyp", "app"));
        ASSERT_SAID("accepted", with(with(v2(), "idtyp", "app"), "sub", "somebody else"));
        ASSERT_SAID("app_only 403", with(v2(), "sub", "somebody else"));
        ASSERT_SAID("app_only 403", with(with(v2(), "sub", ""), "oid", ""));
        ASSERT_SAID("app_only 403", with(v2(), "idtyp", "user"));
        ASSERT_SAID("app_only 403", with(v2(), "idtyp", "App"));
        ASSERT_SAID("app_only 403", with(v2(), "scp", "user_impersonation"));
        ASSERT_SAID("app_only 403", with(v2(), "scp", Json::Value()));
        ASSERT_SAID("app_only 403", with(with(v2(), "idtyp", "app"), "scp", "user_impersonation"));
    }

    void the_role_is_checked_where_it_is_required() {
        ASSERT_SAID("accepted", with(v2(), "roles", list({"Other", "ActionGroupsSecureWebhook"})));
        ASSERT_SAID("role 403", with(v2(), "roles", list({"Other"})));
        ASSERT_SAID("role 403", with(v2(), "roles", list({"actiongroupssecurewebhook"})));
        ASSERT_SAID("role 403", with(v2(), "roles", list({})));
        Connection lenient = contoso();
        lenient.required_role.reset();
        ASSERT_SAID("accepted", without(v2(), "roles"), lenient);
    }

    void an_empty_list_allows_nothing() {
        Connection nobody = contoso();
        nobody.caller_app_ids.clear();
        ASSERT_SAID("caller 403", v2(), nobody);
        ASSERT_SAID("caller 403", with(v2(), "azp", ""), nobody);
        nobody.caller_app_ids = {""};
        ASSERT_SAID("caller 403", with(v2(), "azp", ""), nobody);
        Connection nowhere = contoso();
        nowhere.audiences.clear();
        ASSERT_SAID("audience 401", v2(), nowhere);
        nowhere.audiences = {""};
        ASSERT_SAID("audience 401", with(v2(), "aud", ""), nowhere);
    }

    void a_disabled_connection_accepts_nobody() {
        Connection off = contoso();
        off.enabled = false;
        ASSERT_SAID("disabled 403", v2(), off);
        ASSERT_SAID("caller 403", with(v2(), "azp", client_id), off);
        ASSERT_SAID("accepted", v2());
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ClaimsTest);

}  // namespace
}  // namespace secure_export::inbound
