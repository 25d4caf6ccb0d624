// The lifecycle of incidents in iTop, and what people did meanwhile.
#include "tests/contract/itop_contract_fixture.h"

namespace secure_export::contract {

using What = Resolution::What;

class ItopPeople : public ItopTest {
    CPPUNIT_TEST_SUITE(ItopPeople);
    CPPUNIT_TEST(from_each_state_the_right_stimulus_resolves);
    CPPUNIT_TEST(an_escalated_incident_is_assigned_as_configured_before_it_is_resolved);
    CPPUNIT_TEST(what_waits_for_approval_is_left_open_with_the_reason);
    CPPUNIT_TEST(a_site_with_user_requests_alone_is_worked_on);
    CPPUNIT_TEST(whom_people_assigned_stays_assigned);
    CPPUNIT_TEST(a_team_that_does_not_exist_names_its_setting);
    CPPUNIT_TEST(who_resolves_while_we_do_was_quicker);
    CPPUNIT_TEST(who_puts_it_on_hold_while_we_resolve_does_not_hinder_that);
    CPPUNIT_TEST(who_closes_it_while_we_reopen_has_closed_it);
    CPPUNIT_TEST(after_a_reopening_the_solution_is_a_new_one);
    CPPUNIT_TEST(a_note_that_was_written_already_is_not_written_again);
    CPPUNIT_TEST(a_closed_incident_takes_neither_note_nor_configuration_item);
    CPPUNIT_TEST(a_key_that_begins_another_key_does_not_find_it);
    CPPUNIT_TEST(who_quotes_our_key_in_another_incident_does_not_make_it_ours);
    CPPUNIT_TEST(of_several_incidents_with_our_key_the_oldest_open_else_the_newest_is_found);
    CPPUNIT_TEST(a_log_that_is_told_as_html_alone_is_read);
    CPPUNIT_TEST(what_iTop_linked_by_itself_is_bound_already);
    CPPUNIT_TEST(binding_leaves_what_people_linked);
    CPPUNIT_TEST(the_item_that_was_wrong_is_marked_as_not_impacted);
    CPPUNIT_TEST(a_configuration_item_that_vanishes_while_we_open_does_not_hinder_that);
    CPPUNIT_TEST_SUITE_END();

public:
    void from_each_state_the_right_stimulus_resolves() {
        for (const char* status : {"new", "assigned", "pending", "escalated_ttr", "escalated_tto", "approved"}) {
            const std::string key = "azm-" + std::to_string(++count_);
            const std::string id = value(desk().open(itop_incident(key))).id;
            change(id, std::string(R"({"status": ")") + status + "\"}");
            CPPUNIT_ASSERT_MESSAGE(status, value(desk().get(id)).state == IncidentState::open);
            CPPUNIT_ASSERT_MESSAGE(status, value(desk().resolve(id, "over")).what == What::resolved);
            CPPUNIT_ASSERT_EQUAL(std::string("over"), harness->held(id).resolution);
        }
    }

    void an_escalated_incident_is_assigned_as_configured_before_it_is_resolved() {
        const std::string id = opened();
        change(id, R"({"status": "escalated_tto"})");
        harness->settings.options["team"] = std::string("Helpdesk");
        const auto configured = with("agent", std::string("SELECT Person WHERE name = 'Poe'"));
        CPPUNIT_ASSERT(value(configured->resolve(id, "over")).what == What::resolved);
        assert_assigned(id, "1", "2");
    }

    void what_waits_for_approval_is_left_open_with_the_reason() {
        const std::string id = opened();
        change(id, R"({"status": "waiting_for_approval"})");
        const Resolution left = value(desk().resolve(id, "over"));
        CPPUNIT_ASSERT(left.what == What::left_open);
        assert_holds(left.why, "waiting_for_approval");
        CPPUNIT_ASSERT(value(desk().get(id)).state == IncidentState::open);
        change(id, R"({"status": "rejected"})");
        CPPUNIT_ASSERT(value(desk().resolve(id, "over")).what == What::already_over);
    }

    void a_site_with_user_requests_alone_is_worked_on() {
        set(R"({"ticket_class": "UserRequest", "assign_mandatory": ["request_type"]})");
        assert_holds(said(desk().open(itop_incident()), Fault::refused), "\"class\"");
        const auto simple = with("class", std::string("UserRequest"));
        assert_holds(said(simple->open(itop_incident()), Fault::refused), "the setting \"origin\"");
        const auto silent = with("origin", std::string());
        const std::string id = value(silent->open(itop_incident())).id;
        change(id, R"({"status": "escalated_tto"})");
        const std::string message = said(silent->resolve(id, "over"), Fault::refused);
        assert_holds(message, "request_type");
        assert_holds(message, "\"fields\"");
        const auto mended = with("fields", FieldMap{{"request_type", "incident"}});
        CPPUNIT_ASSERT(value(mended->resolve(id, "over")).what == What::resolved);
        CPPUNIT_ASSERT_EQUAL(std::string("incident"), held_field(id, "request_type"));
        CPPUNIT_ASSERT_EQUAL(id, value(mended->find(itop_key))->id);
        CPPUNIT_ASSERT(value(mended->reopen(id, "back")) == Reopening::reopened);
        CPPUNIT_ASSERT(holds(value(mended->get(id)).url, "class=UserRequest"));
    }

    void whom_people_assigned_stays_assigned() {
        const std::string id = opened();
        change(id, R"({"status": "escalated_tto", "agent_id": "2"})");
        harness->settings.options["team"] = std::string("1");
        const auto configured = with("agent", std::string("1"));
        CPPUNIT_ASSERT(value(configured->resolve(id, "over")).what == What::resolved);
        assert_assigned(id, "0", "2");
    }

    void a_team_that_does_not_exist_names_its_setting() {
        const std::string id = opened();
        change(id, R"({"status": "escalated_tto"})");
        assert_holds(said(with("team", std::string("Nobody"))->resolve(id, "over"), Fault::refused),
                     "the setting \"team\"");
        CPPUNIT_ASSERT(value(with("team", std::string("Helpdesk"))->resolve(id, "over")).what == What::resolved);
    }

    void who_resolves_while_we_do_was_quicker() {
        const std::string id = opened();
        change(id, R"({"status": "assigned"})");
        set(R"({"quicker": [{"status": "closed", "solution": "by people"}]})");
        quiet_about_closed_ = true;
        CPPUNIT_ASSERT(value(desk().resolve(id, "over")).what == What::already_over);
        CPPUNIT_ASSERT_EQUAL(std::string("by people"), harness->held(id).resolution);
    }

    void who_puts_it_on_hold_while_we_resolve_does_not_hinder_that() {
        const std::string id = opened();
        change(id, R"({"status": "assigned"})");
        set(R"({"quicker": [{"status": "pending"}]})");
        CPPUNIT_ASSERT(value(desk().resolve(id, "over")).what == What::resolved);
    }

    void who_closes_it_while_we_reopen_has_closed_it() {
        const std::string id = opened();
        harness->set_state(id, IncidentState::resolved);
        set(R"({"quicker": [{"status": "closed"}]})");
        quiet_about_closed_ = true;
        CPPUNIT_ASSERT(value(desk().reopen(id, "back")) == Reopening::not_possible);
        CPPUNIT_ASSERT(harness->held(id).notes.empty());
    }

    void after_a_reopening_the_solution_is_a_new_one() {
        const std::string id = opened();
        value(desk().resolve(id, "over"));
        value(desk().reopen(id, "back"));
        value(desk().resolve(id, ""));
        CPPUNIT_ASSERT(!harness->held(id).resolution.empty() && harness->held(id).resolution != "over");
    }

    void a_note_that_was_written_already_is_not_written_again() {
        const std::string id = opened();
        const std::string text = "Azure Monitor: fired again 2026-11-22 03:04:05 UTC";
        harness->trouble_next_call(Trouble::answer_lost);
        said(desk().note(id, text), Fault::unavailable);
        done(desk().note(id, text));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, harness->held(id).notes.size());
        done(desk().note(id, text + ", and more"));
        done(desk().note(id, text.substr(0, text.size() - 4)));  // part of a note that is there
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, harness->held(id).notes.size());
    }

    void a_closed_incident_takes_neither_note_nor_configuration_item() {
        const std::string id = opened();
        const ConfigurationItem ci{harness->add_ci({"", "web-1", "Server", ""}), "web-1", "Server", ""};
        harness->set_state(id, IncidentState::closed);
        assert_holds(said(desk().note(id, "late"), Fault::refused), "is closed");
        assert_holds(said(desk().bind(id, ci), Fault::refused), "is closed");
        harness->set_state(id, IncidentState::resolved);
        done(desk().note(id, "late"));
        done(desk().bind(id, ci));
    }

    void a_key_that_begins_another_key_does_not_find_it() {
        const std::string longer = value(desk().open(itop_incident("azm-1-2"))).id;
        CPPUNIT_ASSERT(!value(desk().find("azm-1")));
        const std::string shorter = value(desk().open(itop_incident("azm-1"))).id;
        CPPUNIT_ASSERT(longer != shorter);
        CPPUNIT_ASSERT_EQUAL(shorter, value(desk().find("azm-1"))->id);
        CPPUNIT_ASSERT_EQUAL(longer, value(desk().find("azm-1-2"))->id);
    }

    void who_quotes_our_key_in_another_incident_does_not_make_it_ours() {
        const std::string other = value(desk().open(itop_incident("azm-2"))).id;
        change(other, R"({"add_log": "<p>See the other one: alert key azm-1.</p>"})");
        CPPUNIT_ASSERT(!value(desk().find("azm-1")));
        const std::string own = value(desk().open(itop_incident("azm-1"))).id;
        CPPUNIT_ASSERT(own != other);
        CPPUNIT_ASSERT_EQUAL(own, value(desk().find("azm-1"))->id);
    }

    void of_several_incidents_with_our_key_the_oldest_open_else_the_newest_is_found() {
        set(R"({"extension": "azure_key"})");
        const auto extended = with("correlation_field", std::string("azure_key"));
        std::vector<std::string> ids;
        for (const char* key : {"azm-1", "azm-2", "azm-3"}) ids.push_back(value(extended->open(itop_incident(key))).id);
        for (const std::string& id : ids) change(id, R"({"azure_key": "azm-1"})");
        CPPUNIT_ASSERT_EQUAL(ids[0], value(extended->find("azm-1"))->id);
        harness->set_state(ids[0], IncidentState::resolved);
        CPPUNIT_ASSERT_EQUAL(ids[1], value(extended->find("azm-1"))->id);
        harness->set_state(ids[1], IncidentState::closed);
        harness->set_state(ids[2], IncidentState::closed);
        CPPUNIT_ASSERT_EQUAL(ids[2], value(extended->find("azm-1"))->id);
    }

    void a_log_that_is_told_as_html_alone_is_read() {
        set(R"({"log_is_html_only": true})");
        const std::string id = opened();
        CPPUNIT_ASSERT_EQUAL(id, value(desk().find(itop_key))->id);
    }

    void what_iTop_linked_by_itself_is_bound_already() {
        const ConfigurationItem host{harness->add_ci({"", "host", "Hypervisor", ""}), "host", "Hypervisor", ""};
        const ConfigurationItem web{harness->add_ci({"", "web-1", "VirtualMachine", ""}), "web-1", "VirtualMachine",
                                    ""};
        set((R"({"dependents": {")" + host.id + R"(": [")" + web.id + R"("]}})").c_str());
        const std::string id = opened();
        done(desk().bind(id, host));
        done(desk().bind(id, web));
        CPPUNIT_ASSERT_EQUAL(host.id, harness->held(id).ci);
    }

    void binding_leaves_what_people_linked() {
        NewIncident bound = itop_incident();
        const std::string first = harness->add_ci({"", "web-1", "Server", ""});
        bound.ci = ConfigurationItem{first, "web-1", "Server", ""};
        const std::string id = value(desk().open(bound)).id;
        const std::string second = harness->add_ci({"", "web-2", "Server", ""});
        done(desk().bind(id, {second, "web-2", "Server", ""}));
        harness->remove_ci(second);
        CPPUNIT_ASSERT_EQUAL(first, harness->held(id).ci);
    }

    void the_item_that_was_wrong_is_marked_as_not_impacted() {
        const ConfigurationItem wrong{harness->add_ci({"", "web-1", "Server", ""}), "web-1", "Server", ""};
        const ConfigurationItem right{harness->add_ci({"", "web-1", "VirtualMachine", ""}), "web-1", "VirtualMachine",
                                      ""};
        const ConfigurationItem other{harness->add_ci({"", "db-1", "Server", ""}), "db-1", "Server", ""};
        NewIncident bound = itop_incident();
        bound.ci = wrong;
        const std::string id = value(desk().open(bound)).id;
        done(desk().bind(id, other));  // a person's
        for (int time = 1; time <= 2; ++time)
            CPPUNIT_ASSERT(value(desk().rebind(id, wrong, right)) == Rebound::replaced);
        CPPUNIT_ASSERT_EQUAL(std::string("manual"), impact(id, right.id));
        CPPUNIT_ASSERT_EQUAL(std::string("not_impacted"), impact(id, wrong.id));
        CPPUNIT_ASSERT_EQUAL(std::string("manual"), impact(id, other.id));
        // Of what iTop concludes from the new item nothing is changed.
        const ConfigurationItem host{harness->add_ci({"", "host", "Hypervisor", ""}), "host", "Hypervisor", ""};
        set((R"({"dependents": {")" + host.id + R"(": [")" + wrong.id + R"("]}})").c_str());
        const std::string second = opened("azm-2");
        done(desk().bind(second, host));
        CPPUNIT_ASSERT(value(desk().rebind(second, wrong, host)) == Rebound::replaced);
        CPPUNIT_ASSERT_EQUAL(std::string("computed"), impact(second, wrong.id));
        CPPUNIT_ASSERT(value(desk().rebind(second, {"gone", "x", "", ""}, right)) == Rebound::replaced);
        said(desk().rebind(second, host, {"999999", "x", "", ""}), Fault::refused);
        CPPUNIT_ASSERT_EQUAL(std::string("manual"), impact(second, host.id));
    }

    void a_configuration_item_that_vanishes_while_we_open_does_not_hinder_that() {
        NewIncident bound = itop_incident();
        bound.ci = ConfigurationItem{harness->add_ci({"", "web-1", "Server", ""}), "web-1", "Server", ""};
        set((R"({"vanishing": ")" + bound.ci->id + "\"}").c_str());
        DeskIncident opened = value(desk().open(bound));
        CPPUNIT_ASSERT_EQUAL(std::string(), harness->held(opened.id).ci);
        CPPUNIT_ASSERT(opened.ci_linked == std::optional(false));
        bound.key = "azm-2";
        bound.ci->id = "not one of iTop's";
        opened = value(desk().open(bound));
        CPPUNIT_ASSERT_EQUAL(std::string(), harness->held(opened.id).ci);
        CPPUNIT_ASSERT(opened.ci_linked == std::optional(false));
        bound.key = "azm-3";
        bound.ci->id = harness->add_ci({"", "web-1", "Server", ""});
        CPPUNIT_ASSERT(value(desk().open(bound)).ci_linked == std::optional(true));
        CPPUNIT_ASSERT(!value(desk().open(bound)).ci_linked);  // was there already: not told
        CPPUNIT_ASSERT(!value(desk().open(itop_incident("azm-4"))).ci_linked);
    }

    void tearDown() override {
        // The stand-in cannot know that the person came between our reading and our writing.
        for (const std::string& complaint : harness->complaints())
            if (!quiet_about_closed_ || complaint != "a closed incident was written") CPPUNIT_FAIL(complaint);
    }

private:
    void assert_assigned(const std::string& id, const std::string& team, const std::string& agent) {
        CPPUNIT_ASSERT_EQUAL(team, held_field(id, "team"));
        CPPUNIT_ASSERT_EQUAL(agent, held_field(id, "agent"));
    }

    std::string impact(const std::string& id, const std::string& ci) {
        Json::Value order(Json::objectValue);
        order["id"] = id;
        return harness->order("held", order)["links"][ci].asString();
    }

    int count_ = 0;
    bool quiet_about_closed_ = false;
};
CPPUNIT_TEST_SUITE_REGISTRATION(ItopPeople);

}  // namespace secure_export::contract
