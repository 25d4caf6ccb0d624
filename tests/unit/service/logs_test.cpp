// The log of a bad hour: each trouble once, then its number; each alert that came, up to a limit.

#include <algorithm>

#include "service/counted_log.h"
#include "tests/unit/service/service_fixture.h"

using namespace secure_export;
using namespace secure_export::test;
using namespace std::chrono_literals;

class LogsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(LogsTest);
    CPPUNIT_TEST(the_same_trouble_is_logged_once_then_counted);
    CPPUNIT_TEST(what_is_counted_is_told_when_the_log_ends);
    CPPUNIT_TEST(numbers_make_no_new_trouble_and_names_do);
    CPPUNIT_TEST(what_went_well_is_not_counted);
    CPPUNIT_TEST(a_thousand_kinds_of_trouble_fill_no_more_than_a_few_hundred_lines);
    CPPUNIT_TEST(a_clock_that_is_set_back_silences_nothing_for_long);
    CPPUNIT_TEST(each_alert_that_is_accepted_has_a_line_up_to_sixty_a_minute);
    CPPUNIT_TEST(what_an_alert_says_cannot_forge_a_line);
    CPPUNIT_TEST_SUITE_END();

    HandMovedClock clock_;
    KeptLog kept_;

    static std::size_t with(const std::vector<std::string>& lines, const std::string& part) {
        return static_cast<std::size_t>(
            std::ranges::count_if(lines, [&](const std::string& line) { return line.find(part) != line.npos; }));
    }

    void the_same_trouble_is_logged_once_then_counted() {
        const service::CountedLog log(kept_, clock_);
        for (int i = 0; i < 899; ++i) log.write(Level::error, "delivery " + std::to_string(i) + " waits: DBI failed");
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, kept_.lines.size());
        clock_.time += 59s;
        log.write_if_due();
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, kept_.lines.size());
        clock_.time += 1s;
        log.write_if_due();
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, kept_.lines.size());
        CPPUNIT_ASSERT_EQUAL(std::string("... 898 more times in 60 s: delivery 898 waits: DBI failed"), kept_.lines[1]);
        log.write(Level::error, "delivery 900 waits: DBI failed");  // it goes on: counted
        clock_.time += 60s;
        log.write_if_due();
        CPPUNIT_ASSERT_EQUAL(std::string("... 1 more time in 60 s: delivery 900 waits: DBI failed"), kept_.lines[2]);
        clock_.time += 60s;
        log.write_if_due();
        log.write(Level::error, "delivery 901 waits: DBI failed");  // after a quiet minute it is news
        CPPUNIT_ASSERT_EQUAL(std::string("delivery 901 waits: DBI failed"), kept_.lines.at(3));
    }

    void what_is_counted_is_told_when_the_log_ends() {
        {
            const service::CountedLog log(kept_, clock_);
            for (int i = 0; i < 3; ++i) log.write(Level::warning, "disk full");
            clock_.time += 5s;
        }
        CPPUNIT_ASSERT_EQUAL(std::string("... 2 more times in 5 s: disk full"), kept_.lines.at(1));
    }

    void numbers_make_no_new_trouble_and_names_do() {
        using service::kind_of_line;
        CPPUNIT_ASSERT_EQUAL(kind_of_line("delivery 17 waits until 2026-11-26T18:30:15.250Z"),
                             kind_of_line("delivery 9 waits until 2026-11-26T19:31:00.000Z"));
        CPPUNIT_ASSERT_EQUAL(kind_of_line("refused with 401 from 192.0.2.7: x"),
                             kind_of_line("refused with 503 from 10.1.2.3: x"));
        for (const auto& [a, b] :
             {std::pair("desk \"snow1\" is away", "desk \"snow2\" is away"), std::pair("desk \"1\"", "desk \"2\""),
              std::pair("INC0000001 is closed", "INC0000002 is closed"), std::pair("3d5e failed", "4d5e failed")})
            CPPUNIT_ASSERT(kind_of_line(a) != kind_of_line(b));
        const service::CountedLog log(kept_, clock_);
        log.write(Level::warning, "disk full");
        log.write(Level::error, "disk full");
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, kept_.lines.size());
    }

    void what_went_well_is_not_counted() {
        const service::CountedLog log(kept_, clock_);
        for (int i = 0; i < 5; ++i) log.write(Level::info, "fetched keys");
        CPPUNIT_ASSERT_EQUAL(std::size_t{5}, kept_.lines.size());
    }

    void a_thousand_kinds_of_trouble_fill_no_more_than_a_few_hundred_lines() {
        const service::CountedLog log(kept_, clock_);
        for (int i = 0; i < 1000; ++i) log.write(Level::warning, "caller \"" + std::to_string(i) + "\" is refused");
        CPPUNIT_ASSERT_EQUAL(std::size_t{257}, kept_.lines.size());
        clock_.time += 60s;
        log.write_if_due();
        CPPUNIT_ASSERT_EQUAL(std::string("... 743 more times in 60 s (of many kinds): caller \"999\" is refused"),
                             kept_.lines.at(257));
    }

    void a_clock_that_is_set_back_silences_nothing_for_long() {
        const service::CountedLog log(kept_, clock_);
        log.write(Level::error, "disk full");
        clock_.time -= 1h;
        log.write(Level::error, "disk full");
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, kept_.lines.size());
    }

    void each_alert_that_is_accepted_has_a_line_up_to_sixty_a_minute() {
        ServiceFixture fixture;
        for (int i = 1; i <= 75; ++i) fixture.post(alert("a" + std::to_string(i), "Fired"));
        fixture.post(alert("a75", "Fired"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{60}, with(fixture.log.lines, "accepted delivery "));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1},
                             with(fixture.log.lines,
                                  "accepted delivery 1 for connection \"contoso\": alert "
                                  "/subscriptions/s1/providers/Microsoft.AlertsManagement/alerts/a1 fired, rule \"CPU "
                                  "high\""));
        fixture.later(60s);
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, with(fixture.log.lines, "... 16 more alerts accepted in 60 s"));
        fixture.post(alert("a76", "Resolved"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, with(fixture.log.lines, "/alerts/a76 resolved"));
    }

    void what_an_alert_says_cannot_forge_a_line() {
        ServiceFixture fixture;
        fixture.post(alert("x\\nforged line\\u001b[2J", "Fired"));
        for (const std::string& line : fixture.log.lines)
            CPPUNIT_ASSERT(line.find_first_of("\n\x1b") == std::string::npos);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(LogsTest);
