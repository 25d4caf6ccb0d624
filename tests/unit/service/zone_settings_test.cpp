// Where settings with a time zone come in, and a machine that lacks one of the zones that are saved.
#include <cppunit/extensions/HelperMacros.h>

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

class ZoneSettingsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ZoneSettingsTest);
    CPPUNIT_TEST(a_zone_that_is_not_known_is_refused_wherever_settings_come_in);
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
};
CPPUNIT_TEST_SUITE_REGISTRATION(ZoneSettingsTest);
