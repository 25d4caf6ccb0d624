// The two lines must agree about every body: what the request line answers for is what the work line does.

#include "inbound/notice.h"

#include <cppunit/extensions/HelperMacros.h>

#include <random>

#include "alert_samples.h"
#include "core/happening.h"
#include "tests/support/thread_sanitizer.h"

namespace {

using namespace secure_export;
using inbound::Notice;

void assert_agreement(const std::string& body) {
    const auto fast = inbound::read_notice(body);
    auto alert = inbound::read_alert(body);
    CPPUNIT_ASSERT_EQUAL_MESSAGE(body, bool(alert), bool(fast));
    if (!alert) {
        CPPUNIT_ASSERT_EQUAL(alert.error().message, fast.error().message);
        return;
    }
    alert_samples::assert_bounded(*alert);
    count_by_happening(*alert);  // as the work line does with what was accepted under a happening's key
    const Notice slow = inbound::notice_of(*alert);
    CPPUNIT_ASSERT_MESSAGE(body, slow.form == fast->form);
    CPPUNIT_ASSERT_EQUAL_MESSAGE(body, slow.key, fast->key);
    CPPUNIT_ASSERT_EQUAL_MESSAGE(body, slow.alert_id, fast->alert_id);
    CPPUNIT_ASSERT_MESSAGE(body, slow.condition == fast->condition);
    CPPUNIT_ASSERT_EQUAL_MESSAGE(body, slow.fired_at, fast->fired_at);
    CPPUNIT_ASSERT_EQUAL_MESSAGE(body, slow.rule, fast->rule);
    if (!fast->resource.empty()) CPPUNIT_ASSERT_EQUAL_MESSAGE(body, slow.resource, fast->resource);
    CPPUNIT_ASSERT_EQUAL_MESSAGE(body, slow.severity_text, fast->severity_text);
    CPPUNIT_ASSERT_MESSAGE(body, slow.severity == fast->severity);
    CPPUNIT_ASSERT_MESSAGE(body, slow.subscriptions == fast->subscriptions);
    CPPUNIT_ASSERT_MESSAGE(body, !fast->key.empty() && fast->key.size() <= 600);
    CPPUNIT_ASSERT_EQUAL_MESSAGE(body, is_of_happening(*alert), !fast->message_mark.empty());
}

// One member more or again, anywhere: `text` with `member` put after a random '{'.
std::string with_member(const std::string& text, const std::string& member, std::mt19937& random) {
    std::vector<std::size_t> braces;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '{') braces.push_back(i);
    }
    std::string result = text;
    const std::size_t at = braces[random() % braces.size()] + 1;
    const bool empty = text.find_first_not_of(" \n\r\t", at) == text.find('}', at);
    return result.insert(at, member + (empty ? "" : ","));
}

std::string random_value(std::mt19937& random, int depth) {
    static const std::vector<std::string> words = {"schemaId",
                                                   "azureMonitorCommonAlertSchema",
                                                   "AzureMonitorMetricAlert",
                                                   "Microsoft.Insights/activityLogs",
                                                   "Microsoft.Insights/LogAlert",
                                                   "AIP Budget Notification",
                                                   "data",
                                                   "essentials",
                                                   "alertId",
                                                   "alertRule",
                                                   "monitorCondition",
                                                   "Fired",
                                                   "Resolved",
                                                   "firedDateTime",
                                                   "2026-01-01T00:00:00Z",
                                                   "alertTargetIDs",
                                                   "/subscriptions/s1/resourceGroups/g",
                                                   "status",
                                                   "context",
                                                   "Activated",
                                                   "Deactivated",
                                                   "condition",
                                                   "allOf",
                                                   "dimensions",
                                                   "name",
                                                   "value",
                                                   "properties",
                                                   "activityLog",
                                                   "AlertRuleName",
                                                   "SearchQuery",
                                                   "SearchResults",
                                                   "tables",
                                                   "rows",
                                                   "columns",
                                                   "operation",
                                                   "Scale In",
                                                   "id",
                                                   "alertContext",
                                                   "customProperties",
                                                   "labels",
                                                   "AlertData",
                                                   "claims",
                                                   "eventSource"};
    switch (random() % (depth > 0 ? 8 : 5)) {
        case 0: return "null";
        case 1: return random() % 2 ? "true" : "1e999";
        case 2: return std::to_string(static_cast<int>(random() % 100) - 50) + (random() % 2 ? ".25" : "");
        case 3: return "\"\\ud800" + words[random() % words.size()] + "\\u0000\"";
        case 4: return '"' + words[random() % words.size()] + '"';
        case 5: {
            std::string list = "[";
            for (auto n = random() % 4; n > 0; --n) list += random_value(random, depth - 1) + (n > 1 ? "," : "");
            return list + "]";
        }
        default: {
            std::string object = "{";
            for (auto n = random() % 6; n > 0; --n) {
                object +=
                    '"' + words[random() % words.size()] + "\":" + random_value(random, depth - 1) + (n > 1 ? "," : "");
            }
            return object + "}";
        }
    }
}

class NoticeTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(NoticeTest);
    CPPUNIT_TEST(both_lines_agree_on_every_body);
    CPPUNIT_TEST(both_lines_agree_on_every_body_with_one_odd_value_and_the_alert_is_within_the_limits);
    CPPUNIT_TEST(both_lines_agree_on_bodies_with_repeated_members);
    CPPUNIT_TEST(both_lines_agree_on_random_json_and_on_random_bytes);
    CPPUNIT_TEST(of_two_alert_ids_the_last_is_authorized_and_processed);
    CPPUNIT_TEST(subscriptions_are_those_of_the_alert_id_and_of_all_targets);
    CPPUNIT_TEST(a_body_that_is_not_json_is_refused_with_place_and_cause);
    CPPUNIT_TEST_SUITE_END();

    void both_lines_agree_on_every_body() {
        for (const auto& sample : alert_samples::whole_bodies()) assert_agreement(sample.body);
    }

    void both_lines_agree_on_every_body_with_one_odd_value_and_the_alert_is_within_the_limits() {
        int n = 0;
        for (const auto& sample : alert_samples::whole_bodies())
            alert_samples::every_damaged(sample.body, [&](const std::string& body) {
                if (n++ % test::one_of == 0) assert_agreement(body);
            });
    }

    void both_lines_agree_on_bodies_with_repeated_members() {
        std::mt19937 random(20260101);
        const std::vector<std::string> members = {R"("schemaId": "AzureMonitorMetricAlert")",
                                                  R"("data": {})",
                                                  R"("data": {"essentials": {"alertId": "first"}})",
                                                  R"("essentials": {})",
                                                  R"("alertId": "/subscriptions/evil/x/y")",
                                                  R"("alertId": null)",
                                                  R"("monitorCondition": "Resolved")",
                                                  R"("firedDateTime": "2020-01-01T00:00:00Z")",
                                                  R"("alertTargetIDs": ["/subscriptions/evil"])",
                                                  R"("\u0061lertId": 7)"};
        for (const auto& sample : alert_samples::whole_bodies()) {
            for (int i = 0; i < 30; ++i) {
                std::string body = sample.body;
                for (auto n = 1 + random() % 4; n > 0; --n)
                    body = with_member(body, members[random() % members.size()], random);
                assert_agreement(body);
            }
        }
    }

    void both_lines_agree_on_random_json_and_on_random_bytes() {
        std::mt19937 random(20260102);
        for (int i = 0; i < 4000; ++i) {
            std::string body = random_value(random, 6);
            assert_agreement(body);
            if (i % 4 == 0) assert_agreement(R"({"data": {"essentials": )" + body + "}}");
            body[random() % body.size()] = static_cast<char>(random() % 256);
            assert_agreement(body);
        }
    }

    void of_two_alert_ids_the_last_is_authorized_and_processed() {
        const std::string body = R"({"schemaId": "azureMonitorCommonAlertSchema", "data": {"essentials": {
            "alertId": "/subscriptions/mine/providers/Microsoft.AlertsManagement/alerts/a",
            "alertId": "/subscriptions/other/providers/Microsoft.AlertsManagement/alerts/b"}}})";
        assert_agreement(body);
        const Notice notice = *inbound::read_notice(body);
        CPPUNIT_ASSERT((notice.subscriptions == std::vector<std::string>{"other"}));
        CPPUNIT_ASSERT(notice.key.ends_with("/alerts/b"));
    }

    void subscriptions_are_those_of_the_alert_id_and_of_all_targets() {
        const Notice notice = *inbound::read_notice(R"({"data": {"essentials": {
            "alertId": "/subscriptions/S1/providers/Microsoft.AlertsManagement/alerts/a", "alertTargetIDs":
            ["/Subscriptions/s2/resourceGroups/g", "/subscriptions/s1/resourceGroups/h", "web1", null, 5, "/subscriptions/S3"]}}})");
        CPPUNIT_ASSERT((notice.subscriptions == std::vector<std::string>{"s1", "s2", "s3"}));
    }

    void a_body_that_is_not_json_is_refused_with_place_and_cause() {
        const auto read = inbound::read_notice("{\"schemaId\":\n 'x'}");
        CPPUNIT_ASSERT(!read);
        CPPUNIT_ASSERT(read.error().fault == Fault::invalid);
        CPPUNIT_ASSERT_EQUAL(std::string("not JSON at line 2, column 2 (byte 15): a value is missing"),
                             read.error().message);
        CPPUNIT_ASSERT(inbound::read_notice("{\"schemaId\":\n \"x\"}"));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(NoticeTest);

}  // namespace
