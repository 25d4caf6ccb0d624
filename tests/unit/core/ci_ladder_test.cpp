#include "core/ci_ladder.h"

#include <cppunit/extensions/HelperMacros.h>

namespace {

using namespace secure_export;

const std::string group = "/subscriptions/s1/resourcegroups/rg/providers/";

// "id /subscriptions/..." or "name web1", in order.
std::vector<std::string> rungs(const Alert& alert) {
    std::vector<std::string> all;
    for (const CiCandidate& candidate : ci_candidates(alert)) {
        all.push_back((candidate.query.by == CiQuery::By::name ? "name " : "id ") + candidate.query.value);
    }
    return all;
}

using Rungs = std::vector<std::string>;

class CiLadderTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(CiLadderTest);
    CPPUNIT_TEST(the_rungs_come_in_the_order_of_the_contract);
    CPPUNIT_TEST(a_child_is_looked_for_by_its_parents_too_and_says_so);
    CPPUNIT_TEST(an_item_that_is_an_id_comes_before_the_workspace);
    CPPUNIT_TEST(addresses_have_no_first_label);
    CPPUNIT_TEST(what_is_never_the_ci_is_left_out);
    CPPUNIT_TEST(no_candidate_comes_twice_whatever_the_case);
    CPPUNIT_TEST(a_flood_of_items_makes_a_bounded_ladder);
    CPPUNIT_TEST(the_unbound_resource_is_the_first_that_may_be_a_ci);
    CPPUNIT_TEST_SUITE_END();

    void the_rungs_come_in_the_order_of_the_contract() {
        Alert alert;
        alert.configuration_items = {"web1.contoso.com"};
        alert.target_ids = {group + "Microsoft.Compute/virtualMachines/VM1/"};
        alert.computers = {"vm2"};
        const Rungs expected = {"name web1.contoso.com", "name web1",
                                "id " + group + "microsoft.compute/virtualmachines/vm1", "name VM1", "name vm2"};
        CPPUNIT_ASSERT(rungs(alert) == expected);
        CPPUNIT_ASSERT_EQUAL(std::string("configurationItems: name"), ci_candidates(alert)[0].reason);
        CPPUNIT_ASSERT_EQUAL(std::string("alertTargetIDs: resource id"), ci_candidates(alert)[2].reason);
    }

    void a_child_is_looked_for_by_its_parents_too_and_says_so() {
        Alert alert;
        alert.target_ids = {group + "microsoft.sql/servers/s1/databases/d1"};
        const Rungs expected = {"id " + group + "microsoft.sql/servers/s1/databases/d1",
                                "id " + group + "microsoft.sql/servers/s1", "name d1"};
        CPPUNIT_ASSERT(rungs(alert) == expected);
        CPPUNIT_ASSERT_EQUAL(std::string("alertTargetIDs: parent resource"), ci_candidates(alert)[1].reason);
        CPPUNIT_ASSERT_EQUAL(group + "microsoft.sql/servers/s1", ci_candidates(alert)[1].resource);
    }

    void an_item_that_is_an_id_comes_before_the_workspace() {
        Alert alert;
        alert.configuration_items = {group + "Microsoft.Compute/virtualMachines/vm1"};
        alert.target_ids = {group + "microsoft.operationalinsights/workspaces/w"};
        const Rungs expected = {"id " + group + "microsoft.compute/virtualmachines/vm1", "name vm1",
                                "id " + group + "microsoft.operationalinsights/workspaces/w", "name w"};
        CPPUNIT_ASSERT(rungs(alert) == expected);
    }

    void addresses_have_no_first_label() {
        Alert alert;
        alert.computers = {"10.0.0.4", "fe80::1.2", "a b.c"};
        CPPUNIT_ASSERT((rungs(alert) == Rungs{"name 10.0.0.4", "name fe80::1.2", "name a b.c"}));
    }

    void what_is_never_the_ci_is_left_out() {
        Alert alert;
        alert.target_ids = {"/subscriptions/S1/", group + "Microsoft.Monitor/accounts/prom"};
        alert.configuration_items = {"budgets"};
        alert.monitoring_service = "Cost Alerts";
        CPPUNIT_ASSERT(rungs(alert).empty());
        CPPUNIT_ASSERT(unbound_resource(alert).empty());
        alert.monitoring_service = "Platform";
        CPPUNIT_ASSERT((rungs(alert) == Rungs{"name budgets"}));
    }

    void no_candidate_comes_twice_whatever_the_case() {
        Alert alert;
        alert.configuration_items = {"VM1", "vm1 "};
        alert.target_ids = {group + "microsoft.compute/virtualmachines/vm1"};
        alert.computers = {"Vm1"};
        CPPUNIT_ASSERT((rungs(alert) == Rungs{"name VM1", "id " + group + "microsoft.compute/virtualmachines/vm1"}));
    }

    void a_flood_of_items_makes_a_bounded_ladder() {
        Alert alert;
        for (int i = 0; i < 1000; ++i) alert.configuration_items.push_back("vm" + std::to_string(i));
        CPPUNIT_ASSERT_EQUAL(std::size_t(50), rungs(alert).size());
    }

    void the_unbound_resource_is_the_first_that_may_be_a_ci() {
        Alert alert;
        CPPUNIT_ASSERT(unbound_resource(alert).empty());
        alert.configuration_items = {"Cluster1"};
        alert.target_ids = {group + "microsoft.monitor/accounts/prom"};
        CPPUNIT_ASSERT_EQUAL(std::string("cluster1"), unbound_resource(alert));
        alert.target_ids.push_back(group + "Microsoft.Compute/virtualMachines/VM1");
        CPPUNIT_ASSERT_EQUAL(group + "microsoft.compute/virtualmachines/vm1", unbound_resource(alert));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(CiLadderTest);

}  // namespace
