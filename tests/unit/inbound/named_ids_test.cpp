// What bodies name is held against allowed_subscriptions; genuine ones are neither refused nor curtailed by it.

#include <cppunit/extensions/HelperMacros.h>

#include <set>

#include "alert_samples.h"
#include "core/ci_candidates.h"
#include "core/subscription_bounds.h"
#include "inbound/authorize.h"
#include "inbound/notice.h"

namespace {

using namespace secure_export;

const std::string own = "2c1a5b7e-4d0f-4c33-9a53-7e4b8f1d0a11", other = "99999999-1111-4222-8333-444455556666";

std::string id_in(const std::string& subscription, const std::string& name) {
    return "/subscriptions/" + subscription + "/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/" + name;
}

std::vector<alert_samples::Sample> every_body() {
    std::vector<alert_samples::Sample> all = alert_samples::whole_bodies();
    for (auto& payload : alert_samples::payloads()) all.push_back(std::move(payload));
    for (const auto& described : alert_samples::cases()) {
        const Json::Value value = *json::read_lenient_names(described.body);
        for (const Json::Value& post : json::member(value, "posts"))
            all.push_back({described.name, json::write(json::member(post, "body"))});
    }
    return all;
}

std::set<std::string> keys_of(const std::vector<CiCandidate>& candidates) {
    std::set<std::string> all;
    for (const CiCandidate& candidate : candidates) all.insert(candidate.resource);
    return all;
}

Alert read(const std::string& body) { return *inbound::read_alert(body); }

Alert within(const std::string& body) {
    Alert alert = read(body);
    keep_within(alert, {own});
    return alert;
}

std::string common(const std::string& essentials, const std::string& context = "{}") {
    return R"({"schemaId": "azureMonitorCommonAlertSchema", "data": {"essentials": {)" + essentials +
           R"(}, "alertContext": )" + context + "}}";
}

class NamedIdsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(NamedIdsTest);
    CPPUNIT_TEST(every_body_is_allowed_and_used_as_ever_where_the_list_has_what_its_essentials_name);
    CPPUNIT_TEST(every_body_that_names_a_subscription_is_refused_where_the_list_has_another);
    CPPUNIT_TEST(what_is_too_many_or_too_long_is_in_no_list);
    CPPUNIT_TEST(ids_of_others_and_odd_ones_are_taken_out_and_names_stay);
    CPPUNIT_TEST(without_a_list_everything_stays);
    CPPUNIT_TEST(an_item_of_another_subscription_is_out_of_bounds);
    CPPUNIT_TEST_SUITE_END();

    void every_body_is_allowed_and_used_as_ever_where_the_list_has_what_its_essentials_name() {
        int without = 0;
        for (const auto& sample : every_body()) {
            const Alert before = read(sample.body);
            Connection connection;
            connection.name = "c";
            connection.allowed_subscriptions = before.subscriptions;
            if (before.subscriptions.empty()) {
                connection.allowed_subscriptions = {own};
                connection.without_subscription = WithoutSubscription::accept;
                ++without;
            }
            CPPUNIT_ASSERT_MESSAGE(sample.name, !inbound::not_allowed(connection, before.subscriptions));
            Alert after = before;
            keep_within(after, connection.allowed_subscriptions);
            std::string notes;
            for (const std::string& note : after.notes) notes += " " + note;
            const bool speaks_of_others = known_to_speak_of_others().contains(sample.name);
            CPPUNIT_ASSERT_EQUAL_MESSAGE(sample.name + notes, speaks_of_others, !notes.empty());
            if (speaks_of_others) continue;
            CPPUNIT_ASSERT_MESSAGE(sample.name, keys_of(ci_candidates(before)) == keys_of(ci_candidates(after)));
            CPPUNIT_ASSERT_EQUAL_MESSAGE(sample.name, before.rule_id, after.rule_id);
        }
        CPPUNIT_ASSERT_MESSAGE(std::to_string(without), without < 20);
    }

    // Made-up or anonymised ones, whose rule or context is in another subscription than their target.
    static const std::set<std::string>& known_to_speak_of_others() {
        static const std::set<std::string> names{"metric-static-resolved-docs.json",
                                                 "payloads/11-servicehealth-stage-resolved-fired.json",
                                                 "payloads/13-logv1-searchresult-singular.json"};
        return names;
    }

    void every_body_that_names_a_subscription_is_refused_where_the_list_has_another() {
        Connection connection;
        connection.allowed_subscriptions = {other};
        for (const auto& sample : every_body()) {
            const auto notice = inbound::read_notice(sample.body);
            CPPUNIT_ASSERT_MESSAGE(sample.name, inbound::not_allowed(connection, notice->subscriptions));
            CPPUNIT_ASSERT_MESSAGE(sample.name, notice->subscriptions == read(sample.body).subscriptions);
        }
    }

    void what_is_too_many_or_too_long_is_in_no_list() {
        Connection connection;
        connection.allowed_subscriptions = {own};
        const auto refused = [&](const std::string& targets) {
            return inbound::not_allowed(connection,
                                        inbound::read_notice(common("\"alertTargetIDs\": " + targets))->subscriptions);
        };
        const auto list = [](const std::string& one, int count) {
            std::string all = "[\"" + one + "\"";
            for (int i = 1; i < count; ++i) all += ",\"" + one + "\"";
            return all + "]";
        };
        CPPUNIT_ASSERT(!refused(list(id_in(own, "vm"), 2000)));
        CPPUNIT_ASSERT(refused(list(id_in(own, "vm"), 2001)));
        CPPUNIT_ASSERT(!refused(list(id_in(own, std::string(1900, 'v')), 1)));
        CPPUNIT_ASSERT(refused(list(id_in(own, std::string(3000, 'v')), 1)));
        CPPUNIT_ASSERT(!refused("[\"" + id_in(own, "vm") + "\", \"" + std::string(3000, 'v') + "\"]"));
        std::string many = "[";
        for (int i = 100; i < 500; ++i) many += "\"/subscriptions/s" + std::to_string(i) + "\",";
        const auto notice = inbound::read_notice(common("\"alertTargetIDs\": " + many + "0]"));
        CPPUNIT_ASSERT_EQUAL(std::size_t(201), notice->subscriptions.size());
    }

    void ids_of_others_and_odd_ones_are_taken_out_and_names_stay() {
        const Alert alert = within(
            common("\"alertId\": \"a\", \"alertTargetIDs\": [\"" + id_in(own, "vm1") + "\", \"/x" + id_in(own, "vm2") +
                       "\"], \"configurationItems\": [\"web1\"], \"alertRuleID\": \"" + id_in(other, "rule") + "\"",
                   "{\"resourceId\": \"" + id_in(other, "vm3") +
                       "\", \"condition\": {\"allOf\": [{\"dimensions\": ["
                       "{\"name\": \"Computer\", \"value\": \"web2\"}, {\"name\": \"ResourceId\", \"value\": \"" +
                       id_in(other, "vm4") + "\"}]}]}}"));
        CPPUNIT_ASSERT(alert.target_ids == std::vector<std::string>{id_in(own, "vm1")});
        CPPUNIT_ASSERT(alert.configuration_items == std::vector<std::string>{"web1"});
        CPPUNIT_ASSERT(alert.computers == std::vector<std::string>{"web2"});
        CPPUNIT_ASSERT(alert.context_ids.empty());
        CPPUNIT_ASSERT_EQUAL(std::string(), alert.rule_id);
        CPPUNIT_ASSERT_EQUAL(std::size_t(2), alert.notes.size());
    }

    void without_a_list_everything_stays() {
        const std::string body = common("\"alertTargetIDs\": [\"/x" + id_in(other, "vm2") + "\"]");
        Alert alert = read(body);
        keep_within(alert, {});
        CPPUNIT_ASSERT_EQUAL(std::size_t(1), alert.target_ids.size());
        CPPUNIT_ASSERT(alert.notes.empty());
        CPPUNIT_ASSERT(!out_of_bounds(alert, {"1", "vm", "", id_in(other, "vm")}));
    }

    void an_item_of_another_subscription_is_out_of_bounds() {
        const Alert alert = within(common("\"alertId\": \"a\""));
        CPPUNIT_ASSERT(out_of_bounds(alert, {"1", "vm", "", id_in(other, "vm")}));
        CPPUNIT_ASSERT(!out_of_bounds(alert, {"1", "vm", "", id_in(own, "vm")}));
        CPPUNIT_ASSERT(!out_of_bounds(alert, {"1", "vm", "", ""}));
        CPPUNIT_ASSERT(!out_of_bounds(alert, {"1", "vm", "", "the machine's own id"}));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(NamedIdsTest);

}  // namespace
