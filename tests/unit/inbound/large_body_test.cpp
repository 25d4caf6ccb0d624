// A body of very many values is taken like any other, and read without what would cost much.

#include <cppunit/extensions/HelperMacros.h>

#include "core/templates.h"
#include "inbound/notice.h"

namespace {

using namespace secure_export;

// `body` with so many empty objects more that it has `values` values more, under a name that no form knows.
std::string with_values(const std::string& body, std::size_t values) {
    std::string list = "[";
    for (std::size_t i = 2; i < values; ++i) list += "{},";
    return body.substr(0, body.rfind('}')) + ", \"zzz\": " + list + "{}]}";
}

struct Case {
    const char* name;
    std::string body;
    const char* rule;
};

std::vector<Case> one_of_each_form() {
    const std::string id = "/subscriptions/s1/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/vm1";
    return {
        {"common",
         R"({"schemaId": "azureMonitorCommonAlertSchema", "data": {"essentials": {"alertId": "/subscriptions/s1/x/a1",
            "alertRule": "r", "severity": "Sev1", "description": "told", "alertTargetIDs": [")" +
             id + R"("]}, "alertContext": {"condition": {"allOf": [{"metricName": "cpu"}]}}}})",
         "r"},
        {"metric_alert",
         R"({"schemaId": "AzureMonitorMetricAlert", "data": {"status": "Activated", "context": {"name": "r",
            "timestamp": "2026-01-01T00:00:00Z", "description": "told", "severity": "1", "resourceId": ")" +
             id +
             R"(", "condition": {"allOf": [{"metricName": "cpu", "dimensions": [{"name": "a", "value": "b"}]}]}}}})",
         "r"},
        {"activity_log",
         R"({"schemaId": "Microsoft.Insights/activityLogs", "data": {"status": "Activated", "context": {"activityLog": {
            "eventDataId": "e1", "operationName": "restart", "description": "", "resourceId": ")" +
             id + R"("}}}})",
         "restart"},
        {"log_alert",
         R"({"schemaId": "Microsoft.Insights/LogAlert", "data": {"AlertRuleName": "r", "ApplicationId": "a",
            "Dimensions": [{"name": "a", "value": "b"}], "AffectedConfigurationItems": ["vm1"]}})",
         "r"},
        {"log_analytics",
         R"({"AlertRuleName": "r", "SearchQuery": "q", "WorkspaceId": "w", "ResourceId": ")" + id + "\"}", "r"},
        {"budget", R"({"schemaId": "AIP Budget Notification", "data": {"SubscriptionId": "s1", "BudgetName": "b"}})",
         "Budget b"},
        {"classic_metric", R"({"status": "Activated", "context": {"name": "r", "resourceId": ")" + id + R"("}})", "r"},
        {"autoscale",
         R"({"version": "1.0", "operation": "Scale In", "context": {"timestamp": "2026-01-01T00:00:00Z", "name": "r",
            "id": "/subscriptions/s1/x/setting", "resourceId": ")" +
             id + R"("}})",
         "r"},
        {"management",
         R"({"id": "/subscriptions/s1/x/a1", "properties": {"essentials": {"alertRule": "r",
            "targetResource": ")" +
             id + R"("}}})",
         "r"},
    };
}

class LargeBodyTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(LargeBodyTest);
    CPPUNIT_TEST(of_more_than_twenty_thousand_values_the_essentials_are_read_in_every_form);
    CPPUNIT_TEST(the_incident_shows_the_essentials_and_says_that_the_rest_was_too_large);
    CPPUNIT_TEST(an_unknown_body_of_a_mebibyte_is_an_alert_that_says_so);
    CPPUNIT_TEST_SUITE_END();

    void of_more_than_twenty_thousand_values_the_essentials_are_read_in_every_form() {
        for (const Case& one : one_of_each_form()) {
            const std::string body = with_values(one.body, 20'000);
            const auto small = inbound::read_alert(one.body), large = inbound::read_alert(body);
            const auto notice = inbound::read_notice(body);
            CPPUNIT_ASSERT_MESSAGE(one.name, small && large && notice);
            CPPUNIT_ASSERT_MESSAGE(one.name, small->form == large->form && large->form == notice->form);
            CPPUNIT_ASSERT_MESSAGE(one.name, large->form != Form::unknown);
            CPPUNIT_ASSERT_EQUAL_MESSAGE(one.name, small->key, large->key);
            CPPUNIT_ASSERT_EQUAL_MESSAGE(one.name, small->key, notice->key);
            CPPUNIT_ASSERT_EQUAL_MESSAGE(one.name, std::string(one.rule), large->rule);
            CPPUNIT_ASSERT_EQUAL_MESSAGE(one.name, std::string(one.rule), notice->rule);
            CPPUNIT_ASSERT_MESSAGE(one.name, small->target_ids == large->target_ids);
            CPPUNIT_ASSERT_MESSAGE(one.name, small->configuration_items == large->configuration_items);
            CPPUNIT_ASSERT_MESSAGE(one.name, small->severity == large->severity);
            CPPUNIT_ASSERT_EQUAL_MESSAGE(one.name, small->description, large->description);
            CPPUNIT_ASSERT_EQUAL_MESSAGE(one.name, std::size_t(1), large->facts.size());
            CPPUNIT_ASSERT_EQUAL_MESSAGE(one.name, std::string("Rest of the body"), large->facts[0].label);

            const auto as_ever = inbound::read_alert(with_values(one.body, 19'000));
            CPPUNIT_ASSERT_MESSAGE(one.name, small->facts == as_ever->facts);
        }
    }

    void the_incident_shows_the_essentials_and_says_that_the_rest_was_too_large() {
        const Alert alert = *inbound::read_alert(with_values(one_of_each_form()[0].body, 300'000));
        const std::string text = fill_template(default_description_template, alert, {});
        for (const char* part :
             {"told\n", "Rule: r\n", "Severity: Sev1", "virtualMachines/vm1", "too large to be shown",
              "more than 20000 values", "Azure alert id: /subscriptions/s1/x/a1"})
            CPPUNIT_ASSERT_MESSAGE(std::string(part) + " in " + text, text.find(part) != std::string::npos);
        CPPUNIT_ASSERT_MESSAGE(text, text.find("cpu") == std::string::npos);
    }

    void an_unknown_body_of_a_mebibyte_is_an_alert_that_says_so() {
        for (const char* value : {"[]", "{}", "0", "\"\"", "{\"a\":[1]}"}) {
            std::string body = "[";
            while (body.size() < 1024 * 1024 - 20) body += std::string(value) + ",";
            const auto alert = inbound::read_alert(body + value + "]");
            CPPUNIT_ASSERT(alert && alert->form == Form::unknown);
            CPPUNIT_ASSERT_EQUAL(std::size_t(1), alert->facts.size());
            CPPUNIT_ASSERT(alert->facts[0].value.find("too large to be shown") != std::string::npos);
            CPPUNIT_ASSERT(alert->key.starts_with("unknown:"));
        }
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(LargeBodyTest);

}  // namespace
