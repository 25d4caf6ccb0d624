// Long: one suite over one stand.
// What people do in ServiceNow meanwhile, configuration items, texts for operators.

#include <algorithm>

#include "tests/contract/servicenow_contract_harness.h"

namespace secure_export::contract {
namespace {

using What = Resolution::What;

const std::string web_1 =
    "/subscriptions/0b1f6471/resourcegroups/shop/providers/microsoft.compute/virtualmachines/web-1";
const std::string group(32, 'a');

}  // namespace

class ServiceNowPeople : public ServiceNowTest {
    CPPUNIT_TEST_SUITE(ServiceNowPeople);
    CPPUNIT_TEST(an_incident_on_hold_stays_there_until_it_is_resolved);
    CPPUNIT_TEST(a_cancelled_incident_is_over_and_nothing_is_written_to_it);
    CPPUNIT_TEST(what_people_own_is_left_alone);
    CPPUNIT_TEST(the_close_notes_and_code_of_people_stay);
    CPPUNIT_TEST(a_note_whose_answer_was_lost_is_there_once_where_our_account_may_read_notes);
    CPPUNIT_TEST(the_fields_of_a_route_take_the_place_of_the_desks_own);
    CPPUNIT_TEST(a_field_that_the_table_does_not_have_is_told_in_the_incident);
    CPPUNIT_TEST(people_who_are_quicker_are_respected);
    CPPUNIT_TEST(a_refusal_with_another_reason_remains_one);
    CPPUNIT_TEST(a_business_rule_that_keeps_the_state_is_told);
    CPPUNIT_TEST(of_several_incidents_with_our_key_the_oldest_open_one_counts_else_the_newest);
    CPPUNIT_TEST(a_key_in_other_letters_is_not_ours);
    CPPUNIT_TEST(a_key_that_could_be_part_of_a_query_is_not_asked_for);
    CPPUNIT_TEST(a_configuration_item_that_could_be_part_of_a_query_is_not_asked_for);
    CPPUNIT_TEST(a_condition_that_is_dropped_binds_nothing);
    CPPUNIT_TEST(a_retired_configuration_item_is_passed_over);
    CPPUNIT_TEST(rules_are_asked_in_turn_and_a_text_may_contain_the_resource_id);
    CPPUNIT_TEST(a_tag_leads_to_its_configuration_item);
    CPPUNIT_TEST(binding_to_what_is_bound_already_writes_nothing);
    CPPUNIT_TEST(a_draft_is_what_is_sent);
    CPPUNIT_TEST(an_incident_has_a_page);
    CPPUNIT_TEST(references_that_come_with_their_links_are_read_too);
    CPPUNIT_TEST(an_incident_that_is_opened_again_gets_the_configured_state);
    CPPUNIT_TEST(the_first_note_says_what_our_key_is_for);
    CPPUNIT_TEST_SUITE_END();

public:
    void the_first_note_says_what_our_key_is_for() {
        CPPUNIT_ASSERT_EQUAL("Alert key " + key +
                                 " in the field \"correlation_id\": by it the incident is found when the alert fires "
                                 "again or is resolved. Please leave it there.",
                             held_field(value(desk().open(incident())).id, "first_note"));
    }

    void an_incident_on_hold_stays_there_until_it_is_resolved() {
        const std::string id = value(desk().open(incident())).id;
        people_change(id, R"({"state": "3", "hold_reason": "1"})");
        CPPUNIT_ASSERT(value(desk().get(id)).state == IncidentState::open);
        done(desk().note(id, "again"));
        CPPUNIT_ASSERT(value(desk().reopen(id, "again")) == Reopening::was_open);
        CPPUNIT_ASSERT_EQUAL(std::string("3"), held_field(id, "state"));
        CPPUNIT_ASSERT(value(desk().resolve(id, "over")).what == What::resolved);
    }

    void a_cancelled_incident_is_over_and_nothing_is_written_to_it() {
        const std::string id = value(desk().open(incident())).id;
        people_change(id, R"({"state": "8"})");
        const Resolution over = value(desk().resolve(id, "over"));
        CPPUNIT_ASSERT(over.what == What::already_over);
        CPPUNIT_ASSERT_EQUAL(std::string("INC0000001 is Canceled"), over.why);
        CPPUNIT_ASSERT(value(desk().reopen(id, "back")) == Reopening::not_possible);
        failed(desk().note(id, "remark"), Fault::refused, {"INC0000001 is Canceled"});
        failed(desk().bind(id, {harness_->add_ci({"", "web-1", "", ""}), "web-1", "", ""}), Fault::refused,
               {"INC0000001 is Canceled"});
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, calls("PATCH"));
    }

    void what_people_own_is_left_alone() {
        harness_->settings.options["resolve_fields"] = FieldMap{{"assigned_to", std::string(32, 'e')}};
        const auto other = with("reopen_state", std::string("2"));
        const std::string id = value(other->open(incident())).id;
        people_change(id, R"({"assigned_to": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd", "urgency": "3", "impact": "3",
                              "short_description": "known", "description": "known", "assignment_group": "g"})");
        done(other->note(id, "again"));
        value(other->resolve(id, "over"));
        value(other->reopen(id, "back"));
        done(other->bind(id, {harness_->add_ci({"", "web-1", "", ""}), "web-1", "", ""}));
        for (const auto& [field, kept] : FieldMap{{"assigned_to", "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd"},
                                                  {"urgency", "3"},
                                                  {"impact", "3"},
                                                  {"short_description", "known"},
                                                  {"description", "known"},
                                                  {"assignment_group", "g"}})
            CPPUNIT_ASSERT_EQUAL(kept, held_field(id, field.c_str()));
    }

    void the_close_notes_and_code_of_people_stay() {
        const std::string id = opened(key);
        people_change(id, R"({"close_notes": "Replaced the fan", "close_code": "Workaround provided"})");
        CPPUNIT_ASSERT(value(desk().resolve(id, "Azure says so.")).what == What::resolved);
        CPPUNIT_ASSERT_EQUAL(std::string("Replaced the fan\n\nAzure says so."), held_field(id, "close_notes"));
        CPPUNIT_ASSERT_EQUAL(std::string("Workaround provided"), held_field(id, "close_code"));
        // Fields of the operator's add to people's too, and never replace them.
        const auto other =
            with("resolve_fields", FieldMap{{"close_notes", "By the bridge."}, {"close_code", "Resolved by caller"}});
        const std::string second = opened("azm-2"), third = opened("azm-3");
        people_change(second, R"({"close_notes": "Mine.", "close_code": "Workaround provided"})");
        value(other->resolve(second, "over"));
        value(other->resolve(third, "over"));
        CPPUNIT_ASSERT_EQUAL(std::string("Mine.\n\nBy the bridge."), held_field(second, "close_notes"));
        CPPUNIT_ASSERT_EQUAL(std::string("Workaround provided"), held_field(second, "close_code"));
        CPPUNIT_ASSERT_EQUAL(std::string("By the bridge."), held_field(third, "close_notes"));
        CPPUNIT_ASSERT_EQUAL(std::string("Resolved by caller"), held_field(third, "close_code"));
    }

    void a_note_whose_answer_was_lost_is_there_once_where_our_account_may_read_notes() {
        const std::string id = opened(key);
        harness_->trouble_next_call(Trouble::answer_lost);
        failed(desk().note(id, "fired again"), Fault::unavailable, {"desk \"snow\""});
        for (int i = 0; i < 2; ++i) done(desk().note(id, "fired again"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, harness_->held(id).notes.size());
        done(desk().note(id, "fired again later"));
        done(desk().note(opened("azm-2"), "fired again"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, harness_->held(id).notes.size());
        // For others they are written unseen.
        set(R"({"unreadable_tables": ["sys_journal_field"]})");
        for (int i = 0; i < 2; ++i) done(desk().note(id, "unseen"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{4}, harness_->held(id).notes.size());
    }

    void the_fields_of_a_route_take_the_place_of_the_desks_own() {
        const auto other = with("fields", FieldMap{{"assignment_group", group}, {"category", "inquiry"}});
        NewIncident routed = incident();
        routed.fields.values = {{"category", "network"}, {"correlation_id", "mine"}};
        const std::string id = value(other->open(routed)).id;
        CPPUNIT_ASSERT_EQUAL(std::string("network"), held_field(id, "category"));
        CPPUNIT_ASSERT_EQUAL(group, held_field(id, "assignment_group"));
        CPPUNIT_ASSERT_EQUAL(key, held_field(id, "correlation_id"));
        for (const auto& [name, sent] : other->draft(routed)) CPPUNIT_ASSERT_EQUAL(sent, held_field(id, name.c_str()));
    }

    void a_field_that_the_table_does_not_have_is_told_in_the_incident() {
        opened("azm-of-before");
        set(R"({"tolerant": true})");
        NewIncident routed = incident();
        routed.fields.values = {{"asignment_group", group}, {"category", "network"}};
        for (const char* its_key : {"azm-1", "azm-2"}) {
            routed.key = its_key;
            const std::string id = value(desk().open(routed)).id;
            CPPUNIT_ASSERT_EQUAL(std::string("network"), held_field(id, "category"));
            CPPUNIT_ASSERT_EQUAL(std::size_t{1}, harness_->held(id).notes.size());
            const std::string note = harness_->held(id).notes.front();
            CPPUNIT_ASSERT_MESSAGE(
                note, note.find("asignment_group:") != std::string::npos && note.find("category") == std::string::npos);
        }
        routed.fields.values.erase("asignment_group");
        routed.key = "azm-3";
        CPPUNIT_ASSERT(harness_->held(value(desk().open(routed)).id).notes.empty());
    }

    void people_who_are_quicker_are_respected() {
        const std::string ci = harness_->add_ci({"", "web-1", "", ""});
        const std::string closed = R"({"state": "7"})", deleted = "null";
        auto fresh = [&, count = 0]() mutable { return opened("azm-" + std::to_string(++count)); };
        std::string id = fresh();
        people_change_meanwhile(id, closed);
        CPPUNIT_ASSERT(value(desk().resolve(id, "over")).what == What::already_over);
        id = fresh();
        people_change_meanwhile(id, deleted);
        CPPUNIT_ASSERT(value(desk().resolve(id, "over")).what == What::gone);
        id = fresh();
        people_change_meanwhile(id, closed);
        failed(desk().note(id, "again"), Fault::refused, {"is Closed"});
        id = fresh();
        people_change_meanwhile(id, deleted);
        failed(desk().note(id, "again"), Fault::refused, {"no such incident"});
        id = fresh();
        people_change_meanwhile(id, closed);
        failed(desk().bind(id, {ci, "web-1", "", ""}), Fault::refused, {"is Closed"});
        for (const std::string& meanwhile : {closed, deleted}) {
            id = fresh();
            harness_->set_state(id, IncidentState::resolved);
            people_change_meanwhile(id, meanwhile);
            CPPUNIT_ASSERT(value(desk().reopen(id, "back")) == Reopening::not_possible);
        }
    }

    void a_refusal_with_another_reason_remains_one() {
        const std::string id = opened(key);
        set(R"({"mandatory": ["category"]})");
        failed(desk().note(id, "again"), Fault::refused, {"mandatory: category", "data policies"});
        // Somebody resolves it meanwhile, which does not make the note written.
        people_change_meanwhile(id, R"({"state": "6"})");
        failed(desk().note(id, "again"), Fault::refused, {"mandatory: category"});
        failed(desk().reopen(id, "back"), Fault::refused, {"mandatory: category"});
        // Somebody opens it again meanwhile, which is what was wanted.
        people_change_meanwhile(id, R"({"state": "2"})");
        CPPUNIT_ASSERT(value(desk().reopen(id, "back")) == Reopening::was_open);
        CPPUNIT_ASSERT(harness_->held(id).notes.empty());
    }

    void a_business_rule_that_keeps_the_state_is_told() {
        const std::string id = opened(key);
        set(R"({"stubborn": true})");
        const Resolution left = value(desk().resolve(id, "over"));
        CPPUNIT_ASSERT(left.what == What::left_open);
        CPPUNIT_ASSERT_MESSAGE(left.why, left.why.find("INC0000001 New") != std::string::npos);
        harness_->set_state(id, IncidentState::resolved);
        failed(desk().reopen(id, "back"), Fault::refused, {"INC0000001 Resolved", "\"reopen_state\""});
    }

    void of_several_incidents_with_our_key_the_oldest_open_one_counts_else_the_newest() {
        std::vector<std::string> ids;
        for (const char* one : {"1", "2", "3"}) {
            ids.push_back(opened(std::string("azm-") + one));
            people_change(ids.back(), R"({"sys_created_on": "2026-01-0)" + std::string(one) + R"( 10:00:00"})");
        }
        for (const std::string& id : ids) people_change(id, R"({"correlation_id": ")" + key + "\"}");
        CPPUNIT_ASSERT_EQUAL(ids[0], value(desk().find(key))->id);
        harness_->set_state(ids[0], IncidentState::closed);
        CPPUNIT_ASSERT_EQUAL(ids[1], value(desk().find(key))->id);
        harness_->set_state(ids[1], IncidentState::resolved);
        harness_->set_state(ids[2], IncidentState::closed);
        CPPUNIT_ASSERT_EQUAL(ids[2], value(desk().find(key))->id);
    }

    void a_key_in_other_letters_is_not_ours() {
        people_change(opened("azm-other"), R"({"correlation_id": "AZM-0123456789ABCDEF0123456789abcdef"})");
        CPPUNIT_ASSERT(!value(desk().find(key)));
        const std::string id = opened(key);
        CPPUNIT_ASSERT_EQUAL(id, value(desk().find(key))->id);
    }

    void a_key_that_could_be_part_of_a_query_is_not_asked_for() {
        for (const char* odd : {"", "a^ORstate=1", "a=b", "a b", "a,b", "javascript:gs.getUserID()", "a%25", "\xC3\xA4",
                                "a234567890a234567890a234567890a2345678901"}) {
            failed(desk().find(odd), Fault::invalid, {"key"});
            failed(desk().open(incident(odd)), Fault::invalid, {"key"});
        }
        CPPUNIT_ASSERT(harness_->calls().empty());
        value(desk().open(incident("a234567890a234567890a234567890a234567890")));
    }

    void a_configuration_item_that_could_be_part_of_a_query_is_not_asked_for() {
        const std::string plain = "O'Brien \"web\" 100% & more?#+ ; -- \\ \xC3\xA4";
        const std::string id = harness_->add_ci({"", plain, "", ""});
        for (const char* odd :
             {"", "  ", "web^ORname!=", "web^^1", "javascript:gs.getUserID()", "JavaScript:x", "a\nb"})
            CPPUNIT_ASSERT_MESSAGE(odd, found({CiQuery::By::name, odd}).empty());
        CPPUNIT_ASSERT(found({CiQuery::By::name, std::string(5000, 'x')}).empty());
        CPPUNIT_ASSERT(harness_->calls().empty());
        CPPUNIT_ASSERT_EQUAL(id, found({CiQuery::By::name, plain}).front().id);
    }

    void a_condition_that_is_dropped_binds_nothing() {
        harness_->add_ci({"", "web-1", "", web_1});
        set(R"({"tolerant": true})");
        const auto misspelt = with("ci_rules", rules("cmdb_ci", "objekt_id"));
        failed(misspelt->find_ci({CiQuery::By::resource_id, web_1}), Fault::refused,
               {"cmdb_ci", "objekt_id", "\"ci_rules\""});
        // Here the field is shown, but not searched.
        set(R"({"answer": [200, {}, {"result": [{"sys_id": "00000000000000000000000000000001", "name": "db",
                "sys_class_name": "x", "object_id": "/another", "correlation_id": ""}]}]})");
        CPPUNIT_ASSERT(
            value(with("ci_rules", rules("cmdb_ci", "object_id"))->find_ci({CiQuery::By::resource_id, web_1})).empty());
    }

    void a_retired_configuration_item_is_passed_over() {
        const std::string id = harness_->add_ci({"", "web-1", "", ""});
        people_change(id, R"({"install_status": "7"})");
        CPPUNIT_ASSERT(found({CiQuery::By::name, "web-1"}).empty());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1},
                             value(with("ci_filter", std::string())->find_ci({CiQuery::By::name, "web-1"})).size());
        people_change(id, R"({"install_status": "1"})");
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, found({CiQuery::By::name, "web-1"}).size());
    }

    void rules_are_asked_in_turn_and_a_text_may_contain_the_resource_id() {
        const std::string first = harness_->add_ci({"", "one", "cmdb_ci_server", ""});
        const std::string second = harness_->add_ci({"", "two", "cmdb_ci_server", ""});
        people_change(first, R"({"short_description": "Azure: )" + web_1 + R"(."})");
        people_change(second, R"({"short_description": "Azure: )" + web_1 + R"(0"})");
        auto asked = rules("cmdb_ci_vm_instance", "object_id");
        asked.push_back({CiQuery::By::resource_id, "cmdb_ci", "short_description", CiRule::Match::contains});
        const auto other = with("ci_rules", asked);
        auto cis = value(other->find_ci({CiQuery::By::resource_id, web_1}));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, cis.size());
        CPPUNIT_ASSERT_EQUAL(first, cis.front().id);
        CPPUNIT_ASSERT_EQUAL(std::string("cmdb_ci_server"), cis.front().ci_class);
        const std::string exact = harness_->add_ci({"", "three", "cmdb_ci_vm_instance", web_1});
        cis = value(other->find_ci({CiQuery::By::resource_id, web_1}));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, cis.size());
        CPPUNIT_ASSERT_EQUAL(exact, cis.front().id);
    }

    void a_tag_leads_to_its_configuration_item() {
        const std::string item = harness_->add_ci({"", "web-1", "", ""});
        set(R"({"in_tables": {"cmdb_key_value": [
                {"sys_id": "t1", "key": "azure-id", "value": ")" +
            web_1 + R"(", "configuration_item": ")" + item +
            R"(", "configuration_item.name": "web-1", "configuration_item.sys_class_name": "cmdb_ci_server"},
                {"sys_id": "t2", "key": "copy", "value": ")" +
            web_1 + R"(", "configuration_item": ")" + item + R"("}]}})");
        const auto cis =
            value(with("ci_rules", rules("cmdb_key_value", "value"))->find_ci({CiQuery::By::resource_id, web_1}));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, cis.size());  // two tags, one item
        CPPUNIT_ASSERT_EQUAL(item, cis.front().id);
        CPPUNIT_ASSERT_EQUAL(std::string("web-1"), cis.front().name);
        CPPUNIT_ASSERT_EQUAL(std::string("cmdb_ci_server"), cis.front().ci_class);
    }

    void binding_to_what_is_bound_already_writes_nothing() {
        const ConfigurationItem ci{harness_->add_ci({"", "web-1", "", ""}), "web-1", "", ""};
        const std::string id = opened(key);
        done(desk().bind(id, ci));
        harness_->set_state(id, IncidentState::closed);
        done(desk().bind(id, ci));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, calls("PATCH"));
    }

    void a_draft_is_what_is_sent() {
        const ConfigurationItem ci{harness_->add_ci({"", "web-1", "", ""}), "web-1", "", ""};
        NewIncident draft = incident();
        draft.title = std::string(200, 'x');
        draft.ci = ci;
        harness_->settings.options["title_limit"] = 20;
        const auto other = with("fields", FieldMap{{"assignment_group", group}, {"urgency", "2"}});
        const auto told = other->draft(draft);
        CPPUNIT_ASSERT(harness_->calls().empty());
        const std::string id = value(other->open(draft)).id;
        CPPUNIT_ASSERT_EQUAL(std::size_t{8}, told.size());
        for (const auto& [name, sent] : told) CPPUNIT_ASSERT_EQUAL(sent, held_field(id, name.c_str()));
        CPPUNIT_ASSERT_EQUAL(cut_to_characters(draft.title, 20), held_field(id, "short_description"));
        CPPUNIT_ASSERT_EQUAL(group, held_field(id, "assignment_group"));
    }

    void an_incident_has_a_page() {
        const DeskIncident opened = value(desk().open(incident()));
        const std::string address = harness_->settings.text("url");
        CPPUNIT_ASSERT_EQUAL(address + "/nav_to.do?uri=incident.do%3Fsys_id%3D" + opened.id, opened.url);
        const auto other = with("incident_url", std::string("https://desk.example/{{number}}/{{id}}"));
        CPPUNIT_ASSERT_EQUAL("https://desk.example/" + opened.number + "/" + opened.id,
                             value(other->get(opened.id)).url);
    }

    void references_that_come_with_their_links_are_read_too() {
        const std::string id = opened(key), ci = harness_->add_ci({"", "web-1", "", ""});
        set(R"({"answer": [200, {}, {"result": {"sys_id": ")" + id + R"(", "number": "INC0000001", "state": "2",
                "cmdb_ci": {"link": "https://instance/x", "value": ")" +
            ci + R"("}}}]})");
        done(desk().bind(id, {ci, "web-1", "", ""}));
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, calls("PATCH"));
    }

    void an_incident_that_is_opened_again_gets_the_configured_state() {
        const std::string id = opened(key);
        value(desk().resolve(id, "over"));
        CPPUNIT_ASSERT(value(with("reopen_state", std::string("1"))->reopen(id, "back")) == Reopening::reopened);
        CPPUNIT_ASSERT_EQUAL(std::string("1"), held_field(id, "state"));
    }

private:
    std::string opened(const std::string& its_key) { return value(desk().open(incident(its_key))).id; }
    std::vector<ConfigurationItem> found(const CiQuery& query) { return value(desk().find_ci(query)); }
    static std::vector<CiRule> rules(const char* table, const char* field) {
        return {{CiQuery::By::resource_id, table, field, CiRule::Match::equals}};
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ServiceNowPeople);

}  // namespace secure_export::contract
