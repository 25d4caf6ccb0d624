// What once made a poor ticket: the bodies of tests/data/tickets/cases, and in addition the published ones of
// ../shared/azure/cases where they lie beside the tree.  A case of ours says in "expect" what must come out of it;
// tests/data/tickets/published_cases.json says that for the published.

#include <cppunit/extensions/HelperMacros.h>

#include "core/by_condition.h"
#include "core/happening.h"
#include "core/notes.h"
#include "json/json.h"
#include "tests/unit/inbound/tickets.h"

namespace {

using namespace secure_export;

const std::filesystem::path own = std::filesystem::path(TEST_DATA) / "tickets";
const std::filesystem::path published = SHARED_DATA "/azure/cases";

struct Case {
    std::string file;
    std::vector<Alert> alerts;
    std::vector<ConfigurationItem> cmdb;
    Json::Value expect;

    NewIncident ticket(std::size_t n = 0, int title_limit = 0, int description_limit = 0) const {
        return tickets::ticket(alerts.at(n), tickets::desk(title_limit, description_limit), cmdb);
    }
    std::string expected(const char* name) const {
        CPPUNIT_ASSERT_MESSAGE(file + " does not say what it expects: " + name, expect[name].isString());
        return expect[name].asString();
    }
};

Case read(const std::filesystem::path& file, const Json::Value& expect) {
    const auto content = json::read_lenient_names(tickets::content(file));
    CPPUNIT_ASSERT_MESSAGE(file.string() + " is not JSON", content);
    Case one{file.string(), {}, {}, content->isMember("expect") ? (*content)["expect"] : expect};
    for (const Json::Value& post : (*content)["posts"])
        one.alerts.push_back(*inbound::read_alert(json::write(post["body"])));
    for (const Json::Value& item : (*content)["cmdb"])
        one.cmdb.push_back(
            {item["resource_id"].asString(), item["name"].asString(), "", item["resource_id"].asString()});
    return one;
}

std::optional<std::filesystem::path> file_of(const std::filesystem::path& folder, const std::string& number) {
    if (std::filesystem::exists(folder))
        for (const auto& entry : std::filesystem::directory_iterator(folder))
            if (entry.path().filename().string().starts_with(number + "-")) return entry.path();
    return std::nullopt;
}

std::string at(const Case& one, const std::string& text) { return one.file + ":\n" + text; }

void holds(const Case& one, const std::string& text, const std::string& part) {
    CPPUNIT_ASSERT_MESSAGE(at(one, part + " is not in:\n" + text), text.find(part) != text.npos);
}

// What a case says of its tickets with no limits: titles by post, the CI's id (its end), and what the first description
// has, lacks and has once.
void check_tickets(const Case& one) {
    for (Json::ArrayIndex n = 0; n < one.expect["titles"].size(); ++n)
        CPPUNIT_ASSERT_EQUAL_MESSAGE(one.file, one.expect["titles"][n].asString(), one.ticket(n).title);
    const std::string text = one.ticket().description;
    for (const Json::Value& part : one.expect["has"]) holds(one, text, part.asString());
    for (const Json::Value& part : one.expect["lacks"])
        CPPUNIT_ASSERT_MESSAGE(at(one, part.asString() + " is in:\n" + text), text.find(part.asString()) == text.npos);
    if (one.expect.isMember("once")) {
        holds(one, text, one.expected("once"));
        CPPUNIT_ASSERT_EQUAL_MESSAGE(one.file, text.find(one.expected("once")), text.rfind(one.expected("once")));
    }
    if (one.expect.isMember("ci")) {
        const auto item = tickets::found(one.alerts.at(0), one.cmdb);
        CPPUNIT_ASSERT_MESSAGE(one.file + " binds no configuration item", item);
        CPPUNIT_ASSERT_MESSAGE(at(one, item->id), item->id.ends_with(one.expected("ci")));
    }
}

// Our case of that number, and the published one where it is; what check_tickets() asks holds for both.
std::vector<Case> cases(const std::string& number) {
    const auto ours = file_of(own / "cases", number);
    CPPUNIT_ASSERT_MESSAGE("no case " + number + " in tests/data/tickets/cases", ours);
    std::vector<Case> all{read(*ours, {})};
    if (const auto file = file_of(published, number))
        all.push_back(read(*file, (*json::read_strict(tickets::content(own / "published_cases.json")))[number]));
    for (const Case& one : all) {
        CPPUNIT_ASSERT_MESSAGE(one.file + " does not say what it expects", one.expect.isObject());
        check_tickets(one);
    }
    return all;
}

class TicketCasesTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(TicketCasesTest);
    CPPUNIT_TEST(case_01_the_note_names_a_second_machine);
    CPPUNIT_TEST(case_03_capital_letters_are_read);
    CPPUNIT_TEST(case_04_a_body_that_is_wrapped_twice_is_unwrapped);
    CPPUNIT_TEST(case_05_the_query_is_shortened_and_all_else_stays);
    CPPUNIT_TEST(case_07_the_machine_goes_before_the_workspace);
    CPPUNIT_TEST(case_08_the_title_names_the_machine);
    CPPUNIT_TEST(case_09_down_and_up_have_titles_that_differ);
    CPPUNIT_TEST(case_09_the_second_resolves_the_first);
    CPPUNIT_TEST(case_11_a_backup_names_machine_and_item);
    CPPUNIT_TEST(case_13_advice_is_in_the_title);
    CPPUNIT_TEST(case_14_what_was_escaped_twice_is_text);
    CPPUNIT_TEST(case_16_the_rule_is_shortened_before_the_resource);
    CPPUNIT_TEST(case_17_a_long_link_stays);
    CPPUNIT_TEST(case_18_two_pods_have_two_titles);
    CPPUNIT_TEST(case_20_the_resource_of_a_legacy_log_alert);
    CPPUNIT_TEST(case_21_the_id_in_the_context_decides);
    CPPUNIT_TEST(case_23_several_targets_are_named);
    CPPUNIT_TEST(case_26_each_firing_has_its_own_key);
    CPPUNIT_TEST(case_26_by_condition_all_firings_have_one_key);
    CPPUNIT_TEST_SUITE_END();

    void case_01_the_note_names_a_second_machine() {
        for (const Case& one : cases("01")) {
            const std::string note = fired_again_text(one.alerts.at(1), "2026-05-01 09:00:00 UTC", "");
            holds(one, note, "Azure Monitor: fired again 2026-05-01 09:00:00 UTC\n");
            for (const Json::Value& part : one.expect["note"]) holds(one, note, part.asString());
        }
    }

    void case_03_capital_letters_are_read() {
        for (const Case& one : cases("03")) {
            CPPUNIT_ASSERT_EQUAL_MESSAGE(one.file, one.alerts.at(0).key, one.alerts.at(1).key);
            CPPUNIT_ASSERT_MESSAGE(one.file, one.alerts.at(1).condition == Condition::resolved);
        }
    }

    void case_04_a_body_that_is_wrapped_twice_is_unwrapped() { cases("04"); }

    void case_05_the_query_is_shortened_and_all_else_stays() {
        for (const Case& one : cases("05")) {
            const Alert& alert = one.alerts.at(0);
            const std::string text = one.ticket(0, 160, 4000).description;
            CPPUNIT_ASSERT_MESSAGE(one.file, tickets::characters(one.ticket().description) > 4000);
            CPPUNIT_ASSERT_MESSAGE(one.file, tickets::characters(text) <= 4000);
            CPPUNIT_ASSERT_MESSAGE(one.file, alert.links.size() >= 2);
            for (const Fact& link : alert.links) holds(one, text, link.value);
            for (const Json::Value& part : one.expect["has"]) holds(one, text, part.asString());
            holds(one, text, "No configuration item: none is known");
            CPPUNIT_ASSERT_MESSAGE(at(one, text), text.ends_with("Azure alert id: " + alert.alert_id));
        }
    }

    void case_07_the_machine_goes_before_the_workspace() { cases("07"); }

    void case_08_the_title_names_the_machine() {
        for (const Case& one : cases("08"))
            CPPUNIT_ASSERT_EQUAL_MESSAGE(one.file, one.expected("unbound"), unbound_resource(one.alerts.at(0)));
    }

    void case_09_down_and_up_have_titles_that_differ() {
        for (const Case& one : cases("09")) CPPUNIT_ASSERT(one.ticket(0).title != one.ticket(1).title);
    }

    void case_09_the_second_resolves_the_first() {
        for (Case& one : cases("09")) {
            for (Alert& alert : one.alerts) count_by_happening(alert);
            const Alert &down = one.alerts.at(0), &up = one.alerts.at(1);
            CPPUNIT_ASSERT_EQUAL_MESSAGE(one.file, down.key, up.key);
            CPPUNIT_ASSERT_MESSAGE(one.file, down.condition == Condition::fired && up.condition == Condition::resolved);
            CPPUNIT_ASSERT_MESSAGE(one.file, !up.fired_at && up.resolved_at && *up.resolved_at > *down.fired_at);
        }
    }

    void case_11_a_backup_names_machine_and_item() { cases("11"); }
    void case_13_advice_is_in_the_title() { cases("13"); }
    void case_14_what_was_escaped_twice_is_text() { cases("14"); }

    void case_16_the_rule_is_shortened_before_the_resource() {
        for (const Case& one : cases("16"))
            for (const int limit : {160, 100, 130}) {
                const std::string title = one.ticket(0, limit).title;
                CPPUNIT_ASSERT_MESSAGE(at(one, title), title.starts_with(one.expected("title_starts")));
                CPPUNIT_ASSERT_MESSAGE(at(one, title), title.ends_with(one.expected("title_ends")));
                CPPUNIT_ASSERT_MESSAGE(at(one, title), tickets::characters(title) <= static_cast<std::size_t>(limit));
            }
    }

    void case_17_a_long_link_stays() {
        for (const Case& one : cases("17")) {
            const Fact& link = one.alerts.at(0).links.at(0);
            CPPUNIT_ASSERT_MESSAGE(one.file, link.value.size() > 4096);
            holds(one, one.ticket().description, link.value);
            const std::string text = one.ticket(0, 160, 4000).description;
            holds(one, text, "Search results: left out, since it has");
            holds(one, text, "the desk has no room");
        }
    }

    void case_18_two_pods_have_two_titles() {
        for (const Case& one : cases("18")) CPPUNIT_ASSERT(one.ticket(0).title != one.ticket(1).title);
    }

    void case_20_the_resource_of_a_legacy_log_alert() { cases("20"); }

    void case_21_the_id_in_the_context_decides() {
        for (const Case& one : cases("21"))
            CPPUNIT_ASSERT_EQUAL_MESSAGE(one.file, one.cmdb.at(0).name, one.cmdb.at(1).name);
    }

    void case_23_several_targets_are_named() {
        for (const Case& one : cases("23"))
            CPPUNIT_ASSERT_EQUAL_MESSAGE(one.file, one.expected("title_unbound"),
                                         tickets::ticket(one.alerts.at(0), tickets::desk()).title);
    }

    void case_26_each_firing_has_its_own_key() {
        for (const Case& one : cases("26")) {
            CPPUNIT_ASSERT_MESSAGE(one.file, one.alerts.size() >= 3);
            for (std::size_t i = 1; i < one.alerts.size(); ++i)
                CPPUNIT_ASSERT_MESSAGE(one.file, one.alerts[i - 1].key != one.alerts[i].key);
        }
    }

    void case_26_by_condition_all_firings_have_one_key() {
        for (Case& one : cases("26")) {
            for (Alert& alert : one.alerts) count_by_condition(alert);
            for (const Alert& alert : one.alerts) {
                CPPUNIT_ASSERT_EQUAL_MESSAGE(one.file, one.alerts[0].key, alert.key);
                CPPUNIT_ASSERT_MESSAGE(one.file, alert.condition == Condition::fired);
            }
        }
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(TicketCasesTest);

}  // namespace
