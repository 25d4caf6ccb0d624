#include "inbound/metadata.h"

#include <cppunit/extensions/HelperMacros.h>

namespace secure_export::inbound {
namespace {

const std::string tenant = "72f988bf-86f1-41af-91ab-2d7cd011db47";
const std::string authority = "https://login.microsoftonline.com";

std::string document(const std::string& issuer, const std::string& jwks_uri) {
    return R"({"token_endpoint":"https://login.microsoftonline.com/x","issuer":")" + issuer + R"(","jwks_uri":")" +
           jwks_uri + R"(","response_types_supported":["code"]})";
}

class MetadataTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(MetadataTest);
    CPPUNIT_TEST(addresses_are_those_of_the_tenant_and_version);
    CPPUNIT_TEST(issuer_and_key_address_are_taken);
    CPPUNIT_TEST(the_issuer_must_be_the_tenants);
    CPPUNIT_TEST(keys_come_over_tls_except_between_loopbacks);
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
                          keys = authority + "/" + tenant + "/discovery/keys";
        const auto metadata = read_metadata(document(issuer, keys), authority, tenant);
        CPPUNIT_ASSERT(metadata);
        CPPUNIT_ASSERT_EQUAL(issuer, metadata->issuer);
        CPPUNIT_ASSERT_EQUAL(keys, metadata->jwks_uri);
    }

    void the_issuer_must_be_the_tenants() {
        const auto good = [](const std::string& issuer, const std::string& of = tenant) {
            return bool(read_metadata(document(issuer, authority + "/keys"), authority, of));
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

    void keys_come_over_tls_except_between_loopbacks() {
        const auto good = [](const std::string& keys, const std::string& from) {
            return bool(read_metadata(document(from + "/" + tenant + "/", keys), from, tenant));
        };
        CPPUNIT_ASSERT(good("https://elsewhere.example/keys", authority));
        CPPUNIT_ASSERT(!good("http://elsewhere.example/keys", authority));
        CPPUNIT_ASSERT(!good("http://127.0.0.1:8080/keys", authority));
        CPPUNIT_ASSERT(good("http://127.0.0.1:8080/keys", "http://localhost:8080"));
        CPPUNIT_ASSERT(good("http://[::1]/keys", "http://127.0.0.1"));
        CPPUNIT_ASSERT(!good("http://127.0.0.1.example/keys", "http://localhost:8080"));
        CPPUNIT_ASSERT(!good("http://10.0.0.1/keys", "http://localhost:8080"));
        CPPUNIT_ASSERT(!good("http://localhost/keys", "http://10.0.0.1"));
        CPPUNIT_ASSERT(!good("file:///etc/passwd", authority));
        CPPUNIT_ASSERT(!good("https://user@elsewhere.example/keys", authority));
        CPPUNIT_ASSERT(!good("", authority));
    }

    void the_document_must_be_strict_json() {
        const std::string good = document(authority + "/" + tenant + "/", authority + "/keys");
        CPPUNIT_ASSERT(read_metadata(good, authority, tenant));
        CPPUNIT_ASSERT(!read_metadata(good + "x", authority, tenant));
        CPPUNIT_ASSERT(!read_metadata("[" + good + "]", authority, tenant));
        CPPUNIT_ASSERT(!read_metadata(R"({"jwks_uri":"https://a.example/", )" + good.substr(1), authority, tenant));
        CPPUNIT_ASSERT(!read_metadata("", authority, tenant));
        CPPUNIT_ASSERT(read_metadata(good + std::string(64 * 1024 - good.size(), ' '), authority, tenant));
        CPPUNIT_ASSERT(!read_metadata(good + std::string(64 * 1024 - good.size() + 1, ' '), authority, tenant));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(MetadataTest);

}  // namespace
}  // namespace secure_export::inbound
