#include "inbound/jws.h"

#include <cppunit/extensions/HelperMacros.h>

#include "json/json.h"
#include "tests/support/token_maker.h"

namespace secure_export::inbound {
namespace {

const test::SigningKey& signer() {
    static const test::SigningKey key("signer");
    return key;
}

// The check that the token does not pass, or "good".
std::string outcome(const std::string& token, const std::string& jwks) {
    const auto keys = KeySet::read(jwks);
    if (!keys) return "no key set";
    const auto jws = read_jws(token);
    if (const auto* failure = std::get_if<Failure>(&jws)) return name_of(failure->check);
    const auto verified = verify(std::get<Jws>(jws), *keys);
    if (const auto* failure = std::get_if<Failure>(&verified)) return name_of(failure->check);
    return "good";
}

std::string outcome(const std::string& token) { return outcome(token, test::key_set({signer().jwk()})); }

std::string with_header(const std::string& header) { return test::signed_raw_token(header, "{}", signer()); }

class JwsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(JwsTest);
    CPPUNIT_TEST(a_token_has_three_parts);
    CPPUNIT_TEST(a_changed_header_payload_or_signature_is_noticed);
    CPPUNIT_TEST(a_token_without_algorithm_is_refused_however_it_is_spelt);
    CPPUNIT_TEST(the_public_key_is_no_hmac_secret);
    CPPUNIT_TEST(other_algorithms_and_types_of_alg_are_refused);
    CPPUNIT_TEST(extensions_that_must_be_understood_are_refused);
    CPPUNIT_TEST(keys_that_the_token_brings_along_are_not_used);
    CPPUNIT_TEST(a_token_must_name_its_key);
    CPPUNIT_TEST(a_repeated_name_in_the_header_is_refused);
    CPPUNIT_TEST(padding_and_loose_bits_are_refused);
    CPPUNIT_TEST(an_oversized_token_is_not_looked_at);
    CPPUNIT_TEST_SUITE_END();

    void a_token_has_three_parts() {
        const std::string token = with_header(R"({"alg":"RS256","kid":"signer"})");
        CPPUNIT_ASSERT_EQUAL(std::string("good"), outcome(token));
        CPPUNIT_ASSERT_EQUAL(std::string("form"), outcome(token + "."));
        CPPUNIT_ASSERT_EQUAL(std::string("form"), outcome("." + token));
        CPPUNIT_ASSERT_EQUAL(std::string("form"), outcome(token.substr(0, token.rfind('.'))));
        CPPUNIT_ASSERT_EQUAL(std::string("signature"), outcome(token.substr(0, token.rfind('.') + 1)));
        CPPUNIT_ASSERT_EQUAL(std::string("form"), outcome(""));
        CPPUNIT_ASSERT_EQUAL(std::string("form"), outcome(".."));
    }

    void a_changed_header_payload_or_signature_is_noticed() {
        const std::string header = R"({"alg":"RS256","kid":"signer"})", other = R"({"alg":"RS256", "kid":"signer"})";
        const std::string good = test::signed_raw_token(header, "{}", signer());
        CPPUNIT_ASSERT_EQUAL(std::string("good"), outcome(good));
        const std::string signature = good.substr(good.rfind('.'));
        CPPUNIT_ASSERT_EQUAL(std::string("signature"),
                             outcome(test::base64url(header) + "." + test::base64url("{ }") + signature));
        CPPUNIT_ASSERT_EQUAL(std::string("signature"),
                             outcome(test::base64url(other) + "." + test::base64url("{}") + signature));
        std::string changed = good;
        changed[good.rfind('.') + 20] = changed[good.rfind('.') + 20] == 'A' ? 'B' : 'A';
        CPPUNIT_ASSERT_EQUAL(std::string("signature"), outcome(changed));
        CPPUNIT_ASSERT_EQUAL(std::string("signature"), outcome(good + "AAAA"));
    }

    void a_token_without_algorithm_is_refused_however_it_is_spelt() {
        for (const std::string alg : {"none", "None", "NONE", "nOnE", ""}) {
            const std::string unsigned_part =
                test::base64url(R"({"alg":")" + alg + R"(","kid":"signer"})") + "." + test::base64url("{}");
            CPPUNIT_ASSERT_EQUAL(std::string("algorithm"), outcome(unsigned_part + "."));
            CPPUNIT_ASSERT_EQUAL(std::string("algorithm"), outcome(unsigned_part + ".AAAA"));
        }
        CPPUNIT_ASSERT_EQUAL(std::string("algorithm"), outcome(with_header(R"({"kid":"signer"})")));
    }

    void the_public_key_is_no_hmac_secret() {
        const std::string part = test::base64url(R"({"alg":"HS256","kid":"signer"})") + "." + test::base64url("{}");
        for (const std::string& secret : {signer().public_pem(), json::text(signer().jwk(), "n")}) {
            CPPUNIT_ASSERT_EQUAL(std::string("algorithm"),
                                 outcome(part + "." + test::base64url(test::hmac_sha256(secret, part))));
        }
    }

    void other_algorithms_and_types_of_alg_are_refused() {
        for (const std::string alg : {R"("RS384")", R"("PS256")", R"("ES256")", R"("rs256")", R"("RS256 ")", "256",
                                      "null", "true", R"(["RS256"])", R"({"RS256":1})"}) {
            CPPUNIT_ASSERT_EQUAL(std::string("algorithm"),
                                 outcome(with_header(R"({"kid":"signer","alg":)" + alg + "}")));
        }
        CPPUNIT_ASSERT_EQUAL(std::string("good"), outcome(with_header(R"({"kid":"signer","alg":"RS256"})")));
    }

    void extensions_that_must_be_understood_are_refused() {
        CPPUNIT_ASSERT_EQUAL(std::string("algorithm"),
                             outcome(with_header(R"({"alg":"RS256","kid":"signer","crit":["b64"],"b64":true})")));
        CPPUNIT_ASSERT_EQUAL(std::string("algorithm"),
                             outcome(with_header(R"({"alg":"RS256","kid":"signer","crit":[]})")));
        CPPUNIT_ASSERT_EQUAL(std::string("good"),
                             outcome(with_header(R"({"alg":"RS256","kid":"signer","nonce":"x","x5t":"y"})")));
    }

    void keys_that_the_token_brings_along_are_not_used() {
        static const test::SigningKey attacker("attacker");
        Json::Value header = test::token_header(attacker);
        header["jwk"] = attacker.jwk();
        header["jku"] = "https://attacker.example/keys";
        header["x5u"] = "https://attacker.example/certificate";
        header["x5c"].append("MIIB");
        CPPUNIT_ASSERT_EQUAL(std::string("key"), outcome(test::signed_token(header, Json::objectValue, attacker)));
        header["kid"] = "signer";
        CPPUNIT_ASSERT_EQUAL(std::string("signature"),
                             outcome(test::signed_token(header, Json::objectValue, attacker)));
        CPPUNIT_ASSERT_EQUAL(std::string("good"), outcome(test::signed_token(header, Json::objectValue, signer())));
    }

    void a_token_must_name_its_key() {
        CPPUNIT_ASSERT_EQUAL(std::string("key_id"), outcome(with_header(R"({"alg":"RS256"})")));
        CPPUNIT_ASSERT_EQUAL(std::string("key_id"), outcome(with_header(R"({"alg":"RS256","kid":""})")));
        CPPUNIT_ASSERT_EQUAL(std::string("key_id"), outcome(with_header(R"({"alg":"RS256","kid":1})")));
        CPPUNIT_ASSERT_EQUAL(std::string("key_id"),
                             outcome(with_header(R"({"alg":"RS256","kid":")" + std::string(257, 'k') + R"("})")));
        CPPUNIT_ASSERT_EQUAL(std::string("key"), outcome(with_header(R"({"alg":"RS256","kid":"Signer"})")));
        CPPUNIT_ASSERT_EQUAL(std::string("good"), outcome(with_header(R"({"alg":"RS256","kid":"signer"})")));
    }

    void a_repeated_name_in_the_header_is_refused() {
        CPPUNIT_ASSERT_EQUAL(std::string("form"),
                             outcome(with_header(R"({"alg":"RS256","alg":"none","kid":"signer"})")));
        CPPUNIT_ASSERT_EQUAL(std::string("form"),
                             outcome(with_header(R"({"alg":"none","alg":"RS256","kid":"signer"})")));
        CPPUNIT_ASSERT_EQUAL(std::string("form"),
                             outcome(with_header(R"({"alg":"RS256","\u0061lg":"RS256","kid":"signer"})")));
        CPPUNIT_ASSERT_EQUAL(std::string("form"), outcome(with_header(R"({"alg":"RS256","kid":"signer"} x)")));
        CPPUNIT_ASSERT_EQUAL(std::string("form"), outcome(with_header(R"(["RS256"])")));
    }

    void padding_and_loose_bits_are_refused() {
        std::string token = with_header(R"({"alg":"RS256","kid":"signer"})");  // 256 bytes end in a half-used character
        CPPUNIT_ASSERT_EQUAL(std::string("good"), outcome(token));
        CPPUNIT_ASSERT_EQUAL(std::string("form"), outcome(token + "=="));
        const std::string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        token.back() = alphabet[alphabet.find(token.back()) + 1];
        CPPUNIT_ASSERT_EQUAL(std::string("form"), outcome(token));
    }

    void an_oversized_token_is_not_looked_at() {
        const auto padded = [](std::size_t filling) {
            return test::signed_raw_token(R"({"alg":"RS256","kid":"signer"})", std::string(filling, ' '), signer());
        };
        const std::size_t rest = padded(0).size();
        const std::size_t max = (max_token_bytes - rest) / 4 * 3;
        CPPUNIT_ASSERT_EQUAL(std::string("good"), outcome(padded(max)));
        CPPUNIT_ASSERT_EQUAL(std::string("form"), outcome(padded(max + 3)));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(JwsTest);

}  // namespace
}  // namespace secure_export::inbound
