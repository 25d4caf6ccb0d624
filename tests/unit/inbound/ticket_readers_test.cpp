// What a reader on call finds on the first screen, by the reader of each context: other services, labels and operations
// than those of the published samples.

#include <cppunit/extensions/HelperMacros.h>

#include "tests/unit/inbound/own_bodies.h"

namespace {

using namespace secure_export;
using tickets::first_line;
using tickets::holds;
using tickets::own;
using tickets::parsed;
using tickets::properties;
using tickets::ticket;

Json::Value& criteria(Json::Value& body) { return body["data"]["alertContext"]["condition"]["allOf"]; }

Json::Value activity(const char* operation, const char* its_properties) {
    Json::Value body = own("activity");
    body["data"]["essentials"]["alertRule"] = "watch";
    body["data"]["alertContext"]["operationName"] = operation;
    properties(body) = parsed(its_properties);
    return body;
}

class TicketReadersTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(TicketReadersTest);
    CPPUNIT_TEST(all_conditions_stand_in_the_first_line);
    CPPUNIT_TEST(without_a_rule_the_title_says_what_happened);
    CPPUNIT_TEST(numbers_have_no_exponents);
    CPPUNIT_TEST(a_dynamic_limit_says_on_which_side_of_the_usual_range);
    CPPUNIT_TEST(a_missing_value_is_said_to_be_missing);
    CPPUNIT_TEST(a_query_names_pod_and_cluster_or_the_role);
    CPPUNIT_TEST(a_machine_goes_before_its_cluster);
    CPPUNIT_TEST(a_child_called_default_has_its_parents_name);
    CPPUNIT_TEST(labels_are_known_in_every_spelling);
    CPPUNIT_TEST(a_prometheus_rule_without_words_tells_its_value);
    CPPUNIT_TEST(a_failed_operation_tells_why);
    CPPUNIT_TEST(an_operation_with_localized_names_is_read);
    CPPUNIT_TEST(a_policy_is_named);
    CPPUNIT_TEST(scaling_names_the_machines_and_their_numbers);
    CPPUNIT_TEST(a_security_alert_says_what_was_found);
    CPPUNIT_TEST(a_backup_without_a_linked_resource_names_what_its_item_belongs_to);
    CPPUNIT_TEST(smart_detection_keeps_what_no_reader_knows);
    CPPUNIT_TEST(a_budget_of_a_resource_group_names_it_and_links_to_it);
    CPPUNIT_TEST(a_query_of_prometheus_in_a_metric_rule_is_a_query);
    CPPUNIT_TEST(a_query_without_a_limit_tells_its_rows);
    CPPUNIT_TEST(a_backup_without_a_description_tells_the_cause);
    CPPUNIT_TEST_SUITE_END();

    void all_conditions_stand_in_the_first_line() {
        Json::Value body = own("metric");
        criteria(body).append(parsed(R"({"metricName": "Available Memory Bytes", "operator": "LessThan",
            "threshold": "1073741824", "timeAggregation": "Average", "metricValue": 524288000})"));
        CPPUNIT_ASSERT_EQUAL(std::string("Percentage CPU (average) is 91.25; limit > 80; and Available Memory Bytes "
                                         "(average) is 524,288,000; limit < 1,073,741,824, over 5 min"),
                             first_line(body));
    }

    void without_a_rule_the_title_says_what_happened() {
        Json::Value body = own("metric");
        body["data"]["essentials"]["alertRule"] = "";
        CPPUNIT_ASSERT_EQUAL(std::string("[Sev2] Percentage CPU (average) is 91.25; limit > 80, over 5 min on vm-a"),
                             ticket(body).title);
    }

    void numbers_have_no_exponents() {
        Json::Value body = own("metric");
        criteria(body)[0]["metricValue"] = 10000000.0;
        criteria(body)[0]["threshold"] = "1E+6";
        CPPUNIT_ASSERT_EQUAL(std::string("Percentage CPU (average) is 10,000,000; limit > 1,000,000, over 5 min"),
                             first_line(body));
        criteria(body)[0]["metricValue"] = 0.00000125;
        CPPUNIT_ASSERT(holds(first_line(body), " is 0.00000125; "));
        criteria(body)[0]["metricValue"] = "1e999";  // none that a reader would want to see in full
        CPPUNIT_ASSERT(holds(first_line(body), " is 1e999; "));
    }

    void a_query_of_prometheus_in_a_metric_rule_is_a_query() {
        Json::Value body = own("metric");
        criteria(body) = parsed(R"([{"query": "sum(rate(failures_total[5m])) > 3", "failingPeriods": {"for": "PT10M"},
                                     "dimensions": [], "metricValue": 3.75}])");
        CPPUNIT_ASSERT_EQUAL(std::string("The query's result is 3.75, for 10 min, over 5 min"), first_line(body));
        CPPUNIT_ASSERT(holds(ticket(body).description, "\nQuery: sum(rate(failures_total[5m])) > 3\n"));
    }

    void a_query_without_a_limit_tells_its_rows() {
        Json::Value body = own("log-computer");
        criteria(body) = parsed(R"([{"searchQuery": "Syslog", "operator": null, "threshold": null, "metricValue": null,
                                     "dimensions": [], "event": [[{"name": "Computer", "value": "srv-9"}]]}])");
        CPPUNIT_ASSERT_EQUAL(std::string("The query found 1 row, over 5 min"), first_line(body));
        criteria(body)[0]["timeAggregation"] = "Average";
        criteria(body)[0]["metricValue"] = 2;
        CPPUNIT_ASSERT_EQUAL(std::string("The query's result (average) is 2, over 5 min"), first_line(body));
    }

    void a_backup_without_a_description_tells_the_cause() {
        Json::Value body = own("backup");
        body["data"]["essentials"]["description"] = "";
        Json::Value& context = body["data"]["alertContext"];
        context.removeMember("extendedInfo");
        context["recommendedActions"] = parsed(R"(["Look at the agent.", "Start the backup again."])");
        context["properties"] = parsed(R"({"causes": "The agent did not answer."})");
        CPPUNIT_ASSERT_EQUAL(std::string("The agent did not answer."), first_line(body));
        CPPUNIT_ASSERT(holds(ticket(body).description, "\nWhat to do: Look at the agent.; Start the backup again.\n"));
    }

    void a_dynamic_limit_says_on_which_side_of_the_usual_range() {
        for (const auto& [operation, side] : {std::pair("GreaterThan", "above"), std::pair("LessThan", "below"),
                                              std::pair("GreaterOrLessThan", "above or below")}) {
            Json::Value body = own("metric-dynamic");
            criteria(body)[0]["operator"] = operation;
            CPPUNIT_ASSERT(holds(first_line(body), "(" + std::string(side) + " the usual range)"));
        }
    }

    void a_missing_value_is_said_to_be_missing() {
        Json::Value body = own("metric");
        criteria(body)[0]["metricValue"] = Json::Value();
        CPPUNIT_ASSERT_EQUAL(std::string("Percentage CPU (average): no value was sent; limit > 80, over 5 min"),
                             first_line(body));
    }

    void a_query_names_pod_and_cluster_or_the_role() {
        Json::Value body = own("log-computer");
        body["data"]["essentials"]["alertRule"] = "errors";
        criteria(body)[0]["dimensions"] =
            parsed(R"([{"name": "ClusterName", "value": "aks-z"}, {"name": "Namespace", "value": "shop"},
                       {"name": "PodName", "value": "cart-7"}])");
        CPPUNIT_ASSERT_EQUAL(std::string("[Sev2] errors: shop/cart-7 on aks-z"), ticket(body).title);
        CPPUNIT_ASSERT(holds(ticket(body).description, "\nResource: aks-z (workspace law-a)\n"));
        criteria(body)[0]["dimensions"] = parsed(R"([{"name": "cloud_RoleName", "value": "checkout"}])");
        CPPUNIT_ASSERT_EQUAL(std::string("[Sev2] errors: checkout on law-a"), ticket(body).title);
    }

    void a_machine_goes_before_its_cluster() {
        Json::Value body = own("log-computer");
        criteria(body)[0]["dimensions"] =
            parsed(R"([{"name": "ClusterName", "value": "aks-z"}, {"name": "Computer", "value": "node-3"}])");
        CPPUNIT_ASSERT(holds(ticket(body).title, " on node-3"));
    }

    void a_child_called_default_has_its_parents_name() {
        Json::Value body = own("metric-dynamic");
        Json::Value& target = body["data"]["essentials"]["alertTargetIDs"][0];
        target = target.asString() + "/blobServices/default";
        body["data"]["essentials"]["configurationItems"] = parsed(R"([])");
        CPPUNIT_ASSERT_EQUAL(std::string("[Sev2] odd latency: Primary on sta"), ticket(body).title);
    }

    void labels_are_known_in_every_spelling() {
        for (
            const char* labels :
            {R"({"Cluster": "aks-9", "Namespace": "shop", "Pod": "cart-1"})",
             R"({"k8s_cluster_name": "aks-9", "k8s_namespace_name": "shop",
                                       "k8s_pod_name": "cart-1"})",
             R"({"k8s.cluster.name": "aks-9", "k8s.namespace.name": "shop",
                                       "k8s.pod.name": "cart-1"})",
             R"({"azure_resource_id": "/subscriptions/0a1b2c3d-1111-4222-8333-0a1b2c3d4e5f/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/aks-9",
                                       "kubernetes_namespace": "shop", "kubernetes_pod_name": "cart-1"})"}) {
            Json::Value body = own("prometheus-pod");
            body["data"]["alertContext"]["labels"] = parsed(labels);
            CPPUNIT_ASSERT_EQUAL_MESSAGE(labels, std::string("[Sev2] KubePodCrashLooping: shop/cart-1 on aks-9"),
                                         ticket(body).title);
        }
    }

    void a_prometheus_rule_without_words_tells_its_value() {
        Json::Value body = own("prometheus-pod");
        body["data"]["essentials"]["description"] = "";
        body["data"]["alertContext"]["annotations"] = parsed("{}");
        CPPUNIT_ASSERT_EQUAL(std::string("The value of the rule \"KubePodCrashLooping\" is 3, for 10 min"),
                             first_line(body));
        body["data"]["alertContext"]["annotations"] = parsed(R"({"message": "Pod cart-1 restarts"})");
        CPPUNIT_ASSERT_EQUAL(std::string("Pod cart-1 restarts"), first_line(body));
        CPPUNIT_ASSERT(!holds(ticket(body).description, "Message: "));
    }

    void a_failed_operation_tells_why() {
        Json::Value body = activity(
            "Microsoft.Resources/deployments/write",
            R"({"statusMessage": "{\"status\": \"Failed\", \"error\": {\"code\": \"Wrapped\", \"message\": \"See details.\", \"details\": [{\"code\": \"DiskInUse\", \"message\": \"The disk is in use.\"}]}}"})");
        body["data"]["alertContext"]["status"] = "Failed";
        body["data"]["alertContext"]["subStatus"] = "Conflict (HTTP Status Code: 409)";
        CPPUNIT_ASSERT_EQUAL(
            std::string("Operation deployments/write failed (Conflict) by jane@example.org: The disk is in use."),
            first_line(body));
        CPPUNIT_ASSERT(
            holds(ticket(body).title, "] watch: deployments/write failed (Conflict) by jane@example.org on "));
    }

    void an_operation_with_localized_names_is_read() {
        Json::Value body = own("activity");
        Json::Value& event = body["data"]["alertContext"];
        const std::string title = ticket(body).title;
        for (const char* name : {"operationName", "status"}) {
            Json::Value both(Json::objectValue);
            both["value"] = event[name];
            both["localizedValue"] = "In other words";
            event[name] = both;
        }
        CPPUNIT_ASSERT_EQUAL(title, ticket(body).title);
    }

    void a_policy_is_named() {
        const Json::Value body = activity(
            "Microsoft.Authorization/policies/audit/action",
            R"({"policies": "[{\"policyDefinitionName\": \"p1\", \"policyAssignmentName\": \"Require tag\", \"policyDefinitionEffect\": \"Audit\"}]"})");
        CPPUNIT_ASSERT(holds(ticket(body).title, "] watch: policy Require tag (audit) on "));
        CPPUNIT_ASSERT(first_line(body).starts_with("Policy Require tag (audit): policies/audit "));
        CPPUNIT_ASSERT(holds(ticket(body).description, "\nPolicies: Require tag (audit)\n"));
    }

    void scaling_names_the_machines_and_their_numbers() {
        Json::Value body = activity("Microsoft.Insights/AutoscaleSettings/Scaleup/Action", R"({"oldInstancesCount": "2",
            "newInstancesCount": "3", "resourceName": "/subscriptions/0a1b2c3d-1111-4222-8333-0a1b2c3d4e5f/resourceGroups/rg-a/providers/Microsoft.Compute/virtualMachineScaleSets/vmss-1"})");
        body["data"]["essentials"]["alertTargetIDs"][0] =
            "/subscriptions/0a1b2c3d-1111-4222-8333-0a1b2c3d4e5f/resourceGroups/rg-a/providers/microsoft.insights/"
            "autoscaleSettings/as-1";
        body["data"]["essentials"]["configurationItems"] = parsed("[]");
        CPPUNIT_ASSERT_EQUAL(std::string("[Sev4] watch: vmss-1 scaled from 2 to 3 instances on as-1"),
                             ticket(body).title);
        CPPUNIT_ASSERT_EQUAL(std::string("vmss-1 was scaled from 2 to 3 instances"), first_line(body));
        for (const char* name : {"oldInstancesCount", "newInstancesCount", "resourceName"}) {
            std::string capital = name;
            capital[0] = static_cast<char>(capital[0] - 'a' + 'A');
            properties(body)[capital] = properties(body)[name];
            properties(body).removeMember(name);
        }
        CPPUNIT_ASSERT_EQUAL(std::string("[Sev4] watch: vmss-1 scaled from 2 to 3 instances on as-1"),
                             ticket(body).title);
    }

    void a_security_alert_says_what_was_found() {
        Json::Value body = own("security");
        body["data"]["essentials"]["alertRule"] = "all security alerts";
        body["data"]["alertContext"]["Activity Log Event Description"] = "Malware was found. It was removed.";
        body["data"]["alertContext"].removeMember("description");
        CPPUNIT_ASSERT_EQUAL(std::string("[Sev4] all security alerts: Malware was found on vm-e"), ticket(body).title);
        body["data"]["alertContext"].removeMember("Activity Log Event Description");
        properties(body)["eventName"] = "Many sign-ins failed";
        CPPUNIT_ASSERT_EQUAL(std::string("[Sev4] all security alerts: Many sign-ins failed on vm-e"),
                             ticket(body).title);
    }

    void a_backup_without_a_linked_resource_names_what_its_item_belongs_to() {
        Json::Value body = own("backup");
        const std::string fabric =
            "/subscriptions/0a1b2c3d-1111-4222-8333-0a1b2c3d4e5f/resourceGroups/rg-a/providers/"
            "Microsoft.RecoveryServices/vaults/rsv-a/backupFabrics/Azure/protectionContainers/";
        Json::Value context(Json::objectValue);
        context["sourceType"] = "AzureFileShare";
        context["protectedItemId"] = fabric + "StorageContainer;Storage;rg-a;stf/protectedItems/AzureFileShare;share1";
        body["data"]["alertContext"] = context;
        CPPUNIT_ASSERT_EQUAL(std::string("[Sev1] Backup Failure on stf (file share share1)"), ticket(body).title);
        CPPUNIT_ASSERT(holds(ticket(body).description, "\nResource: stf (vault rsv-a)\n"));
        context["sourceType"] = "VM";
        context["protectedItemId"] = fabric +
                                     "iaasvmcontainer;iaasvmcontainerv2;rg-a;vm-k/protectedItems/vm;"
                                     "iaasvmcontainerv2;rg-a;vm-k";
        body["data"]["alertContext"] = context;
        CPPUNIT_ASSERT_EQUAL(std::string("[Sev1] Backup Failure on vm-k"), ticket(body).title);
    }

    void smart_detection_keeps_what_no_reader_knows() {
        Json::Value body = own("smart-detection");
        Json::Value& context = body["data"]["alertContext"];
        for (const char* name : {"DetectedValue", "NormalValue"}) context.removeMember(name);
        context["DetectedFailureRate"] = "50% of 200 requests";
        context["NormalFailureRate"] = "0%";
        context["FailedRequestResponseCode"] = "500";
        CPPUNIT_ASSERT_EQUAL(std::string("Failed requests rise: 50% of 200 requests, usually 0%"), first_line(body));
        CPPUNIT_ASSERT(holds(ticket(body).description, "\nFailed request response code: 500\n"));
    }

    void a_budget_of_a_resource_group_names_it_and_links_to_it() {
        const Json::Value body = parsed(R"({"schemaId": "azureMonitorCommonAlertSchema", "data": {
            "essentials": {"alertRule": "b", "severity": "Sev3", "monitorCondition": "Fired",
                           "monitoringService": "CostAlerts", "alertTargetIDs": [], "configurationItems": ["budgets"]},
            "alertContext": {"AlertCategory": "budgets", "AlertData": {"BudgetName": "b", "BudgetThreshold": "$100.00",
                "SpentAmount": "$81.00",
                "Scope": "/subscriptions/0a1b2c3d-1111-4222-8333-0a1b2c3d4e5f/resourceGroups/rg-shop"}}}})");
        CPPUNIT_ASSERT_EQUAL(std::string("[Sev3] Budget b: 81% spent on rg-shop"), ticket(body).title);
        CPPUNIT_ASSERT(holds(ticket(body).description,
                             "\nResource in the portal: https://portal.azure.com/#resource/subscriptions/"
                             "0a1b2c3d-1111-4222-8333-0a1b2c3d4e5f/resourceGroups/rg-shop\n"));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(TicketReadersTest);

}  // namespace
