// `desk test` of ServiceNow.

#include <algorithm>

#include "tests/contract/servicenow_contract_harness.h"

namespace secure_export::contract {

class ServiceNowCheck : public ServiceNowTest {
    CPPUNIT_TEST_SUITE(ServiceNowCheck);
    CPPUNIT_TEST(all_is_well_in_an_instance_as_it_should_be);
    CPPUNIT_TEST(what_cannot_be_seen_is_said);
    CPPUNIT_TEST(one_bad_line_tells_of_an_instance_that_cannot_be_reached_or_signed_in_to);
    CPPUNIT_TEST(fields_that_do_not_exist_are_named);
    CPPUNIT_TEST(fields_that_do_not_exist_are_named_on_an_empty_table_too);
    CPPUNIT_TEST(rules_that_cannot_work_are_named);
    CPPUNIT_TEST(a_close_code_that_does_not_exist_is_named_with_those_that_do);
    CPPUNIT_TEST(references_are_looked_up);
    CPPUNIT_TEST(nothing_is_changed);
    CPPUNIT_TEST_SUITE_END();

public:
    void all_is_well_in_an_instance_as_it_should_be() {
        an_instance_with_records();
        for (const auto& line : lines(desk())) CPPUNIT_ASSERT_MESSAGE(line.what + " " + line.remedy, line.good);
        has(desk(), true, {"over TLS"});
        has(desk(), true, {"signed in"});
        has(desk(), true, {"may read the table incident"});
        has(desk(), true, {"correlation_id exists"});
        has(desk(), true, {"\"Solution provided\" is one"});
        has(desk(), true, {"object_id of cmdb_ci_vm_instance"});
        has(desk(), true, {"not tried", "mandatory"});
    }

    void what_cannot_be_seen_is_said() {
        has(desk(), true, {"correlation_id exists"});  // the dictionary tells
        set(R"({"unreadable_tables": ["sys_dictionary"]})");
        has(desk(), true, {"not tried", "no incident in incident"});
        has(desk(), true, {"name of cmdb_ci", "not tried"});
        set(R"({"unreadable_tables": ["sys_choice"]})");
        has(desk(), true, {"not tried", "Solution provided", "may not read the list"});
    }

    void one_bad_line_tells_of_an_instance_that_cannot_be_reached_or_signed_in_to() {
        set(R"({"answer": [200, {}, "<html>Your instance is hibernating</html>"]})");
        only_bad_line(desk(), {"not JSON"}, "\"url\"");
        set(R"({"answer": null, "client_secret": "another"})");
        only_bad_line(*harness_->another(), {"client authentication failed"}, "secrets");
        harness_->secrets.by_field["client_secret"] = "another";
        set(R"({"roles": []})");
        only_bad_line(desk(), {"ACL"}, "itil");
        only_bad_line(*with("table", std::string("u_incident")), {"Invalid table u_incident"}, "\"table\"");
        harness_->settings.options["table"] = std::string("incident");
        harness_->settings.options["url"] = std::string("https://127.0.0.1:1");
        only_bad_line(*harness_->another(), {"desk \"snow\""}, "network");
    }

    void fields_that_do_not_exist_are_named() {
        an_instance_with_records();
        set(R"({"tolerant": true})");
        harness_->settings.options["resolve_fields"] = FieldMap{{"u_cause", "x"}};
        harness_->settings.options["fields"] = FieldMap{{"u_zonne", "x"}, {"u_zone", "x"}};
        const auto other = with("correlation_field", std::string("u_gone"));
        for (const auto& [field, setting] : FieldMap{
                 {"u_cause", "\"resolve_fields\""}, {"u_zonne", "\"fields\""}, {"u_gone", "\"correlation_field\""}})
            CPPUNIT_ASSERT(has(*other, false, {"no field " + field}).remedy.find(setting) != std::string::npos);
        CPPUNIT_ASSERT_EQUAL(3, bad_lines(*other));
    }

    void fields_that_do_not_exist_are_named_on_an_empty_table_too() {
        const auto other = with("fields", FieldMap{{"u_zonne", "x"}, {"u_zone", "x"}});
        CPPUNIT_ASSERT(has(*other, false, {"no field u_zonne"}).remedy.find("\"fields\"") != std::string::npos);
        CPPUNIT_ASSERT_EQUAL(1, bad_lines(*other));
    }

    void rules_that_cannot_work_are_named() {
        an_instance_with_records();
        set(R"({"tolerant": true, "unreadable_tables": ["cmdb_ci_server"]})");
        const auto by = CiQuery::By::resource_id;
        const auto other = with("ci_rules", std::vector<CiRule>{{by, "cmdb_ci_vm", "object_id", CiRule::Match::equals},
                                                                {by, "cmdb_ci_server", "name", CiRule::Match::equals},
                                                                {by, "cmdb_ci", "object_id", CiRule::Match::equals},
                                                                {by, "cmdb_ci", "name", CiRule::Match::equals}});
        has(*other, false, {"object_id of cmdb_ci_vm:", "Invalid table"});
        has(*other, false, {"name of cmdb_ci_server", "ACL"});
        has(*other, false, {"cmdb_ci shows our account no field object_id"});
        has(*other, true, {"name of cmdb_ci"});
        CPPUNIT_ASSERT_EQUAL(3, bad_lines(*other));
    }

    void a_close_code_that_does_not_exist_is_named_with_those_that_do() {
        an_instance_with_records();
        const auto other = with("close_code", std::string("Solved (Permanently)"));
        const auto line = has(*other, false, {"\"Solved (Permanently)\" is none"});
        CPPUNIT_ASSERT(line.remedy.find("\"Workaround provided\"") != std::string::npos);
        const auto mended = with("resolve_fields", FieldMap{{"close_code", "Workaround provided"}});
        has(*mended, true, {"\"Workaround provided\" is one"});
        set(R"({"close_codes": [], "in_tables": {"sys_choice": [{"name": "incident", "element": "close_code",
                "value": "Workaround provided", "inactive": "true"}, {"name": "problem", "element": "close_code",
                "value": "Workaround provided", "inactive": "false"}]}})");
        has(*mended, true, {"not tried", "close code"});
    }

    void references_are_looked_up() {
        an_instance_with_records();
        harness_->settings.options["resolver"] = std::string(32, 'e');
        harness_->settings.options["fields"] = FieldMap{{"assignment_group", "Cloud"}};
        auto other = with("resolve_fields", FieldMap{{"assignment_group", "Cloud"}});
        has(*other, false, {"\"resolver\" is no record of sys_user"});
        has(*other, false, {"assignment_group in \"resolve_fields\" is no sys_id"});
        has(*other, true, {"assignment_group in \"fields\" is a record of sys_user_group"});
        harness_->settings.options["resolve_fields"] = FieldMap{};
        harness_->settings.options["resolver"] = std::string("cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd");
        other = with("fields", FieldMap{{"assignment_group", "abababababababababababababababab"}});
        has(*other, true, {"\"resolver\" is a record of sys_user"});
        has(*other, true, {"assignment_group in \"fields\" is a record of sys_user_group"});
        CPPUNIT_ASSERT_EQUAL(0, bad_lines(*other));
        set(R"({"unreadable_tables": ["sys_user_group"]})");
        has(*other, true, {"not tried", "assignment_group"});
    }

    void nothing_is_changed() {
        an_instance_with_records();
        const std::size_t posts = calls("POST"), patches = calls("PATCH"), created = harness_->incidents();
        lines(desk());
        CPPUNIT_ASSERT_EQUAL(posts, calls("POST"));
        CPPUNIT_ASSERT_EQUAL(patches, calls("PATCH"));
        CPPUNIT_ASSERT_EQUAL(created, harness_->incidents());
    }

private:
    void an_instance_with_records() {
        harness_->add_ci({"", "web-1", "cmdb_ci_vm_instance", "/subscriptions/x"});
        value(desk().open(incident()));
    }

    static std::vector<DeskCheck::Line> lines(Desk& desk) { return value(desk.check()).lines; }
    static int bad_lines(Desk& desk) {
        const auto all = lines(desk);
        return static_cast<int>(std::ranges::count(all, false, &DeskCheck::Line::good));
    }

    static DeskCheck::Line has(Desk& desk, bool good, std::initializer_list<std::string> parts) {
        std::string all;
        for (const auto& line : lines(desk)) {
            if (line.good == good && std::ranges::all_of(parts, [&](const std::string& part) {
                    return line.what.find(part) != std::string::npos;
                }))
                return line;
            all += (line.good ? "\n+ " : "\n- ") + line.what;
        }
        CPPUNIT_FAIL("\"" + *parts.begin() + "\" is not in the check:" + all);
        return {};
    }

    static void only_bad_line(Desk& desk, std::initializer_list<std::string> parts, const std::string& remedy) {
        const auto all = lines(desk);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, all.size());
        CPPUNIT_ASSERT(has(desk, false, parts).remedy.find(remedy) != std::string::npos);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ServiceNowCheck);

}  // namespace secure_export::contract
