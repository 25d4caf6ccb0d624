#include "core/exchange.h"

#include <cppunit/extensions/HelperMacros.h>

namespace {

using namespace secure_export;

class ExchangeTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ExchangeTest);
    CPPUNIT_TEST(every_field_of_a_name_is_found_without_case);
    CPPUNIT_TEST(a_name_inside_another_name_or_value_is_not_found);
    CPPUNIT_TEST(query_values_are_decoded);
    CPPUNIT_TEST(a_badly_encoded_value_is_nothing);
    CPPUNIT_TEST_SUITE_END();

    void every_field_of_a_name_is_found_without_case() {
        const auto found =
            header_values("Host: a\r\nauthorization:  Bearer x \r\nAUTHORIZATION: Bearer y\n", "Authorization");
        CPPUNIT_ASSERT_EQUAL(std::size_t(2), found.size());
        CPPUNIT_ASSERT(found[0] == "Bearer x" && found[1] == "Bearer y");
        CPPUNIT_ASSERT(header_values("Authorization: z", "authorization").size() == 1);
        CPPUNIT_ASSERT(header_values("", "authorization").empty());
    }

    void a_name_inside_another_name_or_value_is_not_found() {
        CPPUNIT_ASSERT(
            header_values("X-Authorization: a\nNote: Authorization: b\nAuthorization\n", "Authorization").empty());
    }

    void query_values_are_decoded() {
        CPPUNIT_ASSERT_EQUAL(std::string("a b/c"), *query_value("x=1&name=a+b%2Fc&name=2", "name"));
        CPPUNIT_ASSERT_EQUAL(std::string("%"), *query_value("p=%25", "p"));
        CPPUNIT_ASSERT_EQUAL(std::string(), *query_value("flag&x=1", "flag"));
        CPPUNIT_ASSERT_EQUAL(std::string("a=b"), *query_value("x=a=b", "x"));
        CPPUNIT_ASSERT(!query_value("name1=x", "name"));
    }

    void a_badly_encoded_value_is_nothing() {
        for (const char* query : {"x=%", "x=%4", "x=%zz", "x=a%2"})
            CPPUNIT_ASSERT_MESSAGE(query, !query_value(query, "x"));
        CPPUNIT_ASSERT(query_value("x=%41", "x") == "A");
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ExchangeTest);

}  // namespace
