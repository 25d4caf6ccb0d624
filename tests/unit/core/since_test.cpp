#include "core/since.h"

#include <cppunit/extensions/HelperMacros.h>

#include "core/timestamps.h"

namespace {

using namespace secure_export;

class SinceTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(SinceTest);
    CPPUNIT_TEST(lengths_words_dates_and_times_are_understood);
    CPPUNIT_TEST(the_rest_is_refused_with_examples);
    CPPUNIT_TEST_SUITE_END();

    const Time now_ = *read_time("2026-11-26T18:30:15.250Z");

public:
    void lengths_words_dates_and_times_are_understood() {
        const std::pair<const char*, const char*> table[] = {
            {"2h", "2026-11-26T16:30:15.250Z"},
            {" 30m ", "2026-11-26T18:00:15.250Z"},
            {"90s", "2026-11-26T18:28:45.250Z"},
            {"3d", "2026-11-23T18:30:15.250Z"},
            {"3 days", "2026-11-23T18:30:15.250Z"},
            {"2 hours ago", "2026-11-26T16:30:15.250Z"},
            {"1w", "2026-11-19T18:30:15.250Z"},
            {"1000000w", "1970-01-01T00:00:00.000Z"},
            {"now", "2026-11-26T18:30:15.250Z"},
            {"Today", "2026-11-26T00:00:00.000Z"},
            {"yesterday", "2026-11-25T00:00:00.000Z"},
            {"2026-11-26", "2026-11-26T00:00:00.000Z"},
            {"2024-02-29", "2024-02-29T00:00:00.000Z"},
            {"2026-11-26T18:30", "2026-11-26T18:30:00.000Z"},
            {"2026-11-26 18:30:05", "2026-11-26T18:30:05.000Z"},
            {"2026-11-26t18:30:05.5z", "2026-11-26T18:30:05.500Z"},
            {"2026-11-26T18:30:00+02:00", "2026-11-26T16:30:00.000Z"},
            {"2999-01-01T00:00:00Z", "2999-01-01T00:00:00.000Z"},
        };
        for (const auto& [text, wanted] : table) {
            const auto read = read_since("since", text, now_);
            CPPUNIT_ASSERT_MESSAGE(text, read);
            CPPUNIT_ASSERT_EQUAL_MESSAGE(text, std::string(wanted), iso(*read));
        }
    }

    void the_rest_is_refused_with_examples() {
        for (const char* text : {"", "26.11.2026", "11/26/2026", "3/2/2026 10:00:00 AM", "2026-02-30", "2026-13-01",
                                 "2026-11-26T25:00", "last week", "2x", "h", "-2h", "2h30m", "1e3h", "99999999999h",
                                 "2026", "2026-11", "tomorrow", "2026-11-26x"}) {
            const auto read = read_since("since", text, now_);
            CPPUNIT_ASSERT_MESSAGE(text, !read && read.error().fault == Fault::invalid);
            CPPUNIT_ASSERT_MESSAGE(read.error().message,
                                   read.error().message.find("2h") != std::string::npos &&
                                       read.error().message.find("2026-11-26") != std::string::npos);
        }
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SinceTest);

}  // namespace
