// core/maintenance over the real zones.
#include "core/maintenance.h"

#include <cppunit/extensions/HelperMacros.h>

#include "calendar/system_time_zones.h"
#include "core/timestamps.h"

using namespace secure_export;

namespace {

enum Day { sun, mon, tue, wed, thu, fri, sat };

MaintenanceWindow once(const char* from, const char* to) {
    MaintenanceWindow window;
    window.from = read_time(from);
    window.to = read_time(to);
    return window;
}

MaintenanceWindow weekly(std::vector<int> days, int start_minute, int length_minutes, const char* zone = "UTC") {
    MaintenanceWindow window;
    window.days = std::move(days);
    window.start_minute = start_minute;
    window.length_minutes = length_minutes;
    window.zone = zone;
    return window;
}

constexpr int hour = 60, day = 24 * hour;

}  // namespace

class MaintenanceTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(MaintenanceTest);
    CPPUNIT_TEST(without_a_window_there_is_none);
    CPPUNIT_TEST(a_window_covers_its_beginning_and_not_its_end);
    CPPUNIT_TEST(windows_that_touch_or_overlap_are_one);
    CPPUNIT_TEST(a_weekly_window_comes_on_its_days);
    CPPUNIT_TEST(a_window_goes_over_midnight_and_over_the_end_of_the_week);
    CPPUNIT_TEST(a_window_begins_by_the_clocks_of_its_zone);
    CPPUNIT_TEST(a_window_that_begins_in_the_gap_begins_at_its_end);
    CPPUNIT_TEST(a_window_that_begins_in_the_hour_that_comes_twice_begins_once);
    CPPUNIT_TEST(a_window_over_the_change_of_the_clocks_lasts_as_long_as_it_says);
    CPPUNIT_TEST(a_zone_that_is_not_known_covers_nothing);
    CPPUNIT_TEST(windows_without_a_gap_end_at_some_time);
    CPPUNIT_TEST_SUITE_END();

    const SystemTimeZones zones_;

    void expect(const std::vector<MaintenanceWindow>& windows, const char* now, const char* wanted) const {
        RoutePolicies policies;
        policies.maintenance = windows;
        const auto end = maintenance_ends(policies, *read_time(now), zones_);
        CPPUNIT_ASSERT_EQUAL_MESSAGE(now, std::string(wanted), end ? iso(*end).substr(0, 19) : "none");
    }

    void without_a_window_there_is_none() { expect({}, "2026-12-01T20:00:00Z", "none"); }

    void a_window_covers_its_beginning_and_not_its_end() {
        const std::vector windows{once("2026-12-01T20:00:00Z", "2026-12-01T22:00:00Z")};
        expect(windows, "2026-12-01T19:59:59.999Z", "none");
        expect(windows, "2026-12-01T20:00:00Z", "2026-12-01T22:00:00");
        expect(windows, "2026-12-01T21:59:59.999Z", "2026-12-01T22:00:00");
        expect(windows, "2026-12-01T22:00:00Z", "none");
        const std::vector every{weekly({tue}, 20 * hour, 2 * hour)};
        expect(every, "2026-12-01T19:59:59.999Z", "none");
        expect(every, "2026-12-01T20:00:00Z", "2026-12-01T22:00:00");
        expect(every, "2026-12-01T21:59:59.999Z", "2026-12-01T22:00:00");
        expect(every, "2026-12-01T22:00:00Z", "none");
    }

    void windows_that_touch_or_overlap_are_one() {
        const std::vector windows{once("2026-12-01T22:00:00Z", "2026-12-01T23:00:00Z"),
                                  once("2026-12-01T20:00:00Z", "2026-12-01T22:00:00Z"),
                                  once("2026-12-01T22:30:00Z", "2026-12-02T01:00:00Z"),
                                  once("2026-12-02T01:00:01Z", "2026-12-02T02:00:00Z"),  // a second later: on its own
                                  weekly({tue}, 19 * hour, 90)};
        expect(windows, "2026-12-01T19:00:00Z", "2026-12-02T01:00:00");
        expect(windows, "2026-12-01T20:10:00Z", "2026-12-02T01:00:00");
        expect(windows, "2026-12-02T01:00:00Z", "none");
        expect(windows, "2026-12-02T01:00:01Z", "2026-12-02T02:00:00");
        // An inner window that ends first does not end the outer one.
        const std::vector nested{once("2026-12-01T20:00:00Z", "2026-12-01T23:00:00Z"),
                                 once("2026-12-01T21:00:00Z", "2026-12-01T22:00:00Z")};
        expect(nested, "2026-12-01T21:30:00Z", "2026-12-01T23:00:00");
    }

    void a_weekly_window_comes_on_its_days() {
        const std::vector windows{weekly({sat, wed}, 9 * hour, hour)};
        expect(windows, "2026-12-02T09:30:00Z", "2026-12-02T10:00:00");  // a Wednesday
        expect(windows, "2026-12-05T09:30:00Z", "2026-12-05T10:00:00");  // a Saturday
        expect(windows, "2026-12-03T09:30:00Z", "none");
        expect(windows, "2027-12-01T09:30:00Z", "2027-12-01T10:00:00");
        expect({weekly({sun, mon, tue, wed, thu, fri, sat}, 0, 23 * hour)}, "2026-12-03T22:59:00Z",
               "2026-12-03T23:00:00");
        // Windows of two days that touch at midnight.
        expect({weekly({mon, tue}, 0, day)}, "2026-11-30T12:00:00Z", "2026-12-02T00:00:00");
    }

    void a_window_goes_over_midnight_and_over_the_end_of_the_week() {
        const std::vector night{weekly({sat}, 22 * hour, 6 * hour)};
        expect(night, "2026-12-05T22:00:00Z", "2026-12-06T04:00:00");
        expect(night, "2026-12-06T03:59:00Z", "2026-12-06T04:00:00");  // a Sunday, the first day of a week
        expect(night, "2026-12-06T22:30:00Z", "none");
        expect({weekly({thu}, 22 * hour, 6 * hour)}, "2027-01-01T01:00:00Z", "2027-01-01T04:00:00");  // and of the year
        const std::vector days{weekly({fri}, 18 * hour, 6 * day)};
        expect(days, "2026-12-10T17:59:00Z", "2026-12-10T18:00:00");
        expect(days, "2026-12-10T18:00:00Z", "none");
        expect({weekly({fri}, 18 * hour, 6 * day + 23 * hour + 59)}, "2026-12-11T17:58:00Z", "2026-12-11T17:59:00");
    }

    void a_window_begins_by_the_clocks_of_its_zone() {
        const std::vector berlin{weekly({sat}, 22 * hour, 4 * hour, "Europe/Berlin")};
        expect(berlin, "2026-01-17T20:59:59Z", "none");
        expect(berlin, "2026-01-17T21:00:00Z", "2026-01-18T01:00:00");
        expect(berlin, "2026-07-18T20:00:00Z", "2026-07-19T00:00:00");
        expect(berlin, "2026-07-19T00:00:00Z", "none");
        // The day is that of the zone: Sunday morning in Tokyo, or Friday evening in New York, is Saturday in UTC.
        expect({weekly({sun}, 6 * hour, 2 * hour, "Asia/Tokyo")}, "2026-12-05T21:30:00Z", "2026-12-05T23:00:00");
        expect({weekly({fri}, 22 * hour, 2 * hour, "America/New_York")}, "2026-12-05T03:30:00Z", "2026-12-05T05:00:00");
        expect({weekly({sat}, 6 * hour, 2 * hour, "Asia/Tokyo")}, "2026-12-05T21:30:00Z", "none");
        // UTC+14 and UTC-11: a day ahead, and a day behind.
        expect({weekly({mon}, 0, hour, "Pacific/Kiritimati")}, "2026-11-29T10:30:00Z", "2026-11-29T11:00:00");
        expect({weekly({sun}, 23 * hour, hour, "Pacific/Pago_Pago")}, "2026-11-30T10:30:00Z", "2026-11-30T11:00:00");
    }

    void a_window_that_begins_in_the_gap_begins_at_its_end() {
        const std::vector berlin{weekly({sun}, 2 * hour + 30, hour, "Europe/Berlin")};
        expect(berlin, "2026-03-22T01:30:00Z", "2026-03-22T02:30:00");  // the Sunday before
        expect(berlin, "2026-03-29T00:59:59Z", "none");
        expect(berlin, "2026-03-29T01:00:00Z", "2026-03-29T02:00:00");  // 03:00 in Berlin
        expect(berlin, "2026-03-29T02:00:00Z", "none");
        expect(berlin, "2026-04-05T00:30:00Z", "2026-04-05T01:30:00");
        expect({weekly({sun}, 2 * hour + 15, hour, "Australia/Lord_Howe")}, "2026-10-03T15:30:00Z",
               "2026-10-03T16:30:00");
        expect({weekly({sun}, 2 * hour, hour, "America/New_York")}, "2026-03-08T07:00:00Z", "2026-03-08T08:00:00");
        expect({weekly({sun}, 2 * hour, hour, "America/New_York")}, "2026-03-08T06:59:00Z", "none");
    }

    void a_window_that_begins_in_the_hour_that_comes_twice_begins_once() {
        const std::vector berlin{weekly({sun}, 2 * hour + 30, 30, "Europe/Berlin")};
        expect(berlin, "2026-10-25T00:30:00Z", "2026-10-25T01:00:00");
        expect(berlin, "2026-10-25T01:00:00Z", "none");
        expect(berlin, "2026-10-25T01:30:00Z", "none");  // 02:30 again
        const std::vector york{weekly({sun}, hour, 30, "America/New_York")};
        expect(york, "2026-11-01T05:00:00Z", "2026-11-01T05:30:00");
        expect(york, "2026-11-01T06:00:00Z", "none");
        const std::vector howe{weekly({sun}, hour + 45, 10, "Australia/Lord_Howe")};
        expect(howe, "2026-04-04T14:45:00Z", "2026-04-04T14:55:00");
        expect(howe, "2026-04-04T15:15:00Z", "none");
    }

    void a_window_over_the_change_of_the_clocks_lasts_as_long_as_it_says() {
        const std::vector berlin{weekly({sat}, 22 * hour, 6 * hour, "Europe/Berlin")};
        expect(berlin, "2026-03-28T21:00:00Z", "2026-03-29T03:00:00");  // 05:00 in Berlin
        expect(berlin, "2026-03-29T02:59:00Z", "2026-03-29T03:00:00");
        expect(berlin, "2026-10-24T20:00:00Z", "2026-10-25T02:00:00");  // 03:00 in Berlin
        expect(berlin, "2026-10-25T02:00:00Z", "none");
        // Two that touch by the clocks do so on the day of the change as well, or leave the hour that is there twice.
        const std::vector halves{weekly({sun}, 0, 3 * hour, "Europe/Berlin"),
                                 weekly({sun}, 3 * hour, hour, "Europe/Berlin")};
        expect(halves, "2026-10-18T00:00:00Z", "2026-10-18T02:00:00");
        expect(halves, "2026-10-25T00:00:00Z", "2026-10-25T01:00:00");
        expect(halves, "2026-10-25T01:30:00Z", "none");
        expect(halves, "2026-03-28T23:30:00Z", "2026-03-29T02:00:00");
    }

    void a_zone_that_is_not_known_covers_nothing() {
        expect({weekly({tue}, 0, day, "Europe/Berln")}, "2026-12-01T12:00:00Z", "none");
        expect({weekly({tue}, 0, day, "Europe/Berln"), weekly({tue}, 12 * hour, hour)}, "2026-12-01T12:00:00Z",
               "2026-12-01T13:00:00");
    }

    void windows_without_a_gap_end_at_some_time() {
        const std::vector<int> all{sun, mon, tue, wed, thu, fri, sat};
        std::vector<MaintenanceWindow> windows;
        for (int i = 0; i < 10; ++i) {
            windows.push_back(weekly(all, i * 2 * hour, 80, "Europe/Berlin"));
            windows.push_back(weekly(all, i * 2 * hour + hour, 5 * hour, "America/New_York"));
        }
        RoutePolicies policies;
        policies.maintenance = windows;
        const Time now = *read_time("2026-12-01T12:00:00Z");
        const auto end = maintenance_ends(policies, now, zones_);
        CPPUNIT_ASSERT(end && *end > now + std::chrono::days(13) && *end < now + std::chrono::days(22));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(MaintenanceTest);
