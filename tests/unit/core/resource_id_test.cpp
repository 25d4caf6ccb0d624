#include "core/resource_id.h"

#include <cppunit/extensions/HelperMacros.h>

namespace {

using namespace secure_export;

const std::string group = "/subscriptions/S1/resourceGroups/rg";
const std::string server = group + "/providers/Microsoft.Sql/servers/s1";

class ResourceIdTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ResourceIdTest);
    CPPUNIT_TEST(ids_compare_without_case_and_trailing_slash);
    CPPUNIT_TEST(an_id_begins_with_a_slash_and_has_two_segments);
    CPPUNIT_TEST(the_subscription_is_the_segment_after_subscriptions);
    CPPUNIT_TEST(a_child_belongs_to_its_parent_and_a_top_resource_to_nothing);
    CPPUNIT_TEST(an_extension_belongs_to_what_it_extends);
    CPPUNIT_TEST_SUITE_END();

    void ids_compare_without_case_and_trailing_slash() {
        CPPUNIT_ASSERT_EQUAL(std::string("/subscriptions/s1/resourcegroups/rg"), canonical_resource_id(group + "/"));
        CPPUNIT_ASSERT_EQUAL(canonical_resource_id(group),
                             canonical_resource_id(" /SUBSCRIPTIONS/s1/resourcegroups/RG// "));
        CPPUNIT_ASSERT_EQUAL(std::string(), canonical_resource_id("/"));
        CPPUNIT_ASSERT_EQUAL(std::string("/subscriptions/s1"), canonical_resource_id("/subscriptions/S1 /\t/ "));
        // What is canonical stays as it is, in whatever way blanks and slashes are mixed.
        for (const char* end : {"", "/", " ", "/ ", " /", " / \v", "//\t/ / ", "\n \f/\r"}) {
            for (const char* begin : {"", " ", "\v", "\t \n"}) {
                const std::string once = canonical_resource_id(begin + group + end);
                CPPUNIT_ASSERT_EQUAL(canonical_resource_id(group), once);
                CPPUNIT_ASSERT_EQUAL(once, canonical_resource_id(once));
                CPPUNIT_ASSERT(name_of_resource(begin + server + end) == "s1");
            }
        }
        CPPUNIT_ASSERT_EQUAL(std::string(), canonical_resource_id(" / /\v"));
        CPPUNIT_ASSERT(name_of_resource(server + "/") == "s1");
        CPPUNIT_ASSERT(name_of_resource("TARGETID") == "TARGETID");
    }

    void an_id_begins_with_a_slash_and_has_two_segments() {
        CPPUNIT_ASSERT(looks_like_resource_id("/subscriptions/s1"));
        CPPUNIT_ASSERT(!looks_like_resource_id("/subscriptions"));
        CPPUNIT_ASSERT(!looks_like_resource_id("/subscriptions/ /"));  // nothing but blanks and slashes behind it
        CPPUNIT_ASSERT(!looks_like_resource_id("web1.contoso.com"));
        CPPUNIT_ASSERT(!looks_like_resource_id(""));
    }

    void the_subscription_is_the_segment_after_subscriptions() {
        CPPUNIT_ASSERT_EQUAL(std::string("s1"), *subscription_of(group));
        CPPUNIT_ASSERT_EQUAL(std::string("s1"), *subscription_of("/SUBSCRIPTIONS/S1/"));
        CPPUNIT_ASSERT(!subscription_of("/subscriptions/"));
        CPPUNIT_ASSERT(!subscription_of("/providers/Microsoft.Management/managementGroups/m1"));
    }

    void a_child_belongs_to_its_parent_and_a_top_resource_to_nothing() {
        CPPUNIT_ASSERT_EQUAL(server, *parent_resource(server + "/databases/d1"));
        CPPUNIT_ASSERT_EQUAL(server + "/databases/d1", *parent_resource(server + "/databases/d1/x/y/"));
        CPPUNIT_ASSERT(!parent_resource(server));
        CPPUNIT_ASSERT(!parent_resource(group));
        CPPUNIT_ASSERT(!parent_resource("/subscriptions/S1"));
        CPPUNIT_ASSERT(!parent_resource("/subscriptions/S1/providers/Microsoft.AlertsManagement/alerts/a"));
        CPPUNIT_ASSERT(!parent_resource("plain"));
        CPPUNIT_ASSERT(!parent_resource(""));
    }

    void an_extension_belongs_to_what_it_extends() {
        CPPUNIT_ASSERT_EQUAL(server, *parent_resource(server + "/providers/Microsoft.Insights/diagnosticSettings/d"));
        CPPUNIT_ASSERT(!parent_resource(group + "/providers/Microsoft.Insights/metricAlerts/m"));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ResourceIdTest);

}  // namespace
