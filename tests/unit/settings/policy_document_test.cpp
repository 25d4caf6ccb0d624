#include <cppunit/extensions/HelperMacros.h>

#include "core/timestamps.h"
#include "tests/unit/settings/route_document.h"

using namespace secure_export;
using namespace secure_export::test;

class PolicyDocumentTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(PolicyDocumentTest);
    CPPUNIT_TEST(a_route_without_policies_is_as_it_was);
    CPPUNIT_TEST(every_policy_is_read);
    CPPUNIT_TEST(each_key_is_written_and_reads_back_the_same);
    CPPUNIT_TEST(each_value_of_a_choice_is_kept);
    CPPUNIT_TEST(lengths_of_time_are_kept_as_they_are_usually_written);
    CPPUNIT_TEST(what_is_no_length_of_time_is_refused_with_an_example);
    CPPUNIT_TEST(a_length_of_time_has_a_limit);
    CPPUNIT_TEST(a_property_is_named_where_it_groups_and_only_there);
    CPPUNIT_TEST(flapping_and_most_tickets_are_both_numbers_or_null);
    CPPUNIT_TEST(a_route_with_policies_has_a_name_of_its_own);
    CPPUNIT_TEST(a_route_with_policies_and_without_a_name_is_given_one);
    CPPUNIT_TEST(an_unknown_key_of_a_policy_is_named);
    CPPUNIT_TEST_SUITE_END();

    void a_route_without_policies_is_as_it_was() {
        CPPUNIT_ASSERT(policies_of(R"({"name": "all"})") == RoutePolicies());
        CPPUNIT_ASSERT(policies_of(R"({"hold": "", "flapping": null, "max_tickets": null, "maintenance": []})") ==
                       RoutePolicies());
    }

    void every_policy_is_read() {
        const RoutePolicies p =
            policies_of(R"({"ticket": false, "group_by": "custom_property", "group_property": "team",
            "hold": "90s", "hold_resolve": "5m", "reopen_within": "2h", "quiet_after": "1d", "on_resolved": "note",
            "without_beginning": "open", "flapping": {"changes": 6, "within": "1h"},
            "max_tickets": {"count": 20, "per": "10m"},
            "maintenance": [{"from": "2026-12-01T20:00:00Z", "to": "2026-12-02T03:00:00+01:00"},
                            {"weekly": ["sat", "sun"], "start": "22:00", "length": "4h", "zone": "Europe/Berlin"}]})");
        RoutePolicies wanted;
        wanted.ticket = false;
        wanted.group_by = GroupBy::custom_property;
        wanted.group_property = "team";
        wanted.hold = Seconds(90);
        wanted.hold_resolve = Seconds(300);
        wanted.reopen_within = Seconds(7200);
        wanted.quiet_after = Seconds(86400);
        wanted.on_resolved = OnResolved::note;
        wanted.without_beginning = WithoutBeginning::open;
        wanted.flapping = Flapping{6, Seconds(3600)};
        wanted.max_tickets = MaxTickets{20, Seconds(600)};
        MaintenanceWindow once, weekly;
        once.from = read_time("2026-12-01T20:00:00Z");
        once.to = read_time("2026-12-02T02:00:00Z");
        weekly.days = {0, 6};
        weekly.start_minute = 22 * 60;
        weekly.length_minutes = 240;
        weekly.zone = "Europe/Berlin";
        wanted.maintenance = {once, weekly};
        CPPUNIT_ASSERT(p == wanted);
    }

    void each_key_is_written_and_reads_back_the_same() {
        const Json::Value plain = written("{}");
        for (const char* key :
             {"ticket", "group_by", "group_property", "hold", "hold_resolve", "reopen_within", "quiet_after",
              "on_resolved", "without_beginning", "flapping", "max_tickets", "maintenance"})
            CPPUNIT_ASSERT_MESSAGE(key, plain.isMember(key));
        for (const std::string& keys :
             {std::string("{}"), std::string(R"({"ticket": false, "group_by": "series", "hold": "45s",
                "flapping": {"changes": 2, "within": "30d"}, "max_tickets": {"count": 100000, "per": "1s"},
                "maintenance": [{"from": "2026-12-01T20:00:00.250Z", "to": "2026-12-01T20:00:01Z"},
                                {"weekly": ["wed"], "start": "00:05", "length": "2d"},
                                {"weekly": ["sun", "mon"], "start": "23:59", "length": "1m", "zone": "Asia/Tokyo"}]})")}) {
            const Json::Value once = written(keys);
            CPPUNIT_ASSERT_EQUAL(json::write(once), json::write(written(json::write(once))));
            CPPUNIT_ASSERT(policies_of(keys) == policies_of(json::write(once)));
        }
    }

    void each_value_of_a_choice_is_kept() {
        const std::pair<const char*, std::vector<const char*>> choices[] = {
            {"group_by", {"alert", "series", "resource", "rule", "ci", "resource_group", "subscription"}},
            {"on_resolved", {"resolve", "note", "nothing"}},
            {"without_beginning", {"record", "open"}}};
        for (const auto& [key, values] : choices) {
            for (const char* value : values)
                CPPUNIT_ASSERT_EQUAL(std::string(value),
                                     written(std::string("{\"") + key + "\":\"" + value + "\"}")[key].asString());
            is_told_about(std::string("{\"") + key + "\":\"CI\"}", key + std::string(": must be one of \""));
            is_told_about(std::string("{\"") + key + "\":null}", key + std::string(": must be one of \""));
        }
    }

    void lengths_of_time_are_kept_as_they_are_usually_written() {
        const std::pair<const char*, const char*> table[] = {{"90s", "90s"},
                                                             {"5m", "5m"},
                                                             {"2h", "2h"},
                                                             {"1d", "1d"},
                                                             {"1h 30m", "1h 30m"},
                                                             {"", ""},
                                                             {"1h30m", "1h 30m"},
                                                             {" 5 m ", "5m"},
                                                             {"90m", "1h 30m"},
                                                             {"24h", "1d"},
                                                             {"5 min", "5m"},
                                                             {"2 Hours", "2h"},
                                                             {"1w", "7d"},
                                                             {"30d", "30d"},
                                                             {"0s", ""},
                                                             {"120s", "2m"},
                                                             {"1d 2h 3m 4s", "1d 2h 3m 4s"},
                                                             {"1s", "1s"},
                                                             {"720h", "30d"},
                                                             {"121s", "2m 1s"}};
        for (const char* key : {"hold", "hold_resolve", "reopen_within", "quiet_after"})
            for (const auto& [given, kept] : table)
                CPPUNIT_ASSERT_EQUAL_MESSAGE(
                    given, std::string(kept),
                    written(std::string("{\"") + key + "\":\"" + given + "\"}")[key].asString());
    }

    void what_is_no_length_of_time_is_refused_with_an_example() {
        is_told(
            R"({"hold": "soon"})",
            "hold: \"soon\" is not a length of time; write \"90s\", \"5m\", \"2h\", \"1d\" or \"1h 30m\", at most 30d");
        is_told(
            R"({"hold": 300})",
            "hold: must be a length of time in quotation marks, such as \"90s\", \"5m\", \"2h\", \"1d\" or \"1h 30m\", "
            "at most 30d; \"\" for none");
        for (const char* wrong : {"5", "m", "-5m", "+5m", "1.5h", "5x", "5m 5m", "30m 1h", "1h 30", "1:30", "PT5M",
                                  "5M5", "99999999999999999999s", "1e3s", "5 m x", "٥m"})
            is_told_about(std::string(R"({"quiet_after": ")") + wrong + "\"}",
                          "quiet_after: \"" + std::string(wrong) + "\" is not a length of time; write \"90s\"");
        for (const char* wrong : {"null", "true", "[]", "{}", "5"})
            is_told_about(std::string(R"({"reopen_within": )") + wrong + "}",
                          "reopen_within: must be a length of time");
    }

    void a_length_of_time_has_a_limit() {
        for (const char* key : {"hold", "hold_resolve", "reopen_within", "quiet_after"})
            for (const char* beyond : {"31d", "30d 1s", "721h", "1000000w"})
                is_told(std::string("{\"") + key + "\":\"" + beyond + "\"}",
                        std::string(key) + ": must be at most 30d");
        is_told(R"({"flapping": {"changes": 6, "within": "31d"}})", "flapping.within: must be at most 30d");
    }

    void a_property_is_named_where_it_groups_and_only_there() {
        is_told(R"({"group_by": "custom_property"})",
                "group_property: is required when group_by is \"custom_property\": the name of that property, such as "
                "team");
        is_told_about(R"({"group_by": "custom_property", "group_property": " "})", "group_property: is required");
        is_told_about(R"({"group_by": "rule", "group_property": "team"})",
                      "group_property: is used with \"group_by\": \"custom_property\" only");
        is_told_about(R"({"group_by": "custom_property", "group_property": ")" + std::string(65, 'x') + "\"}",
                      "group_property: is longer than 64 bytes");
    }

    void flapping_and_most_tickets_are_both_numbers_or_null() {
        is_told_about(R"({"flapping": {"changes": 1, "within": "1h"}})",
                      "flapping.changes: must be a whole number from 2 to 1000");
        is_told_about(R"({"flapping": {"changes": 1001, "within": "1h"}})", "flapping.changes: must be a whole number");
        is_told_about(R"({"flapping": {"within": "1h"}})", "flapping.changes: is missing");
        is_told_about(R"({"flapping": {"changes": 6}})", "flapping.within: is missing: write \"90s\"");
        is_told_about(R"({"flapping": {"changes": 6, "within": ""}})", "flapping.within: must be longer than nothing");
        is_told_about(R"({"flapping": {"changes": 6, "within": "0s"}})",
                      "flapping.within: must be longer than nothing");
        is_told_about(R"({"flapping": {"changes": 6, "within": "x"}})", "flapping.within: \"x\" is not a length");
        is_told_about(R"({"flapping": false})", "flapping: must be an object");
        is_told_about(R"({"max_tickets": {"count": 0, "per": "10m"}})",
                      "max_tickets.count: must be a whole number from 1 to 100000");
        is_told_about(R"({"max_tickets": {"count": 100001, "per": "10m"}})", "max_tickets.count: must be a whole");
        is_told_about(R"({"max_tickets": {"count": 20}})", "max_tickets.per: is missing");
        is_told_about(R"({"max_tickets": 20})", "max_tickets: must be an object");
    }

    void a_route_with_policies_has_a_name_of_its_own() {
        const auto told = [](const std::string& first, const std::string& second) {
            Json::Value document = with_route(first);
            document["connections"][0]["routes"].append(*json::read_strict(second));
            const auto read = read_document(json::write(document));
            return read ? "" : read.error().message;
        };
        for (const char* fine : {R"({"name": "b", "hold": "5m"})", R"({"name": "A", "hold": "5m"})", R"({"name": "a"})",
                                 R"({"name": "a", "ticket": false})", R"({"hold": "5m"})"})
            CPPUNIT_ASSERT_EQUAL_MESSAGE(fine, std::string(), told(R"({"name": "a"})", fine));
        CPPUNIT_ASSERT_EQUAL(std::string(), told("{}", "{}"));
        for (const char* policy : {R"("hold": "5m")", R"("group_by": "ci")", R"("on_resolved": "note")",
                                   R"("max_tickets": {"count": 1, "per": "1m"})"}) {
            const std::string with = std::string(R"({"name": "a", )") + policy + "}", without = R"({"name": "a"})";
            CPPUNIT_ASSERT(
                told(with, without).starts_with("connections[0].routes[0].name: is also the name of another"));
            CPPUNIT_ASSERT(
                told(without, with).starts_with("connections[0].routes[1].name: is also the name of another"));
        }
    }

    void a_route_with_policies_and_without_a_name_is_given_one() {
        Json::Value document = with_route(R"({"name": "route 3"})");
        Json::Value& routes = document["connections"][0]["routes"];
        for (const char* route : {R"({"hold": "5m"})", R"({"hold": "6m"})", "{}", R"({"ticket": false})"})
            routes.append(*json::read_strict(route));
        const auto read = read_document(json::write(document));
        CPPUNIT_ASSERT(read);
        std::string names;
        for (const Route& route : read->connections[0].routes) names += route.name + ",";
        CPPUNIT_ASSERT_EQUAL(std::string("route 3,route 2,route 3b,,,"), names);
        const std::string once = settings::write_settings(*read);
        CPPUNIT_ASSERT_EQUAL(once, settings::write_settings(*read_document(once)));
    }

    void an_unknown_key_of_a_policy_is_named() {
        is_told(R"({"group_bye": "rule"})", "group_bye: unknown key; did you mean \"group_by\"?");
        is_told(R"({"flapping": {"changes": 6, "within": "1h", "after": "1h"}})", "flapping.after: unknown key");
        is_told_about(with_window(R"({"weekly": ["sat"], "start": "22:00", "length": "4h", "zones": "UTC"})"),
                      "maintenance[0].zones: unknown key; did you mean \"zone\"?");
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(PolicyDocumentTest);
