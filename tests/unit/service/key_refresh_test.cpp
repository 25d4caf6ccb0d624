// What the work line does with what an authority answers.

#include <algorithm>

#include "tests/unit/service/service_fixture.h"

using namespace secure_export;
using namespace secure_export::test;

class KeyRefreshTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(KeyRefreshTest);
    CPPUNIT_TEST(keys_from_elsewhere_are_not_taken_and_the_last_good_set_stays);
    CPPUNIT_TEST(without_a_good_set_alerts_are_503_until_the_operator_allows_the_host);
    CPPUNIT_TEST(an_unfit_key_beside_a_good_one_is_skipped_and_told_once);
    CPPUNIT_TEST_SUITE_END();

    static int lines_with(const ServiceFixture& fixture, const std::string& part) {
        const std::scoped_lock lock(fixture.log.mutex);
        return static_cast<int>(std::ranges::count_if(
            fixture.log.lines, [&](const std::string& line) { return line.find(part) != std::string::npos; }));
    }

    static void an_hour_later(ServiceFixture& fixture) {
        fixture.later(std::chrono::hours(1) + std::chrono::seconds(1));
        fixture.work();
    }

    void keys_from_elsewhere_are_not_taken_and_the_last_good_set_stays() {
        ServiceFixture fixture;
        CPPUNIT_ASSERT_EQUAL(202, fixture.post(alert("a1", "Fired")).status);
        fixture.authority.keys_at = "https://login.microsoftonline.com.evil.example/common/discovery/keys";
        fixture.authority.published = {ServiceFixture::new_key().jwk()};
        const int before = fixture.authority.key_set_fetches;
        an_hour_later(fixture);
        CPPUNIT_ASSERT_EQUAL(before, fixture.authority.key_set_fetches);
        CPPUNIT_ASSERT_EQUAL(2, lines_with(fixture, "the last good set stays in use"));  // of both versions
        CPPUNIT_ASSERT(fixture.ask_api("GET", "/api/v1/overview").body.find("key_hosts") != std::string::npos);
        CPPUNIT_ASSERT(!fixture.knock(fixture.token()));
        CPPUNIT_ASSERT(fixture.knock(fixture.token(ServiceFixture::new_key())));
    }

    void without_a_good_set_alerts_are_503_until_the_operator_allows_the_host() {
        ServiceFixture fixture;
        fixture.authority.keys_at = "https://keys.example/any";
        fixture.change("DELETE FROM key_set");
        fixture.configure();
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(503, fixture.post(alert("a1", "Fired")).status);
        CPPUNIT_ASSERT_EQUAL(2, lines_with(fixture, "add \"keys.example\" to \"key_hosts\" of the connection"));
        fixture.configure("new", R"(,"key_hosts":["keys.example:8443"])");
        fixture.later(std::chrono::minutes(6));
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(503, fixture.post(alert("a1", "Fired")).status);
        fixture.configure("new", R"(,"key_hosts":["Keys.example"])");
        fixture.later(std::chrono::minutes(6));
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(202, fixture.post(alert("a1", "Fired")).status);
    }

    void an_unfit_key_beside_a_good_one_is_skipped_and_told_once() {
        static const SigningKey small("small", 1024);
        ServiceFixture fixture;
        CPPUNIT_ASSERT_EQUAL(0, lines_with(fixture, "skipped"));
        fixture.authority.published = {small.jwk(), ServiceFixture::new_key().jwk()};
        for (int hour = 0; hour < 3; ++hour) an_hour_later(fixture);
        CPPUNIT_ASSERT(!fixture.knock(fixture.token(ServiceFixture::new_key())));
        CPPUNIT_ASSERT_EQUAL(2,
                             lines_with(fixture, "1 can be used; skipped: key \"small\": the modulus has 1024 bits"));
        fixture.authority.published = {ServiceFixture::new_key().jwk()};
        an_hour_later(fixture);
        fixture.authority.published = {ServiceFixture::new_key().jwk(), small.jwk()};
        an_hour_later(fixture);
        CPPUNIT_ASSERT_EQUAL(4,
                             lines_with(fixture, "1 can be used; skipped: key \"small\": the modulus has 1024 bits"));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(KeyRefreshTest);
