// Long: each form of an alert, a case for each of its oddities.
#include <cppunit/extensions/HelperMacros.h>

#include "alert_samples.h"
#include "inbound/html.h"
#include "inbound/notice.h"

namespace {

using namespace secure_export;
using alert_samples::assert_bounded;
using inbound::read_alert;

std::string fact(const Alert& alert, std::string_view label) {
    for (const Fact& one : alert.facts) {
        if (one.label == label) return one.value;
    }
    return "(none)";
}

// A common-schema body with these members of essentials.
std::string common(const std::string& essentials, const std::string& context = "null") {
    return R"({"schemaId": "azureMonitorCommonAlertSchema", "data": {"essentials": {)" + essentials +
           R"(}, "alertContext": )" + context + "}}";
}

std::string metric(const std::string& status, const std::string& time, const std::string& dimensions,
                   const std::string& resource = "/subscriptions/s/resourceGroups/g/providers/p/t/vm1") {
    return R"({"schemaId": "AzureMonitorMetricAlert", "data": {"status": ")" + status + R"(", "properties": null,
        "context": {"timestamp": ")" +
           time + R"(", "id": "/subscriptions/s/providers/microsoft.insights/metricAlerts/My%20Rule",
        "resourceId": ")" +
           resource + R"(", "condition": {"allOf": [{"dimensions": )" + dimensions + "}]}}}}";
}

class AlertFormsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(AlertFormsTest);
    CPPUNIT_TEST(every_fragment_gives_facts_and_damaged_an_alert_within_the_limits);
    CPPUNIT_TEST(a_flood_in_every_list_is_bounded);
    CPPUNIT_TEST(deactivated_has_the_key_of_its_activated_whatever_the_order_of_dimensions);
    CPPUNIT_TEST(another_dimension_or_resource_is_another_key);
    CPPUNIT_TEST(a_resolved_without_time_of_firing_tells_when_it_was_resolved);
    CPPUNIT_TEST(a_body_without_alert_id_is_known_by_what_fired_and_resolved_share);
    CPPUNIT_TEST(two_long_alert_ids_with_one_beginning_have_two_keys);
    CPPUNIT_TEST(a_second_test_is_another_alert_and_the_same_body_again_is_not);
    CPPUNIT_TEST(severities_are_read_in_every_spelling);
    CPPUNIT_TEST(times_that_cannot_be_read_are_kept_as_text);
    CPPUNIT_TEST(a_metric_condition_says_what_was_measured);
    CPPUNIT_TEST(the_word_none_is_nothing);
    CPPUNIT_TEST(service_health_is_told_without_html_and_claims_are_never_told);
    CPPUNIT_TEST(search_rows_give_computers_in_the_order_of_preference);
    CPPUNIT_TEST(links_are_https_and_whole);
    CPPUNIT_TEST(an_unknown_service_keeps_its_context_as_text);
    CPPUNIT_TEST(an_autoscale_notification_is_no_classic_metric_alert);
    CPPUNIT_TEST(an_alert_of_the_management_interface_has_the_key_of_the_common_one);
    CPPUNIT_TEST(any_json_is_an_alert_and_says_that_it_is_unknown);
    CPPUNIT_TEST(html_becomes_text);
    CPPUNIT_TEST_SUITE_END();

    void every_fragment_gives_facts_and_damaged_an_alert_within_the_limits() {
        for (const auto& fragment : alert_samples::in("fragments")) {
            const std::string body = R"({"schemaId": "azureMonitorCommonAlertSchema", "data": )" + fragment.body + "}";
            const auto alert = read_alert(body);
            CPPUNIT_ASSERT_MESSAGE(fragment.name, alert && alert->facts.size() >= 2);
            CPPUNIT_ASSERT_EQUAL_MESSAGE(fragment.name, std::string("(none)"), fact(*alert, "Context"));
            alert_samples::every_damaged(body,
                                         [](const std::string& damaged) { assert_bounded(*read_alert(damaged)); });
        }
    }

    void a_flood_in_every_list_is_bounded() {
        std::string items = "\"x\"", dimensions = "{\"name\": \"Computer\", \"value\": \"c\"}", rows = "[\"c\"]",
                    properties = "\"k\": \"v\"";
        for (int i = 0; i < 2000; ++i) {
            const std::string n = std::to_string(i);
            items += ",\"/subscriptions/s" + n + "/x\"";
            dimensions += ",{\"name\": \"Computer\", \"value\": \"c" + n + "\"}";
            rows += ",[\"r" + n + "\"]";
            properties += ",\"k" + n + "\": \"" + std::string(50, 'v') + "\"";
        }
        const auto alert = read_alert(
            common("\"alertId\": \"" + std::string(100'000, 'a') + "\", \"alertTargetIDs\": [" + items +
                       "], \"configurationItems\": [" + items + "]",
                   "{\"ResultCount\": 1, \"Dimensions\": [" + dimensions + "], \"properties\": {" + properties +
                       "}, \"SearchResults\": {\"tables\": [{\"columns\": [{\"name\": \"Computer\"}], \"rows\": [" +
                       rows + "]}]}}"));
        assert_bounded(*alert);
        CPPUNIT_ASSERT_EQUAL(std::size_t(20), alert->computers.size());
        assert_bounded(*read_alert(common("", "{\"condition\": {\"allOf\": [{\"dimensions\": [" + dimensions +
                                                  "]}]}, \"properties\": {" + properties + "}}")));
        assert_bounded(*read_alert(common("", "{\"eventSource\": \"x\", \"properties\": {" + properties + "}}")));
        assert_bounded(*read_alert(common(
            "", "{\"expression\": \"x\", \"annotations\": {" + properties + "}, \"labels\": {" + properties + "}}")));
    }

    void deactivated_has_the_key_of_its_activated_whatever_the_order_of_dimensions() {
        const Alert fired = *read_alert(metric("Activated", "2026-01-01T00:00:00Z",
                                               R"([{"name": "A", "value": "1"}, {"name": "B", "value": "2"}])"));
        const Alert resolved = *read_alert(metric("Deactivated", "2026-01-01T01:00:00Z",
                                                  R"([{"name": "b", "value": "2"}, {"name": "a", "value": "1"}])"));
        CPPUNIT_ASSERT_EQUAL(fired.key, resolved.key);
        CPPUNIT_ASSERT(fired.condition == Condition::fired && resolved.condition == Condition::resolved);
        CPPUNIT_ASSERT(fired.fired_at && !fired.resolved_at && !resolved.fired_at && resolved.resolved_at);
        CPPUNIT_ASSERT(fired.rule_id.ends_with("/My Rule"));
        const Alert classic =
            *read_alert(R"({"status": "Resolved", "context": {"id": "/subscriptions/s/alertrules/r"}})");
        CPPUNIT_ASSERT(classic.form == Form::classic_metric && classic.condition == Condition::resolved);
    }

    void another_dimension_or_resource_is_another_key() {
        const std::string time = "2026-01-01T00:00:00Z";
        const std::string key = read_alert(metric("Activated", time, R"([{"name": "A", "value": "1"}])"))->key;
        CPPUNIT_ASSERT(key != read_alert(metric("Activated", time, R"([{"name": "A", "value": "2"}])"))->key);
        CPPUNIT_ASSERT(key != read_alert(metric("Activated", time, "[]"))->key);
        CPPUNIT_ASSERT(
            key !=
            read_alert(metric("Activated", time, R"([{"name": "A", "value": "1"}])", "/subscriptions/s/x"))->key);
        CPPUNIT_ASSERT_EQUAL(
            key, read_alert(metric("Activated", "2026-01-02T00:00:00Z", R"([{"name": "a", "value": "1"}])"))->key);
    }

    void a_resolved_without_time_of_firing_tells_when_it_was_resolved() {
        const auto first = *inbound::read_notice(metric("Deactivated", "2026-01-01T00:00:00Z", "[]"));
        const auto second = *inbound::read_notice(metric("Deactivated", "2026-01-02T00:00:00Z", "[]"));
        CPPUNIT_ASSERT_EQUAL(std::string("2026-01-01T00:00:00.000Z"), first.fired_at);
        CPPUNIT_ASSERT(first.key == second.key && first.fired_at != second.fired_at);
    }

    void a_body_without_alert_id_is_known_by_what_fired_and_resolved_share() {
        const std::string shared =
            R"("originAlertId": "O1", "firedDateTime": "2026-01-01T00:00:00Z", "alertTargetIDs": ["/a/B", "/c/d/"])";
        const std::string same =
            R"("originAlertId": "o1", "firedDateTime": "2026-01-01T00:00:00.0000000Z", "alertTargetIDs": ["/c/D", "/a/b"])";
        const std::string key = read_alert(common(shared + R"(, "monitorCondition": "Fired", "alertId": null)"))->key;
        CPPUNIT_ASSERT(key.starts_with("derived:"));
        CPPUNIT_ASSERT_EQUAL(key,
                             read_alert(common(same + R"(, "monitorCondition": "Resolved", "alertId": "None")"))->key);
        CPPUNIT_ASSERT(key !=
                       read_alert(common(R"("originAlertId": "o1", "firedDateTime": "2026-01-02T00:00:00Z")"))->key);
        CPPUNIT_ASSERT(read_alert(common(R"("originAlertId": "o1")"))->key.starts_with("body:"));
        CPPUNIT_ASSERT_EQUAL(std::string("some id"), read_alert(common(shared + R"(, "alertId": " Some ID ")"))->key);
    }

    void two_long_alert_ids_with_one_beginning_have_two_keys() {
        const std::string id(5000, 'a');
        const std::string first = read_alert(common("\"alertId\": \"" + id + "1\""))->key;
        const std::string second = read_alert(common("\"alertId\": \"" + id + "2\""))->key;
        CPPUNIT_ASSERT(first != second);
        CPPUNIT_ASSERT(first.starts_with("sha256:"));
        CPPUNIT_ASSERT(read_alert(common("\"alertId\": \"a\\nb\""))->key.starts_with("sha256:"));
    }

    void a_second_test_is_another_alert_and_the_same_body_again_is_not() {
        const auto body = [](const char* time, const char* sub) {
            return common(std::string("\"alertId\": \"/subscriptions/") + sub +
                          "/providers/Microsoft.AlertsManagement/alerts/abc\", \"firedDateTime\": \"" + time + "\"");
        };
        const char* const test = "11111111-1111-1111-1111-111111111111";
        const char* const real = "11111111-1111-1111-1111-111111111112";
        const Alert first = *read_alert(body("2026-01-01T00:00:00Z", test)),
                    again = *read_alert(body("2026-01-01T00:00:01Z", test));
        CPPUNIT_ASSERT(first.test && again.test && first.key != again.key);
        CPPUNIT_ASSERT_EQUAL(first.key, read_alert(body("2026-01-01T00:00:00Z", test))->key);
        CPPUNIT_ASSERT(!read_alert(body("2026-01-01T00:00:00Z", real))->test);
        CPPUNIT_ASSERT_EQUAL(read_alert(body("2026-01-01T00:00:00Z", real))->key,
                             read_alert(body("2026-01-01T00:00:01Z", real))->key);
        CPPUNIT_ASSERT(
            read_alert(common(R"("alertId": "/subscriptions/s/alerts/12345678-1234-1234-1234-1234567890AB")"))->test);
        CPPUNIT_ASSERT(
            !read_alert(common(R"("alertId": "/subscriptions/s/alerts/12345678-1234-1234-1234-1234567890ac")"))->test);
    }

    void severities_are_read_in_every_spelling() {
        const auto severity = [](const std::string& text) {
            return read_alert(common("\"severity\": " + text))->severity;
        };
        CPPUNIT_ASSERT(severity("\"Sev0\"") == Severity::critical);
        CPPUNIT_ASSERT(severity("\"sev4\"") == Severity::verbose);
        CPPUNIT_ASSERT(severity("\"3\"") == Severity::informational);
        CPPUNIT_ASSERT(severity("2") == Severity::warning);
        CPPUNIT_ASSERT(severity("\"Error\"") == Severity::error);
        for (const char* text : {"\"Sev5\"", "null", "\"\"", "5", "\"Sev\"", "\"Sev33\"", "[]", "true"}) {
            CPPUNIT_ASSERT_MESSAGE(text, !severity(text));
        }
        CPPUNIT_ASSERT_EQUAL(std::string("Sev5"), read_alert(common(R"("severity": "Sev5")"))->severity_text);
    }

    void times_that_cannot_be_read_are_kept_as_text() {
        const Alert alert =
            *read_alert(common(R"("firedDateTime": "last Tuesday", "resolvedDateTime": "0001-01-01T00:00:00")"));
        CPPUNIT_ASSERT(!alert.fired_at && !alert.resolved_at);
        CPPUNIT_ASSERT_EQUAL(std::string("last Tuesday"), alert.fired_text);
        CPPUNIT_ASSERT_EQUAL(std::string("last Tuesday"), inbound::notice_of(alert).fired_at);
    }

    void a_metric_condition_says_what_was_measured() {
        const Alert alert =
            *read_alert(common("", R"({"properties": {"team": "ops"}, "conditionType": "DynamicThresholdCriteria",
            "condition": {"windowSize": "PT5M", "allOf": [{"metricName": "Percentage CPU", "operator": "GreaterThan",
            "threshold": "90", "timeAggregation": "Average", "metricValue": 97.5, "metricNamespace": null,
            "dimensions": [{"name": "Computer", "value": "vm1"}, {"name": "ResourceId", "value": "abc.azurewebsites.net"}],
            "failingPeriods": {"numberOfEvaluationPeriods": 4, "minFailingPeriodsToAlert": 3}}]}})"));
        CPPUNIT_ASSERT_EQUAL(std::string("Condition"), alert.facts[0].label);
        CPPUNIT_ASSERT_EQUAL(std::string("Percentage CPU (average) > 90"), alert.facts[0].value);
        CPPUNIT_ASSERT_EQUAL(std::string("97.5"), fact(alert, "Measured value"));
        CPPUNIT_ASSERT_EQUAL(std::string("5 min"), fact(alert, "Window"));
        CPPUNIT_ASSERT_EQUAL(std::string("3 of 4"), fact(alert, "Failing periods"));
        CPPUNIT_ASSERT_EQUAL(std::string("Computer = vm1, ResourceId = abc.azurewebsites.net"),
                             fact(alert, "Dimensions"));
        CPPUNIT_ASSERT((alert.computers == std::vector<std::string>{"vm1"}));
        CPPUNIT_ASSERT_EQUAL(std::string("ops"), alert.custom_properties.at("team"));
    }

    void the_word_none_is_nothing() {
        const Alert alert =
            *read_alert(common(R"("originAlertId": "None")", R"({"properties": "None", "condition": {"allOf":
            [{"metricName": "m", "operator": null, "threshold": "None", "metricValue": null, "ignoreDataBefore": "None"}]}})"));
        CPPUNIT_ASSERT_EQUAL(std::string("m"), fact(alert, "Condition"));
        CPPUNIT_ASSERT_EQUAL(std::size_t(1), alert.facts.size());
        CPPUNIT_ASSERT(alert.origin_alert_id.empty() && alert.custom_properties.empty());
    }

    void service_health_is_told_without_html_and_claims_are_never_told() {
        const Alert alert =
            *read_alert(common("", R"({"eventSource": 2, "channels": 1, "level": 3, "claims": "{\"upn\": \"secret\"}",
            "properties": {"title": "Storage - West", "trackingId": "T-1", "stage": "Active", "claims": "secret",
            "communication": "<p>We are <b>looking</b> into it.<br>Sorry &amp; thanks</p>",
            "impactedServices": "[{\"ImpactedRegions\":[{\"RegionName\":\"West\"}],\"ServiceName\":\"Storage\"}]"}})"));
        CPPUNIT_ASSERT_EQUAL(std::string("We are looking into it.\nSorry & thanks"), fact(alert, "Communication"));
        CPPUNIT_ASSERT_EQUAL(std::string("T-1"), fact(alert, "Tracking id"));
        CPPUNIT_ASSERT_EQUAL(std::string("Storage (West)"), fact(alert, "Impacted services"));
        CPPUNIT_ASSERT_EQUAL(std::string("Storage - West"), alert.rule);
        const Alert other = *read_alert(common("", R"({"odd": 1, "claims": "secret"})"));
        for (const Alert* one : {&alert, &other}) {
            for (const Fact& line : one->facts) CPPUNIT_ASSERT(line.value.find("secret") == std::string::npos);
        }
    }

    void search_rows_give_computers_in_the_order_of_preference() {
        const Alert alert = *read_alert(
            common("", R"({"ResultCount": 2, "AffectedConfigurationItems": ["h1"], "SearchResults": {"tables": [{
            "columns": [{"name": "Computer"}, {"name": "Resource"}, {"name": "_ResourceId"}, {"name": "Other"}],
            "rows": [["c1", "r1", "/subscriptions/s/x/y", "o"], ["c2"], "odd", ["c1", null, "not an id"]]}]}})"));
        CPPUNIT_ASSERT((alert.computers == std::vector<std::string>{"/subscriptions/s/x/y", "r1", "c1", "c2"}));
        CPPUNIT_ASSERT((alert.configuration_items == std::vector<std::string>{"h1"}));
        CPPUNIT_ASSERT_EQUAL(std::string("Computer = c1, Resource = r1, _ResourceId = /subscriptions/s/x/y, Other = o"),
                             fact(alert, "Result"));
    }

    void links_are_https_and_whole() {
        const auto links = [](const std::string& address) {
            return read_alert(common("\"investigationLink\": \"" + address + "\""))->links;
        };
        CPPUNIT_ASSERT_EQUAL(std::size_t(1), links("https://portal.azure.com/#x").size());
        for (const std::string& bad :
             {std::string("http://portal.azure.com/"), std::string("javascript:alert(1)"), std::string("https://"),
              std::string("https://a b"), std::string("https://a\\\"b"), "https://a/" + std::string(20000, 'x')}) {
            CPPUNIT_ASSERT_MESSAGE(bad, links(bad).empty());
        }
        const std::string has_a_query = "https://a/" + std::string(9000, 'x');
        CPPUNIT_ASSERT_EQUAL(has_a_query, links(has_a_query).at(0).value);
    }

    void an_unknown_service_keeps_its_context_as_text() {
        const Alert alert = *read_alert(
            common(R"("monitoringService": "Zabbix", "alertRule": "r")", R"({"probe": {"host": "h", "value": 7}})"));
        CPPUNIT_ASSERT(fact(alert, "Probe / host") == "h" && fact(alert, "Probe / value") == "7");
        CPPUNIT_ASSERT_EQUAL(std::string("just text"), fact(*read_alert(common("", "\"just text\"")), "Context"));
        for (const char* nothing : {"null", "{}", "[]", "\"\""})
            CPPUNIT_ASSERT(read_alert(common(R"("alertRule": "r")", nothing))->facts.empty());
    }

    void an_autoscale_notification_is_no_classic_metric_alert() {
        const std::string rest =
            R"("status": "Activated", "context": {"timestamp": "2026-01-01T00:00:00Z", "id": "/subscriptions/s/a/b",
            "name": "scale", "resourceId": "/subscriptions/s/r/v", "oldCapacity": "2", "newCapacity": "3", "details": "d"}})";
        const Alert alert = *read_alert(R"({"version": "1.0", "operation": "Scale Out", )" + rest);
        CPPUNIT_ASSERT(alert.form == Form::autoscale && alert.key.starts_with("autoscale:"));
        CPPUNIT_ASSERT_EQUAL(std::string("3"), fact(alert, "Instances after"));
        CPPUNIT_ASSERT(read_alert("{\"version\": \"1.0\", " + rest)->form == Form::classic_metric);
    }

    void an_alert_of_the_management_interface_has_the_key_of_the_common_one() {
        const std::string id = "/subscriptions/S/providers/Microsoft.AlertsManagement/alerts/A";
        const Alert alert =
            *read_alert(R"({"id": ")" + id + R"(", "type": "Microsoft.AlertsManagement/alerts", "name": "n",
            "properties": {"essentials": {"monitorCondition": "Resolved", "severity": "Sev1", "monitorService": "Platform",
            "startDateTime": "2026-01-01T00:00:00Z", "targetResource": "/subscriptions/s/x/y",
            "alertRule": "/subscriptions/s/providers/microsoft.insights/metricAlerts/CPU"}}})");
        CPPUNIT_ASSERT(alert.form == Form::management && alert.condition == Condition::resolved);
        CPPUNIT_ASSERT_EQUAL(read_alert(common("\"alertId\": \"" + id + "\""))->key, alert.key);
        CPPUNIT_ASSERT_EQUAL(std::string("CPU"), alert.rule);
        CPPUNIT_ASSERT_EQUAL(std::string("Platform"), alert.monitoring_service);
    }

    void any_json_is_an_alert_and_says_that_it_is_unknown() {
        for (const char* body :
             {"null", "7", "\"x\"", "[]", "[{}]", "{}", R"({"text": "disk full"})", R"({"schemaId": "new"})"}) {
            const auto alert = read_alert(body);
            CPPUNIT_ASSERT_MESSAGE(body, alert && alert->form == Form::unknown && alert->key.starts_with("unknown:"));
            CPPUNIT_ASSERT(!inbound::read_notice(body)->condition);
            CPPUNIT_ASSERT(!alert->description.empty());
        }
        CPPUNIT_ASSERT_EQUAL(std::string("disk full"), fact(*read_alert(R"({"text": "disk full"})"), "Text"));
        CPPUNIT_ASSERT(read_alert(R"({"data": {"essentials": {}}})")->form == Form::common);
    }

    void html_becomes_text() {
        using inbound::plain_text;
        CPPUNIT_ASSERT_EQUAL(std::string("a\nb c"), plain_text("<P class='x'>a</p>\r\n<td>b</td><td>c</td>"));
        CPPUNIT_ASSERT_EQUAL(std::string("\"x\" < ' é €"), plain_text("&quot;x&quot; &lt; &#39; &#xE9; &#8364;"));
        CPPUNIT_ASSERT_EQUAL(std::string("a"), plain_text("<script>alert(1)</script><!-- c -->a<style>x</style>"));
        for (const char* same : {"plain", "1 < 2 > 0", "id <GUID> here", "<MESSAGE>", "a & b &unknown; &#xD800; &#0;",
                                 "<", "<p", "<p>", "a <br", "<script>only"}) {
            CPPUNIT_ASSERT_EQUAL(std::string(same), plain_text(same));
        }
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(AlertFormsTest);

}  // namespace
