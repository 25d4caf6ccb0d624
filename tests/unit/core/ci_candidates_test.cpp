#include "core/ci_candidates.h"

#include <cppunit/extensions/HelperMacros.h>

#include "core/resource_id.h"

namespace {

using namespace secure_export;

const std::string group = "/subscriptions/s1/resourcegroups/rg/providers/";

// "id /subscriptions/..." or "name web1", in order.
std::vector<std::string> candidates(const Alert& alert) {
    std::vector<std::string> all;
    for (const CiCandidate& candidate : ci_candidates(alert)) {
        all.push_back((candidate.query.by == CiQuery::By::name ? "name " : "id ") + candidate.query.value);
    }
    return all;
}

using Candidates = std::vector<std::string>;

class CiCandidatesTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(CiCandidatesTest);
    CPPUNIT_TEST(the_rungs_come_in_the_order_of_the_contract);
    CPPUNIT_TEST(a_child_is_looked_for_by_its_parents_too_and_says_so);
    CPPUNIT_TEST(what_keeps_rows_or_backups_of_others_comes_last_by_id_and_name);
    CPPUNIT_TEST(an_extension_that_keeps_for_others_is_a_keeper);
    CPPUNIT_TEST(what_belongs_to_a_keeper_is_last_and_what_a_backup_protects_is_not);
    CPPUNIT_TEST(addresses_have_no_first_label);
    CPPUNIT_TEST(what_is_never_the_ci_is_left_out);
    CPPUNIT_TEST(no_candidate_comes_twice_whatever_the_case);
    CPPUNIT_TEST(a_flood_of_items_makes_a_bounded_ladder);
    CPPUNIT_TEST(many_rows_do_not_hide_the_target);
    CPPUNIT_TEST(the_unbound_resource_is_the_first_that_may_be_a_ci);
    CPPUNIT_TEST_SUITE_END();

    void the_rungs_come_in_the_order_of_the_contract() {
        Alert alert;
        alert.configuration_items = {"web1.contoso.com", group + "Microsoft.Web/sites/Shop/slots/blue"};
        alert.computers = {group + "Microsoft.Compute/virtualMachines/vm2", "vm2.contoso.com"};
        alert.context_ids = {group + "Microsoft.Compute/virtualMachines/vm3"};
        alert.target_ids = {group + "Microsoft.Compute/virtualMachines/VM1/"};
        const Candidates expected = {"id " + group + "microsoft.web/sites/shop/slots/blue",
                                     "id " + group + "microsoft.compute/virtualmachines/vm2",
                                     "id " + group + "microsoft.compute/virtualmachines/vm3",
                                     "id " + group + "microsoft.compute/virtualmachines/vm1",
                                     "id " + group + "microsoft.web/sites/shop",
                                     "name web1.contoso.com",
                                     "name web1",
                                     "name vm2.contoso.com",
                                     "name vm2",
                                     "name blue",
                                     "name vm3",
                                     "name VM1"};
        CPPUNIT_ASSERT(candidates(alert) == expected);
        const auto all = ci_candidates(alert);
        CPPUNIT_ASSERT_EQUAL(std::string("configurationItems: resource id"), all[0].reason);
        CPPUNIT_ASSERT_EQUAL(std::string("dimension or column: resource id"), all[1].reason);
        CPPUNIT_ASSERT_EQUAL(std::string("context: resource id"), all[2].reason);
        CPPUNIT_ASSERT_EQUAL(std::string("alertTargetIDs: resource id"), all[3].reason);
        CPPUNIT_ASSERT_EQUAL(std::string("configurationItems: name"), all[5].reason);
        // As it came, for desks that mind the case.
        CPPUNIT_ASSERT_EQUAL(group + "Microsoft.Compute/virtualMachines/VM1", all[3].query.as_received);
        CPPUNIT_ASSERT_EQUAL(group + "Microsoft.Web/sites/Shop", all[4].query.as_received);
    }

    void a_child_is_looked_for_by_its_parents_too_and_says_so() {
        Alert alert;
        alert.target_ids = {group + "microsoft.sql/servers/s1/databases/d1"};
        const Candidates expected = {"id " + group + "microsoft.sql/servers/s1/databases/d1",
                                     "id " + group + "microsoft.sql/servers/s1", "name d1"};
        CPPUNIT_ASSERT(candidates(alert) == expected);
        CPPUNIT_ASSERT_EQUAL(std::string("alertTargetIDs: parent resource"), ci_candidates(alert)[1].reason);
        CPPUNIT_ASSERT_EQUAL(group + "microsoft.sql/servers/s1", ci_candidates(alert)[1].resource);
    }

    // Whatever names the machine, and however; the keeper's name may stand among the items.
    void what_keeps_rows_or_backups_of_others_comes_last_by_id_and_name() {
        for (const char* keeper : {"Microsoft.OperationalInsights/workspaces/w", "Microsoft.RecoveryServices/vaults/w",
                                   "microsoft.dataprotection/backupVaults/w", "Microsoft.Monitor/accounts/w"}) {
            const std::string its_id = "id " + canonical_resource_id(group + keeper);
            Alert alert;
            alert.target_ids = {group + keeper};
            CPPUNIT_ASSERT((candidates(alert) == Candidates{its_id, "name w"}));
            alert.configuration_items = {"W"};
            CPPUNIT_ASSERT((candidates(alert) == Candidates{its_id, "name W"}));
            CPPUNIT_ASSERT_EQUAL(std::string("w"), affected_name(alert));
            alert.computers = {"srv1"};
            CPPUNIT_ASSERT((candidates(alert) == Candidates{"name srv1", its_id, "name W"}));
            CPPUNIT_ASSERT_EQUAL(std::string("srv1"), affected_name(alert));
            alert.configuration_items = {group + "Microsoft.Compute/virtualMachines/vm1"};
            alert.computers.clear();
            CPPUNIT_ASSERT((candidates(alert) == Candidates{"id " + group + "microsoft.compute/virtualmachines/vm1",
                                                            "name vm1", its_id, "name w"}));
        }
    }

    // Each provider in an id is looked at, not the first alone.
    void an_extension_that_keeps_for_others_is_a_keeper() {
        const std::string machine = group + "microsoft.compute/virtualmachines/vm1";
        for (const char* keeper :
             {"OperationalInsights/workspaces/w", "operationalinsights/clusters/c", "Monitor/accounts/a",
              "RecoveryServices/vaults/v", "dataprotection/backupvaults/b"}) {
            CPPUNIT_ASSERT(keeps_for_others(group + "microsoft." + keeper));
            CPPUNIT_ASSERT(keeps_for_others(machine + "/providers/Microsoft." + keeper));
        }
        CPPUNIT_ASSERT(!keeps_for_others(machine));
        CPPUNIT_ASSERT(!keeps_for_others(machine + "/providers/microsoft.recoveryservices/backupprotecteditem/sql;x"));
        CPPUNIT_ASSERT(!keeps_for_others(group + "contoso.monitor/accounts/a"));
    }

    void what_belongs_to_a_keeper_is_last_and_what_a_backup_protects_is_not() {
        Alert alert;
        const std::string machine = group + "microsoft.compute/virtualmachines/vm1";
        alert.target_ids = {group + "microsoft.recoveryservices/vaults/v/backupfabrics/azure"};
        alert.context_ids = {machine + "/providers/microsoft.recoveryservices/backupprotecteditem/sql;x"};
        const Candidates expected = {"id " + alert.context_ids[0],
                                     "id " + machine,
                                     "name sql;x",
                                     "id " + alert.target_ids[0],
                                     "id " + group + "microsoft.recoveryservices/vaults/v",
                                     "name azure"};
        CPPUNIT_ASSERT(candidates(alert) == expected);
    }

    void addresses_have_no_first_label() {
        Alert alert;
        alert.computers = {"10.0.0.4", "fe80::1.2", "a b.c"};
        CPPUNIT_ASSERT((candidates(alert) == Candidates{"name 10.0.0.4", "name fe80::1.2", "name a b.c"}));
    }

    void what_is_never_the_ci_is_left_out() {
        Alert alert;
        alert.target_ids = {"/subscriptions/S1/", "/subscriptions/s1/providers/Microsoft.ResourceHealth/events/X-1"};
        alert.configuration_items = {"budgets"};
        alert.monitoring_service = "Cost Alerts";
        CPPUNIT_ASSERT(candidates(alert).empty());
        CPPUNIT_ASSERT(unbound_resource(alert).empty());
        CPPUNIT_ASSERT(affected_name(alert).empty());
        alert.monitoring_service = "Platform";
        CPPUNIT_ASSERT((candidates(alert) == Candidates{"name budgets"}));
    }

    void no_candidate_comes_twice_whatever_the_case() {
        Alert alert;
        alert.configuration_items = {"VM1", "vm1 "};
        alert.target_ids = {group + "microsoft.compute/virtualmachines/vm1"};
        alert.computers = {"Vm1"};
        CPPUNIT_ASSERT(
            (candidates(alert) == Candidates{"id " + group + "microsoft.compute/virtualmachines/vm1", "name VM1"}));
    }

    void a_flood_of_items_makes_a_bounded_ladder() {
        Alert alert;
        for (int i = 0; i < 1000; ++i) alert.configuration_items.push_back("vm" + std::to_string(i));
        CPPUNIT_ASSERT_EQUAL(std::size_t(50), candidates(alert).size());
    }

    void many_rows_do_not_hide_the_target() {
        Alert alert;
        for (int i = 0; i < 20; ++i) {
            alert.computers.push_back(group + "microsoft.compute/virtualmachines/vm" + std::to_string(i));
            alert.computers.push_back("host" + std::to_string(i));
        }
        alert.target_ids = {group + "microsoft.web/sites/shop"};
        const Candidates all = candidates(alert);
        CPPUNIT_ASSERT_EQUAL("id " + alert.target_ids[0], all[5]);
        CPPUNIT_ASSERT_EQUAL(std::string("name host0"), all[6]);
    }

    void the_unbound_resource_is_the_first_that_may_be_a_ci() {
        Alert alert;
        CPPUNIT_ASSERT(unbound_resource(alert).empty());
        alert.configuration_items = {"Cluster1"};
        alert.target_ids = {group + "microsoft.monitor/accounts/prom"};
        CPPUNIT_ASSERT_EQUAL(std::string("cluster1"), unbound_resource(alert));
        CPPUNIT_ASSERT_EQUAL(std::string("Cluster1"), affected_name(alert));
        alert.target_ids.push_back(group + "Microsoft.Compute/virtualMachines/VM1");
        CPPUNIT_ASSERT_EQUAL(group + "microsoft.compute/virtualmachines/vm1", unbound_resource(alert));
        CPPUNIT_ASSERT_EQUAL(std::string("VM1"), affected_name(alert));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(CiCandidatesTest);

}  // namespace
