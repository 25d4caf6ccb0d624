// What an incident takes over from its configuration item: the options "assign_from_ci" and "priority_from_ci".

#include "tests/contract/servicenow_contract_harness.h"

namespace secure_export::contract {

class ServiceNowFromCi : public ServiceNowTest {
    CPPUNIT_TEST_SUITE(ServiceNowFromCi);
    CPPUNIT_TEST(nothing_is_read_unless_it_is_asked_for);
    CPPUNIT_TEST(the_support_group_becomes_the_assignment_group);
    CPPUNIT_TEST(the_owner_becomes_the_assignee);
    CPPUNIT_TEST(what_fields_give_goes_before_the_item);
    CPPUNIT_TEST(an_item_without_a_usable_group_is_told);
    CPPUNIT_TEST(a_critical_service_makes_the_incident_more_important);
    CPPUNIT_TEST(a_service_that_the_incident_names_counts);
    CPPUNIT_TEST(what_our_account_may_not_read_is_told_and_no_error);
    CPPUNIT_TEST(an_instance_in_trouble_is_for_later);
    CPPUNIT_TEST(a_check_tries_what_the_options_read);
    CPPUNIT_TEST_SUITE_END();

    static inline const std::string group = std::string(32, 'a'), person = std::string(32, 'b'),
                                    other = std::string(32, 'c'), service = std::string(32, 'd');

    NewIncident of_item(const std::string& fields = "{}") {
        NewIncident bound = incident();
        bound.ci = ConfigurationItem{harness_->add_ci({"", "web-1", "", ""}), "web-1", "", ""};
        people_change(bound.ci->id, fields);
        return bound;
    }
    std::unique_ptr<Desk> assigning(const char* from) { return with("assign_from_ci", std::string(from)); }
    // The one remark; it contains all these parts.
    static void remarks(const FromCi& added, std::initializer_list<std::string> parts) {
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, added.remarks.size());
        for (const std::string& part : parts)
            CPPUNIT_ASSERT_MESSAGE("\"" + part + "\" is not in: " + added.remarks.front(),
                                   added.remarks.front().find(part) != std::string::npos);
    }
    // The services of the item, as svc_ci_assoc has them.
    void serves(const std::string& ci, const std::vector<std::string>& criticalities) {
        std::string rows;
        for (const std::string& one : criticalities)
            rows += std::string(rows.empty() ? "" : ",") + R"({"sys_id": ")" + other + R"(", "ci_id": ")" + ci +
                    R"(", "service_id": ")" + service + R"(", "service_id.name": "Shop )" + one +
                    R"(", "service_id.busines_criticality": ")" + one + R"("})";
        set(R"({"in_tables": {"svc_ci_assoc": [)" + rows + "]}}");
    }

    void nothing_is_read_unless_it_is_asked_for() {
        const FromCi added = value(desk().from_ci(of_item(R"({"support_group": ")" + group + R"("})")));
        CPPUNIT_ASSERT(added.fields.empty() && added.remarks.empty() && !added.impact);
        CPPUNIT_ASSERT(harness_->calls().empty());
        CPPUNIT_ASSERT(value(assigning("owner")->from_ci(incident())).remarks.empty());  // it has no item
    }

    void the_support_group_becomes_the_assignment_group() {
        const auto desk = assigning("support_group");
        NewIncident bound = of_item(R"({"support_group": ")" + group +
                                    R"(", "support_group.name": "Linux \"A\"", "support_group.active": "true"})");
        const FromCi added = value(desk->from_ci(bound));
        CPPUNIT_ASSERT(added.fields == (FieldMap{{"assignment_group", group}}));
        remarks(added, {"assignment_group \"Linux \"A\"\"", "support group"});
        bound.fields.values = added.fields;
        CPPUNIT_ASSERT_EQUAL(group, held_field(value(desk->open(bound)).id, "assignment_group"));
    }

    void the_owner_becomes_the_assignee() {
        const auto desk = assigning("owner");
        const std::string assigned = R"("assigned_to": ")" + other + R"(", "assigned_to.active": "true")";
        CPPUNIT_ASSERT(value(desk->from_ci(of_item(R"({"owned_by": ")" + person + R"(", )" + assigned + "}"))).fields ==
                       (FieldMap{{"assigned_to", person}}));
        CPPUNIT_ASSERT(value(desk->from_ci(of_item("{" + assigned + "}"))).fields ==
                       (FieldMap{{"assigned_to", other}}));
        CPPUNIT_ASSERT(value(desk->from_ci(of_item(R"({"owned_by": ")" + person + R"(", "owned_by.active": "false", )" +
                                                   assigned + "}")))
                           .fields == (FieldMap{{"assigned_to", other}}));
    }

    void what_fields_give_goes_before_the_item() {
        const std::string has = R"({"support_group": ")" + group + R"("})";
        NewIncident routed = of_item(has);
        routed.fields.values = {{"assignment_group", other}};
        remarks(value(assigning("support_group")->from_ci(routed)), {"\"fields\""});
        harness_->settings.options["fields"] = FieldMap{{"assignment_group", other}};
        const FromCi added = value(harness_->another()->from_ci(of_item(has)));
        CPPUNIT_ASSERT(added.fields.empty());
        harness_->settings.options["fields"] = FieldMap{{"impact", "3"}};
        harness_->settings.options["assign_from_ci"] = std::string("none");
        const FromCi fixed = value(with("priority_from_ci", true)->from_ci(of_item()));
        CPPUNIT_ASSERT(!fixed.impact);
        remarks(fixed, {"\"fields\""});
    }

    void an_item_without_a_usable_group_is_told() {
        const auto desk = assigning("support_group");
        remarks(value(desk->from_ci(of_item())), {"no support group"});
        remarks(value(desk->from_ci(of_item(R"({"support_group": ")" + group +
                                            R"(", "support_group.name": "Old", "support_group.active": "false"})"))),
                {"\"Old\"", "inactive"});
        remarks(value(desk->from_ci(of_item(R"({"support_group": "Linux"})"))), {"no support group"});
        NewIncident gone = of_item();
        harness_->remove_ci(gone.ci->id);
        const FromCi added = value(desk->from_ci(gone));
        CPPUNIT_ASSERT(added.fields.empty());
        remarks(added, {"no configuration item", "web-1"});
    }

    void a_critical_service_makes_the_incident_more_important() {
        const auto desk = with("priority_from_ci", true);
        const NewIncident bound = of_item();
        const auto impact_of = [&](const std::vector<std::string>& criticalities) {
            serves(bound.ci->id, criticalities);
            const FromCi added = value(desk->from_ci(bound));
            CPPUNIT_ASSERT_EQUAL(std::size_t{1}, added.remarks.size());
            CPPUNIT_ASSERT(!added.urgency && added.fields.empty());
            return added.impact.value_or(0);
        };
        CPPUNIT_ASSERT_EQUAL(1, impact_of({"1 - most critical"}));
        CPPUNIT_ASSERT_EQUAL(2, impact_of({"3- less critical", "2- somewhat critical"}));
        CPPUNIT_ASSERT_EQUAL(1, impact_of({"2 - somewhat", "1 - most", "4 - not"}));
        for (const char* not_critical : {"3 - less critical", "4 - not critical", "", "critical", "0 - none"})
            CPPUNIT_ASSERT_EQUAL(0, impact_of({not_critical}));
        CPPUNIT_ASSERT_EQUAL(0, impact_of({}));
        serves(other, {"1 - most critical"});  // of another item
        CPPUNIT_ASSERT(!value(desk->from_ci(bound)).impact);
    }

    void a_service_that_the_incident_names_counts() {
        const auto desk = with("priority_from_ci", true);
        set(R"({"in_tables": {"cmdb_ci_service": [{"sys_id": ")" + service +
            R"(", "name": "Shop", "busines_criticality": "1 - most critical"}]}})");
        NewIncident bound = of_item();
        CPPUNIT_ASSERT(!value(desk->from_ci(bound)).impact);
        bound.fields.values = {{"business_service", service}};
        const FromCi added = value(desk->from_ci(bound));
        CPPUNIT_ASSERT_EQUAL(1, added.impact.value_or(0));
        remarks(added, {"\"Shop\"", "\"1 - most critical\""});
    }

    void what_our_account_may_not_read_is_told_and_no_error() {
        harness_->settings.options["priority_from_ci"] = true;
        const auto desk = assigning("support_group");
        set(R"({"unreadable_tables": ["svc_ci_assoc", "cmdb_ci_service", "cmdb_ci"]})");
        const FromCi added = value(desk->from_ci(of_item(R"({"support_group": ")" + group + R"("})")));
        CPPUNIT_ASSERT(added.fields.empty() && !added.impact);
        std::string all;
        for (const std::string& remark : added.remarks) all += remark + "\n";
        for (const char* table : {"on svc_ci_assoc.", "on cmdb_ci_service.", "on cmdb_ci."})
            CPPUNIT_ASSERT_MESSAGE(all, all.find(table) != std::string::npos);
        set(R"({"unreadable_tables": [], "absent": {"cmdb_ci": ["support_group"]}, "tolerant": true})");
        const FromCi hidden = value(desk->from_ci(of_item(R"({"support_group": ")" + group + R"("})")));
        CPPUNIT_ASSERT(hidden.fields.empty());
        CPPUNIT_ASSERT(hidden.remarks.front().find("no field support_group") != std::string::npos);
    }

    void an_instance_in_trouble_is_for_later() {
        harness_->settings.options["priority_from_ci"] = true;
        const auto desk = assigning("support_group");
        const NewIncident bound = of_item();
        for (const Trouble trouble : {Trouble::unreachable, Trouble::busy, Trouble::nonsense}) {
            harness_->trouble_next_call(trouble);
            const auto added = desk->from_ci(bound);
            CPPUNIT_ASSERT(!added && added.error().fault == Fault::unavailable);
        }
    }

    void a_check_tries_what_the_options_read() {
        harness_->settings.options["priority_from_ci"] = true;
        const auto desk = assigning("support_group");
        const auto bad_lines = [&] {
            std::string all;
            for (const DeskCheck::Line& line : value(desk->check()).lines)
                if (!line.good) all += line.what + "\n";
            return all;
        };
        CPPUNIT_ASSERT_EQUAL(std::string(), bad_lines());
        set(R"({"unreadable_tables": ["svc_ci_assoc"]})");
        CPPUNIT_ASSERT_MESSAGE(bad_lines(), bad_lines().find("may not read svc_ci_assoc") == 0);
        of_item();
        set(R"({"unreadable_tables": [], "absent": {"cmdb_ci": ["support_group"]}, "tolerant": true})");
        CPPUNIT_ASSERT_MESSAGE(bad_lines(), bad_lines().find("no field support_group") != std::string::npos);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ServiceNowFromCi);

}  // namespace secure_export::contract
