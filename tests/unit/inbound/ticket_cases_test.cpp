// The cases of ../shared/azure/cases with their right outcomes.  Where they are absent, tests/data/tickets/own holds
// bodies of our own of each kind, which tickets_golden_test.cpp tries.

#include <cppunit/extensions/HelperMacros.h>

#include "core/by_condition.h"
#include "core/notes.h"
#include "json/json.h"
#include "tests/unit/inbound/tickets.h"

namespace {

using namespace secure_export;

struct Case {
    std::vector<Alert> alerts;
    std::vector<ConfigurationItem> cmdb;

    NewIncident ticket(std::size_t n = 0, int title_limit = 0, int description_limit = 0) const {
        return tickets::ticket(alerts.at(n), tickets::desk(title_limit, description_limit), cmdb);
    }
    std::string title(std::size_t n = 0) const { return ticket(n).title; }
    std::string ci(std::size_t n = 0) const {
        const auto item = tickets::found(alerts.at(n), cmdb);
        return item ? item->id : "";
    }
};

// Nothing, said loudly, where the case is absent.
std::optional<Case> named(const std::string& number) {
    const std::filesystem::path folder = SHARED_DATA "/azure/cases";
    if (std::filesystem::exists(folder))
        for (const auto& entry : std::filesystem::directory_iterator(folder)) {
            if (!entry.path().filename().string().starts_with(number)) continue;
            const Json::Value told = *json::read_lenient_names(tickets::content(entry.path()));
            Case one;
            for (const Json::Value& post : told["posts"])
                one.alerts.push_back(*inbound::read_alert(json::write(post["body"])));
            for (const Json::Value& item : told["cmdb"])
                one.cmdb.push_back(
                    {item["resource_id"].asString(), item["name"].asString(), "", item["resource_id"].asString()});
            return one;
        }
    std::cout << "SKIPPED: no case " << number << " at " << folder << "\n";
    return std::nullopt;
}

void holds(const std::string& text, std::initializer_list<const char*> parts) {
    for (const char* part : parts)
        CPPUNIT_ASSERT_MESSAGE(std::string(part) + " is not in:\n" + text, text.find(part) != text.npos);
}

void lacks(const std::string& text, std::initializer_list<const char*> parts) {
    for (const char* part : parts)
        CPPUNIT_ASSERT_MESSAGE(std::string(part) + " is in:\n" + text, text.find(part) == text.npos);
}

class TicketCasesTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(TicketCasesTest);
    CPPUNIT_TEST(case_01_a_second_machine_is_told_in_the_note);
    CPPUNIT_TEST(case_03_capital_letters_are_read);
    CPPUNIT_TEST(case_04_a_body_that_is_wrapped_twice_is_unwrapped);
    CPPUNIT_TEST(case_05_the_query_is_shortened_and_all_else_stays);
    CPPUNIT_TEST(case_07_the_machine_goes_before_the_workspace);
    CPPUNIT_TEST(case_08_the_title_names_the_machine);
    CPPUNIT_TEST(case_09_down_and_up_have_titles_that_differ);
    CPPUNIT_TEST(case_09_by_condition_the_second_resolves_the_first);
    CPPUNIT_TEST(case_11_a_backup_names_machine_and_item);
    CPPUNIT_TEST(case_13_advice_is_in_the_title);
    CPPUNIT_TEST(case_14_what_was_escaped_twice_is_text);
    CPPUNIT_TEST(case_16_the_rule_is_shortened_before_the_resource);
    CPPUNIT_TEST(case_17_a_long_link_stays);
    CPPUNIT_TEST(case_18_two_pods_have_two_titles);
    CPPUNIT_TEST(case_20_the_resource_of_a_legacy_log_alert);
    CPPUNIT_TEST(case_21_the_id_in_the_context_decides);
    CPPUNIT_TEST(case_23_several_targets_are_told);
    CPPUNIT_TEST(case_26_each_firing_has_its_own_key);
    CPPUNIT_TEST(case_26_by_condition_all_firings_have_one_key);
    CPPUNIT_TEST_SUITE_END();

    void case_01_a_second_machine_is_told_in_the_note() {
        const auto one = named("01");
        if (!one) return;
        CPPUNIT_ASSERT_EQUAL(std::string("[Sev2] disk almost full on srv-01"), one->title());
        const std::string note = fired_again_text(one->alerts.at(1), "2026-05-01 09:00:00 UTC", "");
        holds(note, {"Azure Monitor: fired again 2026-05-01 09:00:00 UTC\n", "Resource: srv-02", "Computer = srv-02",
                     "CounterValue = 3.5", "Result count: 1", "Link: https://"});
    }

    void case_03_capital_letters_are_read() {
        const auto one = named("03");
        if (!one) return;
        CPPUNIT_ASSERT_EQUAL(std::string("[Sev1] cpu-high on vm-03"), one->title());
        CPPUNIT_ASSERT(one->ci().ends_with("/vm-03"));
        CPPUNIT_ASSERT_EQUAL(one->alerts.at(0).key, one->alerts.at(1).key);
        CPPUNIT_ASSERT(one->alerts.at(1).condition == Condition::resolved);
    }

    void case_04_a_body_that_is_wrapped_twice_is_unwrapped() {
        const auto one = named("04");
        if (!one) return;
        CPPUNIT_ASSERT_EQUAL(std::string("[Sev1] cpu-high on vm-03"), one->title());
        holds(one->ticket().description, {"Percentage CPU (average) is 91; limit > 80, over 5 min"});
    }

    void case_05_the_query_is_shortened_and_all_else_stays() {
        const auto one = named("05");
        if (!one) return;
        const Alert& alert = one->alerts.at(0);
        const std::string text = one->ticket(0, 160, 4000).description;
        CPPUNIT_ASSERT(tickets::characters(text) <= 4000);
        CPPUNIT_ASSERT(alert.links.size() >= 2);
        for (const Fact& link : alert.links) CPPUNIT_ASSERT(text.find(link.value) != text.npos);
        holds(text, {"Query: SigninLogs", "No configuration item: none is known"});
        CPPUNIT_ASSERT(text.ends_with("Azure alert id: " + alert.alert_id));
    }

    void case_07_the_machine_goes_before_the_workspace() {
        const auto one = named("07");
        if (!one) return;
        CPPUNIT_ASSERT_EQUAL(std::string("[Sev1] heartbeat lost on srv-07"), one->title());
        CPPUNIT_ASSERT(one->ci().ends_with("/srv-07"));
    }

    void case_08_the_title_names_the_machine() {
        const auto one = named("08");
        if (!one) return;
        CPPUNIT_ASSERT_EQUAL(std::string("[Sev1] Windows errors on srv-08"), one->title());
        holds(one->ticket().description, {"Resource: srv-08 (workspace law-08)\n"});
        CPPUNIT_ASSERT_EQUAL(std::string("srv-08"), unbound_resource(one->alerts.at(0)));
    }

    void case_09_down_and_up_have_titles_that_differ() {
        const auto one = named("09");
        if (!one) return;
        CPPUNIT_ASSERT_EQUAL(std::string("[Sev4] vm-09 is unavailable (platform initiated)"), one->title(0));
        CPPUNIT_ASSERT_EQUAL(std::string("[Sev4] vm-09 is available (platform initiated)"), one->title(1));
    }

    void case_09_by_condition_the_second_resolves_the_first() {
        auto one = named("09");
        if (!one) return;
        for (Alert& alert : one->alerts) count_by_condition(alert);
        const Alert &down = one->alerts.at(0), &up = one->alerts.at(1);
        CPPUNIT_ASSERT_EQUAL(down.key, up.key);
        CPPUNIT_ASSERT(down.condition == Condition::fired && up.condition == Condition::resolved);
        CPPUNIT_ASSERT(!up.fired_at && up.resolved_at && *up.resolved_at > *down.fired_at);
    }

    void case_11_a_backup_names_machine_and_item() {
        const auto one = named("11");
        if (!one) return;
        CPPUNIT_ASSERT_EQUAL(std::string("[Sev1] Backup Failure on vm-11 (SQL database orders)"), one->title());
        CPPUNIT_ASSERT(one->ci().ends_with("/vm-11"));
        const std::string text = one->ticket().description;
        holds(text, {"Protected item: SQL database orders\n", "Recommended actions: Start a full backup.",
                     "Job id: ", "What to do: Start a full backup."});
        lacks(text, {"{", "}"});
    }

    void case_13_advice_is_in_the_title() {
        const auto one = named("13");
        if (!one) return;
        CPPUNIT_ASSERT_EQUAL(std::string("[Sev4] Advisor: Use availability zones on aks-13"), one->title());
        const std::string text = one->ticket().description;
        holds(text, {"Recommendation: https://portal.azure.com/#blade/x", "Recommendation: Use availability zones",
                     "Category: High availability", "Impact: High"});
        lacks(text, {"00000000-0000-0000-0000-000000000008", "chema"});
    }

    void case_14_what_was_escaped_twice_is_text() {
        const auto one = named("14");
        if (!one) return;
        holds(one->ticket().description, {"Communication: Impact: nothing answers & waits.\n",
                                          "Service Health: https://app.azure.com/h/AB12-CD3/0a1e5f"});
        lacks(one->ticket().description, {"Level: 3", "Event source: 2", "&lt;", "<p>"});
    }

    void case_16_the_rule_is_shortened_before_the_resource() {
        const auto one = named("16");
        if (!one) return;
        for (const int limit : {160, 100, 130}) {
            const std::string title = one->ticket(0, limit).title;
            CPPUNIT_ASSERT(title.ends_with(" on vm-16") && title.starts_with("[Sev2] P1 - Production"));
            CPPUNIT_ASSERT(tickets::characters(title) <= static_cast<std::size_t>(limit));
        }
    }

    void case_17_a_long_link_stays() {
        const auto one = named("17");
        if (!one) return;
        const Fact& link = one->alerts.at(0).links.at(0);
        CPPUNIT_ASSERT(link.value.size() > 4096);
        holds(one->ticket().description, {link.value.c_str()});
        holds(one->ticket(0, 160, 4000).description,
              {"Search results: left out, since it has", "the desk has no room"});
    }

    void case_18_two_pods_have_two_titles() {
        const auto one = named("18");
        if (!one) return;
        CPPUNIT_ASSERT_EQUAL(std::string("[Sev2] KubePodCrashLooping: shop/cart-1 on aks-18"), one->title(0));
        CPPUNIT_ASSERT_EQUAL(std::string("[Sev2] KubePodCrashLooping: shop/pay-2 on aks-18"), one->title(1));
        const std::string text = one->ticket().description, sentence = "Pod shop/cart-1 restarts.";
        holds(text, {"/managedClusters/aks-18 (Azure Monitor workspace amw-18)\n"});
        CPPUNIT_ASSERT_EQUAL(text.find(sentence), text.rfind(sentence));
    }

    void case_20_the_resource_of_a_legacy_log_alert() {
        const auto one = named("20");
        if (!one) return;
        CPPUNIT_ASSERT_EQUAL(std::string("[Sev2] disk almost full on law-20"), one->title());
        CPPUNIT_ASSERT(one->ci().ends_with("/law-20"));
        holds(one->ticket().description, {"/workspaces/law-20\n", "Source: Log Analytics\n"});
    }

    void case_21_the_id_in_the_context_decides() {
        const auto one = named("21");
        if (!one) return;
        CPPUNIT_ASSERT(one->ci().find("/rg-prod/") != std::string::npos);
    }

    void case_23_several_targets_are_told() {
        const auto one = named("23");
        if (!one) return;
        CPPUNIT_ASSERT_EQUAL(std::string("[Sev2] cpu on vm-23-c and 3 more"), one->title());
        holds(one->ticket().description, {"/vm-23-c\n", "Also concerned: vm-23-a, vm-23-b, vm-23-d\n"});
        const Alert& alert = one->alerts.at(0);
        CPPUNIT_ASSERT_EQUAL(std::string("[Sev2] cpu on vm-23-a and 3 more"),
                             tickets::ticket(alert, tickets::desk()).title);
    }

    void case_26_each_firing_has_its_own_key() {
        const auto one = named("26");
        if (!one) return;
        for (std::size_t i = 1; i < one->alerts.size(); ++i)
            CPPUNIT_ASSERT(one->alerts[i - 1].key != one->alerts[i].key);
        CPPUNIT_ASSERT_EQUAL(std::string("[Sev2] errors in the shop on srv-26"), one->title());
    }

    void case_26_by_condition_all_firings_have_one_key() {
        auto one = named("26");
        if (!one) return;
        for (Alert& alert : one->alerts) count_by_condition(alert);
        for (const Alert& alert : one->alerts) {
            CPPUNIT_ASSERT_EQUAL(one->alerts[0].key, alert.key);
            CPPUNIT_ASSERT(alert.condition == Condition::fired);
        }
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(TicketCasesTest);

}  // namespace
