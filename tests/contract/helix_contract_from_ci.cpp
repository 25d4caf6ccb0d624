// What an incident takes over from its configuration item: the options "assign_from_ci" and "priority_from_ci".

#include "json/json.h"
#include "tests/contract/helix_harness.h"

namespace secure_export::contract {

class HelixFromCi : public HelixTest {
    CPPUNIT_TEST_SUITE(HelixFromCi);
    CPPUNIT_TEST(nothing_is_read_unless_it_is_asked_for);
    CPPUNIT_TEST(the_group_that_supports_the_item_is_assigned);
    CPPUNIT_TEST(the_group_that_owns_the_item_is_assigned);
    CPPUNIT_TEST(what_fields_give_goes_before_the_item);
    CPPUNIT_TEST(none_several_or_a_disabled_group_is_told);
    CPPUNIT_TEST(the_impact_of_the_item_makes_the_incident_more_important);
    CPPUNIT_TEST(what_our_account_may_not_read_is_told_and_no_error);
    CPPUNIT_TEST(a_desk_in_trouble_is_for_later);
    CPPUNIT_TEST(a_check_tries_what_the_options_read);
    CPPUNIT_TEST_SUITE_END();

    NewIncident of_item() {
        NewIncident bound{"azm-1", "Sev1: CPU", "Rule: cpu-high", 2, 1, std::nullopt};
        bound.ci = ConfigurationItem{harness_->add_ci({"", "web-1", "", ""}), "web-1", "BMC_COMPUTERSYSTEM", ""};
        return bound;
    }
    std::unique_ptr<Desk> assigning(const char* from) {
        harness_->settings.options["assign_from_ci"] = std::string(from);
        harness_->settings.options["fields"] = FieldMap{};
        return harness_->another();
    }
    // Groups related to the item: {role, id of the group}.
    void related(const std::string& ci, const std::vector<std::pair<std::string, std::string>>& groups) {
        Json::Value rows(Json::arrayValue);
        for (const auto& [role, group] : groups) {
            Json::Value row(Json::objectValue);
            row["AssetInstanceId"] = ci;
            row["PersonRole"] = role;
            row["Form Type"] = group.starts_with("PPL") ? "People" : "Support Group";
            row["PeopleGroup Form Entry ID"] = group;
            rows.append(row);
        }
        harness_->set("people_of_cis", rows);
    }
    void group(const std::string& id, const std::string& name, const std::string& status = "Enabled") {
        Json::Value row(Json::objectValue);
        row["Support Group ID"] = id;
        row["Company"] = "Calbro Services";
        row["Support Organization"] = "IT Support";
        row["Support Group Name"] = name;
        row["Status"] = status;
        groups_.append(row);
        harness_->set("support_groups", groups_);
    }
    static void remarks(const FromCi& added, std::initializer_list<std::string> parts) {
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, added.remarks.size());
        for (const std::string& part : parts)
            CPPUNIT_ASSERT_MESSAGE("\"" + part + "\" is not in: " + added.remarks.front(),
                                   has(added.remarks.front(), part));
    }

    Json::Value groups_{Json::arrayValue};

public:
    void setUp() override {
        HelixTest::setUp();
        groups_ = Json::Value(Json::arrayValue);
    }

    void nothing_is_read_unless_it_is_asked_for() {
        const NewIncident bound = of_item();
        CPPUNIT_ASSERT(value_of(desk().from_ci(bound)).remarks.empty());
        CPPUNIT_ASSERT(harness_->calls().empty());
        NewIncident without = bound;
        without.ci.reset();
        CPPUNIT_ASSERT(value_of(assigning("owner")->from_ci(without)).remarks.empty());
    }

    void the_group_that_supports_the_item_is_assigned() {
        const auto desk = assigning("support_group");
        NewIncident bound = of_item();
        group("SGP1", "Cloud \"A\"");
        group("SGP2", "Owners");
        related(bound.ci->id, {{"Supported by", "SGP1"}, {"Owned by", "SGP2"}, {"Supported by", "PPL1"}});
        const FromCi added = value_of(desk->from_ci(bound));
        CPPUNIT_ASSERT(added.fields == (FieldMap{{"Assigned Support Company", "Calbro Services"},
                                                 {"Assigned Support Organization", "IT Support"},
                                                 {"Assigned Group", "Cloud \"A\""}}));
        remarks(added, {"Cloud \"A\"", "Supported by"});
        bound.fields.values = added.fields;
        CPPUNIT_ASSERT_EQUAL(std::string("Cloud \"A\""),
                             harness_->fields_of(value_of(desk->open(bound)).id)["Assigned Group"].asString());
    }

    void the_group_that_owns_the_item_is_assigned() {
        const auto desk = assigning("owner");
        const NewIncident bound = of_item();
        group("SGP1", "Cloud");
        group("SGP2", "Owners");
        related(bound.ci->id, {{"Supported by", "SGP1"}, {"Owned by", "SGP2"}});
        CPPUNIT_ASSERT_EQUAL(std::string("Owners"), value_of(desk->from_ci(bound)).fields.at("Assigned Group"));
    }

    void what_fields_give_goes_before_the_item() {
        NewIncident routed = of_item();
        group("SGP1", "Cloud");
        related(routed.ci->id, {{"Supported by", "SGP1"}});
        const auto desk = assigning("support_group");
        CPPUNIT_ASSERT(!value_of(desk->from_ci(routed)).fields.empty());
        routed.fields.values = {{"Assigned Group", "Network"}};
        const FromCi added = value_of(desk->from_ci(routed));
        CPPUNIT_ASSERT(added.fields.empty());
        remarks(added, {"\"fields\""});
        harness_->settings.options["fields"] = FieldMap{{"Assigned Support Company", "Calbro Services"}};
        CPPUNIT_ASSERT(value_of(harness_->another()->from_ci(of_item())).fields.empty());
    }

    void none_several_or_a_disabled_group_is_told() {
        const auto desk = assigning("support_group");
        const NewIncident bound = of_item();
        remarks(value_of(desk->from_ci(bound)), {"no support group"});
        group("SGP1", "Cloud");
        group("SGP2", "Old", "Obsolete");
        related(bound.ci->id, {{"Supported by", "SGP1"}, {"Supported by", "SGP2"}});
        remarks(value_of(desk->from_ci(bound)), {"several support groups"});
        related(bound.ci->id, {{"Supported by", "SGP2"}});
        remarks(value_of(desk->from_ci(bound)), {"\"Old\"", "\"Obsolete\""});
        related(bound.ci->id, {{"Supported by", "SGP3"}});
        remarks(value_of(desk->from_ci(bound)), {"does not see", "SGP3"});
        related("REGAA5V0AA9999", {{"Supported by", "SGP1"}});  // of another item
        CPPUNIT_ASSERT(value_of(desk->from_ci(bound)).fields.empty());
    }

    void the_impact_of_the_item_makes_the_incident_more_important() {
        harness_->settings.options["priority_from_ci"] = true;
        const auto desk = harness_->another();
        const NewIncident bound = of_item();
        for (const auto& [held, impact] : {std::pair("1-Extensive/Widespread", 1), std::pair("2-Significant/Large", 2),
                                           std::pair("4-Minor/Localized", 4), std::pair("High", 0)}) {
            harness_->change(bound.ci->id, "Impact", held);
            const FromCi added = value_of(desk->from_ci(bound));
            CPPUNIT_ASSERT_EQUAL(impact, added.impact.value_or(0));
            remarks(added, {held});
        }
        harness_->change(bound.ci->id, "Impact", Json::nullValue);
        CPPUNIT_ASSERT(!value_of(desk->from_ci(bound)).impact);
    }

    void what_our_account_may_not_read_is_told_and_no_error() {
        harness_->settings.options["priority_from_ci"] = true;
        harness_->settings.options["ci_impact_field"] = "NoSuchField";
        const auto desk = assigning("support_group");
        Json::Value forbidden(Json::arrayValue);
        forbidden.append("AST:AssetPeople");
        harness_->set("forbidden", forbidden);
        const FromCi added = value_of(desk->from_ci(of_item()));
        CPPUNIT_ASSERT(added.fields.empty() && !added.impact);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, added.remarks.size());
        CPPUNIT_ASSERT_MESSAGE(added.remarks[0], has(added.remarks[0], "\"ci_people_form\""));
        CPPUNIT_ASSERT_MESSAGE(added.remarks[1], has(added.remarks[1], "NoSuchField"));
    }

    void a_desk_in_trouble_is_for_later() {
        const auto desk = assigning("support_group");
        const NewIncident bound = of_item();
        for (const Trouble trouble : {Trouble::unreachable, Trouble::busy, Trouble::nonsense}) {
            harness_->trouble_next_call(trouble);
            CPPUNIT_ASSERT(error_of(desk->from_ci(bound)).fault == Fault::unavailable);
        }
    }

    void a_check_tries_what_the_options_read() {
        harness_->settings.options["priority_from_ci"] = true;
        const auto bad_lines = [&](const std::unique_ptr<Desk>& desk) {
            std::string all;
            for (const DeskCheck::Line& line : value_of(desk->check()).lines)
                if (!line.good) all += line.what + "\n";
            return all;
        };
        CPPUNIT_ASSERT_EQUAL(std::string(), bad_lines(assigning("support_group")));
        harness_->settings.options["ci_impact_field"] = "NoSuchField";
        harness_->settings.options["support_group_form"] = "CTM:None";
        const std::string bad = bad_lines(assigning("support_group"));
        CPPUNIT_ASSERT_MESSAGE(bad, has(bad, "CTM:None") && has(bad, "NoSuchField") && !has(bad, "AST:AssetPeople"));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(HelixFromCi);

}  // namespace secure_export::contract
