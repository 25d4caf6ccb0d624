// What the work line does with what an authority answers.

#include <algorithm>

#include "tests/unit/service/town.h"

using namespace secure_export;
using namespace secure_export::test;

class KeyRefreshTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(KeyRefreshTest);
    CPPUNIT_TEST(keys_from_elsewhere_are_not_taken_and_the_last_good_set_stays);
    CPPUNIT_TEST(without_a_good_set_alerts_are_503_until_the_operator_allows_the_host);
    CPPUNIT_TEST(an_unfit_key_beside_a_good_one_is_skipped_and_told_once);
    CPPUNIT_TEST_SUITE_END();

    static int lines_with(const Town& town, const std::string& part) {
        const std::scoped_lock lock(town.log.mutex);
        return static_cast<int>(std::ranges::count_if(
            town.log.lines, [&](const std::string& line) { return line.find(part) != std::string::npos; }));
    }

    static void an_hour_later(Town& town) {
        town.later(std::chrono::hours(1) + std::chrono::seconds(1));
        town.work();
    }

    void keys_from_elsewhere_are_not_taken_and_the_last_good_set_stays() {
        Town town;
        CPPUNIT_ASSERT_EQUAL(202, town.post(alert("a1", "Fired")).status);
        town.authority.keys_at = "https://login.microsoftonline.com.evil.example/common/discovery/keys";
        town.authority.published = {Town::new_key().jwk()};
        const int before = town.authority.key_set_fetches;
        an_hour_later(town);
        CPPUNIT_ASSERT_EQUAL(before, town.authority.key_set_fetches);
        CPPUNIT_ASSERT_EQUAL(2, lines_with(town, "the last good set stays in use"));  // of both versions
        CPPUNIT_ASSERT(town.ask_api("GET", "/api/v1/overview").body.find("key_hosts") != std::string::npos);
        CPPUNIT_ASSERT(!town.knock(town.token()));
        CPPUNIT_ASSERT(town.knock(town.token(Town::new_key())));
    }

    void without_a_good_set_alerts_are_503_until_the_operator_allows_the_host() {
        Town town;
        town.authority.keys_at = "https://keys.example/any";
        town.change("DELETE FROM key_set");
        town.configure();
        town.work();
        CPPUNIT_ASSERT_EQUAL(503, town.post(alert("a1", "Fired")).status);
        CPPUNIT_ASSERT_EQUAL(2, lines_with(town, "add \"keys.example\" to \"key_hosts\" of the connection"));
        town.configure("new", R"(,"key_hosts":["keys.example:8443"])");
        town.later(std::chrono::minutes(6));
        town.work();
        CPPUNIT_ASSERT_EQUAL(503, town.post(alert("a1", "Fired")).status);
        town.configure("new", R"(,"key_hosts":["Keys.example"])");
        town.later(std::chrono::minutes(6));
        town.work();
        CPPUNIT_ASSERT_EQUAL(202, town.post(alert("a1", "Fired")).status);
    }

    void an_unfit_key_beside_a_good_one_is_skipped_and_told_once() {
        static const SigningKey small("small", 1024);
        Town town;
        CPPUNIT_ASSERT_EQUAL(0, lines_with(town, "skipped"));
        town.authority.published = {small.jwk(), Town::new_key().jwk()};
        for (int hour = 0; hour < 3; ++hour) an_hour_later(town);
        CPPUNIT_ASSERT(!town.knock(town.token(Town::new_key())));
        CPPUNIT_ASSERT_EQUAL(2, lines_with(town, "1 can be used; skipped: key \"small\": the modulus has 1024 bits"));
        town.authority.published = {Town::new_key().jwk()};
        an_hour_later(town);
        town.authority.published = {Town::new_key().jwk(), small.jwk()};
        an_hour_later(town);
        CPPUNIT_ASSERT_EQUAL(4, lines_with(town, "1 can be used; skipped: key \"small\": the modulus has 1024 bits"));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(KeyRefreshTest);
