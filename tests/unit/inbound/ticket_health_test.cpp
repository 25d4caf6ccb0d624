// What a reader on call finds on the first screen of Service Health and Resource Health: other services, statuses and
// markup than those of the published samples.

#include <cppunit/extensions/HelperMacros.h>

#include "tests/unit/inbound/own_bodies.h"

namespace {

using namespace secure_export;
using tickets::first_line;
using tickets::holds;
using tickets::own;
using tickets::parsed;
using tickets::properties;
using tickets::ticket;

Json::Value health(const char* its_properties) {
    Json::Value body = own("service-health");
    properties(body) = parsed(its_properties);
    return body;
}

class TicketHealthTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(TicketHealthTest);
    CPPUNIT_TEST(a_title_of_service_health_names_service_and_region);
    CPPUNIT_TEST(a_long_title_of_service_health_keeps_service_and_region);
    CPPUNIT_TEST(service_health_tells_all_regions_and_the_time_of_a_maintenance);
    CPPUNIT_TEST(the_kind_of_an_event_is_not_said_twice);
    CPPUNIT_TEST(links_of_a_communication_keep_their_addresses);
    CPPUNIT_TEST(named_characters_of_html_are_characters);
    CPPUNIT_TEST(resource_health_without_a_status_has_its_title);
    CPPUNIT_TEST(resource_health_that_is_unknown_says_so);
    CPPUNIT_TEST(recommended_actions_of_every_shape_are_texts);
    CPPUNIT_TEST_SUITE_END();

    void a_title_of_service_health_names_service_and_region() {
        const char* both = R"({"title": "Reboots are planned", "service": "Virtual Machines", "region": "Japan East",
                               "incidentType": "Maintenance", "stage": "Planned"})";
        CPPUNIT_ASSERT_EQUAL(
            std::string("[Sev4] Planned maintenance: Reboots are planned - Virtual Machines (Japan East)"),
            ticket(health(both)).title);
        const char* service = R"({"title": "Storage is slow", "service": "Storage", "region": "Japan East",
                                  "incidentType": "Incident", "stage": "Active"})";
        CPPUNIT_ASSERT_EQUAL(std::string("[Sev4] Service issue: Storage is slow - Japan East"),
                             ticket(health(service)).title);
        const char* listed = R"({"title": "Requests fail", "incidentType": "Incident", "stage": "Active",
            "impactedServices": "[{\"ServiceName\": \"Azure Resource Manager\", \"ImpactedRegions\": [{\"RegionName\": \"East US\"}, {\"RegionName\": \"West US\"}]}]"})";
        CPPUNIT_ASSERT_EQUAL(
            std::string("[Sev4] Service issue: Requests fail - Azure Resource Manager (East US and 1 more)"),
            ticket(health(listed)).title);
    }

    void a_long_title_of_service_health_keeps_service_and_region() {
        Json::Value body = health(R"({"service": "Storage", "region": "Japan East", "incidentType": "Incident"})");
        properties(body)["title"] = std::string(300, 'x');
        const std::string title = ticket(body, 100).title;
        CPPUNIT_ASSERT_MESSAGE(title, title.ends_with(" - Storage (Japan East)") && tickets::characters(title) <= 100);
    }

    void service_health_tells_all_regions_and_the_time_of_a_maintenance() {
        const char* text = R"({"title": "Reboots", "service": "Virtual Machines", "region": "Japan East",
            "incidentType": "Maintenance", "stage": "Planned",
            "impactStartTime": "2026-05-10T08:00:00Z", "impactMitigationTime": "2026-05-10T12:00:00Z",
            "impactedServices": "\"[{\\\"ServiceName\\\": \\\"Virtual Machines\\\", \\\"ImpactedRegions\\\": [{\\\"RegionName\\\": \\\"Japan East\\\"}, {\\\"RegionName\\\": \\\"Japan West\\\"}]}]\""})";
        CPPUNIT_ASSERT_EQUAL(
            std::string("Planned maintenance: Reboots; concerns Virtual Machines (Japan East, Japan West); stage: "
                        "planned; from 2026-05-10 08:00:00 UTC to 2026-05-10 12:00:00 UTC"),
            first_line(health(text)));
    }

    void the_kind_of_an_event_is_not_said_twice() {
        const char* text = R"({"title": "Security advisory: rotate your keys", "service": "Key Vault",
                               "region": "Global", "incidentType": "Security", "stage": "Active"})";
        CPPUNIT_ASSERT_EQUAL(std::string("[Sev4] Security advisory: rotate your keys - Key Vault (Global)"),
                             ticket(health(text)).title);
    }

    void links_of_a_communication_keep_their_addresses() {
        Json::Value body = own("service-health");
        const auto told = [&](const char* text) {
            properties(body)["communication"] = text;
            return ticket(body).description;
        };
        const char* guide = "Communication: See the guide (https://aka.ms/g?a=1&b=2) now.\n";
        CPPUNIT_ASSERT(holds(told("See <a href=\"https://aka.ms/g?a=1&amp;b=2\">the guide</a> now."), guide));
        CPPUNIT_ASSERT(
            holds(told("See <A class='x' HREF='https://aka.ms/g?a=1&b=2'><b>the guide</b></A> now."), guide));
        CPPUNIT_ASSERT(holds(told("&lt;p&gt;See &lt;a href=https://aka.ms/g?a=1&amp;amp;b=2&gt;the guide&lt;/a&gt; "
                                  "now.&lt;/p&gt;"),
                             guide));
        CPPUNIT_ASSERT(
            holds(told("<a href=\"https://aka.ms/g\">https://aka.ms/g</a>"), "Communication: https://aka.ms/g\n"));
        CPPUNIT_ASSERT(holds(told("<a href=\"javascript:x()\">here</a>"), "Communication: here\n"));
        CPPUNIT_ASSERT(holds(told("<a href=\"https://aka.ms/g\">never closed"), "Communication: never closed\n"));
    }

    void named_characters_of_html_are_characters() {
        Json::Value body = own("service-health");
        properties(body)["communication"] =
            "You&rsquo;re told: &ldquo;now&rdquo;&hellip; &bull; &eacute;t&eacute; &euro;5&nbsp;&copy; &amp;unknown;";
        CPPUNIT_ASSERT(holds(
            ticket(body).description,
            "Communication: You\u2019re told: \u201cnow\u201d\u2026 \u2022 \u00e9t\u00e9 \u20ac5 \u00a9 &unknown;\n"));
    }

    void resource_health_without_a_status_has_its_title() {
        Json::Value body = own("resource-health");
        for (const char* name : {"currentHealthStatus", "cause"}) properties(body)[name] = "";
        CPPUNIT_ASSERT_EQUAL(std::string("[Sev1] The database is unavailable on orders"), ticket(body).title);
        CPPUNIT_ASSERT_EQUAL(std::string("The database is unavailable"), first_line(body));
    }

    void recommended_actions_of_every_shape_are_texts() {
        const auto told = [&](const Json::Value& actions) {
            Json::Value body = own("resource-health");
            properties(body)["recommendedActions"] = actions;
            return ticket(body).description;
        };
        const char* list = R"([{"action": "Restart it", "actionUrl": "https://aka.ms/restart"}, "Wait &amp; see"])";
        const char* shown = "\nWhat to do: Restart it (https://aka.ms/restart)\nWait & see\n";
        CPPUNIT_ASSERT(holds(told(parsed(list)), shown));
        CPPUNIT_ASSERT(holds(told(list), shown));
        CPPUNIT_ASSERT(holds(told("<p>Restart it</p>"), "\nWhat to do: Restart it\n"));
        CPPUNIT_ASSERT(holds(told("[not a list"), "\nWhat to do: [not a list\n"));
    }

    void resource_health_that_is_unknown_says_so() {
        Json::Value body = own("resource-health");
        for (const char* name : {"currentHealthStatus", "cause", "title"}) properties(body)[name] = "Unknown";
        CPPUNIT_ASSERT_EQUAL(std::string("[Sev1] orders has an unknown health state"), ticket(body).title);
        CPPUNIT_ASSERT_EQUAL(std::string("orders has an unknown health state"), first_line(body));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(TicketHealthTest);

}  // namespace
