#include "calendar/system_time_zones.h"

#include <cppunit/extensions/HelperMacros.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "core/timestamps.h"

using namespace secure_export;

namespace {

struct Folder {
    Folder() {
        char name[] = "/tmp/secure-export-zones-XXXXXX";
        path = ::mkdtemp(name);
    }
    ~Folder() { std::filesystem::remove_all(path); }
    std::filesystem::path path;
};

}  // namespace

class SystemTimeZonesTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(SystemTimeZonesTest);
    CPPUNIT_TEST(summer_and_winter_differ);
    CPPUNIT_TEST(a_time_that_is_skipped_is_when_the_clocks_are_set_forward);
    CPPUNIT_TEST(of_a_time_that_comes_twice_the_first_counts);
    CPPUNIT_TEST(what_the_clocks_show_is_the_reverse);
    CPPUNIT_TEST(a_name_that_is_no_zone_is_refused_with_the_reason);
    CPPUNIT_TEST(a_file_that_is_no_zone_is_not_read);
    CPPUNIT_TEST(without_a_database_utc_alone_is_known);
    CPPUNIT_TEST_SUITE_END();

    const SystemTimeZones zones_;

    static WallTime wall(const char* text) { return WallTime((*read_time(text)).time_since_epoch()); }
    std::string time_at(const char* zone, const char* text) const {
        const auto time = zones_.time_at(zone, wall(text));
        return time ? iso(*time).substr(0, 16) : "unknown";
    }
    std::string wall_at(const char* zone, const char* text) const {
        const auto shown = zones_.wall_at(zone, *read_time(text));
        return shown ? iso(Time(shown->time_since_epoch())).substr(0, 16) : "unknown";
    }
    static void equal(const char* wanted, const std::string& got) { CPPUNIT_ASSERT_EQUAL(std::string(wanted), got); }

    void summer_and_winter_differ() {
        equal("2026-01-15T11:00", time_at("Europe/Berlin", "2026-01-15T12:00"));
        equal("2026-07-15T10:00", time_at("Europe/Berlin", "2026-07-15T12:00"));
        equal("2026-01-15T17:00", time_at("America/New_York", "2026-01-15T12:00"));
        equal("2026-07-15T16:00", time_at("America/New_York", "2026-07-15T12:00"));
        equal("2026-07-15T12:00", time_at("UTC", "2026-07-15T12:00"));
        equal("2026-07-15T06:15", time_at("Asia/Kathmandu", "2026-07-15T12:00"));
        equal("2036-07-15T10:00", time_at("Europe/Berlin", "2036-07-15T12:00"));  // the files reach that far
    }

    void a_time_that_is_skipped_is_when_the_clocks_are_set_forward() {
        equal("2026-03-29T00:59", time_at("Europe/Berlin", "2026-03-29T01:59"));
        equal("2026-03-29T01:00", time_at("Europe/Berlin", "2026-03-29T02:00"));
        equal("2026-03-29T01:00", time_at("Europe/Berlin", "2026-03-29T02:30"));
        equal("2026-03-29T01:00", time_at("Europe/Berlin", "2026-03-29T03:00"));
        equal("2026-03-08T07:00", time_at("America/New_York", "2026-03-08T02:15"));
        equal("2026-10-03T15:30", time_at("Australia/Lord_Howe", "2026-10-04T02:15"));  // by half an hour
        equal("2011-12-30T10:00", time_at("Pacific/Apia", "2011-12-30T12:00"));         // a day that never was
    }

    void of_a_time_that_comes_twice_the_first_counts() {
        equal("2026-10-25T00:30", time_at("Europe/Berlin", "2026-10-25T02:30"));
        equal("2026-10-25T02:00", time_at("Europe/Berlin", "2026-10-25T03:00"));
        equal("2026-11-01T05:30", time_at("America/New_York", "2026-11-01T01:30"));
        equal("2026-04-04T14:45", time_at("Australia/Lord_Howe", "2026-04-05T01:45"));
    }

    void what_the_clocks_show_is_the_reverse() {
        equal("2026-03-29T01:59", wall_at("Europe/Berlin", "2026-03-29T00:59Z"));
        equal("2026-03-29T03:00", wall_at("Europe/Berlin", "2026-03-29T01:00Z"));
        equal("2026-10-25T02:30", wall_at("Europe/Berlin", "2026-10-25T00:30Z"));
        equal("2026-10-25T02:30", wall_at("Europe/Berlin", "2026-10-25T01:30Z"));
        equal("2026-04-05T01:45", wall_at("Australia/Lord_Howe", "2026-04-04T15:15Z"));
        equal("2026-10-25T01:30", wall_at("UTC", "2026-10-25T01:30Z"));
    }

    void a_name_that_is_no_zone_is_refused_with_the_reason() {
        for (const char* zone :
             {"UTC", "Etc/UTC", "GMT", "Europe/Berlin", "US/Eastern", "America/Argentina/Buenos_Aires"})
            CPPUNIT_ASSERT_MESSAGE(zone, zones_.check(zone));
        for (const char* zone : {"", "Europe/Berln", "europe/berlin", "CEST", "Europe", "Europe/", "/Europe/Berlin",
                                 "../zoneinfo/Europe/Berlin", "/etc/passwd", "tzdata.zi", "zone.tab", "leapseconds",
                                 "+01:00", "Europe/Berlin\n", "right/UTC"}) {
            const Outcome outcome = zones_.check(zone);
            CPPUNIT_ASSERT_MESSAGE(zone, !outcome);
            CPPUNIT_ASSERT_MESSAGE(outcome.error().message,
                                   outcome.error().message.starts_with("there is no time zone \"") &&
                                       outcome.error().message.find("Europe/Berlin") != std::string::npos);
            equal("unknown", time_at(zone, "2026-03-29T02:00"));
            equal("unknown", wall_at(zone, "2026-03-29T02:00Z"));
        }
    }

    // The library ends the process at such a file.
    void a_file_that_is_no_zone_is_not_read() {
        const Folder folder;
        std::filesystem::create_directories(folder.path / "Europe");
        std::ofstream(folder.path / "Europe/Berlin") << "a text";
        std::ofstream(folder.path / "Europe/Paris");
        const SystemTimeZones zones(folder.path);
        for (const char* zone : {"Europe/Berlin", "Europe/Paris", "Europe/Rome"})
            CPPUNIT_ASSERT_MESSAGE(zone, !zones.check(zone));
    }

    void without_a_database_utc_alone_is_known() {
        const Folder empty;
        const SystemTimeZones zones(empty.path);
        CPPUNIT_ASSERT(zones.check("UTC"));
        const Outcome outcome = zones.check("Europe/Berlin");
        CPPUNIT_ASSERT(!outcome);
        CPPUNIT_ASSERT(outcome.error().message.find("apt-get install tzdata") != std::string::npos);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(SystemTimeZonesTest);
