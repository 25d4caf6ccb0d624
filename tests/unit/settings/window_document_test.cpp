#include <cppunit/extensions/HelperMacros.h>

#include "tests/unit/settings/route_document.h"

using namespace secure_export;
using namespace secure_export::test;

namespace {

// Knows one zone.
class OneZone : public TimeZones {
public:
    Outcome check(std::string_view zone) const override {
        if (zone == "Europe/Berlin") return {};
        return Error{Fault::invalid, "\"" + std::string(zone) + "\" is not on this machine", ""};
    }
    std::optional<Time> time_at(std::string_view, WallTime) const override { return std::nullopt; }
    std::optional<WallTime> wall_at(std::string_view, Time) const override { return std::nullopt; }
};

}  // namespace

class WindowDocumentTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(WindowDocumentTest);
    CPPUNIT_TEST(a_window_is_once_or_weekly);
    CPPUNIT_TEST(a_window_of_a_time_has_a_beginning_before_its_end);
    CPPUNIT_TEST(a_weekly_window_has_days_a_time_and_a_length);
    CPPUNIT_TEST(a_zone_is_one_that_the_machine_knows);
    CPPUNIT_TEST(windows_have_a_number_and_leave_a_gap);
    CPPUNIT_TEST_SUITE_END();

    void a_window_is_once_or_weekly() {
        for (const char* window :
             {"{}", R"({"zone": "UTC"})", R"({"from": "2026-12-01T20:00:00Z", "weekly": ["sat"], "start": "22:00"})"}) {
            const std::string told = problems_of(with_window(window));
            CPPUNIT_ASSERT_MESSAGE(told, told.find(": a window is either once, {") != told.npos);
            CPPUNIT_ASSERT_MESSAGE(told, told.find('\n') == told.npos);
        }
        is_told_about(with_window("\"sat\""), "maintenance[0]: must be an object");
        is_told_about(R"({"maintenance": {}})", "maintenance: must be an array of objects");
    }

    void a_window_of_a_time_has_a_beginning_before_its_end() {
        const auto from_to = [](const std::string& from, const std::string& to) {
            return with_window(R"({"from": ")" + from + R"(", "to": ")" + to + "\"}");
        };
        CPPUNIT_ASSERT_EQUAL(std::string(), problems_of(from_to("2026-12-01T20:00:00Z", "2026-12-01T20:00:01Z")));
        CPPUNIT_ASSERT_EQUAL(std::string(), problems_of(from_to("2026-12-01T20:00+01:00", "2026-12-01T19:30Z")));
        is_told(from_to("2026-12-01T20:00:00Z", "2026-12-01T20:00:00Z"), "maintenance[0].to: must be after \"from\"");
        is_told(from_to("2026-12-01T20:00:00Z", "2026-11-01T20:00:00Z"), "maintenance[0].to: must be after \"from\"");
        is_told(from_to("2026-12-01T20:00:00Z", "2036-12-01T20:00:00Z"),
                "maintenance[0].to: is more than 366d after \"from\"");
        is_told(with_window(R"({"from": "2026-12-01T20:00:00Z"})"), "maintenance[0].to: is missing");
        is_told(with_window(R"({"to": "2026-12-01T20:00:00Z"})"), "maintenance[0].from: is missing");
        for (const char* wrong : {"2026-12-01T20:00:00", "2026-12-01", "2026-02-30T20:00:00Z", "tomorrow",
                                  "12/1/2026 8:00:00 PM", "2026-12-01T25:00:00Z", "1764619200"})
            is_told_about(from_to(wrong, "2026-12-31T20:00:00Z"),
                          "maintenance[0].from: \"" + std::string(wrong) + "\" is not a time with its offset from UTC");
    }

    void a_weekly_window_has_days_a_time_and_a_length() {
        const auto weekly = [](const std::string& days, const std::string& start, const std::string& length) {
            return with_window(R"({"weekly": )" + days + R"(, "start": ")" + start + R"(", "length": ")" + length +
                               "\"}");
        };
        CPPUNIT_ASSERT_EQUAL(std::string("UTC"),
                             policies_of(weekly(R"(["sat"])", "22:00", "4h")).maintenance.at(0).zone);
        is_told_about(weekly("[]", "22:00", "4h"), "maintenance[0].weekly: needs at least one day");
        is_told_about(weekly(R"(["sat", "sat"])", "22:00", "4h"), "maintenance[0].weekly: \"sat\" is given twice");
        for (const char* day : {"Saturday", "SAT", "6", "sa"})
            is_told_about(weekly("[\"" + std::string(day) + "\"]", "22:00", "4h"),
                          "maintenance[0].weekly: \"" + std::string(day) + "\" is not a day; write mon");
        for (const char* start : {"24:00", "22:60", "2200", "9:00", "22:00:00", "10pm", "-1:00", "22.00"})
            is_told_about(weekly(R"(["sat"])", start, "4h"),
                          "maintenance[0].start: \"" + std::string(start) + "\" is not a time of day; write 22:00");
        is_told_about(weekly(R"(["sat"])", "", "4h"), "maintenance[0].start: must not be empty");
        is_told_about(weekly(R"(["sat"])", "22:00", ""), "maintenance[0].length: must be longer than nothing");
        is_told_about(weekly(R"(["sat"])", "22:00", "90s"), "maintenance[0].length: must be whole minutes");
        is_told_about(weekly(R"(["sat"])", "22:00", "8d"), "maintenance[0].length: must be at most 7d");
        is_told_about(weekly(R"(["sat"])", "22:00", "4"), "maintenance[0].length: \"4\" is not a length of time");
        is_told_about(with_window(R"({"weekly": ["sat"], "start": "22:00"})"), "maintenance[0].length: is missing");
        is_told_about(with_window(R"({"weekly": ["sat"], "length": "1h"})"), "maintenance[0].start: is missing");
        is_told_about(with_window(R"({"start": "22:00", "length": "1h"})"),
                      "maintenance[0].weekly: needs at least one");
        is_told_about(with_window(R"({"weekly": ["sat"], "start": "22:00", "length": "4h", "zone": ""})"),
                      "maintenance[0].zone: must not be empty");
    }

    void a_zone_is_one_that_the_machine_knows() {
        const OneZone zones;
        const auto read = [&](const std::string& zone, const TimeZones* known) {
            const Json::Value document = with_route(
                with_window(R"({"weekly": ["sat"], "start": "22:00", "length": "4h", "zone": ")" + zone + "\"}"));
            return settings::read_settings(json::write(document), desks::kinds(), known);
        };
        CPPUNIT_ASSERT(read("Europe/Berlin", &zones));
        const auto refused = read("Europe/Berln", &zones);
        CPPUNIT_ASSERT_EQUAL(place + "maintenance[0].zone: \"Europe/Berln\" is not on this machine",
                             refused.error().message);
        CPPUNIT_ASSERT(read("Europe/Berln", nullptr));  // a saved document, on another machine
    }

    void windows_have_a_number_and_leave_a_gap() {
        const std::string one = R"({"from": "2026-12-01T20:00:00Z", "to": "2026-12-01T21:00:00Z"})";
        std::string many = one;
        for (int i = 1; i < 20; ++i) many += "," + one;
        CPPUNIT_ASSERT_EQUAL(std::string(), problems_of(with_window(many)));
        is_told(with_window(many + "," + one), "maintenance: has more than 20 windows");
        const std::string all_days = R"(["mon","tue","wed","thu","fri","sat","sun"])";
        const auto daily = [&](const std::string& start, const std::string& length) {
            return R"({"weekly": )" + all_days + R"(, "start": ")" + start + R"(", "length": ")" + length + "\"}";
        };
        CPPUNIT_ASSERT_EQUAL(std::string(), problems_of(with_window(daily("22:00", "23h 59m"))));
        is_told_about(with_window(daily("22:00", "1d")), "maintenance: covers the whole week");
        is_told_about(with_window(daily("00:00", "12h") + "," + daily("12:00", "12h")),
                      "maintenance: covers the whole week");
        is_told_about(with_window(R"({"weekly": ["wed"], "start": "10:00", "length": "7d"})"),
                      "maintenance: covers the whole week");
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(WindowDocumentTest);
