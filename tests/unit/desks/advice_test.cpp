#include "adapters/desks/rest/advice.h"

#include <cppunit/extensions/HelperMacros.h>

#include "adapters/desks/servicenow/kind.h"

using namespace secure_export;
using namespace secure_export::desks;

namespace {

enum class Doing { reading, writing };

const std::vector<rest::Advice<Doing>>& table() {
    static const std::vector<rest::Advice<Doing>> rows{
        {{"no right", "forbidden"}, {Doing::reading}, "rights to read"},
        {{"no right", "forbidden"}, {}, "rights of the account {user}: all"},
        {{"field"}, {}, "the fields", {"unknown", "not found"}},
        {{"{correlation_field}"}, {}, "the key"},
        {{}, {Doing::writing}, "the rules"},
    };
    return rows;
}

}  // namespace

class AdviceTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(AdviceTest);
    CPPUNIT_TEST(the_first_row_that_fits_what_was_said_and_done_counts);
    CPPUNIT_TEST(a_row_with_two_lists_needs_a_part_of_each);
    CPPUNIT_TEST(a_row_may_ask_for_what_a_setting_holds);
    CPPUNIT_TEST(an_account_is_named_where_there_is_one);
    CPPUNIT_TEST_SUITE_END();

    DeskSettings settings_ = default_desk("snow1", servicenow::kind());

    std::string advised(const char* said, Doing doing) { return rest::advised(table(), said, doing, settings_); }

public:
    void the_first_row_that_fits_what_was_said_and_done_counts() {
        CPPUNIT_ASSERT_EQUAL(std::string("rights to read"), advised("it is forbidden", Doing::reading));
        CPPUNIT_ASSERT_EQUAL(std::string("rights of the account: all"), advised("it is forbidden", Doing::writing));
        CPPUNIT_ASSERT_EQUAL(std::string("the rules"), advised("es ist verboten", Doing::writing));
        CPPUNIT_ASSERT_EQUAL(std::string(), advised("es ist verboten", Doing::reading));
    }

    void a_row_with_two_lists_needs_a_part_of_each() {
        CPPUNIT_ASSERT_EQUAL(std::string("the fields"), advised("field x is unknown", Doing::reading));
        CPPUNIT_ASSERT_EQUAL(std::string(), advised("field x is too long", Doing::reading));
        CPPUNIT_ASSERT_EQUAL(std::string(), advised("x is unknown", Doing::reading));
    }

    void a_row_may_ask_for_what_a_setting_holds() {
        settings_.options["correlation_field"] = std::string("U_Key");
        CPPUNIT_ASSERT_EQUAL(std::string("the key"), advised("u_key is too long", Doing::reading));
        settings_.options["correlation_field"] = std::string();
        CPPUNIT_ASSERT_EQUAL(std::string(), advised("u_key is too long", Doing::reading));
    }

    void an_account_is_named_where_there_is_one() {
        settings_.options["user"] = std::string("azalerts");
        CPPUNIT_ASSERT_EQUAL(std::string("rights of the account \"azalerts\": all"),
                             advised("no right", Doing::writing));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(AdviceTest);
