#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>

#include "adapters/desks/desks.h"
#include "json/json.h"
#include "settings/document.h"

using namespace secure_export;

namespace {

Result<Settings> read_document(std::string_view document) { return settings::read_settings(document, desks::kinds()); }

// A document with one connection to one desk of that kind, with what the kind cannot do without.
Json::Value with_desk(const std::string& kind) {
    Json::Value document = *json::read_strict(R"({"version": 1,
        "connections": [{"name": "contoso", "tenant_id": "AAAAAAAA-1111-2222-3333-444444444444",
                         "audiences": ["api://aaaaaaaa-0000-0000-0000-000000000000"], "desk": "first"}],
        "desks": [{"name": "first"}]})");
    Json::Value& desk = document["desks"][0];
    desk["kind"] = kind;
    const DeskKind* known = find_kind(desks::kinds(), kind);
    std::string auth;
    for (const DeskOption& option : known->options)
        if (option.name == std::string("auth")) auth = std::get<std::string>(option.fallback);
    for (const DeskOption& option : known->options)
        if (option.required || std::ranges::find(option.needed_for, auth) != option.needed_for.end())
            desk[option.name] = option.address ? "https://desk.example.com/" : "given";
    return document;
}

DeskSettings read(const Json::Value& document) {
    const auto settings = read_document(json::write(document));
    if (!settings) CPPUNIT_FAIL(settings.error().message);
    return settings->desks.at(0);
}

std::string problems_of(const Json::Value& document) {
    const auto settings = read_document(json::write(document));
    return settings ? "" : settings.error().message;
}

}  // namespace

class DeskDocumentTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(DeskDocumentTest);
    CPPUNIT_TEST(each_kind_reads_back_as_it_was_written);
    CPPUNIT_TEST(what_is_left_out_has_the_kinds_default);
    CPPUNIT_TEST(what_a_kind_cannot_do_without_is_asked_for);
    CPPUNIT_TEST(what_a_way_to_sign_in_needs_is_asked_for);
    CPPUNIT_TEST(a_key_of_another_kind_is_unknown);
    CPPUNIT_TEST(an_address_is_https_or_loopback);
    CPPUNIT_TEST(a_page_for_people_cannot_be_a_script);
    CPPUNIT_TEST(fields_are_texts);
    CPPUNIT_TEST(a_template_in_a_field_is_checked_and_its_place_told);
    CPPUNIT_TEST(rules_replace_the_usual_ones);
    CPPUNIT_TEST(impact_and_urgency_reach_as_far_as_the_kind_knows);
    CPPUNIT_TEST(numbers_have_their_range);
    CPPUNIT_TEST(layouts_of_kinds_are_kept_and_looked_through);
    CPPUNIT_TEST(the_default_of_an_earlier_version_means_todays);
    CPPUNIT_TEST(what_an_incident_stands_for_is_one_of_two);
    CPPUNIT_TEST_SUITE_END();

    void each_kind_reads_back_as_it_was_written() {
        for (const DeskKind& kind : desks::kinds()) {
            const auto settings = read_document(json::write(with_desk(kind.name)));
            CPPUNIT_ASSERT_MESSAGE(kind.name, settings);
            const std::string once = settings::write_settings(*settings);
            const auto again = read_document(once);
            CPPUNIT_ASSERT_MESSAGE(kind.name + (again ? "" : ": " + again.error().message), again);
            CPPUNIT_ASSERT(settings->desks.at(0).options == again->desks.at(0).options);
            CPPUNIT_ASSERT_EQUAL(kind.options.size(), again->desks.at(0).options.size());
        }
    }

    void what_is_left_out_has_the_kinds_default() {
        const DeskSettings desk = read(with_desk("servicenow"));
        CPPUNIT_ASSERT_EQUAL(std::string("client_credentials"), desk.text("auth"));
        CPPUNIT_ASSERT_EQUAL(std::string("correlation_id"), desk.text("correlation_field"));
        CPPUNIT_ASSERT_EQUAL(10, desk.number("time_limit_s"));
        CPPUNIT_ASSERT_EQUAL(std::string("object_id"), desk.ci_rules().at(0).field);
        CPPUNIT_ASSERT(desk.fields("fields").empty());
    }

    void what_a_kind_cannot_do_without_is_asked_for() {
        Json::Value document = with_desk("itop");
        document["desks"][0].removeMember("organization");
        document["desks"][0]["url"] = "";
        const std::string message = problems_of(document);
        CPPUNIT_ASSERT(message.find("desks[0].organization: is missing") != message.npos);
        CPPUNIT_ASSERT(message.find("desks[0].url: must not be empty") != message.npos);
    }

    void what_a_way_to_sign_in_needs_is_asked_for() {
        Json::Value document = with_desk("servicenow");
        document["desks"][0].removeMember("client_id");
        document["desks"][0].removeMember("user");
        CPPUNIT_ASSERT_EQUAL(std::string("desks[0].client_id: is required when auth is \"client_credentials\""),
                             problems_of(document));
        document["desks"][0]["auth"] = "basic";
        CPPUNIT_ASSERT_EQUAL(std::string("desks[0].user: is required when auth is \"basic\""), problems_of(document));
        document["desks"][0]["auth"] = "api_key";
        CPPUNIT_ASSERT_EQUAL(std::string(), problems_of(document));
    }

    void a_key_of_another_kind_is_unknown() {
        Json::Value document = with_desk("local");
        document["desks"][0]["url"] = "https://desk.example.com";
        CPPUNIT_ASSERT(problems_of(document).find("desks[0].url: unknown key") != std::string::npos);
        document = with_desk("servicenow");
        document["desks"][0]["close_cod"] = "Solved";
        CPPUNIT_ASSERT(problems_of(document).find("did you mean \"close_code\"?") != std::string::npos);
    }

    void an_address_is_https_or_loopback() {
        Json::Value document = with_desk("helix");
        for (const char* bad : {"http://desk.example.com", "https://me@desk.example.com",
                                "https://desk.example.com?x=1", "desk.example.com", "ftp://desk.example.com"}) {
            document["desks"][0]["url"] = bad;
            CPPUNIT_ASSERT_MESSAGE(bad, problems_of(document).find("desks[0].url") == 0);
        }
        for (const char* good : {"https://desk.example.com:8443/arapi", "http://127.0.0.1:8080"}) {
            document["desks"][0]["url"] = good;
            CPPUNIT_ASSERT_EQUAL(std::string(), problems_of(document));
        }
    }

    void a_page_for_people_cannot_be_a_script() {
        Json::Value document = with_desk("helix");
        document["desks"][0]["incident_url"] = "javascript:alert('{{id}}')";
        CPPUNIT_ASSERT_EQUAL(std::string("desks[0].incident_url: must begin with https:// or http://"),
                             problems_of(document));
        document["desks"][0]["incident_url"] = "https://desk.example.com/smartit/{{id}}";
        CPPUNIT_ASSERT_EQUAL(std::string(), problems_of(document));
    }

    void fields_are_texts() {
        Json::Value document = with_desk("servicenow");
        document["desks"][0]["fields"]["u_cost_centre"] = 17;
        CPPUNIT_ASSERT(problems_of(document).find("desks[0].fields.u_cost_centre: must be a text") == 0);
        document["desks"][0]["fields"]["u_cost_centre"] = "17";
        CPPUNIT_ASSERT_EQUAL(std::string("17"), read(document).fields("fields").at("u_cost_centre"));
    }

    void a_template_in_a_field_is_checked_and_its_place_told() {
        Json::Value document = with_desk("servicenow");
        for (const char* option : {"fields", "resolve_fields"}) {
            document["desks"][0][option]["u_team"] = "{{custom_properties.team|Service Desk}} {{rule}}";
            CPPUNIT_ASSERT_EQUAL(std::string(), problems_of(document));
            CPPUNIT_ASSERT_EQUAL(document["desks"][0][option]["u_team"].asString(),
                                 read(document).fields(option).at("u_team"));
            document["desks"][0][option]["u_team"] = "x\n{{custom_propertie.team}}";
            CPPUNIT_ASSERT_EQUAL(
                "desks[0]." + std::string(option) + ".u_team: line 2: there is no field {{custom_propertie.team}}",
                problems_of(document));
            document["desks"][0][option]["u_team"] = "{{rule";
            CPPUNIT_ASSERT_EQUAL("desks[0]." + std::string(option) + ".u_team: line 1: \"{{\" without \"}}\"",
                                 problems_of(document));
            document["desks"][0].removeMember(option);
        }
        document = with_desk("helix");  // maps of other kinds of values are none
        document["desks"][0]["resolvers"]["{{x}}"] = "{{y";
        CPPUNIT_ASSERT_EQUAL(std::string(), problems_of(document));
    }

    void rules_replace_the_usual_ones() {
        Json::Value document = with_desk("itop");
        document["desks"][0]["ci_rules"] =
            *json::read_strict(R"([{"by": "name", "class": "Server", "field": "name"}])");
        const CiRule expected{CiQuery::By::name, "Server", "name", CiRule::Match::equals};
        CPPUNIT_ASSERT(read(document).ci_rules() == std::vector{expected});
        document["desks"][0]["ci_rules"] = Json::Value(Json::arrayValue);
        CPPUNIT_ASSERT(read(document).ci_rules().empty());
        document["desks"][0]["ci_rules"] = *json::read_strict(R"([{"by": "serial", "class": "Server", "feld": "x"}])");
        const std::string message = problems_of(document);
        CPPUNIT_ASSERT(message.find("desks[0].ci_rules[0].by: must be one of \"resource_id\", \"name\"") !=
                       message.npos);
        CPPUNIT_ASSERT(message.find("desks[0].ci_rules[0].feld: unknown key; did you mean \"field\"?") != message.npos);
    }

    void impact_and_urgency_reach_as_far_as_the_kind_knows() {
        for (const DeskKind& kind : desks::kinds()) {
            Json::Value document = with_desk(kind.name);
            Json::Value& weight = document["desks"][0]["severities"]["Sev4"];
            weight["impact"] = kind.max_impact;
            weight["urgency"] = kind.max_urgency;
            CPPUNIT_ASSERT_EQUAL(std::string(), problems_of(document));
            weight["urgency"] = kind.max_urgency + 1;
            CPPUNIT_ASSERT_MESSAGE(kind.name, problems_of(document).find("desks[0].severities.Sev4.urgency") == 0);
        }
    }

    void layouts_of_kinds_are_kept_and_looked_through() {
        Json::Value document = with_desk("local");
        Json::Value& own = document["desks"][0]["kind_templates"];
        own["backup"] = "{{happened}}\n{{links}}";
        own["metric"] = "{{rule}}";
        const auto settings = read_document(json::write(document));
        CPPUNIT_ASSERT_EQUAL(std::string("{{happened}}\n{{links}}"), settings->desks.at(0).kind_templates.at("backup"));
        const auto again = read_document(settings::write_settings(*settings));
        CPPUNIT_ASSERT(again->desks.at(0).kind_templates == settings->desks.at(0).kind_templates);
        own["metric"] = "a\n{{nonsense}}";
        own["backups"] = "x";
        own["log"] = "the ticket: {{ ticket }}";
        const std::string said = problems_of(document);
        CPPUNIT_ASSERT_MESSAGE(said, said.find("desks[0].kind_templates.metric") != said.npos);
        CPPUNIT_ASSERT_MESSAGE(said, said.find("there is no field {{nonsense}}") != said.npos);
        CPPUNIT_ASSERT_MESSAGE(said, said.find("kind_templates.backups") != said.npos);
        CPPUNIT_ASSERT_MESSAGE(said, said.find("kind_templates.log: must not contain {{ticket}}") != said.npos);
    }

    void the_default_of_an_earlier_version_means_todays() {
        Json::Value document = with_desk("local");
        document["desks"][0]["description_template"] =
            "{{description}}\n\nRule: {{rule}}\nSeverity: {{severity}} {{severity_name}}\nResource: {{resource}}\n"
            "Fired: {{fired_at}}\nSource: {{monitoring_service}}\n\n{{facts}}\n\n{{custom_properties}}\n\n{{links}}\n"
            "\n{{remarks}}\n\nRule id: {{rule_id}}\nAzure alert id: {{alert_id}}\n";
        CPPUNIT_ASSERT_EQUAL(std::string("{{ticket}}"), read(document).description_template);
        document["desks"][0]["description_template"] = "{{rule}}";
        CPPUNIT_ASSERT_EQUAL(std::string("{{rule}}"), read(document).description_template);
    }

    void what_an_incident_stands_for_is_one_of_two() {
        Json::Value document = with_desk("local");
        CPPUNIT_ASSERT(read_document(json::write(document))->connections[0].one_incident_for == OneIncidentFor::firing);
        document["connections"][0]["one_incident_for"] = "condition";
        const auto settings = read_document(json::write(document));
        CPPUNIT_ASSERT(settings->connections[0].one_incident_for == OneIncidentFor::condition);
        const auto again = read_document(settings::write_settings(*settings));
        CPPUNIT_ASSERT(again->connections[0].one_incident_for == OneIncidentFor::condition);
        document["connections"][0]["one_incident_for"] = "rule";
        CPPUNIT_ASSERT(problems_of(document).find("one_incident_for") != std::string::npos);
    }

    void numbers_have_their_range() {
        Json::Value document = with_desk("helix");
        document["desks"][0]["time_limit_s"] = 16;
        CPPUNIT_ASSERT_EQUAL(std::string("desks[0].time_limit_s: must be a whole number from 1 to 15"),
                             problems_of(document));
        document["desks"][0]["time_limit_s"] = 15;
        CPPUNIT_ASSERT_EQUAL(15, read(document).number("time_limit_s"));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(DeskDocumentTest);
