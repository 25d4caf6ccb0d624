#include "settings/document.h"

#include <cppunit/extensions/HelperMacros.h>

#include <map>

#include "adapters/desks/desks.h"
#include "json/json.h"

using namespace secure_export;

namespace {

Result<Settings> read_document(std::string_view document) { return settings::read_settings(document, desks::kinds()); }

// The smallest document that is good.
Json::Value good() {
    return *json::read_strict(R"({"version": 1,
        "connections": [{"name": "contoso", "tenant_id": "AAAAAAAA-1111-2222-3333-444444444444",
                         "audiences": ["api://aaaaaaaa-0000-0000-0000-000000000000"], "desk": "local"}],
        "desks": [{"name": "local", "kind": "local"}]})");
}

std::string problems_of(const Json::Value& document) {
    const auto read = read_document(json::write(document));
    return read ? "" : read.error().message;
}

}  // namespace

class ConfigDocumentTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ConfigDocumentTest);
    CPPUNIT_TEST(what_is_left_out_gets_safe_defaults);
    CPPUNIT_TEST(an_exported_document_reads_back_as_the_same_settings);
    CPPUNIT_TEST(an_unknown_key_is_named_with_its_place_and_the_likely_meaning);
    CPPUNIT_TEST(a_wrong_type_is_named_with_its_place);
    CPPUNIT_TEST(every_problem_is_told_at_once);
    CPPUNIT_TEST(a_key_given_twice_is_refused);
    CPPUNIT_TEST(plain_http_is_for_loopback_authorities_only);
    CPPUNIT_TEST(key_hosts_are_exact_names);
    CPPUNIT_TEST(an_empty_list_of_audiences_or_callers_is_refused);
    CPPUNIT_TEST(a_token_cannot_mean_two_connections);
    CPPUNIT_TEST(a_desk_that_is_not_there_is_named);
    CPPUNIT_TEST(a_null_role_turns_the_check_off_and_an_empty_one_is_refused);
    CPPUNIT_TEST(clouds_bring_their_own_caller);
    CPPUNIT_TEST(templates_are_checked);
    CPPUNIT_TEST(how_long_old_keys_are_used_has_bounds);
    CPPUNIT_TEST_SUITE_END();

    void what_is_left_out_gets_safe_defaults() {
        const auto settings = read_document(json::write(good()));
        CPPUNIT_ASSERT(settings);
        const Connection& c = settings->connections.at(0);
        CPPUNIT_ASSERT_EQUAL(std::string("aaaaaaaa-1111-2222-3333-444444444444"), c.tenant_id);
        CPPUNIT_ASSERT(c.enabled);
        CPPUNIT_ASSERT_EQUAL(std::string("ActionGroupsSecureWebhook"), c.required_role.value());
        CPPUNIT_ASSERT_EQUAL(std::string("461e8683-5575-4561-ac7f-899cc907d62a"), c.caller_app_ids.at(0));
        CPPUNIT_ASSERT(c.refire == Refire::new_incident);
        CPPUNIT_ASSERT_EQUAL(std::size_t(6), settings->desks.at(0).severities.size());
    }

    void how_long_old_keys_are_used_has_bounds() {
        CPPUNIT_ASSERT_EQUAL(168, read_document(json::write(good()))->keys_max_age_hours);
        Json::Value document = good();
        for (const int hours : {24, 8760}) {
            document["keys_max_age_hours"] = hours;
            CPPUNIT_ASSERT_EQUAL(hours, read_document(json::write(document))->keys_max_age_hours);
        }
        for (const Json::Value& wrong : {Json::Value(23), Json::Value(8761), Json::Value("168"), Json::Value(-1)}) {
            document["keys_max_age_hours"] = wrong;
            CPPUNIT_ASSERT_EQUAL(std::string("keys_max_age_hours: must be a whole number from 24 to 8760"),
                                 problems_of(document));
        }
    }

    void an_exported_document_reads_back_as_the_same_settings() {
        const auto settings = read_document(json::write(good()));
        const std::string once = settings::write_settings(*settings);
        CPPUNIT_ASSERT_EQUAL(once, settings::write_settings(*read_document(once)));
    }

    void an_unknown_key_is_named_with_its_place_and_the_likely_meaning() {
        Json::Value document = good();
        document["connections"][0]["audience"] = "x";
        CPPUNIT_ASSERT_EQUAL(std::string("connections[0].audience: unknown key; did you mean \"audiences\"?"),
                             problems_of(document));
    }

    void a_wrong_type_is_named_with_its_place() {
        Json::Value document = good();
        document["connections"][0]["enabled"] = "yes";
        CPPUNIT_ASSERT_EQUAL(std::string("connections[0].enabled: must be true or false"), problems_of(document));
        document = good();
        document["desks"][0]["severities"]["Sev0"]["impact"] = 4;
        CPPUNIT_ASSERT_EQUAL(std::string("desks[0].severities.Sev0.impact: must be a whole number from 1 to 3\n"
                                         "desks[0].severities.Sev0.urgency: is missing"),
                             problems_of(document));
        CPPUNIT_ASSERT(problems_of(Json::Value("x")).starts_with("document: must be an object"));
    }

    void every_problem_is_told_at_once() {
        Json::Value document = good();
        document["connections"][0]["tenant_id"] = "contoso.onmicrosoft.com";
        document["connections"][0].removeMember("audiences");
        const std::string problems = problems_of(document);
        CPPUNIT_ASSERT(problems.find("connections[0].tenant_id: is not a GUID") != problems.npos);
        CPPUNIT_ASSERT(problems.find("connections[0].audiences: needs at least one") != problems.npos);
    }

    void a_key_given_twice_is_refused() {
        CPPUNIT_ASSERT(!read_document(R"({"version":1,"version":1,"connections":[],"desks":[]})"));
    }

    void plain_http_is_for_loopback_authorities_only() {
        for (const char* fine :
             {"http://127.0.0.1:8080", "http://localhost", "http://[::1]:80", "https://login.example"}) {
            Json::Value document = good();
            document["connections"][0]["authority"] = fine;
            CPPUNIT_ASSERT_EQUAL(std::string(), problems_of(document));
        }
        for (const char* bad :
             {"http://login.example", "https://user@login.example", "https://login.example/path", "ftp://x",
              "http://127.evil.example", "https://", "https://login.example:x", "http://127.0.0.1.evil.example"}) {
            Json::Value document = good();
            document["connections"][0]["authority"] = bad;
            CPPUNIT_ASSERT_MESSAGE(bad, !problems_of(document).empty());
        }
    }

    void key_hosts_are_exact_names() {
        const auto with = [](const std::string& host) {
            Json::Value document = good();
            document["connections"][0]["key_hosts"].append(host);
            return document;
        };
        for (const auto& [given, kept] :
             std::map<std::string, std::string>{{"keys.example", "keys.example"},
                                                {"Keys.Example:443", "keys.example"},
                                                {"keys.example:8443", "keys.example:8443"},
                                                {"[2001:db8::1]:8443", "[2001:db8::1]:8443"}}) {
            const auto settings = read_document(json::write(with(given)));
            CPPUNIT_ASSERT_MESSAGE(given, settings);
            CPPUNIT_ASSERT_EQUAL(kept, settings->connections[0].key_hosts.at(0));
            const auto again = read_document(settings::write_settings(*settings));
            CPPUNIT_ASSERT_EQUAL(kept, again->connections[0].key_hosts.at(0));
        }
        for (const char* bad : {"", "https://keys.example", "keys.example/path", "*.example", "user@keys.example",
                                "keys.example:0", "keys.example.", "keys.example?x", "keys example", "keys.example:x"})
            CPPUNIT_ASSERT_MESSAGE(bad, problems_of(with(bad)).starts_with("connections[0].key_hosts"));
    }

    void an_empty_list_of_audiences_or_callers_is_refused() {
        for (const char* list : {"audiences", "caller_app_ids"}) {
            Json::Value document = good();
            document["connections"][0][list] = Json::Value(Json::arrayValue);
            CPPUNIT_ASSERT_MESSAGE(list, !problems_of(document).empty());
        }
    }

    void a_token_cannot_mean_two_connections() {
        Json::Value document = good();
        document["connections"].append(document["connections"][0]);
        document["connections"][1]["name"] = "other";
        CPPUNIT_ASSERT(problems_of(document).find("another connection has the same tenant and audience") !=
                       std::string::npos);
        document["connections"][1]["audiences"][0] = "api://bbbbbbbb-0000-0000-0000-000000000000";
        CPPUNIT_ASSERT_EQUAL(std::string(), problems_of(document));
    }

    void a_desk_that_is_not_there_is_named() {
        Json::Value document = good();
        document["connections"][0]["desk"] = "snow1";
        CPPUNIT_ASSERT_EQUAL(std::string("connections[0].desk: there is no desk \"snow1\" in \"desks\""),
                             problems_of(document));
    }

    void a_null_role_turns_the_check_off_and_an_empty_one_is_refused() {
        Json::Value document = good();
        document["connections"][0]["required_role"] = Json::Value();
        CPPUNIT_ASSERT(!read_document(json::write(document))->connections[0].required_role);
        document["connections"][0]["required_role"] = "";
        CPPUNIT_ASSERT(!problems_of(document).empty());
    }

    void clouds_bring_their_own_caller() {
        Json::Value document = good();
        document["connections"][0]["cloud"] = "usgov";
        CPPUNIT_ASSERT_EQUAL(std::string("f1f34126-d4ef-40e1-ad4b-bf5d47b4860d"),
                             read_document(json::write(document))->connections[0].caller_app_ids.at(0));
        document["connections"][0]["cloud"] = "china";  // none is documented: the operator has to say
        CPPUNIT_ASSERT(problems_of(document).find("caller_app_ids: needs at least one") != std::string::npos);
    }

    void templates_are_checked() {
        Json::Value document = good();
        document["desks"][0]["title_template"] = "{{sumary}}";
        CPPUNIT_ASSERT_EQUAL(std::string("desks[0].title_template: line 1: there is no field {{sumary}}"),
                             problems_of(document));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ConfigDocumentTest);
