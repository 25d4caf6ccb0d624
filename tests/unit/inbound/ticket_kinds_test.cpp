// Kinds of bodies rather than bodies: each of our own is sent in other spellings and wrappers, and says the same.

#include <cppunit/extensions/HelperMacros.h>

#include <functional>

#include "tests/unit/inbound/own_bodies.h"

namespace {

using namespace secure_export;
using tickets::holds;
using tickets::own;
using tickets::ticket;

// Every member's name begins with a capital letter, as bodies of older services have it.
Json::Value in_capitals(const Json::Value& value) {
    Json::Value other = value;
    if (value.isObject()) {
        other = Json::Value(Json::objectValue);
        for (const std::string& name : value.getMemberNames()) {
            std::string capital = name;
            if (capital[0] >= 'a' && capital[0] <= 'z') capital[0] = static_cast<char>(capital[0] - 'a' + 'A');
            other[capital] = in_capitals(value[name]);
        }
    } else if (value.isArray()) {
        other = Json::Value(Json::arrayValue);
        for (const Json::Value& one : value) other.append(in_capitals(one));
    }
    return other;
}

Json::Value wrapped(const Json::Value& body, const char* schema) {
    Json::Value outer(Json::objectValue);
    if (*schema) outer["schemaId"] = schema;
    outer["data"] = body;
    return outer;
}

std::string escaped(const std::string& text) {
    std::string all;
    for (const char c : text) all += c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : std::string(1, c);
    return all;
}

// Title, and of the description what stands above the rule: what, how bad, since when, what to do, links.
std::string first_screen(const Json::Value& body) {
    const NewIncident told = ticket(body);
    const std::string all = told.title + "\n" + told.description;
    return all.substr(0, all.find("\nRule: "));
}

class TicketKindsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(TicketKindsTest);
    CPPUNIT_TEST(capital_letters_change_nothing_on_the_first_screen);
    CPPUNIT_TEST(wrappers_change_nothing_on_the_first_screen);
    CPPUNIT_TEST(text_is_unescaped_as_often_as_it_was_escaped);
    CPPUNIT_TEST(what_microsoft_says_of_an_event_stands_before_the_links);
    CPPUNIT_TEST(a_long_communication_leaves_the_links_on_the_first_screen);
    CPPUNIT_TEST(the_series_stands_on_the_first_screen);
    CPPUNIT_TEST(long_dimensions_have_a_line_each);
    CPPUNIT_TEST(outside_a_cluster_the_instance_is_the_machine);
    CPPUNIT_TEST(a_body_that_says_nothing_says_so);
    CPPUNIT_TEST(an_event_without_a_rule_has_its_first_sentence_for_a_title);
    CPPUNIT_TEST_SUITE_END();

    void every_body(const std::function<void(const std::string&, const Json::Value&)>& use) {
        const std::vector<tickets::Body> all =
            tickets::bodies(std::filesystem::path(TEST_DATA) / "tickets" / "own", "");
        CPPUNIT_ASSERT(all.size() > 20);
        for (const tickets::Body& body : all)
            if (body.name != "unknown.json") use(body.name, *json::read_lenient_names(body.text));
    }

    void capital_letters_change_nothing_on_the_first_screen() {
        every_body([](const std::string& name, const Json::Value& body) {
            if (name == "other-context.json") return;  // its members' names are shown
            // Names that people chose are shown as they came: "Runbook" for "runbook".
            CPPUNIT_ASSERT_EQUAL_MESSAGE(name, lower(first_screen(body)), lower(first_screen(in_capitals(body))));
        });
    }

    void wrappers_change_nothing_on_the_first_screen() {
        every_body([](const std::string& name, const Json::Value& body) {
            for (const char* schema : {"", "azureMonitorCommonAlertSchema"}) {
                CPPUNIT_ASSERT_EQUAL_MESSAGE(name + " in data", first_screen(body),
                                             first_screen(wrapped(body, schema)));
                CPPUNIT_ASSERT_EQUAL_MESSAGE(name + " in data in data", first_screen(body),
                                             first_screen(wrapped(wrapped(body, ""), schema)));
            }
        });
    }

    void text_is_unescaped_as_often_as_it_was_escaped() {
        std::string text = "<p><b>Impact:</b> requests fail &amp; wait.</p>";
        for (int times = 0; times < 6; ++times, text = escaped(text)) {
            Json::Value body = own("service-health");
            body["data"]["alertContext"]["properties"]["communication"] = text;
            CPPUNIT_ASSERT_MESSAGE(std::to_string(times) + " times",
                                   holds(ticket(body).description, "Communication: Impact: requests fail & wait.\n"));
        }
    }

    void what_microsoft_says_of_an_event_stands_before_the_links() {
        const std::string text = ticket(own("service-health")).description;
        CPPUNIT_ASSERT(
            text.starts_with("Service issue: Storage - West Europe; concerns Storage (West Europe); stage: "
                             "active; since 2026-05-01 07:30:00 UTC\n"));
        CPPUNIT_ASSERT(text.find("Communication: ") < text.find("Service Health: https://"));
        CPPUNIT_ASSERT_EQUAL(text.find("nothing answers"), text.rfind("nothing answers"));
    }

    void a_long_communication_leaves_the_links_on_the_first_screen() {
        Json::Value body = own("service-health");
        std::string text;
        for (int i = 0; i < 100; ++i) text += "Sentence " + std::to_string(i) + " of many. ";
        body["data"]["alertContext"]["properties"]["communication"] = text;
        const std::string told = ticket(body).description;
        CPPUNIT_ASSERT(told.find("Service Health: https://") < 2200);
        CPPUNIT_ASSERT(holds(told, "(the whole text stands below)") && holds(told, "Sentence 99 of many."));
        const std::string cut = ticket(body, 160, 4000).description;
        CPPUNIT_ASSERT(tickets::characters(cut) <= 4000 && holds(cut, "Azure alert id: ") &&
                       holds(cut, "Service Health: https://"));
    }

    void the_series_stands_on_the_first_screen() {
        Json::Value body = own("log-computer");
        Json::Value& dimensions = body["data"]["alertContext"]["condition"]["allOf"][0]["dimensions"];
        dimensions.append(*json::read_strict(R"({"name": "Disk", "value": "C:"})"));
        CPPUNIT_ASSERT(holds(first_screen(body), "\nSeries: Disk = C:\n"));  // the machine is the resource
        CPPUNIT_ASSERT(holds(first_screen(body), "The query found 0 rows; limit < 1, over 5 min"));
    }

    void long_dimensions_have_a_line_each() {
        Json::Value body = own("metric");
        Json::Value& dimensions = body["data"]["alertContext"]["condition"]["allOf"][0]["dimensions"];
        dimensions = Json::Value(Json::arrayValue);
        for (const char* name : {"first", "second"}) {
            Json::Value one(Json::objectValue);
            one["name"] = name;
            one["value"] = std::string(150, 'v');
            dimensions.append(one);
        }
        CPPUNIT_ASSERT(holds(ticket(body).description, "\nDimensions:\n- first = v"));
        CPPUNIT_ASSERT(holds(ticket(body).description, "v\n- second = v"));
    }

    void outside_a_cluster_the_instance_is_the_machine() {
        Json::Value body = own("prometheus-pod");
        body["data"]["essentials"]["alertRule"] = "HostDown";
        Json::Value labels(Json::objectValue);
        labels["instance"] = "web-1:9100";
        body["data"]["alertContext"]["labels"] = labels;
        CPPUNIT_ASSERT_EQUAL(std::string("[Sev2] HostDown on web-1"), ticket(body).title);
        CPPUNIT_ASSERT(holds(ticket(body).description, "Resource: web-1 (Azure Monitor workspace amw-a)"));
    }

    void a_body_that_says_nothing_says_so() {
        Json::Value body = own("other-context");
        CPPUNIT_ASSERT(ticket(body).description.starts_with("The rule \"worker stuck\" fired\n"));
        const Json::Value empty = *json::read_strict(
            R"({"schemaId": "azureMonitorCommonAlertSchema", "data": {"essentials": {}, "alertContext": {}}})");
        CPPUNIT_ASSERT(
            ticket(empty).description.starts_with("The alert came without a rule and without a condition.\n"));
    }

    void an_event_without_a_rule_has_its_first_sentence_for_a_title() {
        Json::Value body = own("security-finding");
        Json::Value& event = body["data"]["context"]["activityLog"];
        event["description"] = "Somebody tried many passwords. Attackers were seen at: [\"192.0.2.1\"]. More follows.";
        CPPUNIT_ASSERT_EQUAL(std::string("Somebody tried many passwords on box-7"), ticket(body).title);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(TicketKindsTest);

}  // namespace
