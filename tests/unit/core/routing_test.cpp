#include "core/routing.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace secure_export;

namespace {

const std::string subscription = "0b1f6471-1bf0-4dda-aec3-111122223333";

Alert about(const std::string& resource, const std::string& rule = "cpu-high") {
    Alert alert;
    alert.target_ids = {resource};
    alert.rule = rule;
    alert.severity_text = "Sev1";
    return alert;
}

const Alert database_alert = about("/subscriptions/" + subscription +
                                   "/resourceGroups/Shop-Prod/providers/Microsoft.Sql/servers/s1/databases/d1");

Connection with(Route route) {
    Connection connection;
    connection.desk = "usual";
    route.desk = "special";
    connection.routes = {std::move(route)};
    return connection;
}

bool goes(const Route& route, const Alert& alert = database_alert) {
    const Connection connection = with(route);
    return desk_of(connection, route_of(connection, alert)) == "special";
}

}  // namespace

class RoutingTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(RoutingTest);
    CPPUNIT_TEST(a_star_stands_for_any_text);
    CPPUNIT_TEST(many_stars_cost_little);
    CPPUNIT_TEST(each_condition_can_decide);
    CPPUNIT_TEST(all_conditions_have_to_hold);
    CPPUNIT_TEST(conditions_about_a_resource_hold_for_one_and_the_same);
    CPPUNIT_TEST(an_alert_without_resource_fits_no_condition_about_one);
    CPPUNIT_TEST(the_first_route_that_fits_decides);
    CPPUNIT_TEST(a_route_without_desk_keeps_the_connections);
    CPPUNIT_TEST_SUITE_END();

    void a_star_stands_for_any_text() {
        for (const char* pattern : {"*", "Shop*", "*prod", "*OP-P*", "shop-prod", "**shop**prod**"})
            CPPUNIT_ASSERT_MESSAGE(pattern, matches_pattern(pattern, "shop-Prod"));
        for (const char* pattern : {"", "shop", "*shop", "prod*", "shop-prod?", "s*d*x"})
            CPPUNIT_ASSERT_MESSAGE(pattern, !matches_pattern(pattern, "shop-Prod"));
        CPPUNIT_ASSERT(matches_pattern("", ""));
        CPPUNIT_ASSERT(matches_pattern("*", ""));
    }

    void many_stars_cost_little() {  // a backtracking matcher would not end
        std::string pattern;
        for (int i = 0; i < 100; ++i) pattern += "*a";
        CPPUNIT_ASSERT(!matches_pattern(pattern + "b", std::string(4000, 'a')));
    }

    void each_condition_can_decide() {
        Route route;
        route.subscriptions = {"ffffffff-*", subscription};
        CPPUNIT_ASSERT(goes(route));
        route.subscriptions = {"ffffffff-*"};
        CPPUNIT_ASSERT(!goes(route));
        route = {};
        route.resource_groups = {"shop-*"};
        CPPUNIT_ASSERT(goes(route));
        route.resource_groups = {"shop"};
        CPPUNIT_ASSERT(!goes(route));
        route = {};
        route.resource_types = {"microsoft.sql/servers/databases"};
        CPPUNIT_ASSERT(goes(route));
        route.resource_types = {"microsoft.sql/servers"};
        CPPUNIT_ASSERT(!goes(route));
        route = {};
        route.rules = {"CPU-*"};
        CPPUNIT_ASSERT(goes(route));
        route.rules = {"disk-*"};
        CPPUNIT_ASSERT(!goes(route));
        route = {};
        route.severities = {"Sev0", "Sev1"};
        CPPUNIT_ASSERT(goes(route));
        route.severities = {"Sev0"};
        CPPUNIT_ASSERT(!goes(route));
        route = {};
        route.custom_properties = {{"Team", "net*"}};
        CPPUNIT_ASSERT(!goes(route));
        Alert alert = database_alert;
        alert.custom_properties = {{"team", "Network"}};
        CPPUNIT_ASSERT(goes(route, alert));
    }

    void all_conditions_have_to_hold() {
        Route route;
        route.rules = {"cpu-high"};
        route.resource_groups = {"shop-prod"};
        CPPUNIT_ASSERT(goes(route));
        CPPUNIT_ASSERT(!goes(route, about(database_alert.target_ids[0], "disk-full")));
    }

    void conditions_about_a_resource_hold_for_one_and_the_same() {
        Route route;
        route.subscriptions = {"s1"};
        route.resource_groups = {"g2"};
        Alert alert = about("/subscriptions/s1/resourceGroups/g1/providers/p/t/n");
        alert.target_ids.push_back("/subscriptions/s2/resourceGroups/g2/providers/p/t/n");
        CPPUNIT_ASSERT(!goes(route, alert));
        alert.configuration_items = {"/subscriptions/s1/resourceGroups/g2/providers/p/t/n"};
        CPPUNIT_ASSERT(goes(route, alert));
    }

    void an_alert_without_resource_fits_no_condition_about_one() {
        Route route;
        route.subscriptions = {"*"};
        CPPUNIT_ASSERT(!goes(route, about("web-1")));
        CPPUNIT_ASSERT(!goes(route, Alert{}));
        CPPUNIT_ASSERT(goes({}, Alert{}));
    }

    void the_first_route_that_fits_decides() {
        Connection connection = with({});
        connection.routes.push_back(connection.routes[0]);
        connection.routes[0].rules = {"disk-*"};
        connection.routes[1].desk = "second";
        CPPUNIT_ASSERT_EQUAL(std::string("second"), desk_of(connection, route_of(connection, database_alert)));
        connection.routes[0].rules = {"cpu-*"};
        CPPUNIT_ASSERT_EQUAL(std::string("special"), desk_of(connection, route_of(connection, database_alert)));
    }

    void a_route_without_desk_keeps_the_connections() {
        Connection connection = with({});
        connection.routes[0].desk.clear();
        CPPUNIT_ASSERT(route_of(connection, database_alert));
        CPPUNIT_ASSERT_EQUAL(std::string("usual"), desk_of(connection, route_of(connection, database_alert)));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(RoutingTest);
