// Configuration items in ServiceNow: hosts by both forms of their names, what an item itself holds, what is left out.

#include <algorithm>

#include "tests/contract/servicenow_contract_harness.h"

namespace secure_export::contract {
namespace {

using By = CiQuery::By;

const std::string web_1 =
    "/subscriptions/0b1f6471/resourceGroups/Shop/providers/Microsoft.Compute/virtualMachines/web-1";
const std::string ours(32, 'a'), theirs(32, 'b');

}  // namespace

class ServiceNowItems : public ServiceNowTest {
    CPPUNIT_TEST_SUITE(ServiceNowItems);
    CPPUNIT_TEST(a_host_is_found_under_both_forms_of_its_name);
    CPPUNIT_TEST(a_host_known_by_its_full_name_is_no_other_of_the_same_label);
    CPPUNIT_TEST(the_exact_name_comes_before_the_other_form);
    CPPUNIT_TEST(an_item_found_by_name_tells_its_own_resource_id);
    CPPUNIT_TEST(an_item_of_another_company_is_none_unless_a_setting_allows_it);
    CPPUNIT_TEST(a_misspelt_filter_never_binds_a_retired_item);
    CPPUNIT_TEST(a_filter_that_the_instance_drops_is_judged_by_ourselves);
    CPPUNIT_TEST(a_filter_of_alternatives_is_asked_with_the_condition_in_each);
    CPPUNIT_TEST(an_item_that_a_tag_leads_to_is_filtered_too);
    CPPUNIT_TEST(a_check_names_a_field_of_the_filter_that_does_not_exist);
    CPPUNIT_TEST(one_item_takes_the_place_of_another_unless_people_put_a_third_there);
    CPPUNIT_TEST_SUITE_END();

public:
    void a_host_is_found_under_both_forms_of_its_name() {
        const std::string full = harness_->add_ci({"", "vm-fq.shop.example", "", ""});
        const std::string label = harness_->add_ci({"", "VM-UP", "", ""});
        harness_->add_ci({"", "vm-f", "", ""});
        harness_->add_ci({"", "vm-fqx.shop.example", "", ""});
        CPPUNIT_ASSERT_EQUAL(full, only("VM-FQ"));
        CPPUNIT_ASSERT_EQUAL(label, only("vm-up.shop.example"));
        for (const char* none : {"vm", "vm-fq.shop", "vm-fq.shop.example.org", "shop.example", "10.1.2.3", "vm-fq."})
            CPPUNIT_ASSERT_EQUAL_MESSAGE(none, std::string(), only(none));
    }

    void a_host_known_by_its_full_name_is_no_other_of_the_same_label() {
        harness_->add_ci({"", "web-1.test.example", "", ""});
        CPPUNIT_ASSERT_EQUAL(std::string(), only("web-1.shop.example"));
        // The label alone, of which the full name is known.
        CPPUNIT_ASSERT(value(desk().find_ci({By::name, "web-1", "web-1.shop.example"})).empty());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, value(desk().find_ci({By::name, "web-1", "web-1"})).size());
        harness_->add_ci({"", "web-1.shop.example", "", ""});
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, value(desk().find_ci({By::name, "web-1"})).size());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, value(desk().find_ci({By::name, "web-1", "WEB-1.shop.example"})).size());
    }

    void the_exact_name_comes_before_the_other_form() {
        harness_->add_ci({"", "web-1.shop.example", "", ""});
        const std::string exact = harness_->add_ci({"", "web-1", "", ""});
        CPPUNIT_ASSERT_EQUAL(exact, only("web-1"));
    }

    void an_item_found_by_name_tells_its_own_resource_id() {
        harness_->add_ci({"", "web-1", "cmdb_ci_vm_instance", web_1});
        const std::string by_correlation = harness_->add_ci({"", "web-2", "cmdb_ci_server", ""});
        people_change(by_correlation, R"({"correlation_id": "Azure: )" + web_1 + R"(2."})");
        harness_->add_ci({"", "web-3", "cmdb_ci_server", ""});
        CPPUNIT_ASSERT_EQUAL(lower(web_1), lower(found("web-1").front().resource_id));
        CPPUNIT_ASSERT_EQUAL(web_1 + "2", found("web-2").front().resource_id);
        CPPUNIT_ASSERT_EQUAL(std::string(), found("web-3").front().resource_id);
        // By its id: as the instance keeps it, not as it was asked for.
        const auto by_id = value(desk().find_ci({By::resource_id, lower(web_1), web_1}));
        CPPUNIT_ASSERT(by_id.front().resource_id != lower(web_1));
        CPPUNIT_ASSERT_EQUAL(lower(web_1), lower(by_id.front().resource_id));
    }

    void an_item_of_another_company_is_none_unless_a_setting_allows_it() {
        const std::string own = harness_->add_ci({"", "web-1", "", ""}),
                          other = harness_->add_ci({"", "web-1", "", ""});
        people_change(own, R"({"company": ")" + ours + "\"}");
        people_change(other, R"({"company": ")" + theirs + "\"}");
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, found("web-1").size());  // no company is known of the incident
        const auto of_ours = with("fields", FieldMap{{"company", ours}});
        auto items = value(of_ours->find_ci({By::name, "web-1"}));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, items.size());
        CPPUNIT_ASSERT_EQUAL(own, items.front().id);
        // A route's own company takes its place.
        items = value(of_ours->find_ci({By::name, "web-1", "web-1", DeskFields{{{"company", theirs}}}}));
        CPPUNIT_ASSERT_EQUAL(other, items.front().id);
        // One of no company is left, after those of the incident's own.
        people_change(other, R"({"company": ""})");
        CPPUNIT_ASSERT_EQUAL(own, value(of_ours->find_ci({By::name, "web-1"})).front().id);
        people_change(own, R"({"company": ")" + theirs + "\"}");
        CPPUNIT_ASSERT_EQUAL(other, value(of_ours->find_ci({By::name, "web-1"})).front().id);
        people_change(other, R"({"company": ")" + theirs + "\"}");
        CPPUNIT_ASSERT(value(of_ours->find_ci({By::name, "web-1"})).empty());
        CPPUNIT_ASSERT_EQUAL(std::size_t{2},
                             value(with("ci_other_companies", true)->find_ci({By::name, "web-1"})).size());
    }

    void a_misspelt_filter_never_binds_a_retired_item() {
        people_change(harness_->add_ci({"", "web-1", "", web_1}), R"({"install_status": "7"})");
        for (const char* reading : {"dropped", "no_rows"}) {
            set(R"({"tolerant": true, "invalid_query": ")" + std::string(reading) + "\"}");
            for (const char* filter :
                 {"u_retired=false", "install_status!=7^u_retired=false", "u_retired!=1^NQu_x=1"}) {
                const auto misspelt = with("ci_filter", std::string(filter));
                for (const CiQuery& query : {CiQuery{By::name, "web-1"}, CiQuery{By::resource_id, lower(web_1)}}) {
                    const auto answer = misspelt->find_ci(query);
                    if (answer)  // the other condition kept it out
                        CPPUNIT_ASSERT_MESSAGE(filter, answer->empty() && std::string(filter).starts_with("install"));
                    else
                        failed(answer, Fault::refused, {"no field u_", "\"ci_filter\""});
                }
            }
        }
    }

    void a_filter_that_the_instance_drops_is_judged_by_ourselves() {
        const std::string item = harness_->add_ci({"", "web-1", "", ""});
        people_change(item, R"({"install_status": "7", "short_description": "old"})");
        // The fields are shown, but no condition on them is heeded.
        set(R"({"answer": [200, {}, {"result": [{"sys_id": ")" + item + R"(", "name": "web-1", "sys_class_name": "x",
                "install_status": "7", "short_description": "old", "correlation_id": ""}]}]})");
        for (const char* passes :
             {"install_status=7", "install_status!=1", "install_statusIN6,7", "short_descriptionLIKEol",
              "short_descriptionISNOTEMPTY", "correlation_idISEMPTY", "install_status=1^ORshort_description=OLD",
              "install_status=1^NQinstall_status=7", "short_descriptionNOT LIKEnew", "short_descriptionSTARTSWITHo"})
            CPPUNIT_ASSERT_EQUAL_MESSAGE(
                passes, std::size_t{1},
                value(with("ci_filter", std::string(passes))->find_ci({By::name, "web-1"})).size());
        for (const char* fails :
             {"install_status!=7", "install_status=1", "install_statusNOT IN6,7", "short_descriptionLIKEnew",
              "short_descriptionISEMPTY", "install_status=7^short_description=new",
              "install_status=1^NQinstall_status=2", "short_descriptionENDSWITHx",
              "install_status=1^ORinstall_status=2^ORinstall_status=3"})
            CPPUNIT_ASSERT_MESSAGE(fails,
                                   value(with("ci_filter", std::string(fails))->find_ci({By::name, "web-1"})).empty());
    }

    void a_filter_of_alternatives_is_asked_with_the_condition_in_each() {
        const std::string item = harness_->add_ci({"", "web-1", "", ""});
        for (int i = 0; i < 30; ++i) harness_->add_ci({"", "other-" + std::to_string(i), "", ""});
        CPPUNIT_ASSERT_EQUAL(
            item,
            value(with("ci_filter", std::string("install_status=7^NQinstall_status=1"))->find_ci({By::name, "web-1"}))
                .front()
                .id);
    }

    void an_item_that_a_tag_leads_to_is_filtered_too() {
        const std::string item = harness_->add_ci({"", "web-1", "", ""});
        people_change(item, R"({"install_status": "7"})");
        set(R"({"in_tables": {"cmdb_key_value": [{"sys_id": "t1", "key": "azure-id", "value": ")" + web_1 +
            R"(", "configuration_item": ")" + item + R"("}]}})");
        const auto by_tag = with("ci_rules", std::vector<CiRule>{{By::resource_id, "cmdb_key_value", "value"}});
        CPPUNIT_ASSERT(value(by_tag->find_ci({By::resource_id, web_1})).empty());
        people_change(item, R"({"install_status": "1"})");
        CPPUNIT_ASSERT_EQUAL(item, value(by_tag->find_ci({By::resource_id, web_1})).front().id);
    }

    void a_check_names_a_field_of_the_filter_that_does_not_exist() {
        harness_->add_ci({"", "web-1", "cmdb_ci_vm_instance", web_1});
        set(R"({"tolerant": true})");
        const auto lines = value(with("ci_filter", std::string("install_status!=7^u_retired=false"))->check()).lines;
        CPPUNIT_ASSERT(std::ranges::any_of(lines, [](const DeskCheck::Line& line) {
            return !line.good && line.what.find("u_retired") != std::string::npos &&
                   line.remedy.find("\"ci_filter\"") != std::string::npos;
        }));
    }

    void one_item_takes_the_place_of_another_unless_people_put_a_third_there() {
        const ConfigurationItem from{harness_->add_ci({"", "web-1", "", ""}), "web-1", "", ""};
        const ConfigurationItem to{harness_->add_ci({"", "web-2", "", ""}), "web-2", "", ""};
        const std::string third = harness_->add_ci({"", "web-3", "", ""});
        NewIncident bound = incident();
        bound.ci = from;
        const DeskIncident opened = value(desk().open(bound));
        CPPUNIT_ASSERT(opened.ci_linked == true);
        for (int twice = 0; twice < 2; ++twice)
            CPPUNIT_ASSERT(value(desk().rebind(opened.id, from, to)) == Rebound::replaced);
        CPPUNIT_ASSERT_EQUAL(to.id, harness_->held(opened.id).ci);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, calls("PATCH"));
        people_change(opened.id, R"({"cmdb_ci": ")" + third + "\"}");
        CPPUNIT_ASSERT(value(desk().rebind(opened.id, to, from)) == Rebound::left);
        CPPUNIT_ASSERT_EQUAL(third, harness_->held(opened.id).ci);
        harness_->remove_ci(from.id);
        bound.key = "azm-2";
        CPPUNIT_ASSERT(value(desk().open(bound)).ci_linked == false);
    }

private:
    std::vector<ConfigurationItem> found(const std::string& name) { return value(desk().find_ci({By::name, name})); }
    std::string only(const std::string& name) {
        const auto items = found(name);
        CPPUNIT_ASSERT_MESSAGE(name, items.size() <= 1);
        return items.empty() ? std::string() : items.front().id;
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ServiceNowItems);

}  // namespace secure_export::contract
