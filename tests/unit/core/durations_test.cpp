#include "core/durations.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace secure_export;

class DurationsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(DurationsTest);
    CPPUNIT_TEST(what_is_written_reads_back_the_same);
    CPPUNIT_TEST(zero_is_an_empty_text_which_is_no_length);
    CPPUNIT_TEST_SUITE_END();

    void what_is_written_reads_back_the_same() {
        for (const int seconds :
             {1, 59, 60, 61, 90, 119, 120, 121, 3599, 3600, 3601, 5400, 86399, 86400, 90061, 2592000}) {
            const std::string text = duration_text(Seconds(seconds));
            const auto read = read_duration(text);
            CPPUNIT_ASSERT_MESSAGE(text, read && *read == Seconds(seconds));
        }
    }

    void zero_is_an_empty_text_which_is_no_length() {
        CPPUNIT_ASSERT_EQUAL(std::string(), duration_text(Milliseconds(0)));
        CPPUNIT_ASSERT_EQUAL(std::string(), duration_text(Milliseconds(999)));
        CPPUNIT_ASSERT(!read_duration(""));
        CPPUNIT_ASSERT(read_duration("0s") == Milliseconds(0));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(DurationsTest);
