#include "core/happening.h"

#include <cppunit/extensions/HelperMacros.h>

#include <map>

#include "core/lifecycle.h"

using namespace secure_export;

namespace {

using Kind = Progress::Kind;

Progress event(Kind kind, const std::string& stage, const std::string& status = "") {
    Progress progress;
    progress.kind = kind;
    progress.id = "A1";
    progress.stage = stage;
    progress.status = status;
    return progress;
}

Progress health(const std::string& now, const std::string& before, const std::string& operation = "",
                const std::string& status = "") {
    Progress progress = event(Kind::resource_health, "", status);
    progress.health = now;
    progress.health_before = before;
    progress.operation = operation;
    return progress;
}

Alert alert_of(const Progress& progress) {
    Alert alert;
    alert.key = "/subscriptions/s/alerts/1";
    alert.fired_at = Time{Milliseconds(1'700'000'000'000)};
    alert.fired_text = "as it came";
    alert.progress = progress;
    alert.happening_key = happening_key(progress);
    alert.news = news_of(progress);
    return alert;
}

const Time base{Milliseconds(1'700'000'000'000)};
Time minute(int n) { return base + std::chrono::minutes(n); }

}  // namespace

class HappeningTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(HappeningTest);
    CPPUNIT_TEST(each_kind_has_its_key);
    CPPUNIT_TEST(without_an_id_there_is_no_happening);
    CPPUNIT_TEST(service_health_ends_by_stage_or_status_and_a_review_follows);
    CPPUNIT_TEST(resource_health_goes_by_operation_and_health);
    CPPUNIT_TEST(an_operation_never_ends);
    CPPUNIT_TEST(an_issue_that_is_mitigated_goes_on);
    CPPUNIT_TEST(an_end_becomes_resolved_at_its_own_time);
    CPPUNIT_TEST(what_a_message_reports_is_said_in_words);
    CPPUNIT_TEST(messages_are_compared_by_the_time_they_were_sent_at);
    CPPUNIT_TEST(only_service_health_has_copies_after_its_end);
    CPPUNIT_TEST_SUITE_END();

    void is(News expected, const Progress& progress, const std::string& what) {
        CPPUNIT_ASSERT_MESSAGE(what, news_of(progress) == expected);
    }

    void each_kind_has_its_key() {
        const std::map<Kind, std::string> keys{{Kind::service_health, "service-health:a1"},
                                               {Kind::resource_health, "resource-health:a1"},
                                               {Kind::activity, "operation:a1"},
                                               {Kind::issue, "issue:a1"},
                                               {Kind::none, ""}};
        for (const auto& [kind, key] : keys) CPPUNIT_ASSERT_EQUAL(key, happening_key(event(kind, "Active")));
        Progress one = event(Kind::resource_health, "");
        one.id = " /Subscriptions/S/resourceGroups/RG/providers/Microsoft.Compute/virtualMachines/VM-1/ ";
        CPPUNIT_ASSERT_EQUAL(
            std::string("resource-health:/subscriptions/s/resourcegroups/rg/providers/microsoft.compute/"
                        "virtualmachines/vm-1"),
            happening_key(one));
    }

    void without_an_id_there_is_no_happening() {
        for (const char* id : {"", "  ", "00000000-0000-0000-0000-000000000000"})
            for (const Kind kind : {Kind::service_health, Kind::resource_health, Kind::activity, Kind::issue}) {
                Progress one = event(kind, "Resolved");
                one.id = id;
                CPPUNIT_ASSERT_EQUAL(std::string(), happening_key(one));
                Alert alert = alert_of(one);
                count_by_happening(alert);
                CPPUNIT_ASSERT_EQUAL(std::string("/subscriptions/s/alerts/1"), alert.key);
                CPPUNIT_ASSERT(alert.condition == Condition::fired && !is_of_happening(alert));
            }
    }

    void service_health_ends_by_stage_or_status_and_a_review_follows() {
        for (const char* word :
             {"Resolved", "resolved", "COMPLETE", "Completed", "Canceled", "Cancelled", "Mitigated", "Closed"}) {
            is(News::ends, event(Kind::service_health, word), word);
            is(News::ends, event(Kind::service_health, "", word), word);
            is(News::ends, event(Kind::service_health, "Active", word), word);
        }
        for (const char* word :
             {"Active", "Planned", "InProgress", "In Progress", "Rescheduled", "Updated", "", "Resolve"})
            is(News::begins, event(Kind::service_health, word, "Active"), word);
        is(News::follows, event(Kind::service_health, "RCA", "Resolved"), "an RCA whose status is that of the event");
        Progress review = event(Kind::service_health, "Resolved", "Resolved");
        is(News::ends, review, "no review");
        review.review = true;
        is(News::follows, review, "a review by its title");
    }

    void resource_health_goes_by_operation_and_health() {
        is(News::begins, health("Unavailable", "Available", "Activated", "Active"), "down");
        is(News::begins, health("Degraded", "Unavailable", "Updated", "Updated"), "in another way");
        is(News::begins, health("Unknown", "Available", "InProgress", "InProgress"), "not known");
        is(News::begins, health("Unavailable", "", "", "Resolved"), "its health counts more than its status");
        is(News::continues, health("Available", "available", "Updated", "Updated"), "still available");
        is(News::continues, health("Available", "Available", "Activated", "Active"), "available all the time");
        is(News::ends, health("Available", "Unavailable", "Updated", "Active"), "back, by its health");
        is(News::ends, health("AVAILABLE", "Unknown"), "back, any case");
        is(News::ends, health("Available", ""), "available; nothing about before");
        is(News::ends, health("Unavailable", "Unavailable", "resolved"), "the operation says that it is over");
        is(News::ends, health("", "", "", "Resolved"), "only a status");
        is(News::begins, health("", "", "", "Active"), "only a status");
    }

    void an_operation_never_ends() {
        for (const char* status : {"Started", "Accepted", "Succeeded", "Failed", "Resolved", "Closed", ""})
            is(News::begins, event(Kind::activity, "", status), status);
    }

    void an_issue_that_is_mitigated_goes_on() {
        for (const char* status : {"Resolved", "closed", "Canceled", "Cancelled"})
            is(News::ends, event(Kind::issue, "", status), status);
        for (const char* status : {"New", "In Progress", "On-Hold", "", "what is not known"})
            is(News::begins, event(Kind::issue, "", status), status);
        is(News::continues, event(Kind::issue, "", "Mitigated"), "Mitigated");
    }

    void an_end_becomes_resolved_at_its_own_time() {
        Alert end = alert_of(event(Kind::service_health, "Resolved"));
        count_by_happening(end);
        CPPUNIT_ASSERT_EQUAL(std::string("service-health:a1"), end.key);
        CPPUNIT_ASSERT(end.condition == Condition::resolved && is_of_happening(end));
        CPPUNIT_ASSERT(!end.fired_at && end.resolved_at == base && end.resolved_text == "as it came");
        Alert goes_on = alert_of(event(Kind::service_health, "Active"));
        count_by_happening(goes_on);
        CPPUNIT_ASSERT(goes_on.condition == Condition::fired && goes_on.fired_at == base);
        Alert says_so = alert_of(event(Kind::service_health, "Active"));  // by its monitorCondition
        says_so.condition = Condition::resolved;
        count_by_happening(says_so);
        CPPUNIT_ASSERT(says_so.news == News::ends && says_so.fired_at == base);
    }

    void what_a_message_reports_is_said_in_words() {
        CPPUNIT_ASSERT_EQUAL(std::string("Service Health A1: stage InProgress"),
                             news_line(alert_of(event(Kind::service_health, "InProgress", "Active"))));
        CPPUNIT_ASSERT_EQUAL(std::string("Service Health A1: status Active"),
                             news_line(alert_of(event(Kind::service_health, "", "Active"))));
        CPPUNIT_ASSERT_EQUAL(std::string("Resource Health of A1: Degraded, before Unavailable"),
                             news_line(alert_of(health("Degraded", "Unavailable"))));
        CPPUNIT_ASSERT_EQUAL(std::string("operation A1: status Succeeded"),
                             news_line(alert_of(event(Kind::activity, "", "Succeeded"))));
        CPPUNIT_ASSERT_EQUAL(std::string("issue A1: a further message"), news_line(alert_of(event(Kind::issue, ""))));
    }

    void messages_are_compared_by_the_time_they_were_sent_at() {
        const NewsTimes nothing{};
        CPPUNIT_ASSERT(classify(News::begins, nothing) == Event::fired);
        CPPUNIT_ASSERT(classify(News::continues, nothing) == Event::continues);
        CPPUNIT_ASSERT(classify(News::ends, nothing) == Event::resolved);
        CPPUNIT_ASSERT(classify(News::follows, nothing) == Event::follows);
        for (const News news : {News::begins, News::continues, News::ends, News::follows})
            CPPUNIT_ASSERT(classify(news, {minute(1), minute(2), {}}) == Event::late);
        // Another message of the same time is no repeat: those are turned away at intake.
        CPPUNIT_ASSERT(classify(News::begins, {minute(2), minute(2), {}}) == Event::fired);
        CPPUNIT_ASSERT(classify(News::ends, {minute(2), minute(2), {}}) == Event::resolved);
        // After an end at 2: what was sent before it, or with it, is late; what is newer begins anew.
        for (const News news : {News::begins, News::continues}) {
            CPPUNIT_ASSERT(classify(news, {minute(1), {}, minute(2)}) == Event::late);
            CPPUNIT_ASSERT(classify(news, {minute(2), minute(1), minute(2)}) == Event::late);
            CPPUNIT_ASSERT(classify(news, {minute(3), minute(1), minute(2)}) != Event::late);
        }
        CPPUNIT_ASSERT(classify(News::ends, {minute(1), minute(1), minute(2)}) == Event::late);
        CPPUNIT_ASSERT(classify(News::follows, {minute(2), minute(1), minute(2)}) == Event::follows);
        // Times that nobody gave are not compared.
        CPPUNIT_ASSERT(classify(News::begins, {{}, minute(1), minute(2)}) == Event::fired);
    }

    void only_service_health_has_copies_after_its_end() {
        const Milliseconds skew = std::chrono::minutes(10);
        CPPUNIT_ASSERT(classify(News::begins, {minute(12), minute(1), minute(2), skew}) == Event::late);
        CPPUNIT_ASSERT(classify(News::begins, {minute(13), minute(1), minute(2), skew}) == Event::fired);
        CPPUNIT_ASSERT(classify(News::begins, {minute(12), minute(1), minute(2)}) == Event::fired);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(HappeningTest);
