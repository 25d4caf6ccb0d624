#include "core/timestamps.h"

#include <cppunit/extensions/HelperMacros.h>

namespace {

using namespace secure_export;

std::string read(std::string_view text) {
    const auto time = read_time(text);
    return time ? iso(*time) : "nothing";
}

class TimestampsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(TimestampsTest);
    CPPUNIT_TEST(any_number_of_fraction_digits_is_read);
    CPPUNIT_TEST(offsets_are_taken_into_account_and_no_zone_is_utc);
    CPPUNIT_TEST(the_month_first_form_is_read_with_and_without_am_and_pm);
    CPPUNIT_TEST(real_dates_are_read_and_others_are_not);
    CPPUNIT_TEST(what_is_no_time_is_nothing);
    CPPUNIT_TEST(times_are_written_for_machines_and_for_people);
    CPPUNIT_TEST_SUITE_END();

    void any_number_of_fraction_digits_is_read() {
        CPPUNIT_ASSERT_EQUAL(std::string("2019-03-22T13:58:24.371Z"), read("2019-03-22T13:58:24.3713213Z"));
        CPPUNIT_ASSERT_EQUAL(std::string("2019-03-22T13:58:24.371Z"), read("2019-03-22T13:58:24.371Z"));
        CPPUNIT_ASSERT_EQUAL(std::string("2019-03-22T13:58:24.371Z"), read("2019-03-22T13:58:24.37132Z"));
        CPPUNIT_ASSERT_EQUAL(std::string("2019-03-22T13:58:24.500Z"), read("2019-03-22T13:58:24.5Z"));
        CPPUNIT_ASSERT_EQUAL(std::string("2019-03-22T13:58:24.000Z"), read("2019-03-22T13:58:24Z"));
        CPPUNIT_ASSERT_EQUAL(std::string("2019-03-22T13:58:24.999Z"),
                             read("2019-03-22T13:58:24.99999999999999999999999999999999Z"));
    }

    void offsets_are_taken_into_account_and_no_zone_is_utc() {
        CPPUNIT_ASSERT_EQUAL(std::string("2021-11-16T08:27:36.183Z"), read("2021-11-16T08:27:36.1836909+00:00"));
        CPPUNIT_ASSERT_EQUAL(std::string("2021-11-16T02:57:36.000Z"), read("2021-11-16T08:27:36+05:30"));
        CPPUNIT_ASSERT_EQUAL(std::string("2022-01-01T07:00:00.000Z"), read("2021-12-31T23:00:00-0800"));
        CPPUNIT_ASSERT_EQUAL(std::string("2021-11-16T08:27:36.000Z"), read("2021-11-16T08:27:36"));
        CPPUNIT_ASSERT_EQUAL(std::string("2021-11-16T08:27:36.000Z"), read("2021-11-16 08:27:36"));
    }

    void the_month_first_form_is_read_with_and_without_am_and_pm() {
        CPPUNIT_ASSERT_EQUAL(std::string("2019-03-22T13:36:33.000Z"), read("3/22/2019 1:36:33 PM"));
        CPPUNIT_ASSERT_EQUAL(std::string("2019-03-22T00:36:33.000Z"), read("3/22/2019 12:36:33 AM"));
        CPPUNIT_ASSERT_EQUAL(std::string("2019-03-22T12:36:33.000Z"), read("3/22/2019 12:36:33 PM"));
        CPPUNIT_ASSERT_EQUAL(std::string("2017-12-13T20:53:57.000Z"), read("12/13/2017 20:53:57"));
        CPPUNIT_ASSERT_EQUAL(std::string("2019-03-22T13:36:33.000Z"), read("3/22/2019 1:36:33\xE2\x80\xAFPM"));
        CPPUNIT_ASSERT_EQUAL(std::string("nothing"), read("3/22/2019 13:36:33 PM"));
        CPPUNIT_ASSERT_EQUAL(std::string("nothing"), read("22/3/2019 1:36:33 PM"));
    }

    void real_dates_are_read_and_others_are_not() {
        CPPUNIT_ASSERT_EQUAL(std::string("2024-02-29T00:00:00.000Z"), read("2024-02-29T00:00:00Z"));
        CPPUNIT_ASSERT_EQUAL(std::string("nothing"), read("2023-02-29T00:00:00Z"));
        CPPUNIT_ASSERT_EQUAL(std::string("2000-02-29T00:00:00.000Z"), read("2000-02-29T00:00:00Z"));
        CPPUNIT_ASSERT_EQUAL(std::string("nothing"), read("1900-02-29T00:00:00Z"));
        CPPUNIT_ASSERT_EQUAL(std::string("2023-12-31T23:59:59.000Z"), read("2023-12-31T23:59:59Z"));
        CPPUNIT_ASSERT_EQUAL(std::string("nothing"), read("2023-12-31T24:00:00Z"));
        CPPUNIT_ASSERT_EQUAL(std::string("nothing"), read("2023-12-31T23:60:00Z"));
        CPPUNIT_ASSERT_EQUAL(std::string("nothing"), read("2023-13-01T00:00:00Z"));
        CPPUNIT_ASSERT_EQUAL(std::string("nothing"), read("2023-04-31T00:00:00Z"));
    }

    void what_is_no_time_is_nothing() {
        for (const char* text :
             {"", " ", "yesterday", "2023", "2023-01-01", "2023-01-01T", "2023-01-01T00:00:00.Z",
              "2023-01-01T00:00:00Zx", "2023-01-01T00:00:00+1", "2023-01-01T00:00:00+24:00", "2023-01-01T0:00:00Z",
              "-2023-01-01T00:00:00Z", "1/1/2023", "1/1/23 1:00:00 PM", "99999999999999999999-01-01T00:00:00Z"}) {
            CPPUNIT_ASSERT_EQUAL_MESSAGE(text, std::string("nothing"), read(text));
        }
        CPPUNIT_ASSERT_EQUAL(std::string("nothing"), read(std::string("2023-01-01T00:00:00\0Z", 21)));
    }

    void times_are_written_for_machines_and_for_people() {
        const Time time = *read_time("2026-01-02T03:04:05.006Z");
        CPPUNIT_ASSERT_EQUAL(std::string("2026-01-02T03:04:05.006Z"), iso(time));
        CPPUNIT_ASSERT_EQUAL(std::string("2026-01-02 03:04:05 UTC"), for_people(time));
        CPPUNIT_ASSERT_EQUAL(std::string("1969-12-31T23:59:59.999Z"), iso(Time(Milliseconds(-1))));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(TimestampsTest);

}  // namespace
