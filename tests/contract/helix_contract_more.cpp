// Long: one suite over one stand.
// What the Helix desk alone does with incidents that people work on, with configuration items, and with its options.

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include "tests/contract/helix_harness.h"

namespace secure_export::contract {
namespace {

using By = CiQuery::By;
using What = Resolution::What;

const std::string key = "azm-0123456789abcdef0123456789abcdef";
const std::string web_1 = "/subscriptions/s/resourceGroups/Shop/providers/Microsoft.Compute/virtualMachines/web-1";
const NewIncident incident{key, "CPU over 90 %", "Rule: cpu-high", 2, 1, std::nullopt};
const std::string put_incident = "PUT /api/arsys/v1/entry/HPD:IncidentInterface/";

std::string told(const std::vector<std::pair<std::string, std::string>>& fields, const std::string& name) {
    for (const auto& [field, value] : fields)
        if (field == name) return value;
    return "(none)";
}

}  // namespace

class HelixIncidents : public HelixTest {
    CPPUNIT_TEST_SUITE(HelixIncidents);
    CPPUNIT_TEST(whom_people_assigned_stays_assigned);
    CPPUNIT_TEST(the_resolver_is_assigned_where_nobody_is);
    CPPUNIT_TEST(what_people_wrote_as_resolution_stays);
    CPPUNIT_TEST(a_pending_incident_is_resolved);
    CPPUNIT_TEST(a_cancelled_incident_is_closed);
    CPPUNIT_TEST(people_who_were_faster_decide);
    CPPUNIT_TEST(nothing_is_written_into_a_closed_incident);
    CPPUNIT_TEST(a_note_whose_answer_was_lost_is_there_once);
    CPPUNIT_TEST(notes_that_differ_behind_their_first_line_are_all_there);
    CPPUNIT_TEST(of_several_with_one_key_the_oldest_open_one_counts_else_the_newest);
    CPPUNIT_TEST(half_an_entry_id_names_the_incident_too);
    CPPUNIT_TEST(each_option_of_a_new_incident_is_used);
    CPPUNIT_TEST(the_page_of_an_incident_is_as_configured);
    CPPUNIT_TEST(the_status_of_a_reopened_incident_is_as_configured);
    CPPUNIT_TEST(a_draft_is_what_would_be_sent);
    CPPUNIT_TEST(an_item_is_bound_by_what_the_cmdb_says_of_it);
    CPPUNIT_TEST(an_incident_tells_of_the_item_it_was_opened_without);
    CPPUNIT_TEST(rules_are_asked_in_turn);
    CPPUNIT_TEST(a_class_that_this_site_has_not_does_not_hinder_the_other_rules);
    CPPUNIT_TEST(deleted_and_unreconciled_items_are_left_out);
    CPPUNIT_TEST(items_that_were_not_asked_for_are_left_out);
    CPPUNIT_TEST(ids_in_lower_case_are_found_where_the_database_minds_case);
    CPPUNIT_TEST(an_id_within_a_text_is_found_by_a_rule_that_says_so);
    CPPUNIT_TEST(quotes_and_wildcards_are_part_of_what_is_looked_for);
    CPPUNIT_TEST(a_name_too_long_to_ask_for_is_refused);
    CPPUNIT_TEST(the_first_note_says_what_our_key_is_for);
    CPPUNIT_TEST(an_incident_counts_as_opened_where_that_note_is_refused);
    CPPUNIT_TEST_SUITE_END();

public:
    void the_first_note_says_what_our_key_is_for() {
        const std::string id = opened();
        value_of(desk().open(incident));  // found, not opened: nothing more to say
        const Json::Value logs = harness_->work_log_of(id);
        CPPUNIT_ASSERT_EQUAL(1u, logs.size());
        CPPUNIT_ASSERT_EQUAL("Alert key " + key +
                                 " in the field \"Vendor Ticket Number\": by it the incident is found when the alert "
                                 "fires again or is resolved. Please leave it there.",
                             logs[0]["Detailed Description"].asString());
        CPPUNIT_ASSERT_EQUAL(std::string("Internal"), logs[0]["View Access"].asString());
    }

    void an_incident_counts_as_opened_where_that_note_is_refused() {
        harness_->settings.options["work_log_form"] = "HPD:NoLog";
        CPPUNIT_ASSERT(!value_of(harness_->another()->open(incident)).id.empty());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, harness_->incidents());
    }

    void whom_people_assigned_stays_assigned() {
        const std::string id = opened();
        harness_->set_state(id, IncidentState::open);  // Betty works on it
        CPPUNIT_ASSERT(value_of(desk().resolve(id, "over")).what == What::resolved);
        CPPUNIT_ASSERT_EQUAL(std::string("Betty"), held(id, "Assignee"));
        CPPUNIT_ASSERT_EQUAL(std::string(), held(id, "Assignee Login ID"));
    }

    void the_resolver_is_assigned_where_nobody_is() {
        const std::string id = opened();
        value_of(desk().resolve(id, "over"));
        CPPUNIT_ASSERT_EQUAL(std::string("Allen Allbrook"), held(id, "Assignee"));
        CPPUNIT_ASSERT_EQUAL(std::string("Allen"), held(id, "Assignee Login ID"));
        CPPUNIT_ASSERT_EQUAL(std::string("Automated Resolution Reported"), held(id, "Status_Reason"));
    }

    void what_people_wrote_as_resolution_stays() {
        const std::string id = opened();
        harness_->change(id, "Resolution", "Restarted the service.");
        value_of(desk().resolve(id, "Azure says so."));
        CPPUNIT_ASSERT_EQUAL(std::string("Restarted the service.\n\nAzure says so."), held(id, "Resolution"));
        value_of(desk().reopen(id, "back"));
        value_of(desk().resolve(id, "Azure says so."));
        CPPUNIT_ASSERT_EQUAL(std::string("Restarted the service.\n\nAzure says so."), held(id, "Resolution"));
    }

    void a_pending_incident_is_resolved() {
        const std::string id = opened();
        harness_->set_state(id, IncidentState::open);
        harness_->change(id, "Status", "Pending");
        harness_->change(id, "Status_Reason", "Client Hold");
        CPPUNIT_ASSERT(value_of(desk().get(id)).state == IncidentState::open);
        CPPUNIT_ASSERT(value_of(desk().resolve(id, "over")).what == What::resolved);
    }

    void a_cancelled_incident_is_closed() {
        const std::string id = opened();
        harness_->change(id, "Status", "Cancelled");
        const Resolution over = value_of(desk().resolve(id, "over"));
        CPPUNIT_ASSERT(over.what == What::already_over && has(over.why, "is Cancelled"));
        CPPUNIT_ASSERT(value_of(desk().reopen(id, "back")) == Reopening::not_possible);
    }

    void people_who_were_faster_decide() {
        const std::string id = opened();
        harness_->set("meanwhile", "closed");
        CPPUNIT_ASSERT(value_of(desk().resolve(id, "over")).what == What::already_over);
        CPPUNIT_ASSERT_EQUAL(std::string("Closed"), held(id, "Status"));

        harness_->set_state(id, IncidentState::resolved);
        harness_->set("meanwhile", "closed");
        CPPUNIT_ASSERT(value_of(desk().reopen(id, "back")) == Reopening::not_possible);
        CPPUNIT_ASSERT_EQUAL(std::string("Closed"), held(id, "Status"));

        harness_->set_state(id, IncidentState::resolved);
        harness_->set("meanwhile", "gone");
        CPPUNIT_ASSERT(value_of(desk().reopen(id, "back")) == Reopening::not_possible);
        const std::string next = opened();
        harness_->set("meanwhile", "gone");
        CPPUNIT_ASSERT(value_of(desk().resolve(next, "over")).what == What::gone);
    }

    void nothing_is_written_into_a_closed_incident() {
        const ConfigurationItem ci{harness_->add_ci({"", "web-1", "", ""}), "web-1", "", ""};
        const std::string id = opened();
        harness_->set_state(id, IncidentState::closed);
        CPPUNIT_ASSERT(has(error_of(desk().note(id, "late")).message, "is closed"));
        CPPUNIT_ASSERT(has(error_of(desk().bind(id, ci)).message, "is closed"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, harness_->calls_of(put_incident + id));
        harness_->set_state(id, IncidentState::resolved);
        CPPUNIT_ASSERT(desk().bind(id, ci));
        CPPUNIT_ASSERT(desk().note(id, "late"));
    }

    void a_note_whose_answer_was_lost_is_there_once() {
        const std::string id = opened();
        harness_->trouble_next_call(Trouble::answer_lost);
        CPPUNIT_ASSERT(error_of(desk().note(id, "fired again")).fault == Fault::unavailable);
        CPPUNIT_ASSERT(desk().note(id, "fired again"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, harness_->held(id).notes.size());
        const std::string other = value_of(desk().open(other_incident())).id;
        CPPUNIT_ASSERT(desk().note(other, "fired again"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, harness_->held(other).notes.size());
    }

    void notes_that_differ_behind_their_first_line_are_all_there() {
        const std::string id = opened();
        for (const char* text :
             {"fired again\nat 10:00", "fired again\nat 10:01", "\n\n", "fired again\nat 10:00 \"x\""})
            CPPUNIT_ASSERT(desk().note(id, text));
        CPPUNIT_ASSERT_EQUAL(std::size_t{4}, harness_->held(id).notes.size());
    }

    void of_several_with_one_key_the_oldest_open_one_counts_else_the_newest() {
        const std::string first = opened();
        const std::string second = value_of(desk().open(other_incident())).id;
        harness_->change(second, "Vendor Ticket Number", key);
        CPPUNIT_ASSERT_EQUAL(first, value_of(desk().find(key))->id);
        harness_->set_state(first, IncidentState::closed);
        CPPUNIT_ASSERT_EQUAL(second, value_of(desk().find(key))->id);
        harness_->set_state(second, IncidentState::resolved);
        CPPUNIT_ASSERT_EQUAL(second, value_of(desk().find(key))->id);
        harness_->set_state(first, IncidentState::open);
        CPPUNIT_ASSERT_EQUAL(first, value_of(desk().find(key))->id);
    }

    void half_an_entry_id_names_the_incident_too() {
        const std::string id = opened();
        const std::string half = id.substr(0, id.find('|'));
        CPPUNIT_ASSERT(half != id);
        CPPUNIT_ASSERT(value_of(desk().get(half)).state == IncidentState::open);
        CPPUNIT_ASSERT(value_of(desk().get(half + "0")).state == IncidentState::gone);
        CPPUNIT_ASSERT(value_of(desk().get(half + "/../x")).state == IncidentState::gone);
    }

    void each_option_of_a_new_incident_is_used() {
        auto& options = harness_->settings.options;
        options["customer_login"] = "monitoring";
        options["status"] = "New";
        options["reported_source"] = "Other";
        options["service_type"] = "Infrastructure Restoration";
        options["impact_values"] = FieldMap{{"2", "4-Minor/Localized"}};
        options["urgency_values"] = FieldMap{{"1", "3-Medium"}};
        options["title_limit"] = 20;
        options["fields"] = FieldMap{{"Categorization Tier 1", "Cloud"}, {"Vendor Ticket Number", "another key"}};
        NewIncident longest = incident;
        longest.title = std::string(30, 'x');
        const std::string id = value_of(harness_->another()->open(longest)).id;
        const Json::Value fields = harness_->fields_of(id);
        for (const auto& [name, expected] :
             std::map<std::string, std::string>{{"Login ID", "monitoring"},
                                                {"Status", "New"},
                                                {"Reported Source", "Other"},
                                                {"Service Type", "Infrastructure Restoration"},
                                                {"Impact", "4-Minor/Localized"},
                                                {"Urgency", "3-Medium"},
                                                {"Description", cut_to_characters(longest.title, 20)},
                                                {"Categorization Tier 1", "Cloud"},
                                                {"Vendor Ticket Number", key}})
            CPPUNIT_ASSERT_EQUAL(expected, fields[name].asString());
    }

    void the_page_of_an_incident_is_as_configured() {
        CPPUNIT_ASSERT_EQUAL(std::string(), value_of(desk().open(incident)).url);
        harness_->settings.options["incident_url"] = "https://smartit.example/i?n={{number}}&e={{id}}";
        const DeskIncident found = **harness_->another()->find(key);
        const std::string half = found.id.substr(0, found.id.find('|'));
        CPPUNIT_ASSERT_EQUAL("https://smartit.example/i?n=" + found.number + "&e=" + half + "%7C" + half, found.url);
    }

    void the_status_of_a_reopened_incident_is_as_configured() {
        const std::string id = opened();
        harness_->set_state(id, IncidentState::resolved);
        harness_->settings.options["reopen_status"] = "In Progress";
        CPPUNIT_ASSERT(value_of(harness_->another()->reopen(id, "back")) == Reopening::reopened);
        CPPUNIT_ASSERT_EQUAL(std::string("In Progress"), held(id, "Status"));
    }

    void a_draft_is_what_would_be_sent() {
        NewIncident bound = incident;
        bound.ci = ConfigurationItem{"REGAA1", "web-1", "BMC_COMPUTERSYSTEM", ""};
        const auto fields = desk().draft(bound);
        CPPUNIT_ASSERT_EQUAL(std::string("CPU over 90 %"), told(fields, "Description"));
        CPPUNIT_ASSERT_EQUAL(std::string("2-Significant/Large"), told(fields, "Impact"));
        CPPUNIT_ASSERT_EQUAL(std::string("Cloud Operations"), told(fields, "Assigned Group"));
        CPPUNIT_ASSERT_EQUAL(std::string("AST:ComputerSystem"), told(fields, "z1D_CI_FormName"));
        CPPUNIT_ASSERT_EQUAL(key, told(fields, "Vendor Ticket Number"));
        bound.impact = 5;
        CPPUNIT_ASSERT(has(told(desk().draft(bound), "not possible"), "impact_values"));
        CPPUNIT_ASSERT(harness_->calls().empty());
    }

    void an_item_is_bound_by_what_the_cmdb_says_of_it() {
        const std::string ci = harness_->add_ci({"", "web-1", "", ""});
        const std::string id = opened();
        CPPUNIT_ASSERT(desk().bind(id, {ci, "an older name", "", ""}));
        CPPUNIT_ASSERT_EQUAL(std::string("web-1"), held(id, "HPD_CI"));
        CPPUNIT_ASSERT_EQUAL(std::string("BMC_COMPUTERSYSTEM"), held(id, "HPD_CI_FormName"));
        CPPUNIT_ASSERT_EQUAL(ci, held(id, "HPD_CI_ReconID"));
        harness_->change(ci, "MarkAsDeleted", "Yes");
        CPPUNIT_ASSERT(has(error_of(desk().bind(id, {ci, "", "", ""})).message, "no configuration item"));
        CPPUNIT_ASSERT(error_of(desk().bind(id, {"x\" OR 'Name' = \"web-1", "", "", ""})).fault == Fault::refused);
    }

    void an_incident_tells_of_the_item_it_was_opened_without() {
        NewIncident bound = incident;
        bound.ci = ConfigurationItem{"REGAA-gone", "web-1", "BMC_COMPUTERSYSTEM", ""};
        const std::string id = value_of(desk().open(bound)).id;
        CPPUNIT_ASSERT_EQUAL(
            std::string("Rule: cpu-high\n\nOpened without its configuration item web-1: the CMDB has it "
                        "no longer."),
            harness_->held(id).description);
        Json::Value forbidden(Json::arrayValue);
        forbidden.append("BMC_BaseElement");
        harness_->set("forbidden", forbidden);
        bound.key = "azm-2";
        CPPUNIT_ASSERT(has(harness_->held(value_of(desk().open(bound)).id).description, "permission for the class"));
    }

    void rules_are_asked_in_turn() {
        const std::string ci = harness_->add_ci({"", "web-1", "", ""});
        CPPUNIT_ASSERT(found_by_id().empty());
        harness_->change(ci, "TokenId", web_1);
        CPPUNIT_ASSERT_EQUAL(ci, found_by_id());
        const std::string cloud = harness_->add_ci({"", "web-1", "", ""});
        harness_->change(cloud, "class", "BMC_CloudInstance");
        harness_->change(cloud, "CloudId", web_1);
        CPPUNIT_ASSERT_EQUAL(cloud, found_by_id());
    }

    void a_class_that_this_site_has_not_does_not_hinder_the_other_rules() {
        auto rules = harness_->settings.ci_rules();
        rules.front().ci_class = "BMC_Elsewhere";
        harness_->settings.options["ci_rules"] = rules;
        const auto desk = harness_->another();
        const std::string ci = harness_->add_ci({"", "web-1", "", ""});
        const Error none = error_of(desk->find_ci({By::resource_id, lower(web_1)}));
        CPPUNIT_ASSERT(none.fault == Fault::refused && has(none.message, "BMC_Elsewhere") &&
                       has(none.message, "\"ci_rules\""));
        harness_->change(ci, "TokenId", web_1);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, value_of(desk->find_ci({By::resource_id, lower(web_1)})).size());
    }

    void deleted_and_unreconciled_items_are_left_out() {
        const std::string ci = harness_->add_ci({"", "web-1", "", web_1});
        CPPUNIT_ASSERT_EQUAL(ci, found_by_id());
        harness_->change(ci, "MarkAsDeleted", "Yes");
        CPPUNIT_ASSERT_EQUAL(std::string(), found_by_id());
        harness_->change(ci, "MarkAsDeleted", "No");
        CPPUNIT_ASSERT_EQUAL(ci, found_by_id());
        harness_->change(ci, "ReconciliationIdentity", "0");
        CPPUNIT_ASSERT_EQUAL(std::string(), found_by_id());
    }

    void items_that_were_not_asked_for_are_left_out() {
        harness_->add_ci({"", "web-2", "", web_1 + "2"});
        harness_->set("drops_queries", true);
        CPPUNIT_ASSERT_EQUAL(std::string(), found_by_id());
        CPPUNIT_ASSERT(value_of(desk().find_ci({By::name, "web-1"})).empty());
        const std::string ci = harness_->add_ci({"", "web-1", "", web_1});
        CPPUNIT_ASSERT_EQUAL(ci, found_by_id());
        // The same for the item that an incident is to be bound to.
        harness_->remove_ci(ci);
        CPPUNIT_ASSERT(error_of(desk().bind(opened(), {ci, "", "", ""})).fault == Fault::refused);
    }

    void ids_in_lower_case_are_found_where_the_database_minds_case() {
        harness_->set("case_blind", false);
        const std::string ci = harness_->add_ci({"", "web-1", "", lower(web_1)});
        CPPUNIT_ASSERT_EQUAL(ci, value_of(desk().find_ci({By::resource_id, web_1})).front().id);
        CPPUNIT_ASSERT_EQUAL(ci, value_of(desk().find_ci({By::name, "WEB-1"})).front().id);
    }

    void an_id_within_a_text_is_found_by_a_rule_that_says_so() {
        harness_->settings.options["ci_rules"] =
            std::vector<CiRule>{{By::resource_id, "BMC_BaseElement", "Description", CiRule::Match::contains}};
        const auto desk = harness_->another();
        const std::string ci = harness_->add_ci({"", "web-1", "", ""});
        harness_->change(ci, "Description", "Shop, id " + web_1 + ".");
        harness_->change(harness_->add_ci({"", "web-10", "", ""}), "Description", web_1 + "0");
        const auto found = value_of(desk->find_ci({By::resource_id, lower(web_1)}));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, found.size());
        CPPUNIT_ASSERT_EQUAL(ci, found.front().id);
        CPPUNIT_ASSERT(value_of(desk->find_ci({By::resource_id, lower(web_1.substr(0, 40)) + "%"})).empty());
    }

    void quotes_and_wildcards_are_part_of_what_is_looked_for() {
        const std::vector<std::string> names{"a\" OR 'Name' != \"b", "\"", "'", "100%", "a_b", "[a]", "a & b = c"};
        for (const std::string& name : names) {
            const std::string ci = harness_->add_ci({"", name, "", ""});
            const auto found = value_of(desk().find_ci({By::name, name}));
            CPPUNIT_ASSERT_EQUAL_MESSAGE(name, std::size_t{1}, found.size());
            CPPUNIT_ASSERT_EQUAL(ci, found.front().id);
            CPPUNIT_ASSERT(desk().bind(value_of(desk().open(incident)).id, found.front()));
        }
    }

    void a_name_too_long_to_ask_for_is_refused() {
        const Error error = error_of(desk().find_ci({By::name, std::string(5'000, 'x')}));
        CPPUNIT_ASSERT(error.fault == Fault::refused && has(error.message, "longer than gateways"));
        CPPUNIT_ASSERT(value_of(desk().find_ci({By::name, std::string(1'000, 'x')})).empty());
    }

private:
    std::string opened() { return value_of(desk().open(incident)).id; }
    static NewIncident other_incident() {
        NewIncident other = incident;
        other.key = "azm-other";
        return other;
    }
    std::string held(const std::string& id, const char* field) { return harness_->fields_of(id)[field].asString(); }
    std::string found_by_id() {
        const auto found = value_of(desk().find_ci({By::resource_id, lower(web_1)}));
        return found.empty() ? std::string() : found.front().id;
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(HelixIncidents);

}  // namespace secure_export::contract
