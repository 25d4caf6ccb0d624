// What a reader on call finds on the first screen, by the reader of each context: other services, labels and statuses
// than those of the published samples.

#include <cppunit/extensions/HelperMacros.h>

#include "core/affected.h"
#include "core/ci_candidates.h"
#include "tests/unit/inbound/own_bodies.h"

namespace {

using namespace secure_export;
using tickets::holds;
using tickets::own;
using tickets::ticket;

Json::Value parsed(const char* text) { return *json::read_strict(text); }

Json::Value& properties(Json::Value& body) { return body["data"]["alertContext"]["properties"]; }
Json::Value& criteria(Json::Value& body) { return body["data"]["alertContext"]["condition"]["allOf"]; }

std::string first_line(const Json::Value& body) { return tickets::lines(ticket(body).description).front(); }

Json::Value health(const char* its_properties) {
    Json::Value body = own("service-health");
    properties(body) = parsed(its_properties);
    return body;
}

Json::Value activity(const char* operation, const char* its_properties) {
    Json::Value body = own("activity");
    body["data"]["essentials"]["alertRule"] = "watch";
    body["data"]["alertContext"]["operationName"] = operation;
    properties(body) = parsed(its_properties);
    return body;
}

class TicketReadersTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(TicketReadersTest);
    CPPUNIT_TEST(a_title_of_service_health_names_service_and_region);
    CPPUNIT_TEST(a_long_title_of_service_health_keeps_service_and_region);
    CPPUNIT_TEST(service_health_tells_all_regions_and_the_time_of_a_maintenance);
    CPPUNIT_TEST(the_kind_of_an_event_is_not_said_twice);
    CPPUNIT_TEST(links_of_a_communication_keep_their_addresses);
    CPPUNIT_TEST(named_characters_of_html_are_characters);
    CPPUNIT_TEST(resource_health_without_a_status_has_its_title);
    CPPUNIT_TEST(resource_health_that_is_unknown_says_so);
    CPPUNIT_TEST(all_conditions_stand_in_the_first_line);
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
    CPPUNIT_TEST(scaling_is_about_the_machines_and_not_about_the_setting);
    CPPUNIT_TEST(a_security_alert_says_what_was_found);
    CPPUNIT_TEST(a_backup_without_a_linked_resource_names_what_its_item_belongs_to);
    CPPUNIT_TEST(smart_detection_keeps_what_no_reader_knows);
    CPPUNIT_TEST(a_budget_of_a_resource_group_names_it_and_links_to_it);
    CPPUNIT_TEST_SUITE_END();

    void a_title_of_service_health_names_service_and_region() {
        const char* both = R"({"title": "Reboots are planned", "service": "Virtual Machines", "region": "Japan East",
                               "incidentType": "Maintenance", "stage": "Planned"})";
        CPPUNIT_ASSERT_EQUAL(
            std::string("[Sev4] Planned maintenance: Reboots are planned - Virtual Machines (Japan East)"),
            ticket(health(both)).title);
        const char* service = R"({"title": "Storage is slow", "service": "Storage", "region": "Japan East",
                                  "incidentType": "Incident", "stage": "Active"})";
        CPPUNIT_ASSERT_EQUAL(std::string("[Sev4] Service issue: Storage is slow - Japan East"),
                             ticket(health(service)).title);
        const char* listed = R"({"title": "Requests fail", "incidentType": "Incident", "stage": "Active",
            "impactedServices": "[{\"ServiceName\": \"Azure Resource Manager\", \"ImpactedRegions\": [{\"RegionName\": \"East US\"}, {\"RegionName\": \"West US\"}]}]"})";
        CPPUNIT_ASSERT_EQUAL(
            std::string("[Sev4] Service issue: Requests fail - Azure Resource Manager (East US and 1 more)"),
            ticket(health(listed)).title);
    }

    void a_long_title_of_service_health_keeps_service_and_region() {
        Json::Value body = health(R"({"service": "Storage", "region": "Japan East", "incidentType": "Incident"})");
        properties(body)["title"] = std::string(300, 'x');
        const std::string title = ticket(body, 100).title;
        CPPUNIT_ASSERT_MESSAGE(title, title.ends_with(" - Storage (Japan East)") && tickets::characters(title) <= 100);
    }

    void service_health_tells_all_regions_and_the_time_of_a_maintenance() {
        const char* text = R"({"title": "Reboots", "service": "Virtual Machines", "region": "Japan East",
            "incidentType": "Maintenance", "stage": "Planned",
            "impactStartTime": "2026-05-10T08:00:00Z", "impactMitigationTime": "2026-05-10T12:00:00Z",
            "impactedServices": "\"[{\\\"ServiceName\\\": \\\"Virtual Machines\\\", \\\"ImpactedRegions\\\": [{\\\"RegionName\\\": \\\"Japan East\\\"}, {\\\"RegionName\\\": \\\"Japan West\\\"}]}]\""})";
        CPPUNIT_ASSERT_EQUAL(
            std::string("Planned maintenance: Reboots; concerns Virtual Machines (Japan East, Japan West); stage: "
                        "planned; from 2026-05-10 08:00:00 UTC to 2026-05-10 12:00:00 UTC"),
            first_line(health(text)));
    }

    void the_kind_of_an_event_is_not_said_twice() {
        const char* text = R"({"title": "Security advisory: rotate your keys", "service": "Key Vault",
                               "region": "Global", "incidentType": "Security", "stage": "Active"})";
        CPPUNIT_ASSERT_EQUAL(std::string("[Sev4] Security advisory: rotate your keys - Key Vault (Global)"),
                             ticket(health(text)).title);
    }

    void links_of_a_communication_keep_their_addresses() {
        Json::Value body = own("service-health");
        const auto told = [&](const char* text) {
            properties(body)["communication"] = text;
            return ticket(body).description;
        };
        const char* guide = "Communication: See the guide (https://aka.ms/g?a=1&b=2) now.\n";
        CPPUNIT_ASSERT(holds(told("See <a href=\"https://aka.ms/g?a=1&amp;b=2\">the guide</a> now."), guide));
        CPPUNIT_ASSERT(
            holds(told("See <A class='x' HREF='https://aka.ms/g?a=1&b=2'><b>the guide</b></A> now."), guide));
        CPPUNIT_ASSERT(holds(told("&lt;p&gt;See &lt;a href=https://aka.ms/g?a=1&amp;amp;b=2&gt;the guide&lt;/a&gt; "
                                  "now.&lt;/p&gt;"),
                             guide));
        CPPUNIT_ASSERT(
            holds(told("<a href=\"https://aka.ms/g\">https://aka.ms/g</a>"), "Communication: https://aka.ms/g\n"));
        CPPUNIT_ASSERT(holds(told("<a href=\"javascript:x()\">here</a>"), "Communication: here\n"));
        CPPUNIT_ASSERT(holds(told("<a href=\"https://aka.ms/g\">never closed"), "Communication: never closed\n"));
    }

    void named_characters_of_html_are_characters() {
        Json::Value body = own("service-health");
        properties(body)["communication"] =
            "You&rsquo;re told: &ldquo;now&rdquo;&hellip; &bull; &eacute;t&eacute; &euro;5&nbsp;&copy; &amp;unknown;";
        CPPUNIT_ASSERT(holds(
            ticket(body).description,
            "Communication: You\u2019re told: \u201cnow\u201d\u2026 \u2022 \u00e9t\u00e9 \u20ac5 \u00a9 &unknown;\n"));
    }

    void resource_health_without_a_status_has_its_title() {
        Json::Value body = own("resource-health");
        for (const char* name : {"currentHealthStatus", "cause"}) properties(body)[name] = "";
        CPPUNIT_ASSERT_EQUAL(std::string("[Sev1] The database is unavailable on orders"), ticket(body).title);
        CPPUNIT_ASSERT_EQUAL(std::string("The database is unavailable"), first_line(body));
    }

    void resource_health_that_is_unknown_says_so() {
        Json::Value body = own("resource-health");
        for (const char* name : {"currentHealthStatus", "cause", "title"}) properties(body)[name] = "Unknown";
        CPPUNIT_ASSERT_EQUAL(std::string("[Sev1] orders has an unknown health state"), ticket(body).title);
        CPPUNIT_ASSERT_EQUAL(std::string("orders has an unknown health state"), first_line(body));
    }

    void all_conditions_stand_in_the_first_line() {
        Json::Value body = own("metric");
        criteria(body).append(parsed(R"({"metricName": "Available Memory Bytes", "operator": "LessThan",
            "threshold": "1073741824", "timeAggregation": "Average", "metricValue": 524288000})"));
        CPPUNIT_ASSERT_EQUAL(std::string("Percentage CPU (average) is 91.25; limit > 80; and Available Memory Bytes "
                                         "(average) is 524,288,000; limit < 1,073,741,824, over 5 min"),
                             first_line(body));
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
        CPPUNIT_ASSERT_EQUAL(std::string("[Sev2] odd latency on sta"), ticket(body).title);
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

    void scaling_is_about_the_machines_and_not_about_the_setting() {
        Json::Value body = activity("Microsoft.Insights/AutoscaleSettings/Scaleup/Action", R"({"oldInstancesCount": "2",
            "newInstancesCount": "3", "resourceName": "/subscriptions/0a1b2c3d-1111-4222-8333-0a1b2c3d4e5f/resourceGroups/rg-a/providers/Microsoft.Compute/virtualMachineScaleSets/vmss-1"})");
        body["data"]["essentials"]["alertTargetIDs"][0] =
            "/subscriptions/0a1b2c3d-1111-4222-8333-0a1b2c3d4e5f/resourceGroups/rg-a/providers/microsoft.insights/"
            "autoscaleSettings/as-1";
        body["data"]["essentials"]["configurationItems"] = parsed("[]");
        CPPUNIT_ASSERT_EQUAL(std::string("[Sev4] watch: scaled from 2 to 3 instances on vmss-1"), ticket(body).title);
        CPPUNIT_ASSERT_EQUAL(std::string("Autoscale scaled from 2 to 3 instances"), first_line(body));
    }

    void a_security_alert_says_what_was_found() {
        Json::Value body = own("security");
        body["data"]["essentials"]["alertRule"] = "all security alerts";
        body["data"]["alertContext"]["Activity Log Event Description"] = "Malware was found. It was removed.";
        body["data"]["alertContext"].removeMember("description");
        CPPUNIT_ASSERT_EQUAL(std::string("[Sev4] all security alerts: Malware was found on vm-e"), ticket(body).title);
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
