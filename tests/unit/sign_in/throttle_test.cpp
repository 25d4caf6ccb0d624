#include "adapters/hosts/standalone/sign_in/throttle.h"

#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>

namespace secure_export::host {
namespace {

using namespace std::chrono_literals;

class ThrottleTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ThrottleTest);
    CPPUNIT_TEST(five_guesses_are_free_and_then_the_wait_doubles_up_to_15_minutes);
    CPPUNIT_TEST(asking_during_the_wait_costs_nothing);
    CPPUNIT_TEST(the_wait_counts_from_when_the_guess_was_found_wrong);
    CPPUNIT_TEST(guesses_under_way_count);
    CPPUNIT_TEST(a_right_password_begins_anew_and_gives_its_guess_back);
    CPPUNIT_TEST(a_guess_that_was_never_looked_at_is_as_if_it_had_not_been);
    CPPUNIT_TEST(an_hour_without_a_guess_is_forgotten_but_a_wait_is_not_cut_short);
    CPPUNIT_TEST(an_ipv6_network_is_one_address_and_ipv4_in_ipv6_is_not);
    CPPUNIT_TEST(all_together_have_30_at_once_and_one_more_each_6_seconds);
    CPPUNIT_TEST(what_is_remembered_stays_bounded);
    CPPUNIT_TEST_SUITE_END();

    Throttle throttle_;
    Throttle::Time now_ = Throttle::Time{} + 1000h;

    long long wait(const std::string& address = "192.0.2.1") { return throttle_.begin(address, now_).count(); }
    void wrong(const std::string& address = "192.0.2.1") {
        CPPUNIT_ASSERT_EQUAL(0LL, wait(address));
        throttle_.failed(address, now_);
    }

public:
    void five_guesses_are_free_and_then_the_wait_doubles_up_to_15_minutes() {
        for (int i = 0; i < 5; ++i) wrong();
        for (const long long expected : {30, 60, 120, 240, 480, 900, 900}) {
            CPPUNIT_ASSERT_EQUAL(expected, wait());
            now_ += std::chrono::seconds(expected) - 1s;
            CPPUNIT_ASSERT_EQUAL(1LL, wait());
            now_ += 1s;
            wrong();
        }
    }

    void asking_during_the_wait_costs_nothing() {
        for (int i = 0; i < 5; ++i) wrong();
        for (int i = 0; i < 100; ++i) CPPUNIT_ASSERT_EQUAL(30LL, wait());
        CPPUNIT_ASSERT_EQUAL(0LL, wait("192.0.2.2"));
    }

    void the_wait_counts_from_when_the_guess_was_found_wrong() {
        for (int i = 0; i < 4; ++i) wrong();
        CPPUNIT_ASSERT_EQUAL(0LL, wait());
        now_ += 10s;
        CPPUNIT_ASSERT_EQUAL(20LL, wait());
        throttle_.failed("192.0.2.1", now_);
        CPPUNIT_ASSERT_EQUAL(30LL, wait());
    }

    void guesses_under_way_count() {
        for (int i = 0; i < 5; ++i) CPPUNIT_ASSERT_EQUAL(0LL, wait());
        CPPUNIT_ASSERT_EQUAL(30LL, wait());
    }

    void a_right_password_begins_anew_and_gives_its_guess_back() {
        for (int i = 0; i < 200; ++i) {
            for (int k = 0; k < 4 && i == 0; ++k) wrong();
            CPPUNIT_ASSERT_EQUAL(0LL, wait());
            throttle_.succeeded("192.0.2.1");
        }
    }

    void a_guess_that_was_never_looked_at_is_as_if_it_had_not_been() {
        for (int i = 0; i < 4; ++i) wrong();
        for (int i = 0; i < 100; ++i) {
            CPPUNIT_ASSERT_EQUAL(0LL, wait());
            throttle_.withdrawn("192.0.2.1", now_);
        }
        wrong();
        CPPUNIT_ASSERT_EQUAL(30LL, wait());
        CPPUNIT_ASSERT_EQUAL(0LL, wait("192.0.2.2"));
        throttle_.withdrawn("192.0.2.2", now_);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, throttle_.remembered());
    }

    void an_hour_without_a_guess_is_forgotten_but_a_wait_is_not_cut_short() {
        for (int i = 0; i < 5; ++i) wrong();
        now_ += 59min;
        wrong();
        CPPUNIT_ASSERT_EQUAL(60LL, wait());
        now_ += 60min;
        for (int i = 0; i < 5; ++i) wrong();
        CPPUNIT_ASSERT_EQUAL(30LL, wait());
    }

    void an_ipv6_network_is_one_address_and_ipv4_in_ipv6_is_not() {
        for (const char* host : {"::1", "::2", "a:b:c:d", "::3%eth0", "ffff::"})
            wrong("2001:db8:0:1" + std::string(host[0] == ':' ? host : std::string(":") + host));
        CPPUNIT_ASSERT_EQUAL(30LL, wait("2001:db8:0:1::9"));
        CPPUNIT_ASSERT_EQUAL(0LL, wait("2001:db8:0:2::1"));
        for (int i = 0; i < 5; ++i) wrong("::ffff:192.0.2.1");
        CPPUNIT_ASSERT_EQUAL(30LL, wait("::ffff:192.0.2.1"));
        CPPUNIT_ASSERT_EQUAL(0LL, wait("::ffff:192.0.2.2"));
    }

    void all_together_have_30_at_once_and_one_more_each_6_seconds() {
        int address = 0;
        const auto next = [&] {
            ++address;
            return "10.0." + std::to_string(address / 200) + "." + std::to_string(address % 200);
        };
        for (int i = 0; i < 30; ++i) wrong(next());
        CPPUNIT_ASSERT_EQUAL(6LL, wait(next()));
        now_ += 5s;
        CPPUNIT_ASSERT_EQUAL(1LL, wait(next()));
        now_ += 1s;
        wrong(next());
        CPPUNIT_ASSERT_EQUAL(6LL, wait(next()));
        now_ += 17s;
        wrong(next());
        wrong(next());
        CPPUNIT_ASSERT_EQUAL(1LL, wait(next()));
        now_ += 24h;  // no more than a full burst is saved up
        for (int i = 0; i < 30; ++i) wrong(next());
        CPPUNIT_ASSERT_EQUAL(6LL, wait(next()));
    }

    void what_is_remembered_stays_bounded() {
        std::size_t max = 0;
        for (unsigned i = 0; i < 20000; ++i, now_ += 1s) {
            const std::string address =
                "10." + std::to_string(i >> 16) + "." + std::to_string(i >> 8 & 255) + "." + std::to_string(i & 255);
            if (wait(address) == 0) throttle_.failed(address, now_);
            max = std::max(max, throttle_.remembered());
        }
        CPPUNIT_ASSERT(max > 500);
        CPPUNIT_ASSERT(max <= 631);  // 30, and one each 6 s of an hour
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ThrottleTest);

}  // namespace
}  // namespace secure_export::host
