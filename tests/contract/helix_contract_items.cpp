// Configuration items in Helix: hosts by both forms of their names, ids and names in each case, what is left out.

#include "tests/contract/helix_harness.h"

namespace secure_export::contract {
namespace {

using By = CiQuery::By;

const std::string web_1 = "/subscriptions/s/resourceGroups/Shop/providers/Microsoft.Compute/virtualMachines/web-1";
const NewIncident incident{"azm-1", "CPU over 90 %", "Rule: cpu-high", 2, 1, std::nullopt};

}  // namespace

class HelixItems : public HelixTest {
    CPPUNIT_TEST_SUITE(HelixItems);
    CPPUNIT_TEST(an_id_is_asked_for_as_received_and_in_lower_case);
    CPPUNIT_TEST(a_name_is_asked_for_in_each_case);
    CPPUNIT_TEST(a_host_is_found_under_both_forms_of_its_name);
    CPPUNIT_TEST(a_host_known_by_its_full_name_is_no_other_of_the_same_label);
    CPPUNIT_TEST(an_item_found_by_name_tells_its_own_resource_id);
    CPPUNIT_TEST(an_item_of_another_company_is_none_unless_a_setting_allows_it);
    CPPUNIT_TEST(an_item_that_its_lifecycle_calls_retired_is_left_out);
    CPPUNIT_TEST(one_item_takes_the_place_of_another_unless_people_put_a_third_there);
    CPPUNIT_TEST_SUITE_END();

public:
    void setUp() override {
        HelixTest::setUp();
        harness_->set("case_blind", false);
    }

    void an_id_is_asked_for_as_received_and_in_lower_case() {
        const std::string ci = harness_->add_ci({"", "a", "", web_1});
        const auto asked = [&](const std::string& received) {
            return value_of(desk().find_ci({By::resource_id, lower(web_1), received}));
        };
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, asked(web_1).size());
        CPPUNIT_ASSERT_EQUAL(ci, asked(web_1 + "/").front().id);
        CPPUNIT_ASSERT_EQUAL(web_1, asked(web_1).front().resource_id);
        CPPUNIT_ASSERT(asked("").empty());
        harness_->remove_ci(ci);
        harness_->add_ci({"", "a", "", lower(web_1)});
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, asked(web_1).size());
    }

    void a_name_is_asked_for_in_each_case() {
        for (const char* held : {"VM-UP", "vm-up", "Vm-Up"}) {
            const std::string ci = harness_->add_ci({"", held, "", ""});
            CPPUNIT_ASSERT_EQUAL_MESSAGE(held, ci, only("Vm-Up"));
            harness_->remove_ci(ci);
        }
    }

    void a_host_is_found_under_both_forms_of_its_name() {
        const std::string full = harness_->add_ci({"", "VM-FQ.shop.example", "", ""});
        CPPUNIT_ASSERT_EQUAL(full, only("vm-fq"));
        harness_->change(full, "Name", "The shop (vm-fq.shop.example)");
        CPPUNIT_ASSERT_EQUAL(std::string(), only("vm-fq"));
        harness_->change(full, "HostName", "vm-fq");
        CPPUNIT_ASSERT_EQUAL(full, only("VM-FQ"));
        CPPUNIT_ASSERT_EQUAL(full, only("vm-fq.shop.example"));
        harness_->add_ci({"", "vm-fqx.shop.example", "", ""});
        for (const char* none : {"vm", "vm-f", "shop.example", "10.1.2.3", "vm_fq", "vm-fq."})
            CPPUNIT_ASSERT_EQUAL_MESSAGE(none, std::string(), only(none));
    }

    void a_host_known_by_its_full_name_is_no_other_of_the_same_label() {
        const std::string other = harness_->add_ci({"", "web-1.test.example", "", ""});
        harness_->change(other, "HostName", "web-1");
        CPPUNIT_ASSERT_EQUAL(std::string(), only("web-1.shop.example"));
        CPPUNIT_ASSERT(value_of(desk().find_ci({By::name, "web-1", "web-1.shop.example"})).empty());
        CPPUNIT_ASSERT_EQUAL(other, only("web-1"));
    }

    void an_item_found_by_name_tells_its_own_resource_id() {
        harness_->add_ci({"", "web-1", "", web_1});
        const std::string token = harness_->add_ci({"", "web-2", "", ""});
        harness_->change(token, "TokenId", "id " + web_1 + "2");
        harness_->add_ci({"", "web-3", "", ""});
        CPPUNIT_ASSERT_EQUAL(web_1, value_of(desk().find_ci({By::name, "web-1"})).front().resource_id);
        CPPUNIT_ASSERT_EQUAL(web_1 + "2", value_of(desk().find_ci({By::name, "web-2"})).front().resource_id);
        CPPUNIT_ASSERT_EQUAL(std::string(), value_of(desk().find_ci({By::name, "web-3"})).front().resource_id);
    }

    void an_item_of_another_company_is_none_unless_a_setting_allows_it() {
        const std::string own = harness_->add_ci({"", "web-1", "", ""}),
                          other = harness_->add_ci({"", "web-1", "", ""});
        harness_->change(own, "Company", "Calbro Services");
        harness_->change(other, "Company", "Fabrikam");
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, value_of(desk().find_ci({By::name, "web-1"})).size());
        harness_->settings.options["fields"] = FieldMap{{"Company", "calbro services"}};
        const auto of_calbro = harness_->another();
        CPPUNIT_ASSERT_EQUAL(own, value_of(of_calbro->find_ci({By::name, "web-1"})).front().id);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, value_of(of_calbro->find_ci({By::name, "web-1"})).size());
        CPPUNIT_ASSERT_EQUAL(
            other, value_of(of_calbro->find_ci({By::name, "web-1", "web-1", DeskFields{{{"Company", "Fabrikam"}}}}))
                       .front()
                       .id);
        harness_->change(own, "Company", "Fabrikam");
        CPPUNIT_ASSERT(value_of(of_calbro->find_ci({By::name, "web-1"})).empty());
        harness_->change(other, "Company", Json::nullValue);  // of no company
        CPPUNIT_ASSERT_EQUAL(other, value_of(of_calbro->find_ci({By::name, "web-1"})).front().id);
        harness_->settings.options["ci_other_companies"] = true;
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, value_of(harness_->another()->find_ci({By::name, "web-1"})).size());
        harness_->settings.options["ci_other_companies"] = false;
        harness_->settings.options["ci_company_field"] = "Firm";
        const Error error = error_of(harness_->another()->find_ci({By::name, "web-1"}));
        CPPUNIT_ASSERT_MESSAGE(error.message,
                               error.fault == Fault::refused && has(error.message, "\"ci_company_field\""));
    }

    void an_item_that_its_lifecycle_calls_retired_is_left_out() {
        const std::string ci = harness_->add_ci({"", "web-1", "", ""});
        harness_->settings.options["ci_lifecycle_field"] = "AssetLifecycleStatus";
        const auto other = harness_->another();
        for (const char* status : {"End of Life", "disposed", "Delete"}) {
            harness_->change(ci, "AssetLifecycleStatus", status);
            CPPUNIT_ASSERT_MESSAGE(status, value_of(other->find_ci({By::name, "web-1"})).empty());
        }
        for (const char* status : {"Deployed", "Life"}) {
            harness_->change(ci, "AssetLifecycleStatus", status);
            CPPUNIT_ASSERT_EQUAL_MESSAGE(status, std::size_t{1}, value_of(other->find_ci({By::name, "web-1"})).size());
        }
    }

    void one_item_takes_the_place_of_another_unless_people_put_a_third_there() {
        const ConfigurationItem from{harness_->add_ci({"", "web-1", "", ""}), "web-1", "", ""};
        const ConfigurationItem to{harness_->add_ci({"", "web-2", "", ""}), "web-2", "", ""};
        const std::string third = harness_->add_ci({"", "web-3", "", ""});
        NewIncident bound = incident;
        bound.ci = from;
        const DeskIncident opened = value_of(desk().open(bound));
        CPPUNIT_ASSERT(opened.ci_linked == true);
        for (int twice = 0; twice < 2; ++twice)
            CPPUNIT_ASSERT(value_of(desk().rebind(opened.id, from, to)) == Rebound::old_stays);
        CPPUNIT_ASSERT_EQUAL(to.id, harness_->held(opened.id).ci);
        harness_->change(opened.id, "HPD_CI_ReconID", third);
        CPPUNIT_ASSERT(value_of(desk().rebind(opened.id, to, from)) == Rebound::left);
        CPPUNIT_ASSERT_EQUAL(third, harness_->held(opened.id).ci);
        harness_->remove_ci(from.id);
        bound.key = "azm-2";
        CPPUNIT_ASSERT(value_of(desk().open(bound)).ci_linked == false);
    }

private:
    std::string only(const std::string& name) {
        const auto items = value_of(desk().find_ci({By::name, name}));
        CPPUNIT_ASSERT_MESSAGE(name, items.size() <= 1);
        return items.empty() ? std::string() : items.front().id;
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(HelixItems);

}  // namespace secure_export::contract
