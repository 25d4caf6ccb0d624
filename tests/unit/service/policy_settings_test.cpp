// Settings with policies, and those of an earlier version, which knew none.
#include <cppunit/extensions/HelperMacros.h>

#include "json/json.h"
#include "service_fixture.h"

using namespace secure_export;
using namespace secure_export::test;

namespace {

std::string document(const std::string& zone) {
    return R"({"version":1,"connections":[{"name":"contoso","tenant_id":"11111111-2222-3333-4444-555555555555",
        "audiences":["api://secure-export"],"desk":"host","routes":[{"name":"all","maintenance":[
        {"weekly":["sat"],"start":"22:00","length":"4h","zone":")" +
           zone + R"("}]}]}],"desks":[{"name":"host","kind":"host"}]})";
}

}  // namespace

class PolicySettingsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(PolicySettingsTest);
    CPPUNIT_TEST(a_zone_that_is_not_known_is_refused_wherever_settings_come_in);
    CPPUNIT_TEST(a_document_of_an_earlier_version_differs_in_nothing_that_nobody_changed);
    CPPUNIT_TEST_SUITE_END();

    void a_zone_that_is_not_known_is_refused_wherever_settings_come_in() {
        ServiceFixture fixture;
        const std::string wanted = "connections[0].routes[0].maintenance[0].zone: there is no time zone";
        const auto refuses = [&](const Reply& reply) {
            CPPUNIT_ASSERT_EQUAL_MESSAGE(reply.body, 400, reply.status);
            CPPUNIT_ASSERT_MESSAGE(reply.body, reply.body.find(wanted) != std::string::npos);
        };
        for (const char* query : {"", "dry_run=1"}) {
            refuses(fixture.admin("PUT", "/api/v1/settings", document("Europe/Berln"), query));
            CPPUNIT_ASSERT_EQUAL(200,
                                 fixture.admin("PUT", "/api/v1/settings", document("Europe/Berlin"), query).status);
        }
        const auto dry_run = [&](const std::string& zone) {
            return fixture.admin("POST", "/api/v1/dry-run",
                                 R"({"connection":"contoso","alert":{},"settings":)" + document(zone) + "}");
        };
        refuses(dry_run("Europe/Berln"));
        CPPUNIT_ASSERT(dry_run("Europe/Berlin").body.find("time zone") == std::string::npos);
    }

    void a_document_of_an_earlier_version_differs_in_nothing_that_nobody_changed() {
        ServiceFixture fixture;
        CPPUNIT_ASSERT_EQUAL(200, fixture.admin("PUT", "/api/v1/settings", document("UTC")).status);
        Json::Value saved = *json::read_strict(fixture.ask_api("GET", "/api/v1/settings").body);
        saved["connections"][0]["description"] = "before";
        Json::Value& route = saved["connections"][0]["routes"][0];
        for (const char* key :
             {"ticket", "group_by", "group_property", "hold", "hold_resolve", "reopen_within", "quiet_after",
              "on_resolved", "without_beginning", "flapping", "max_tickets", "maintenance"})
            route.removeMember(key);
        fixture.change("UPDATE setting SET document = '" + json::write(saved) +
                       "' WHERE version = (SELECT max(version) FROM setting)");
        saved["connections"][0]["description"] = "after";
        CPPUNIT_ASSERT_EQUAL(200, fixture.admin("PUT", "/api/v1/settings", json::write(saved)).status);
        const Json::Value history = *json::read_strict(fixture.ask_api("GET", "/api/v1/settings/history").body);
        CPPUNIT_ASSERT_EQUAL(std::string(R"(["connections.contoso.description: \"before\" -> \"after\""])"),
                             json::write(history["rows"][0]["changes"]));
        const Json::Value version = *json::read_strict(
            fixture.ask_api("GET", "/api/v1/settings/history/" + history["rows"][0]["version"].asString()).body);
        CPPUNIT_ASSERT_EQUAL(json::write(version["document"]["connections"][0]["routes"]),
                             json::write(version["before"]["connections"][0]["routes"]));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(PolicySettingsTest);
