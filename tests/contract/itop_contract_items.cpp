// Which configuration items iTop's desk finds: of whose organization, retired or not, and which resource id they hold.
#include "tests/contract/itop_contract_fixture.h"

namespace secure_export::contract {

using By = CiQuery::By;
using Match = CiRule::Match;

class ItopItems : public ItopTest {
    CPPUNIT_TEST_SUITE(ItopItems);
    CPPUNIT_TEST(an_obsolete_item_is_no_match_and_hides_no_other);
    CPPUNIT_TEST(a_filter_of_the_settings_is_kept_to_or_named);
    CPPUNIT_TEST(an_item_of_another_organization_is_no_match_unless_a_setting_allows_it);
    CPPUNIT_TEST(among_several_those_of_the_incident_s_organization_are_taken);
    CPPUNIT_TEST(an_item_found_by_name_tells_the_resource_id_it_holds);
    CPPUNIT_TEST(of_several_ids_in_a_text_the_item_s_own_is_told_or_none);
    CPPUNIT_TEST(an_id_in_a_field_of_its_own_class_is_told);
    CPPUNIT_TEST_SUITE_END();

public:
    void an_obsolete_item_is_no_match_and_hides_no_other() {
        const std::string old = harness->add_ci({"", "web-1", "Server", id_of("web-1")});
        change(old, R"({"status": "obsolete"})");
        for (const By by : {By::name, By::resource_id})
            CPPUNIT_ASSERT(value(desk().find_ci({by, by == By::name ? "web-1" : id_of("web-1")})).empty());
        const std::string now = harness->add_ci({"", "web-1", "Server", id_of("web-1")});
        for (const By by : {By::name, By::resource_id}) {
            const auto found = value(desk().find_ci({by, by == By::name ? "WEB-1" : id_of("web-1")}));
            CPPUNIT_ASSERT_EQUAL(std::size_t{1}, found.size());
            CPPUNIT_ASSERT_EQUAL(now, found.front().id);
        }
        const auto all = with("ci_filter", std::string());
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, value(all->find_ci({By::name, "web-1"})).size());
    }

    void a_filter_of_the_settings_is_kept_to_or_named() {
        const std::string low = harness->add_ci({"", "web-1", "Server", ""});
        const std::string high = harness->add_ci({"", "web-1", "Server", ""});
        change(high, R"({"business_criticity": "high"})");
        const auto filtered =
            with("ci_filter", std::string("business_criticity = 'low' OR business_criticity = 'none'"));
        CPPUNIT_ASSERT_EQUAL(low, value(filtered->find_ci({By::name, "web-1"})).at(0).id);
        CPPUNIT_ASSERT(value(filtered->find_ci({By::name, "web-2"})).empty());
        for (const char* wrong : {"obsolescense_flag = 0", "obsolescence_flag =", "status != 'x"})
            assert_holds(said(with("ci_filter", std::string(wrong))->find_ci({By::name, "web-1"}), Fault::refused),
                         "\"ci_filter\"");
    }

    void an_item_of_another_organization_is_no_match_unless_a_setting_allows_it() {
        const std::string foreign = harness->add_ci({"", "web-1", "Server", id_of("web-1")});
        change(foreign, R"({"org_id": "2"})");
        for (const By by : {By::name, By::resource_id}) {
            const CiQuery query{by, by == By::name ? "web-1" : id_of("web-1")};
            CPPUNIT_ASSERT(value(desk().find_ci(query)).empty());
            const auto open_minded = with("ci_other_organizations", true);
            harness->settings.options["ci_other_organizations"] = false;
            CPPUNIT_ASSERT_EQUAL(foreign, value(open_minded->find_ci(query)).at(0).id);
            CPPUNIT_ASSERT_EQUAL(
                foreign, value(desk().find_ci({by, query.value, {}, DeskFields{{{"org_id", "Other"}}}})).at(0).id);
            const auto theirs = with("fields", FieldMap{{"org_id", "2"}});
            const auto named = with("fields", FieldMap{{"org_id", "other"}});
            const auto asked = with("fields", FieldMap{{"org_id", "SELECT Organization WHERE name = 'Other'"}});
            harness->settings.options["fields"] = FieldMap{};
            for (const auto* of_other : {&theirs, &named, &asked})
                CPPUNIT_ASSERT_EQUAL(foreign, value((*of_other)->find_ci(query)).at(0).id);
        }
    }

    void among_several_those_of_the_incident_s_organization_are_taken() {
        std::string own;
        for (int at = 0; at < 40; ++at) {
            const std::string id = harness->add_ci({"", "web-1", "Server", ""});
            if (at == 35)
                own = id;
            else
                change(id, R"({"org_id": "2"})");
        }
        for (const bool others : {false, true}) {
            const auto found = value(with("ci_other_organizations", others)->find_ci({By::name, "web-1"}));
            CPPUNIT_ASSERT_EQUAL(std::size_t{1}, found.size());
            CPPUNIT_ASSERT_EQUAL(own, found.front().id);
        }
        change(own, R"({"org_id": "2"})");
        CPPUNIT_ASSERT_EQUAL(std::size_t{3},
                             value(with("ci_other_organizations", true)->find_ci({By::name, "web-1"})).size());
    }

    void an_item_found_by_name_tells_the_resource_id_it_holds() {
        const std::string id = harness->add_ci({"", "web-1", "Server", ""});
        const auto held = [&](const std::string& description) {
            Json::Value fields(Json::objectValue);
            fields["description"] = description;
            change(id, json::write(fields));
            return value(desk().find_ci({By::name, "web-1"})).at(0).resource_id;
        };
        const std::string own =
            "/Subscriptions/S/resourceGroups/Shop/providers/Microsoft.Compute/virtualMachines/Web-1";
        CPPUNIT_ASSERT_EQUAL(std::string(), held("Nothing of Azure"));
        for (const std::string& text :
             {own, "In Azure: " + own + ". Ask the shop.", "(" + own + ")", "<p>" + own + "</p>", "id=" + own + "/",
              "https://portal.azure.com/#@contoso/resource" + own + "/overview",
              "Two of it: " + own + ", " + lower(own)})
            CPPUNIT_ASSERT_EQUAL_MESSAGE(text, own, held(text));
        // Another machine's, whatever it is called: the caller refuses it for that.
        CPPUNIT_ASSERT_EQUAL(id_of("web-9"), held("see " + id_of("web-9")));
    }

    void of_several_ids_in_a_text_the_item_s_own_is_told_or_none() {
        const std::string id = harness->add_ci({"", "web-1.shop.example", "Server", ""});
        const std::string group = "/subscriptions/s/resourceGroups/shop";
        change(id, R"({"description": ")" + group + " holds " + id_of("web-1") + "\"}");
        const CiQuery by_name{By::name, "web-1.shop.example"};
        CPPUNIT_ASSERT_EQUAL(id_of("web-1"), value(desk().find_ci(by_name)).at(0).resource_id);
        CPPUNIT_ASSERT_EQUAL(group, value(desk().find_ci({By::resource_id, lower(group)})).at(0).resource_id);
        change(id, R"({"description": ")" + id_of("db-1") + ", " + id_of("db-2") + "\"}");
        CPPUNIT_ASSERT_EQUAL(std::string(), value(desk().find_ci(by_name)).at(0).resource_id);
        CPPUNIT_ASSERT_EQUAL(id_of("db-2"),
                             value(desk().find_ci({By::resource_id, lower(id_of("db-2"))})).at(0).resource_id);
    }

    void an_id_in_a_field_of_its_own_class_is_told() {
        const std::string machine = harness->add_ci({"", "web-1", "VirtualMachine", ""});
        harness->add_ci({"", "web-2", "Server", ""});
        change(machine, R"({"azure_id": ")" + id_of("web-1") + R"(", "description": "once )" + id_of("web-0") + "\"}");
        const auto ruled =
            with("ci_rules", std::vector<CiRule>{{By::resource_id, "VirtualMachine", "azure_id", Match::equals},
                                                 {By::name, "FunctionalCI", "name", Match::equals}});
        CPPUNIT_ASSERT_EQUAL(id_of("web-1"), value(ruled->find_ci({By::name, "web-1"})).at(0).resource_id);
        CPPUNIT_ASSERT_EQUAL(std::string(), value(ruled->find_ci({By::name, "web-2"})).at(0).resource_id);
        CPPUNIT_ASSERT_EQUAL(machine, value(ruled->find_ci({By::resource_id, lower(id_of("web-1"))})).at(0).id);
    }

private:
    static std::string id_of(const std::string& name) {
        return "/subscriptions/s/resourceGroups/shop/providers/Microsoft.Compute/virtualMachines/" + name;
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ItopItems);

}  // namespace secure_export::contract
