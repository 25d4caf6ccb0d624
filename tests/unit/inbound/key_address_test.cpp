// Where signing keys may come from: every host that Entra uses, and what tries to pass for one.

#include "inbound/key_address.h"

#include <cppunit/extensions/HelperMacros.h>

namespace secure_export::inbound {
namespace {

const std::string tenant = "72f988bf-86f1-41af-91ab-2d7cd011db47";
const std::string other_tenant = "11111111-2222-3333-4444-555555555555";
const std::string client_id = "8a0a4d1e-5f53-4c0e-9d5b-6a1c7c1b2f3d";
const std::string public_cloud = "https://login.microsoftonline.com";

const std::vector<std::vector<std::string>> clouds{
    {"login.microsoftonline.com", "login.windows.net", "login.microsoft.com", "sts.windows.net"},
    {"login.microsoftonline.us", "login.usgovcloudapi.net"},
    {"login.partner.microsoftonline.cn", "login.chinacloudapi.cn"},
    {"login.sovcloud-identity.fr"},
    {"login.sovcloud-identity.de"},
    {"login.sovcloud-identity.sg"},
};

Outcome look(const std::string& address, const std::string& authority = public_cloud,
             const std::vector<std::string>& hosts = {}) {
    return check_key_address(address, {authority, tenant, hosts, {client_id}});
}

bool good(const std::string& address, const std::string& authority = public_cloud,
          const std::vector<std::string>& hosts = {}) {
    return bool(look(address, authority, hosts));
}

std::string said(const std::string& address, const std::string& authority = public_cloud) {
    const Outcome outcome = look(address, authority);
    CPPUNIT_ASSERT_MESSAGE(address, !outcome);
    CPPUNIT_ASSERT(outcome.error().fault == Fault::invalid);
    return outcome.error().message;
}

void assert_says(const std::string& text, const std::string& part) {
    CPPUNIT_ASSERT_MESSAGE(text + "\nlacks " + part, text.find(part) != std::string::npos);
}

class KeyAddressTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(KeyAddressTest);
    CPPUNIT_TEST(each_host_of_a_cloud_serves_keys_for_each_authority_of_that_cloud_and_for_no_other);
    CPPUNIT_TEST(the_paths_are_entras_own);
    CPPUNIT_TEST(what_looks_like_the_authority_is_not_it);
    CPPUNIT_TEST(a_tenant_in_another_cloud_is_told_where_it_is);
    CPPUNIT_TEST(an_authority_that_is_not_entras_gives_keys_on_its_own_host_and_port);
    CPPUNIT_TEST(hosts_of_the_operator_count_exactly);
    CPPUNIT_TEST(only_our_own_application_has_a_key_of_its_own);
    CPPUNIT_TEST_SUITE_END();

    void each_host_of_a_cloud_serves_keys_for_each_authority_of_that_cloud_and_for_no_other() {
        for (const auto& asked : clouds)
            for (const std::string& authority : asked)
                for (const auto& answering : clouds)
                    for (const std::string& host : answering)
                        CPPUNIT_ASSERT_EQUAL_MESSAGE(
                            authority + " " + host, &asked == &answering,
                            good("https://" + host + "/" + tenant + "/discovery/v2.0/keys", "https://" + authority));
    }

    void the_paths_are_entras_own() {
        for (const std::string path :
             {"/common/discovery/keys", "/common/discovery/v2.0/keys", "/organizations/discovery/v2.0/keys",
              "/72f988bf-86f1-41af-91ab-2d7cd011db47/discovery/keys",
              "/72F988BF-86F1-41AF-91AB-2D7CD011DB47/discovery/v2.0/keys"})
            CPPUNIT_ASSERT_MESSAGE(path, good(public_cloud + path));
        for (const std::string path :
             {"", "/", "/keys", "/common/discovery/keys/", "//common/discovery/keys",
              "/common/../common/discovery/keys", "/common/discovery/keys;x", "/common%2fdiscovery/keys",
              "/common/discovery/KEYS", "/11111111-2222-3333-4444-555555555555/discovery/keys",
              "/consumers/discovery/v2.0/keys", "/common/discovery/v1.0/keys", "/common/oauth2/authorize",
              "/discovery/keys"})
            assert_says(said(public_cloud + path), "the path must be");
    }

    // The lies, each of them told by a document whose issuer fits.
    void what_looks_like_the_authority_is_not_it() {
        const std::string path = "/common/discovery/keys";
        CPPUNIT_ASSERT(good("https://login.microsoftonline.com" + path));
        CPPUNIT_ASSERT(good("https://LOGIN.microsoftonline.COM" + path));
        CPPUNIT_ASSERT(good("HTTPS://login.microsoftonline.com:443" + path));
        for (const std::string start : {"http://login.microsoftonline.com",
                                        "https://login.microsoftonline.com.evil.example",
                                        "https://evil-login.microsoftonline.com",
                                        "https://evil.login.microsoftonline.com",
                                        "https://microsoftonline.com",
                                        "https://login.microsoftonline.com.",
                                        "https://login.microsoftonline.com:444",
                                        "https://login.microsoftonline.com:80",
                                        "https://login.microsoftonline.com:0443x",
                                        "https://login.microsoftonline.com@evil.example",
                                        "https://user@login.microsoftonline.com",
                                        "https://user:secret@login.microsoftonline.com",
                                        "https://evil.example",
                                        "https://evil.example/login.microsoftonline.com",
                                        "https://evil.example?login.microsoftonline.com",
                                        "https://evil.example#@login.microsoftonline.com",
                                        "https://login.microsoftonline.com\\@evil.example",
                                        "https://login.microsoftonline.com%2eevil.example",
                                        "https://login.microsoftonline.com%00.evil.example",
                                        "https://log\xC4\xB1n.microsoftonline.com",
                                        "https://login.rnicrosoftonline.com",
                                        "https://login-microsoftonline.com",
                                        "https://login.windows-ppe.net",
                                        "https://contoso.b2clogin.com",
                                        "https://contoso.ciamlogin.com",
                                        "https://login-us.microsoftonline.com",
                                        "https://127.0.0.1",
                                        "https://[::1]",
                                        "https://login.microsoftonline.com\t",
                                        " https://login.microsoftonline.com",
                                        "file://login.microsoftonline.com",
                                        "//login.microsoftonline.com",
                                        "login.microsoftonline.com",
                                        "https:login.microsoftonline.com",
                                        "https:///login.microsoftonline.com"})
            CPPUNIT_ASSERT_MESSAGE(start, !good(start + path));
        CPPUNIT_ASSERT(!good(""));
        CPPUNIT_ASSERT(!good(public_cloud + path + "#fragment"));
        assert_says(said("https://evil.example" + path), "add \"evil.example\" to \"key_hosts\" of the connection");
        assert_says(said("https://evil.example" + path), "login.microsoftonline.com, login.windows.net");
        assert_says(said("http://login.microsoftonline.com" + path), "it must be https");
    }

    void a_tenant_in_another_cloud_is_told_where_it_is() {
        assert_says(
            said("https://login.partner.microsoftonline.cn/" + tenant + "/discovery/v2.0/keys"),
            "this tenant is in another cloud: set authority to https://login.partner.microsoftonline.cn or cloud "
            "to \"china\" in its connection");
        assert_says(said("https://login.microsoftonline.com/common/discovery/keys", "https://login.microsoftonline.us"),
                    "set authority to https://login.microsoftonline.com or cloud to \"public\"");
        assert_says(said("https://login.sovcloud-identity.fr/common/discovery/keys"),
                    "set authority to https://login.sovcloud-identity.fr in its connection");
    }

    void an_authority_that_is_not_entras_gives_keys_on_its_own_host_and_port() {
        CPPUNIT_ASSERT(good("https://id.example:8443/any/path?x=1", "https://id.example:8443"));
        CPPUNIT_ASSERT(good("https://ID.example/keys", "https://id.example:443"));
        CPPUNIT_ASSERT(!good("https://id.example/keys", "https://id.example:8443"));
        CPPUNIT_ASSERT(!good("https://keys.id.example:8443/keys", "https://id.example:8443"));
        CPPUNIT_ASSERT(!good("https://login.microsoftonline.com/common/discovery/keys", "https://id.example"));
        CPPUNIT_ASSERT(good("http://127.0.0.1:8080/keys", "http://127.0.0.1:8080"));
        CPPUNIT_ASSERT(!good("http://127.0.0.1:8081/keys", "http://127.0.0.1:8080"));
        CPPUNIT_ASSERT(!good("http://localhost:8080/keys", "http://127.0.0.1:8080"));
        CPPUNIT_ASSERT(!good("http://id.example/keys", "https://id.example"));
        assert_says(said("https://id.example/keys", "https://id.example:8443"), "(id.example:8443)");
    }

    void hosts_of_the_operator_count_exactly() {
        const std::vector<std::string> hosts{"keys.example", "other.example:8443"};
        CPPUNIT_ASSERT(good("https://keys.example/any", public_cloud, hosts));
        CPPUNIT_ASSERT(good("https://KEYS.example:443/any", public_cloud, hosts));
        CPPUNIT_ASSERT(good("https://other.example:8443/any", "https://id.example", hosts));
        CPPUNIT_ASSERT(!good("https://other.example/any", public_cloud, hosts));
        CPPUNIT_ASSERT(!good("https://keys.example:8443/any", public_cloud, hosts));
        CPPUNIT_ASSERT(!good("https://a.keys.example/any", public_cloud, hosts));
        CPPUNIT_ASSERT(!good("http://keys.example/any", public_cloud, hosts));
        CPPUNIT_ASSERT(good("https://login.microsoftonline.com/common/discovery/keys", public_cloud, hosts));
    }

    void only_our_own_application_has_a_key_of_its_own() {
        const std::string keys = public_cloud + "/" + tenant + "/discovery/v2.0/keys";
        CPPUNIT_ASSERT(good(keys + "?appid=" + client_id));
        CPPUNIT_ASSERT(!good(keys + "?appid=" + other_tenant));
        CPPUNIT_ASSERT(!good(keys + "?appid=" + client_id + "&appid=" + other_tenant));
        CPPUNIT_ASSERT(!good(keys + "?appid="));
        CPPUNIT_ASSERT(!good(keys + "?x=1"));
        CPPUNIT_ASSERT(good(keys + "?"));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(KeyAddressTest);

}  // namespace
}  // namespace secure_export::inbound
