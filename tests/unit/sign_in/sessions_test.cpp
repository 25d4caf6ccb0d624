#include "adapters/hosts/standalone/sign_in/sessions.h"

#include <cppunit/extensions/HelperMacros.h>

#include <set>
#include <vector>

#include "adapters/hosts/standalone/sign_in/limits.h"

namespace secure_export::host {
namespace {

using namespace std::chrono_literals;

class SessionsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(SessionsTest);
    CPPUNIT_TEST(an_open_session_is_found_by_its_id_alone);
    CPPUNIT_TEST(ids_and_tokens_are_long_and_differ);
    CPPUNIT_TEST(one_that_is_not_used_for_30_minutes_ends);
    CPPUNIT_TEST(one_that_is_used_all_the_time_ends_after_12_hours);
    CPPUNIT_TEST(closing_ends_that_one_and_close_all_ends_all);
    CPPUNIT_TEST(the_65th_ends_the_one_unused_for_longest);
    CPPUNIT_TEST(ended_ones_take_no_place);
    CPPUNIT_TEST_SUITE_END();

    Sessions sessions_;
    Sessions::Time now_ = Sessions::Time{} + 1000h;

    bool is_open(const std::string& id) { return sessions_.use(id, now_) != nullptr; }

public:
    void an_open_session_is_found_by_its_id_alone() {
        const std::string id = sessions_.open("admin (ann)", now_);
        const auto* const found = sessions_.use(id, now_);
        CPPUNIT_ASSERT(found);
        CPPUNIT_ASSERT_EQUAL(std::string("admin (ann)"), found->user);
        const std::string csrf = found->csrf;
        CPPUNIT_ASSERT_EQUAL(csrf, sessions_.use(id, now_)->csrf);
        for (const std::string& other : {std::string(), id + "x", id.substr(1), csrf}) CPPUNIT_ASSERT(!is_open(other));
    }

    void ids_and_tokens_are_long_and_differ() {
        std::set<std::string> seen;
        for (int i = 0; i < 20; ++i) {
            const std::string id = sessions_.open("admin", now_);
            seen.insert(id);
            seen.insert(sessions_.use(id, now_)->csrf);
            CPPUNIT_ASSERT_EQUAL(std::size_t{43}, id.size());
        }
        CPPUNIT_ASSERT_EQUAL(std::size_t{40}, seen.size());
    }

    void one_that_is_not_used_for_30_minutes_ends() {
        const std::string used = sessions_.open("admin", now_), unused = sessions_.open("admin", now_);
        now_ += 29min + 59s;
        CPPUNIT_ASSERT(is_open(used));
        now_ += 1s;
        CPPUNIT_ASSERT(!is_open(unused));
        now_ += 29min + 58s;
        CPPUNIT_ASSERT(is_open(used));
        now_ += 30min;
        CPPUNIT_ASSERT(!is_open(used));
    }

    void one_that_is_used_all_the_time_ends_after_12_hours() {
        const std::string id = sessions_.open("admin", now_);
        const auto end = now_ + 12h;
        for (; now_ < end; now_ += 20min) CPPUNIT_ASSERT(is_open(id));
        CPPUNIT_ASSERT(!is_open(id));
    }

    void closing_ends_that_one_and_close_all_ends_all() {
        const std::string one = sessions_.open("admin", now_), other = sessions_.open("admin", now_);
        sessions_.close(one);
        CPPUNIT_ASSERT(!is_open(one));
        CPPUNIT_ASSERT(is_open(other));
        sessions_.close_all();
        CPPUNIT_ASSERT(!is_open(other));
    }

    void the_65th_ends_the_one_unused_for_longest() {
        std::vector<std::string> ids;
        for (std::size_t i = 0; i < max_sessions; ++i, now_ += 1s) ids.push_back(sessions_.open("admin", now_));
        CPPUNIT_ASSERT(is_open(ids[0]));
        ids.push_back(sessions_.open("admin", now_));
        CPPUNIT_ASSERT_EQUAL(max_sessions, sessions_.count());
        CPPUNIT_ASSERT(is_open(ids[0]));
        CPPUNIT_ASSERT(!is_open(ids[1]));
        CPPUNIT_ASSERT(is_open(ids.back()));
    }

    void ended_ones_take_no_place() {
        for (std::size_t i = 0; i < max_sessions; ++i) sessions_.open("admin", now_);
        now_ += 1h;
        sessions_.open("admin", now_);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, sessions_.count());
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(SessionsTest);

}  // namespace
}  // namespace secure_export::host
