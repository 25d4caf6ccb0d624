// The candidates against desks: what is bound, what is no match and why, and when the desk is left alone.

#include "service/ci_finder.h"

#include "core/resource_id.h"
#include "db/store/schema.h"
#include "inbound/notice.h"
#include "json/json.h"
#include "service/ci_link.h"
#include "tests/unit/inbound/alert_samples.h"
#include "tests/unit/service/fake_desk.h"
#include "tests/unit/service/service_fixture.h"

using namespace secure_export;
using namespace secure_export::test;

namespace {

const std::string shop = "/subscriptions/5a5a/resourcegroups/rg-shop/providers/microsoft.compute/virtualmachines/";
const std::string other = "/subscriptions/6b6b/resourcegroups/rg-test/providers/microsoft.compute/virtualmachines/";

Alert about(const std::string& target, std::vector<std::string> items) {
    Alert alert;
    alert.target_ids = {target};
    alert.configuration_items = std::move(items);
    return alert;
}

db::Database::Options mapping() {
    db::Database::Options options;
    options.migrations = db::mapping_schema();
    return options;
}

}  // namespace

class CiFinderTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(CiFinderTest);
    CPPUNIT_TEST(the_item_that_carries_the_id_is_bound_and_not_its_namesake);
    CPPUNIT_TEST(a_namesake_with_another_id_is_no_match_and_the_reason_says_so);
    CPPUNIT_TEST(a_name_is_for_now_only_while_the_alerts_ids_are_nobodys);
    CPPUNIT_TEST(credentials_that_are_turned_away_are_tried_once);
    CPPUNIT_TEST(a_refused_look_up_is_a_reason_and_the_next_is_tried);
    CPPUNIT_TEST(a_pinned_item_that_was_deleted_is_told_and_looked_up_again);
    CPPUNIT_TEST(an_item_that_cannot_be_bound_is_not_told_as_bound);
    CPPUNIT_TEST(every_case_binds_what_it_names);
    CPPUNIT_TEST_SUITE_END();

    contract::TemporaryDirectory folder_;
    db::Database mapping_{folder_.path() / "mapping.sqlite", mapping()};
    contract::LocalHarness harness_;
    const std::string local_ = "local";

    service::CiFound find(const Alert& alert) {
        auto found = service::find_ci(mapping_, harness_.desk(), local_, alert);
        CPPUNIT_ASSERT(found);
        return *found;
    }

    void pin(const std::string& resource, const ConfigurationItem& ci) {
        auto tx = mapping_.write();
        db::Bindings(*tx).save({local_, resource, ci, "pinned by hand", "alice"}, contract::FixedClock().now());
        CPPUNIT_ASSERT(tx->commit());
    }

    void the_item_that_carries_the_id_is_bound_and_not_its_namesake() {
        const std::string right = harness_.add_ci({"", "vm-app (prod)", "VM", shop + "vm-app"});
        harness_.add_ci({"", "vm-app", "VM", other + "vm-app"});
        const auto found = find(about(shop + "vm-app", {"vm-app"}));
        CPPUNIT_ASSERT_EQUAL(right, found.ci->id);
        CPPUNIT_ASSERT_EQUAL(std::string("alertTargetIDs: resource id"), found.reason);
        CPPUNIT_ASSERT(!found.by_name_for_now);
    }

    void a_namesake_with_another_id_is_no_match_and_the_reason_says_so() {
        harness_.add_ci({"", "vm-app", "VM", other + "vm-app"});
        const auto found = find(about(shop + "vm-app", {"vm-app.shop.example"}));
        CPPUNIT_ASSERT(!found.ci);
        const std::string why = "\"vm-app\" is in the CMDB with another resource id, " + other + "vm-app";
        CPPUNIT_ASSERT_MESSAGE(found.reason, found.reason.find(why) != std::string::npos);
        CPPUNIT_ASSERT_EQUAL(found.reason.find(why), found.reason.rfind(why));  // once
    }

    void a_name_is_for_now_only_while_the_alerts_ids_are_nobodys() {
        harness_.add_ci({"", "vm-app", "VM", ""});
        CPPUNIT_ASSERT(find(about(shop + "vm-app", {"vm-app"})).by_name_for_now);
        Alert only_a_name;
        only_a_name.configuration_items = {"vm-app"};
        CPPUNIT_ASSERT(!find(only_a_name).by_name_for_now);
    }

    void credentials_that_are_turned_away_are_tried_once() {
        for (const Fault fault : {Fault::unauthenticated, Fault::unavailable}) {
            DeskScript script;
            int asked = 0;
            script.on_find_ci = [&]() -> Result<std::vector<ConfigurationItem>> {
                ++asked;
                return Error{fault, "no", ""};
            };
            FakeDesk desk(script);
            const auto found = service::find_ci(mapping_, desk, local_, about(shop + "vm-app", {"vm-app", "b", "c"}));
            CPPUNIT_ASSERT(!found && found.error().fault == fault);
            CPPUNIT_ASSERT_EQUAL(1, asked);
        }
    }

    void a_refused_look_up_is_a_reason_and_the_next_is_tried() {
        DeskScript script;
        int asked = 0;
        script.on_find_ci = [&]() -> Result<std::vector<ConfigurationItem>> {
            if (++asked == 1) return Error{Fault::forbidden, "no right to read servers", ""};
            return std::vector<ConfigurationItem>{{"7", "vm-app", "", ""}};
        };
        FakeDesk desk(script);
        const auto found = service::find_ci(mapping_, desk, local_, about(shop + "vm-app", {"vm-app"}));
        CPPUNIT_ASSERT(found && found->ci && asked == 2);
        CPPUNIT_ASSERT_EQUAL(std::string("configurationItems: name"), found->reason);
    }

    void a_pinned_item_that_was_deleted_is_told_and_looked_up_again() {
        const std::string deleted = harness_.add_ci({"", "pinned", "VM", ""});
        harness_.remove_ci(deleted);
        pin(shop + "vm-app", {deleted, "pinned", "VM", ""});
        const Alert alert = about(shop + "vm-app", {"vm-app"});
        const auto found = find(alert);
        CPPUNIT_ASSERT(found.ci && found.remembered);
        const service::CiLink link{mapping_, harness_.desk(), local_, alert};
        const auto open = [&](const char* key) { return *harness_.desk().open({key, "t", "d", 1, 1, found.ci}); };
        auto carried = *service::after_open(link, open("a"), found);
        CPPUNIT_ASSERT(!carried.ci);
        CPPUNIT_ASSERT(carried.reason.starts_with("pinned CI \"pinned\" is not in the CMDB any more"));

        const std::string right = harness_.add_ci({"", "vm-app", "VM", shop + "vm-app"});
        for (const bool was_there : {false, true}) {
            const DeskIncident incident = open(was_there ? "b" : "c");
            carried = was_there ? *service::bind_found(link, incident.id, found)
                                : *service::after_open(link, incident, found);
            CPPUNIT_ASSERT_EQUAL(right, carried.ci->id);
            CPPUNIT_ASSERT(!carried.remembered);
            CPPUNIT_ASSERT_EQUAL(right, harness_.held(incident.id).ci);
        }
    }

    void an_item_that_cannot_be_bound_is_not_told_as_bound() {
        const Alert alert = about(shop + "vm-app", {"vm-app"});
        const std::string id = harness_.add_ci({"", "vm-app", "VM", ""});
        const auto found = find(alert);
        const std::string incident = harness_.desk().open({"a", "t", "d", 1, 1, std::nullopt})->id;
        harness_.remove_ci(id);
        const auto carried = *service::bind_found({mapping_, harness_.desk(), local_, alert}, incident, found);
        CPPUNIT_ASSERT(!carried.ci);
        CPPUNIT_ASSERT(carried.reason.find("did not bind CI \"vm-app\"") != std::string::npos);
    }

    // Of the published cases: file -> the name (or the end of the id) of what each of its deliveries is to be bound to.
    void every_case_binds_what_it_names() {
        const std::map<std::string, std::vector<std::string>> named{
            {"01-legacy-log-second-machine.json", {"/virtualmachines/srv-01", "/virtualmachines/srv-02"}},
            {"07-logv2-computer-or-workspace.json", {"/virtualmachines/srv-07"}},
            {"09-resource-health-down-and-up.json", {"/virtualmachines/vm-09", "/virtualmachines/vm-09"}},
            {"11-backup-machine.json", {"/virtualmachines/vm-11"}},
            {"18-prometheus-two-pods.json", {"/managedclusters/aks-18", "/managedclusters/aks-18"}},
            {"20-legacy-log-resourceid.json", {"/workspaces/law-20"}},
            {"21-resource-health-id-in-context.json", {"/rg-prod/providers/microsoft.sql/servers/s1/databases/orders"}},
            {"23-four-targets.json", {"/virtualmachines/vm-23-c"}},
        };
        std::size_t seen = 0, own = 0;
        for (const auto& sample : alert_samples::cases()) {
            const std::string& file = sample.name;
            const auto described = json::read_lenient_names(sample.body);
            CPPUNIT_ASSERT_MESSAGE(file, described);
            contract::LocalHarness register_of_case;
            for (const Json::Value& ci : json::member(*described, "cmdb"))
                register_of_case.add_ci(
                    {"", json::text(ci, "name"), "", canonical_resource_id(json::text(ci, "resource_id"))});
            const Json::Value& posts = json::member(*described, "posts");
            const auto expected = named.find(file.substr(file.find('/') + 1));
            seen += expected != named.end();
            for (Json::ArrayIndex i = 0; i < posts.size(); ++i) {
                const auto alert = inbound::read_alert(json::write(json::member(posts[i], "body")));
                CPPUNIT_ASSERT_MESSAGE(file, alert);
                const auto found = service::find_ci(mapping_, register_of_case.desk(), local_, *alert);
                CPPUNIT_ASSERT_MESSAGE(file, found);
                std::string binds = json::text(posts[i], "binds");
                own += !binds.empty();
                if (expected != named.end()) binds = expected->second.at(i);
                if (binds.empty()) continue;  // the case is about something else
                CPPUNIT_ASSERT_MESSAGE(file + ": " + found->reason, found->ci);
                CPPUNIT_ASSERT_MESSAGE(file + ": " + found->ci->resource_id, found->ci->resource_id.ends_with(binds));
                CPPUNIT_ASSERT_MESSAGE(file, !found->by_name_for_now);
            }
        }
        CPPUNIT_ASSERT(own >= 10);
        if (alert_samples::published_are_here()) CPPUNIT_ASSERT_EQUAL(named.size(), seen);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(CiFinderTest);
