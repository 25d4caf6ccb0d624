#include "core/id_look.h"

#include <cppunit/extensions/HelperMacros.h>

namespace {

using namespace secure_export;
using Form = IdLook::Form;

const std::string own = "2c1a5b7e-4d0f-4c33-9a53-7e4b8f1d0a11", other = "99999999-4d0f-4c33-9a53-7e4b8f1d0b22";
const std::string rest = "/resourceGroups/fin/providers/Microsoft.Sql/servers/fin-db-01";

void assert_names(const std::string& text, Form form, const std::vector<std::string>& subscriptions) {
    const IdLook look = look_at_id(text);
    std::string named;
    for (const std::string& one : look.subscriptions) named += one + " ";
    CPPUNIT_ASSERT_MESSAGE(text + " names " + named, look.subscriptions == subscriptions);
    CPPUNIT_ASSERT_MESSAGE(text, look.form == form);
}

class IdLookTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(IdLookTest);
    CPPUNIT_TEST(ids_as_azure_sends_them_are_plain);
    CPPUNIT_TEST(a_disguised_subscription_is_named_all_the_same);
    CPPUNIT_TEST(a_second_subscription_in_an_id_is_named_too);
    CPPUNIT_TEST(subscriptions_of_providers_are_none_of_azures);
    CPPUNIT_TEST(names_are_no_ids);
    CPPUNIT_TEST(an_id_of_no_subscription_is_an_id);
    CPPUNIT_TEST(encodings_are_undone_so_deep_as_is_said);
    CPPUNIT_TEST(of_letters_of_other_scripts_every_guid_counts);
    CPPUNIT_TEST_SUITE_END();

    void ids_as_azure_sends_them_are_plain() {
        for (const std::string& id : std::vector<std::string>{
                 "/subscriptions/" + own + rest, "/SUBSCRIPTIONS/" + own + "/resourcegroups/FIN/",
                 "/subscriptions/" + own, "  /subscriptions/" + own + rest + "\n",
                 "/subscriptions/" + own + "/resourceGroups/Büro/providers/x/y/z",
                 "/subscriptions/" + own + "/resourceGroups/a b (c)/providers/x/y/z;w;" + other,
                 "/subscriptions/" + own + "/providers/Microsoft.Insights/webtests/my%20test",
                 "/subscriptions/" + own + "/resourceGroups/g/providers/Microsoft.OperationalInsights/workspaces/w-" +
                     other,
                 "/subscriptions/" + own + "/resourceGroups/g/providers/Microsoft.EventGrid/eventSubscriptions/" +
                     other})
            assert_names(id, Form::plain, {own});
        assert_names("/subscriptions/XXX/resourceGroups/g", Form::plain, {"xxx"});
    }

    void a_disguised_subscription_is_named_all_the_same() {
        const std::string id = "/subscriptions/" + other + rest;
        for (const std::string& text : std::vector<std::string>{
                 "/x" + id,
                 "https://management.azure.com" + id,
                 "https://management.azure.com" + id + "?api-version=2023-01-01",
                 "HTTPS://portal.azure.com/#@tenant/resource" + id,
                 "subscriptions/" + other + rest,
                 "//subscriptions/" + other + rest,
                 "/subscriptions//" + other + rest,
                 "/./subscriptions/" + other + rest,
                 "/subscriptions/./" + other + rest,
                 "/a/../subscriptions/" + other + rest,
                 "/providers/Microsoft.Management/managementGroups/m/subscriptions/" + other + rest,
                 "\\subscriptions\\" + other + "\\resourceGroups\\fin",
                 "%2Fsubscriptions%2F" + other + "%2FresourceGroups%2Ffin",
                 "%252Fsubscriptions%252f" + other + "%252FresourceGroups",
                 "/subscription%73/" + other + rest,
                 "/%73%75%62%73%63%72%69%70%74%69%6f%6e%73/" + other + rest,
                 "/subscriptions/%39" + other.substr(1) + rest,
                 "/subscription%2573/" + other + rest,
                 "/subscriptions%c0%af" + other + rest,
                 "\\u002fsubscriptions\\u002f" + other + rest,
                 "%u002fsubscriptions%u002f" + other + rest,
                 "&#47;subscriptions&#x2f;" + other + rest,
                 "&amp;#47;subscriptions&sol;" + other + rest,
                 "／subscriptions／" + other + rest,
                 "/ｓｕｂｓｃｒｉｐｔｉｏｎｓ/" + other + rest,
                 "/𝐬𝐮𝐛𝐬𝐜𝐫𝐢𝐩𝐭𝐢𝐨𝐧𝐬/" + other + rest,
                 "/ⓢubscriptions/" + other + rest,
                 "/ſubscriptionſ/" + other + rest,
                 "∕subscriptions⁄" + other + rest,
                 "\u00A0/subscriptions/" + other + rest,
                 "\u200B/subscriptions/" + other + rest,
                 "\uFEFF/subscriptions/" + other + rest,
                 "/sub\u200Bscriptions/" + other + rest,
                 "/sub\u00ADscriptions/" + other + rest,
                 "/subscriptions/\u2060" + other + rest,
                 "/subscriptions/9\u200D" + other.substr(1) + rest,
                 "/ subscriptions / " + other + rest,
                 "\t/subscriptions\t/" + other + rest,
                 "/subscriptions/{" + other + "}" + rest,
                 "[/subscriptions/" + other + rest + "]",
                 "x:/subscriptions/" + other + rest,
                 "?subscriptionId=" + other,
                 "/subscriptions/99999999" + std::string("4d0f4c339a537e4b8f1d0b22") + rest,
                 std::string("\0/subscriptions/", 16) + other + rest,
                 "\u202E/subscriptions/" + other + rest}) {
            const IdLook look = look_at_id(text);
            CPPUNIT_ASSERT_MESSAGE(text, look.form == Form::other);
            CPPUNIT_ASSERT_MESSAGE(text, look.subscriptions == std::vector<std::string>{other});
        }
        assert_names(id, Form::plain, {other});
    }

    void a_second_subscription_in_an_id_is_named_too() {
        const std::string id = "/subscriptions/" + own;
        const std::vector<std::string> both{own, other};
        assert_names(id + "/subscriptions/" + other + rest, Form::other, both);
        assert_names(id + "/../../subscriptions/" + other + rest, Form::other, both);
        assert_names(id + "/../" + other + rest, Form::other, both);
        assert_names(id + "/resourceGroups/g/providers/x/y/z/subscriptions/" + other, Form::other, both);
        assert_names(id + "%2f..%2f..%2fsubscriptions%2f" + other + rest, Form::other, both);
        assert_names(id + rest + ",/subscriptions/" + other + rest, Form::other, both);
        assert_names(id + rest + " /subscriptions/" + other + rest, Form::other, both);
        assert_names(id + rest + "\n/subscriptions/" + other, Form::other, both);
        assert_names(id + "/subscriptions/" + own + rest, Form::other, {own});
    }

    void subscriptions_of_providers_are_none_of_azures() {
        const std::string group = "/subscriptions/" + own + "/resourceGroups/g/providers/";
        assert_names(group + "Microsoft.ServiceBus/namespaces/n/topics/t/subscriptions/" + other, Form::plain, {own});
        assert_names(group + "Microsoft.ApiManagement/service/s/subscriptions/" + other, Form::plain, {own});
        assert_names(group + "Microsoft.Other/things/t/subscriptions/orders", Form::plain, {own});
        assert_names(group + "Microsoft.Other/things/t/subscriptions/" + other, Form::other, {own, other});
    }

    void names_are_no_ids() {
        for (const char* name : {"", "web1", "web1.contoso.com", "10.0.0.4", "fe80::1", "ns/pod", "subscriptions",
                                 "budgets", "Büro-Server", "50%", "a & b", "2c1a5b7e-4d0f-4c33-9a53-7e4b8f1d0a11",
                                 "DefaultWorkspace-2c1a5b7e-4d0f-4c33-9a53-7e4b8f1d0a11-WEU", "CONTOSO\\web1", "/"})
            assert_names(name, Form::none, {});
    }

    void an_id_of_no_subscription_is_an_id() {
        assert_names("/providers/Microsoft.Management/managementGroups/m", Form::other, {});
        assert_names("%2Fproviders%2Fx", Form::other, {});
        assert_names("/subscriptions/", Form::none, {});
    }

    void encodings_are_undone_so_deep_as_is_said() {
        std::string slash = "%2F";
        for (int level = 1; level <= 8; ++level) {
            assert_names(slash + "subscriptions" + slash + other, Form::other, {other});
            slash = "%25" + slash.substr(1);
        }
        for (int level = 9; level <= 40; ++level) {
            assert_names(slash + "subscriptions" + slash + other, Form::other, {"(encoded too often)"});
            slash = "%25" + slash.substr(1);
        }
    }

    void of_letters_of_other_scripts_every_guid_counts() {
        assert_names("/ѕubscriptions/" + other + rest, Form::other, {other});
        assert_names("/subscriрtions/" + other + "/x", Form::other, {other});
        assert_names("Büro-" + other, Form::none, {});
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(IdLookTest);

}  // namespace
