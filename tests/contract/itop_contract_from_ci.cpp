// What an incident takes over from its configuration item: the options "assign_from_ci" and "priority_from_ci".

#include "tests/contract/itop_contract_fixture.h"

namespace secure_export::contract {

class ItopFromCi : public ItopTest {
    CPPUNIT_TEST_SUITE(ItopFromCi);
    CPPUNIT_TEST(nothing_is_read_unless_it_is_asked_for);
    CPPUNIT_TEST(the_team_among_the_contacts_is_set);
    CPPUNIT_TEST(the_person_among_the_contacts_is_set);
    CPPUNIT_TEST(what_fields_give_goes_before_the_item);
    CPPUNIT_TEST(none_several_or_an_obsolete_team_is_told);
    CPPUNIT_TEST(the_criticity_makes_the_incident_more_important);
    CPPUNIT_TEST(an_application_solution_counts_too);
    CPPUNIT_TEST(what_our_account_may_not_read_is_told_and_no_error);
    CPPUNIT_TEST(a_desk_in_trouble_is_for_later);
    CPPUNIT_TEST(a_check_tries_what_the_options_read);
    CPPUNIT_TEST_SUITE_END();

    NewIncident of_item() {
        NewIncident bound = itop_incident();
        bound.ci = ConfigurationItem{harness->add_ci({"", "web-1", "Server", ""}), "web-1", "Server", ""};
        return bound;
    }
    std::unique_ptr<Desk> assigning(const char* from) { return with("assign_from_ci", std::string(from)); }
    // {"Team" or "Person", id}, of the item.
    void contacts(const std::string& ci, const std::vector<std::pair<std::string, std::string>>& all) {
        std::string rows;
        for (const auto& [kind, id] : all)
            rows += std::string(rows.empty() ? "" : ",") + "[\"" + ci + "\",\"" + kind + "\",\"" + id + "\"]";
        set(("{\"contacts\": [" + rows + "]}").c_str());
    }
    static void remarks(const FromCi& added, std::initializer_list<std::string> parts) {
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, added.remarks.size());
        for (const std::string& part : parts) assert_holds(added.remarks.front(), part);
    }

    void nothing_is_read_unless_it_is_asked_for() {
        CPPUNIT_ASSERT(value(desk().from_ci(of_item())).remarks.empty());
        CPPUNIT_ASSERT(harness->calls().empty());
        CPPUNIT_ASSERT(value(assigning("owner")->from_ci(itop_incident())).remarks.empty());
    }

    void the_team_among_the_contacts_is_set() {
        const auto desk = assigning("support_group");
        NewIncident bound = of_item();
        set(R"({"teams": ["Helpdesk", "Cloud"]})");
        contacts(bound.ci->id, {{"Team", "2"}, {"Person", "1"}});
        const FromCi added = value(desk->from_ci(bound));
        CPPUNIT_ASSERT(added.fields == (FieldMap{{"team_id", "2"}}));
        remarks(added, {"\"Cloud\"", "contact"});
        bound.fields.values = added.fields;
        CPPUNIT_ASSERT_EQUAL(std::string("2"), held_field(value(desk->open(bound)).id, "team"));
    }

    void the_person_among_the_contacts_is_set() {
        const auto desk = assigning("owner");
        const NewIncident bound = of_item();
        contacts(bound.ci->id, {{"Team", "1"}, {"Person", "2"}});
        CPPUNIT_ASSERT(value(desk->from_ci(bound)).fields == (FieldMap{{"agent_id", "2"}}));
    }

    void what_fields_give_goes_before_the_item() {
        NewIncident routed = of_item();
        contacts(routed.ci->id, {{"Team", "1"}});
        routed.fields.values = {{"team_id", "Helpdesk"}};
        const FromCi added = value(assigning("support_group")->from_ci(routed));
        CPPUNIT_ASSERT(added.fields.empty());
        remarks(added, {"\"fields\""});
        harness->settings.options["fields"] = FieldMap{{"team_id", "Helpdesk"}};
        CPPUNIT_ASSERT(value(harness->another()->from_ci(of_item())).fields.empty());
    }

    void none_several_or_an_obsolete_team_is_told() {
        const auto desk = assigning("support_group");
        const NewIncident bound = of_item();
        set(R"({"teams": ["Helpdesk", "Cloud"]})");
        remarks(value(desk->from_ci(bound)), {"no Team"});
        contacts("999", {{"Team", "1"}});  // of another item
        remarks(value(desk->from_ci(bound)), {"no Team"});
        contacts(bound.ci->id, {{"Team", "1"}, {"Team", "2"}});
        remarks(value(desk->from_ci(bound)), {"more than one Team"});
        set(R"({"obsolete_contacts": [["Team", "1"]]})");
        CPPUNIT_ASSERT(value(desk->from_ci(bound)).fields == (FieldMap{{"team_id", "2"}}));
        contacts(bound.ci->id, {{"Team", "1"}});
        remarks(value(desk->from_ci(bound)), {"no Team"});
    }

    void the_criticity_makes_the_incident_more_important() {
        const auto desk = with("priority_from_ci", true);
        const NewIncident bound = of_item();
        for (const auto& [criticity, impact] :
             {std::pair("high", 1), std::pair("medium", 2), std::pair("low", 0), std::pair("", 0)}) {
            change(bound.ci->id, std::string(R"({"business_criticity": ")") + criticity + R"("})");
            const FromCi added = value(desk->from_ci(bound));
            CPPUNIT_ASSERT_EQUAL(impact, added.impact.value_or(0));
            CPPUNIT_ASSERT(!added.urgency && added.fields.empty() && added.remarks.size() == 1);
        }
    }

    void an_application_solution_counts_too() {
        const auto desk = with("priority_from_ci", true);
        const NewIncident bound = of_item();
        const std::string solution = harness->add_ci({"", "Shop", "ApplicationSolution", ""});
        change(solution, R"({"business_criticity": "high"})");
        CPPUNIT_ASSERT(!value(desk->from_ci(bound)).impact);
        set(("{\"solutions\": [[\"" + bound.ci->id + "\", \"" + solution + "\"]]}").c_str());
        const FromCi added = value(desk->from_ci(bound));
        CPPUNIT_ASSERT_EQUAL(1, added.impact.value_or(0));
        remarks(added, {"\"Shop\"", "high"});
        change(solution, R"({"status": "obsolete"})");
        CPPUNIT_ASSERT(!value(desk->from_ci(bound)).impact);
    }

    void what_our_account_may_not_read_is_told_and_no_error() {
        harness->settings.options["priority_from_ci"] = true;
        const auto desk = assigning("support_group");
        const NewIncident bound = of_item();
        set(R"({"unreadable": ["lnkContactToFunctionalCI", "ApplicationSolution"]})");
        const FromCi added = value(desk->from_ci(bound));
        CPPUNIT_ASSERT(added.fields.empty() && !added.impact);
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, added.remarks.size());
        assert_holds(added.remarks[0], "team_id was not taken over");
        assert_holds(added.remarks[1], "application solutions were not read");
    }

    void a_desk_in_trouble_is_for_later() {
        const auto desk = assigning("support_group");
        const NewIncident bound = of_item();
        for (const Trouble trouble : {Trouble::unreachable, Trouble::busy, Trouble::nonsense}) {
            harness->trouble_next_call(trouble);
            said(desk->from_ci(bound), Fault::unavailable);
        }
    }

    void a_check_tries_what_the_options_read() {
        harness->settings.options["priority_from_ci"] = true;
        const auto desk = assigning("owner");
        const auto bad_lines = [&] {
            std::string all;
            for (const DeskCheck::Line& line : value(desk->check()).lines)
                if (!line.good) all += line.what + "\n";
            return all;
        };
        CPPUNIT_ASSERT_EQUAL(std::string(), bad_lines());
        set(R"({"unreadable": ["Person", "ApplicationSolution"]})");
        CPPUNIT_ASSERT_MESSAGE(bad_lines(), holds(bad_lines(), "Person") && holds(bad_lines(), "ApplicationSolution"));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ItopFromCi);

}  // namespace secure_export::contract
