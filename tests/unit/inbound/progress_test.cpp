// Which happening a body is about, and what it reports of it: core/happening.h, read by inbound/progress.h.

#include <cppunit/extensions/HelperMacros.h>

#include "alert_samples.h"
#include "core/happening.h"
#include "core/limits.h"
#include "core/title.h"
#include "inbound/notice.h"

namespace {

using namespace secure_export;
using alert_samples::sample;
using Kind = Progress::Kind;

const std::string subscription = "/subscriptions/0a1b2c3d-1111-4222-8333-0a1b2c3d4e5f";
const std::string machine = subscription + "/resourceGroups/RG/providers/Microsoft.Compute/virtualMachines/VM-1";

// A common-schema body; `more` are further members of the essentials, each preceded by a comma.
std::string body(const std::string& service, const std::string& context, const std::string& target = machine,
                 const std::string& more = "") {
    return R"({"schemaId":"azureMonitorCommonAlertSchema","data":{"essentials":{"alertId":")" + subscription +
           R"(/providers/Microsoft.AlertsManagement/alerts/a1","alertRule":"a rule","monitorCondition":"Fired",)" +
           R"("monitoringService":")" + service + R"(","firedDateTime":"2026-01-01T09:00:00Z","alertTargetIDs":)" +
           (target.empty() ? "null" : "[\"" + target + "\"]") + more + R"(},"alertContext":)" + context + "}}";
}

std::string service_event(const std::string& properties, const std::string& target = subscription) {
    return body("ServiceHealth", R"({"eventSource":2,"status":"Active","properties":{)" + properties + "}}", target);
}

Alert read(const std::string& text) {
    Alert alert = *inbound::read_alert(text);
    count_by_happening(alert);
    const inbound::Notice notice = *inbound::read_notice(text);
    CPPUNIT_ASSERT_EQUAL(alert.key, notice.key);
    CPPUNIT_ASSERT_EQUAL(is_of_happening(alert), !notice.message_mark.empty());
    return alert;
}

std::string mark_of(const std::string& text) { return inbound::read_notice(text)->message_mark; }

void has_key(const std::string& key, const std::string& text) {
    CPPUNIT_ASSERT_EQUAL_MESSAGE(text, key, read(text).key);
}

void stands_for_itself(const std::string& text) {
    const Alert alert = read(text);
    CPPUNIT_ASSERT_MESSAGE(text + "\n" + alert.key, !is_of_happening(alert) && alert.progress.kind == Kind::none);
}

class ProgressTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ProgressTest);
    CPPUNIT_TEST(service_health_is_known_by_its_tracking_id_in_every_form);
    CPPUNIT_TEST(resource_health_is_known_by_its_resource);
    CPPUNIT_TEST(a_resource_of_another_subscription_than_the_essentials_is_not_taken_from_the_context);
    CPPUNIT_TEST(an_operation_is_known_by_its_id_or_else_by_correlation_and_resource);
    CPPUNIT_TEST(what_has_no_id_and_what_is_a_test_stands_for_itself);
    CPPUNIT_TEST(rules_that_measure_stand_for_themselves);
    CPPUNIT_TEST(a_long_or_odd_id_is_hashed);
    CPPUNIT_TEST(a_review_is_known_by_stage_title_or_kind);
    CPPUNIT_TEST(an_end_has_the_time_it_was_sent_at);
    CPPUNIT_TEST(messages_of_one_time_have_marks_of_their_own_and_a_doubled_one_has_not);
    CPPUNIT_TEST(an_issue_is_known_wherever_its_type_stands);
    CPPUNIT_TEST(an_issues_status_severity_and_title_are_looked_for_by_name);
    CPPUNIT_TEST_SUITE_END();

    void service_health_is_known_by_its_tracking_id_in_every_form() {
        const std::string key = "service-health:ab12-cd3";
        const std::string event = service_event(R"("trackingId":"AB12-CD3","stage":"Active")");
        has_key(key, event);
        has_key(key, service_event(R"("trackingId":" ab12-cd3 ","stage":"Active")"));
        has_key(key, service_event(R"("trackingId":"AB12-CD3")", ""));  // of the tenant
        has_key(key,
                service_event(R"("trackingId":"AB12-CD3")", "/subscriptions/ffffffff-1111-4222-8333-0a1b2c3d4e5f"));
        has_key("service-health:123456", service_event(R"("trackingId":123456)"));
        has_key(key, body("ServiceHealth", R"({"properties":{"trackingId":"AB12-CD3"}})"));
        has_key(key, body("ServiceHealth", R"({"Properties":{"TrackingId":"AB12-CD3","Stage":"Active"}})"));
        has_key(key, R"({"schemaId":"azureMonitorCommonAlertSchema","data":)" + event + "}");
        has_key(key, R"({"SchemaId":"azureMonitorCommonAlertSchema","Data":{"Essentials":{"AlertId":"a1"},)"
                     R"("AlertContext":{"EventSource":"ServiceHealth","Properties":{"TrackingId":"AB12-CD3"}}}})");
        has_key(key, R"({"schemaId":"Microsoft.Insights/activityLogs","data":{"status":"Activated","context":{)"
                     R"("activityLog":{"eventSource":"ServiceHealth","eventDataId":"e1","status":"Active",)"
                     R"("properties":{"trackingId":"AB12-CD3","stage":"Active"}}}}})");
        CPPUNIT_ASSERT(read(event).news == News::begins);
        CPPUNIT_ASSERT(read(service_event(R"("trackingId":"A","stage":"complete")")).condition == Condition::resolved);
    }

    void resource_health_is_known_by_its_resource() {
        const std::string key = "resource-health:" + canonical_of(machine);
        const std::string properties = R"("properties":{"currentHealthStatus":"Unavailable"})";
        has_key(key, body("Resource Health", "{" + properties + "}"));
        has_key(key, body("ResourceHealth", "{" + properties + "}", machine + "/"));
        has_key(key, body("anything", R"({"resourceId":")" + machine + "\"," + properties + "}", subscription));
        has_key(key, body("Resource Health", R"({"operationName":{"value":"Microsoft.Resourcehealth/healthevent/)"
                                             R"(Activated/action"},"status":{"value":"Active"}})"));
        // All that is in a subscription or a group is not one happening.
        stands_for_itself(body("Resource Health", "{" + properties + "}", subscription));
        stands_for_itself(body("Resource Health", "{" + properties + "}", subscription + "/resourceGroups/rg"));
        stands_for_itself(body("Resource Health", "{" + properties + "}", ""));
    }

    void a_resource_of_another_subscription_than_the_essentials_is_not_taken_from_the_context() {
        const std::string foreign =
            "/subscriptions/ffffffff-1111-4222-8333-0a1b2c3d4e5f" + machine.substr(subscription.size());
        has_key("resource-health:" + canonical_of(machine),
                body("Resource Health",
                     R"({"resourceId":")" + foreign + R"(","properties":{"currentHealthStatus":"Unavailable"}})"));
    }

    void an_operation_is_known_by_its_id_or_else_by_correlation_and_resource() {
        const auto operation = [](const std::string& members) {
            return body("Activity Log - Administrative", R"({"eventSource":"Administrative",)" + members + "}");
        };
        has_key("operation:op-1", operation(R"("operationId":"OP-1","correlationId":"c-1")"));
        const std::string by_correlation = "operation:c-1|" + canonical_of(machine);
        has_key(by_correlation, operation(R"("correlationId":"C-1")"));
        has_key(by_correlation,
                operation(R"("operationId":"00000000-0000-0000-0000-000000000000","correlationId":"C-1")"));
        has_key("operation:e5368563-0bc8-4322-8ea5-a76ed794c4b8",
                R"({"schemaId":"Microsoft.Insights/activityLogs","data":{"context":{"activityLog":{)"
                R"("operationId":"e5368563-0bc8-4322-8ea5-a76ed794c4b8","eventDataId":"e1"}}}})");
        CPPUNIT_ASSERT(read(operation(R"("operationId":"o","status":"Failed")")).news == News::begins);
    }

    void what_has_no_id_and_what_is_a_test_stands_for_itself() {
        stands_for_itself(service_event(R"("stage":"Active","incidentType":"Incident")"));
        stands_for_itself(service_event(R"("trackingId":"None","stage":"Active")"));
        stands_for_itself(body("Activity Log - Policy", R"({"eventSource":"Policy","status":"Succeeded"})"));
        const std::string test = "/subscriptions/11111111-1111-1111-1111-111111111111";
        std::string of_portal = service_event(R"("trackingId":"TEST-TTT","stage":"Active")", test);
        of_portal.replace(of_portal.find(subscription), subscription.size(), test);
        stands_for_itself(of_portal);
        for (const alert_samples::Sample& one : alert_samples::whole_bodies())
            if (one.name.find("testaction") != std::string::npos) stands_for_itself(one.body);
    }

    void rules_that_measure_stand_for_themselves() {
        for (const char* name :
             {"own/metric-static-fired.json", "own/log-v2-computer-1-fired.json", "own/prometheus-1-fired.json",
              "own/metric-promql-fired.json", "own/budget-actual-fired.json", "own/backup-failure-fired.json"})
            stands_for_itself(sample(name));
    }

    void a_long_or_odd_id_is_hashed() {
        const auto key = [](const std::string& id) {
            return read(service_event(R"("trackingId":")" + id + R"(","stage":"Active")")).key;
        };
        const std::string one = key(std::string(900, 'a')), other = key(std::string(899, 'a') + "b");
        CPPUNIT_ASSERT(one.starts_with("service-health:sha256-") && one.size() < 100);
        CPPUNIT_ASSERT(one != other && one == key(std::string(900, 'A')));
    }

    void a_review_is_known_by_stage_title_or_kind() {
        const auto news = [](const std::string& more) {
            return read(service_event(R"("trackingId":"A",)" + more)).news;
        };
        for (const char* review :
             {R"("stage":"RCA")", R"("stage":"Resolved","title":"RCA - Storage - pages did not open")",
              R"("stage":"Resolved","title":"Preliminary PIR: Storage")", R"("title":"PIR (final) Storage")",
              R"("title":"Post Incident Review (PIR) - Storage")", R"("communicationType":"PIR","stage":"Active")"})
            CPPUNIT_ASSERT_MESSAGE(review, news(review) == News::follows);
        for (const char* none : {R"("stage":"Active","title":"RCAs cannot be read")",
                                 R"("stage":"Active","title":"Pirate")", R"("stage":"Active","title":"Storage")"})
            CPPUNIT_ASSERT_MESSAGE(none, news(none) == News::begins);
    }

    void an_end_has_the_time_it_was_sent_at() {
        const Alert end = read(service_event(R"("trackingId":"A","stage":"Resolved")"));
        CPPUNIT_ASSERT(end.condition == Condition::resolved && !end.fired_at && end.resolved_at);
        std::string without_time = service_event(R"("trackingId":"A","stage":"Resolved")");
        without_time.replace(without_time.find("firedDateTime"), 13, "otherDateTime");
        without_time.replace(without_time.find(R"("eventSource")"), 0,
                             R"("submissionTimestamp":"2026-01-01T09:00:00Z",)");
        CPPUNIT_ASSERT(read(without_time).resolved_at == end.resolved_at);
    }

    void messages_of_one_time_have_marks_of_their_own_and_a_doubled_one_has_not() {
        const auto mark = [](const std::string& properties) { return mark_of(service_event(properties)); };
        const std::string active = mark(R"("trackingId":"A","stage":"Active","communicationId":"1")");
        CPPUNIT_ASSERT_EQUAL(active, mark(R"("communicationId":"1","stage":"ACTIVE","trackingId":"A","more":1)"));
        CPPUNIT_ASSERT(active != mark(R"("trackingId":"A","stage":"InProgress","communicationId":"1")"));
        CPPUNIT_ASSERT(active != mark(R"("trackingId":"A","stage":"Active","communicationId":"2")"));
        // One alert id for all, as some senders do, and neither a time nor ids: the text alone tells them apart.
        const auto bare = [](const std::string& title) {
            std::string text = service_event(R"("trackingId":"A","title":")" + title + "\"");
            return mark_of(text.replace(text.find("firedDateTime"), 13, "otherDateTime"));
        };
        CPPUNIT_ASSERT_EQUAL(bare("one"), bare("one"));
        CPPUNIT_ASSERT(bare("one") != bare("two"));
        CPPUNIT_ASSERT_EQUAL(std::string(), mark_of(sample("own/metric-static-fired.json")));
    }

    void an_issue_is_known_wherever_its_type_stands() {
        const std::string id = subscription + "/resourceGroups/RG/providers/Microsoft.Monitor/accounts/ws/issues/7";
        const std::string key = "issue:" + canonical_of(id);
        has_key(key, body("Azure Monitor Issues", "{}", id));
        has_key(key,
                body("anything", R"({"issue":{"link":"https://portal.azure.com/#/resource)" + id + R"(/overview"}})"));
        has_key(key, body("anything", R"({"condition":{"allOf":[]}})", id));
        std::string loud = canonical_of(id);
        for (char& c : loud) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
        has_key(key, R"({"schemaId":"AzureMonitorIssue","data":{"issueId":")" + loud + R"("}})");
        std::string escaped = id;
        for (std::size_t at = 0; (at = escaped.find('/', at)) != std::string::npos;) escaped.replace(at, 1, "%2F");
        has_key(key, R"({"link":"https://portal.azure.com/?id=)" + escaped + R"("})");
        has_key("issue:42", body("x", R"({"resourceType":"Microsoft.Monitor/accounts/issues","issueId":42})"));
        // The account alone, as of Prometheus' rules, is none.
        stands_for_itself(body("Prometheus", "{}",
                               subscription + "/resourceGroups/r/providers/Microsoft.Monitor/accounts/issues-ws"));
        stands_for_itself(body("x", R"({"resourceType":"Microsoft.Monitor/accounts/issues"})"));
    }

    void an_issues_status_severity_and_title_are_looked_for_by_name() {
        const std::string id = subscription + "/resourceGroups/RG/providers/Microsoft.Monitor/accounts/ws/issues/7";
        const auto issue = [&](const std::string& context) { return read(body("x", context, id)); };
        for (const char* context :
             {R"({"status":"Resolved"})", R"({"issue":{"properties":{"issueStatus":"closed","state":"x"}}})",
              R"({"Issue":{"Status":{"value":"Canceled"}}})",
              R"({"data":{"issue_status":"Resolved","status":"Active"}})",
              R"({"alerts":[{"status":"New"}],"deep":{"er":{"state":"Resolved"}}})"})
            CPPUNIT_ASSERT_MESSAGE(context, issue(context).condition == Condition::resolved);
        for (const char* context :
             {R"({"status":"New"})", R"({"relatedAlerts":[{"status":"Closed"}],"status":"In Progress"})",
              R"({"nothing":"known"})"})
            CPPUNIT_ASSERT_MESSAGE(context, issue(context).news == News::begins);
        CPPUNIT_ASSERT(issue(R"({"status":"Mitigated"})").news == News::continues);
        const Alert alert = *inbound::read_alert(R"({"issue":{"id":")" + id +
                                                 R"(","severity":"Critical","title":"Shop is slow","status":"New"}})");
        CPPUNIT_ASSERT(alert.severity == Severity::critical);
        CPPUNIT_ASSERT_EQUAL(std::string("Shop is slow"), alert.rule);
        CPPUNIT_ASSERT_EQUAL(std::string("Issue: Shop is slow; status: New"), alert.happened);
        CPPUNIT_ASSERT_EQUAL(std::string("[Sev0] Issue: Shop is slow"), title_of(alert, Affected{}, max_title));
        // Not understood: one incident that says so.
        CPPUNIT_ASSERT(inbound::read_alert(R"({"a":")" + id + "\"}")->happened.find("does not say its status") !=
                       std::string::npos);
        // Timed updates of one issue are no repeats of one another.
        CPPUNIT_ASSERT(mark_of(body("x", R"({"status":"New","n":1})", id)) !=
                       mark_of(body("x", R"({"status":"New","n":2})", id)));
    }

    static std::string canonical_of(std::string text) {
        for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        return text;
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ProgressTest);

}  // namespace
