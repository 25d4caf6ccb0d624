#include "settings/changes.h"

#include <cppunit/extensions/HelperMacros.h>

#include "json/json.h"

using namespace secure_export;

namespace {

std::string changed(const std::string& before, const std::string& after) {
    const auto document = [](const std::string& route) {
        const auto read = json::read_strict(R"({"connections": [{"name": "contoso", "routes": [)" + route + "]}]}");
        if (!read) CPPUNIT_FAIL(route + ": " + read.error().message);
        return *read;
    };
    std::string lines;
    for (const std::string& line : settings::changes(document(before), document(after)))
        lines += (lines.empty() ? "" : "\n") + line;
    return lines;
}

}  // namespace

class ChangesTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ChangesTest);
    CPPUNIT_TEST(a_policy_is_told_with_both_values);
    CPPUNIT_TEST(a_route_of_an_earlier_version_has_the_defaults);
    CPPUNIT_TEST(a_window_is_told_as_a_whole);
    CPPUNIT_TEST_SUITE_END();

    void a_policy_is_told_with_both_values() {
        CPPUNIT_ASSERT_EQUAL(std::string("connections.contoso.routes.all.group_by: \"alert\" -> \"ci\"\n"
                                         "connections.contoso.routes.all.hold: \"\" -> \"5m\""),
                             changed(R"({"name": "all"})", R"({"name": "all", "group_by": "ci", "hold": "5m"})"));
        CPPUNIT_ASSERT_EQUAL(std::string("connections.contoso.routes.all.flapping.changes: 6 -> 7"),
                             changed(R"({"name": "all", "flapping": {"changes": 6, "within": "1h"}})",
                                     R"({"name": "all", "flapping": {"changes": 7, "within": "1h"}})"));
        CPPUNIT_ASSERT_EQUAL(std::string("connections.contoso.routes.all.flapping: removed"),
                             changed(R"({"name": "all", "flapping": {"changes": 6, "within": "1h"}})",
                                     R"({"name": "all", "flapping": null})"));
    }

    void a_route_of_an_earlier_version_has_the_defaults() {
        const std::string all =
            R"({"name": "all", "ticket": true, "group_by": "alert", "group_property": "", "hold": "",
            "hold_resolve": "", "reopen_within": "", "quiet_after": "", "on_resolved": "resolve",
            "without_beginning": "record", "flapping": null, "max_tickets": null, "maintenance": []})";
        CPPUNIT_ASSERT_EQUAL(std::string(), changed(R"({"name": "all"})", all));
        CPPUNIT_ASSERT_EQUAL(std::string(), changed(all, R"({"name": "all"})"));
    }

    void a_window_is_told_as_a_whole() {
        const auto route = [](const std::string& windows) {
            return R"({"name": "all", "maintenance": [)" + windows + "]}";
        };
        const std::string sat = R"({"length":"4h","start":"22:00","weekly":["sat"],"zone":"UTC"})",
                          sun = R"({"length":"4h","start":"22:00","weekly":["sun"],"zone":"UTC"})",
                          at = "connections.contoso.routes.all.maintenance: ";
        CPPUNIT_ASSERT_EQUAL(at + "added " + sat, changed(route(""), route(sat)));
        CPPUNIT_ASSERT_EQUAL(at + "removed " + sat, changed(route(sat + "," + sun), route(sun)));
        CPPUNIT_ASSERT_EQUAL(at + "removed " + sat + "\n" + at + "added " + sun, changed(route(sat), route(sun)));
        CPPUNIT_ASSERT_EQUAL(at + "in another order", changed(route(sat + "," + sun), route(sun + "," + sat)));
        CPPUNIT_ASSERT_EQUAL(at + "the same entries in another number", changed(route(sat), route(sat + "," + sat)));
        CPPUNIT_ASSERT_EQUAL(std::string(), changed(route(sat), route(sat)));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ChangesTest);
