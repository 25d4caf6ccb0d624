#include "core/ci_match.h"

#include <cppunit/extensions/HelperMacros.h>

namespace {

using namespace secure_export;

const std::string prod = "/subscriptions/5a5a/resourcegroups/rg-shop/providers/microsoft.compute/virtualmachines/";
const std::string test = "/subscriptions/6b6b/resourcegroups/rg-test/providers/microsoft.compute/virtualmachines/";
const std::string sql = "/subscriptions/5a5a/resourcegroups/rg-shop/providers/microsoft.sql/servers/";
const std::string workspace =
    "/subscriptions/5a5a/resourcegroups/rg-shop/providers/microsoft.operationalinsights/workspaces/law";

class CiMatchTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(CiMatchTest);
    CPPUNIT_TEST(a_name_whose_item_carries_another_id_of_that_name_is_no_match);
    CPPUNIT_TEST(case_and_trailing_slash_are_no_contradiction);
    CPPUNIT_TEST(a_part_of_the_resource_and_what_it_is_a_part_of_do_not_contradict);
    CPPUNIT_TEST(an_item_without_an_id_or_with_an_identifier_of_another_kind_may_be_the_one);
    CPPUNIT_TEST(a_host_name_of_a_row_is_bound_whatever_the_subscription_of_its_workspace);
    CPPUNIT_TEST(a_host_that_is_called_otherwise_than_its_resource_is_bound);
    CPPUNIT_TEST(another_resource_of_the_type_that_the_alert_names_by_id_is_no_match);
    CPPUNIT_TEST(an_fqdn_and_its_first_label_are_one_host);
    CPPUNIT_TEST(an_item_found_by_an_id_that_is_not_its_own_is_no_match);
    CPPUNIT_TEST(of_several_the_one_that_carries_the_alerts_id_is_left);
    CPPUNIT_TEST(of_three_that_were_told_one_that_is_left_is_not_certain);
    CPPUNIT_TEST(an_id_of_any_length_makes_a_short_reason);
    CPPUNIT_TEST_SUITE_END();

    static ConfigurationItem ci(const std::string& name, const std::string& id) { return {"1", name, "VM", id}; }
    static CiQuery named(const std::string& name) { return {CiQuery::By::name, name}; }

    static bool contradicts(const std::vector<std::string>& ids, const CiQuery& query, const std::string& held) {
        return contradiction(ids, query, ci("x", held)).has_value();
    }

    void a_name_whose_item_carries_another_id_of_that_name_is_no_match() {
        const auto why = contradiction({prod + "vm-app"}, named("vm-app"), ci("vm-app", test + "vm-app"));
        CPPUNIT_ASSERT(why);
        CPPUNIT_ASSERT_EQUAL("\"vm-app\" is in the CMDB with another resource id, " + test + "vm-app", *why);
        CPPUNIT_ASSERT(!contradicts({prod + "vm-app"}, named("vm-app"), prod + "vm-app"));
        CPPUNIT_ASSERT(contradicts({prod + "vm-app"}, named("vm-app"), test + "something-else"));
    }

    void case_and_trailing_slash_are_no_contradiction() {
        CPPUNIT_ASSERT(!contradicts({prod + "vm-app"}, named("VM-APP"),
                                    "/Subscriptions/5A5A/ResourceGroups/RG-shop/providers/Microsoft.Compute/"
                                    "virtualMachines/VM-App/"));
    }

    void a_part_of_the_resource_and_what_it_is_a_part_of_do_not_contradict() {
        CPPUNIT_ASSERT(!contradicts({sql + "s1/databases/orders", sql + "s1"}, named("orders"), sql + "s1"));
        CPPUNIT_ASSERT(!contradicts({sql + "s1"}, named("s1"), sql + "s1/databases/orders"));
        CPPUNIT_ASSERT(contradicts({sql + "s1"}, named("s1"), sql + "s10"));
    }

    void an_item_without_an_id_or_with_an_identifier_of_another_kind_may_be_the_one() {
        CPPUNIT_ASSERT(!contradicts({prod + "vm-app"}, named("vm-app"), ""));
        CPPUNIT_ASSERT(!contradicts({prod + "vm-app"}, named("vm-app"), "8f7c2b9e-0000-4000-8000-000000000001"));
    }

    void a_host_name_of_a_row_is_bound_whatever_the_subscription_of_its_workspace() {
        CPPUNIT_ASSERT(!contradicts({workspace}, named("vm-app"), test + "vm-app"));
        CPPUNIT_ASSERT(!contradicts({}, named("vm-app"), test + "vm-app"));
    }

    void a_host_that_is_called_otherwise_than_its_resource_is_bound() {
        CPPUNIT_ASSERT(!contradicts({prod + "vm-prod-0007"}, named("SRV-07"), prod + "vm-prod-0007"));
        CPPUNIT_ASSERT(!contradicts({workspace}, named("SRV-07"), prod + "vm-prod-0007"));
    }

    void another_resource_of_the_type_that_the_alert_names_by_id_is_no_match() {
        CPPUNIT_ASSERT(contradicts({prod + "vm-1"}, named("srv-1"), test + "srv-1"));
        CPPUNIT_ASSERT(!contradicts({sql + "s1"}, named("srv-1"), test + "srv-1"));
        CPPUNIT_ASSERT(!contradicts({workspace}, named("law-2"), workspace + "-2"));  // keepers name nobody who is ill
    }

    void an_fqdn_and_its_first_label_are_one_host() {
        CPPUNIT_ASSERT(contradicts({prod + "web1"}, named("web1.contoso.com"), test + "web1"));
        CPPUNIT_ASSERT(!contradicts({prod + "web1"}, named("web1.contoso.com"), prod + "web1"));
        CPPUNIT_ASSERT(contradicts({prod + "web1.contoso.com"}, named("web1"), test + "web1"));
    }

    void an_item_found_by_an_id_that_is_not_its_own_is_no_match() {
        const CiQuery by_id{CiQuery::By::resource_id, prod + "vm1"};
        CPPUNIT_ASSERT(contradicts({prod + "vm1"}, by_id, prod + "vm10"));
        CPPUNIT_ASSERT(contradicts({prod + "vm1"}, by_id, prod + "vm1/extensions/e"));
        CPPUNIT_ASSERT(!contradicts({prod + "vm1"}, by_id, prod + "VM1/"));
        CPPUNIT_ASSERT(!contradicts({prod + "vm1"}, by_id, ""));
    }

    void of_several_the_one_that_carries_the_alerts_id_is_left() {
        const std::vector<std::string> ids{prod + "orders"};
        std::vector<std::string> reasons;
        auto left = matching(ids, named("orders"), {ci("orders", test + "orders"), ci("orders", "")}, reasons);
        CPPUNIT_ASSERT_EQUAL(std::size_t(1), left.size());
        CPPUNIT_ASSERT_EQUAL(std::size_t(1), reasons.size());
        left = matching(ids, named("orders"), {ci("orders", ""), ci("orders", prod + "orders"), ci("orders", "")},
                        reasons);
        CPPUNIT_ASSERT_EQUAL(std::size_t(1), left.size());
        CPPUNIT_ASSERT_EQUAL(prod + "orders", left.front().resource_id);
        CPPUNIT_ASSERT_EQUAL(std::size_t(2),
                             matching(ids, named("orders"), {ci("orders", ""), ci("orders", "")}, reasons).size());
        CPPUNIT_ASSERT_EQUAL(std::size_t(1), reasons.size());
    }

    void of_three_that_were_told_one_that_is_left_is_not_certain() {
        std::vector<std::string> reasons;
        const std::vector<ConfigurationItem> three{ci("a", test + "a"), ci("a", test + "a"), ci("a", "")};
        CPPUNIT_ASSERT(matching({prod + "a"}, named("a"), three, reasons).size() > 1);
        CPPUNIT_ASSERT_EQUAL(std::size_t(1), reasons.size());  // told once
    }

    void an_id_of_any_length_makes_a_short_reason() {
        const auto why = contradiction({prod + "a"}, named("a"), ci("a", test + std::string(100'000, 'x')));
        CPPUNIT_ASSERT(why && why->size() < 500);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(CiMatchTest);

}  // namespace
