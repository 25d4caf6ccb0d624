#include "inbound/metadata.h"

#include <cppunit/extensions/HelperMacros.h>

#include "inbound/key_set.h"
#include "tests/support/token_maker.h"

namespace secure_export::inbound {
namespace {

const std::string tenant = "72f988bf-86f1-41af-91ab-2d7cd011db47";
const std::string authority = "https://login.microsoftonline.com";
const std::string keys = authority + "/common/discovery/keys";  // what a tenant's own document of version 1 names

std::string document(const std::string& issuer, const std::string& jwks_uri) {
    return R"({"token_endpoint":"https://login.microsoftonline.com/x","issuer":")" + issuer + R"(","jwks_uri":")" +
           jwks_uri + R"(","response_types_supported":["code"]})";
}

class MetadataTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(MetadataTest);
    CPPUNIT_TEST(addresses_are_those_of_the_tenant_and_version);
    CPPUNIT_TEST(issuer_and_key_address_are_taken);
    CPPUNIT_TEST(the_issuer_must_be_the_tenants);
    CPPUNIT_TEST(keys_come_from_the_authoritys_own_cloud);
    CPPUNIT_TEST(a_key_of_another_cloud_is_not_kept);
    CPPUNIT_TEST(the_document_must_be_strict_json);
    CPPUNIT_TEST_SUITE_END();

    void addresses_are_those_of_the_tenant_and_version() {
        CPPUNIT_ASSERT_EQUAL(authority + "/" + tenant + "/.well-known/openid-configuration",
                             metadata_url(authority, tenant, 1));
        CPPUNIT_ASSERT_EQUAL(authority + "/" + tenant + "/v2.0/.well-known/openid-configuration",
                             metadata_url(authority, tenant, 2));
    }

    void issuer_and_key_address_are_taken() {
        const std::string issuer = "https://sts.windows.net/" + tenant + "/",
                          own_keys = authority + "/" + tenant + "/discovery/keys";
        const auto metadata = read_metadata(document(issuer, own_keys), authority, tenant);
        CPPUNIT_ASSERT(metadata);
        CPPUNIT_ASSERT_EQUAL(issuer, metadata->issuer);
        CPPUNIT_ASSERT_EQUAL(own_keys, metadata->jwks_uri);
    }

    void the_issuer_must_be_the_tenants() {
        const auto good = [](const std::string& issuer, const std::string& of = tenant) {
            return bool(read_metadata(document(issuer, keys), authority, of));
        };
        CPPUNIT_ASSERT(good(authority + "/" + tenant + "/v2.0"));
        CPPUNIT_ASSERT(!good(authority + "/{tenantid}/v2.0"));
        CPPUNIT_ASSERT(!good(authority + "/11111111-1111-1111-1111-111111111111/v2.0"));
        CPPUNIT_ASSERT(!good(authority + "/11111111-1111-1111-1111-111111111111/" + tenant));
        CPPUNIT_ASSERT(!good(authority + "/" + tenant + "0/v2.0"));
        CPPUNIT_ASSERT(!good("https://" + tenant));
        CPPUNIT_ASSERT(!good(tenant));
        CPPUNIT_ASSERT(!good(""));
        CPPUNIT_ASSERT(!good(authority + "/common/v2.0", "common"));
    }

    void keys_come_from_the_authoritys_own_cloud() {  // key_address_test.cpp has the whole table
        const auto read = [](const std::string& address) {
            return read_metadata(document("https://sts.windows.net/" + tenant + "/", address), authority, tenant);
        };
        CPPUNIT_ASSERT(read("https://login.windows.net/common/discovery/keys"));
        const auto refused = read("https://elsewhere.example/common/discovery/keys");
        CPPUNIT_ASSERT(!refused);
        CPPUNIT_ASSERT(refused.error().message.find("key_hosts") != std::string::npos);
        CPPUNIT_ASSERT(read_metadata(document("https://sts.windows.net/" + tenant + "/", "https://elsewhere.example/k"),
                                     KeySources{authority, tenant, {"elsewhere.example"}, {}}));
    }

    void a_key_of_another_cloud_is_not_kept() {
        const test::SigningKey own("own"), foreign("foreign");
        Json::Value one = own.jwk(), other = foreign.jwk();
        one["cloud_instance_name"] = "microsoftonline.com";
        other["cloud_instance_name"] = "microsoftonline.us";
        other["issuer"] = authority + "/{tenantid}/v2.0";  // as captured: the issuer alone lets it pass
        const auto kept = [](const std::vector<Json::Value>& entries, const std::string& cloud) {
            const auto fetched = read_fetched_keys(test::key_set(entries), cloud);
            CPPUNIT_ASSERT(fetched);
            const auto set = KeySet::read(fetched->jwks);
            CPPUNIT_ASSERT(set);
            return std::string(set->find("own") ? "own " : "") + (set->find("foreign") ? "foreign" : "");
        };
        CPPUNIT_ASSERT_EQUAL(std::string("own "), kept({one, other}, "microsoftonline.com"));
        CPPUNIT_ASSERT_EQUAL(std::string("foreign"), kept({one, other}, "microsoftonline.us"));
        CPPUNIT_ASSERT_EQUAL(std::string("own foreign"), kept({one, other}, ""));
        CPPUNIT_ASSERT_EQUAL(std::string("own foreign"), kept({one, foreign.jwk()}, "microsoftonline.com"));
        const auto fetched = read_fetched_keys(test::key_set({one, other}), "microsoftonline.com");
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, fetched->usable);
        CPPUNIT_ASSERT(fetched->all_usual);
        CPPUNIT_ASSERT_EQUAL(std::string("key \"foreign\": it is of another cloud, \"microsoftonline.us\""),
                             fetched->skipped);
        CPPUNIT_ASSERT(!read_fetched_keys(test::key_set({other}), "microsoftonline.com"));
        const auto metadata = read_metadata(R"({"cloud_instance_name":"microsoftonline.com",)" +
                                                document(authority + "/" + tenant + "/", keys).substr(1),
                                            authority, tenant);
        CPPUNIT_ASSERT_EQUAL(std::string("microsoftonline.com"), metadata->cloud);
    }

    void the_document_must_be_strict_json() {
        const std::string good = document(authority + "/" + tenant + "/", keys);
        CPPUNIT_ASSERT(read_metadata(good, authority, tenant));
        CPPUNIT_ASSERT(!read_metadata(good + "x", authority, tenant));
        CPPUNIT_ASSERT(!read_metadata("[" + good + "]", authority, tenant));
        CPPUNIT_ASSERT(!read_metadata(
            R"({"jwks_uri":"https://login.microsoftonline.com/common/discovery/keys", )" + good.substr(1), authority,
            tenant));
        CPPUNIT_ASSERT(!read_metadata("", authority, tenant));
        CPPUNIT_ASSERT(read_metadata(good + std::string(64 * 1024 - good.size(), ' '), authority, tenant));
        CPPUNIT_ASSERT(!read_metadata(good + std::string(64 * 1024 - good.size() + 1, ' '), authority, tenant));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(MetadataTest);

}  // namespace
}  // namespace secure_export::inbound
