// Long: kinds of forged signatures, unfit key sets and tokens of other algorithms, each beside the genuine one that it
// is made from.  Where Wycheproof's vectors lie beside the tree, they are tried in addition.

#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>

#include "inbound/base64url.h"
#include "inbound/jws.h"
#include "json/json.h"
#include "tests/support/forger.h"
#include "tests/support/token_maker.h"

namespace secure_export::inbound {
namespace {

using test::base64url;
using test::Block;

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

std::string header(const std::string& algorithm, const std::string& kid = "signer") {
    return R"({"alg":")" + algorithm + R"(","kid":")" + kid + R"("})";
}

// What is signed of a token that the key "signer" signs.
std::string signed_part(const std::string& claims = R"({"aud":"a"})") {
    return base64url(header("RS256")) + "." + base64url(claims);
}

const std::string& modulus() {
    static const std::string bytes = *decode_base64url(json::text(signer().jwk(), "n"));
    return bytes;
}

Json::Value changed(Json::Value entry, const char* name, const Json::Value& value) {
    entry[name] = value;
    return entry;
}

// Published cases, or null where they are absent.
Json::Value published(const std::string& name) {
    std::ifstream file(std::string(SHARED_DATA) + "/vectors/wycheproof/" + name);
    if (!file) return {};
    return *json::read_strict(std::string(std::istreambuf_iterator<char>(file), {}));
}

// What a verifier of the group's tokens is given: its public key or keys, else its only ones.
std::string key_set_of(const Json::Value& group) {
    const Json::Value& keys = group.isMember("public") ? group["public"] : group["private"];
    return keys.isMember("keys") ? json::write(keys) : test::key_set({keys});
}

class TokenKindsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(TokenKindsTest);
    CPPUNIT_TEST(of_signatures_those_by_rs256_are_good_and_no_others);
    CPPUNIT_TEST(a_signature_is_a_number_below_the_modulus_and_as_long_as_it);
    CPPUNIT_TEST(a_block_with_anything_changed_is_no_signature);
    CPPUNIT_TEST(under_the_exponent_three_a_cube_root_is_no_signature);
    CPPUNIT_TEST(of_key_sets_the_weak_mixed_and_ambiguous_are_not_loaded);
    CPPUNIT_TEST(a_number_of_a_key_may_have_zeros_in_front_and_no_padding_behind);
    CPPUNIT_TEST(of_tokens_of_all_kinds_only_the_rs256_one_is_good);
    CPPUNIT_TEST_SUITE_END();

    static void assert_signature(const std::string& kind, const std::string& expected, const std::string& signature) {
        CPPUNIT_ASSERT_EQUAL_MESSAGE(
            kind, expected, outcome(signed_part() + "." + base64url(signature), test::key_set({signer().jwk()})));
    }

    void of_signatures_those_by_rs256_are_good_and_no_others() {
        assert_signature("RS256", "good", signer().sign("RS256", signed_part()));
        for (const char* other : {"RS1", "RS384", "RS512", "PS256", "PS384", "PS512"})
            assert_signature(other, "signature", signer().sign(other, signed_part()));
        static const test::SigningKey stranger("signer"), longer("signer", 3072);
        assert_signature("another key", "signature", stranger.sign_rs256(signed_part()));
        assert_signature("a longer key", "signature", longer.sign_rs256(signed_part()));
        assert_signature("an HMAC", "signature", test::hmac_sha256(signer().public_pem(), signed_part()));
        assert_signature("another text", "signature", signer().sign_rs256(signed_part(R"({"aud":"b"})")));
        assert_signature("the claims alone", "signature", signer().sign_rs256(base64url(R"({"aud":"a"})")));
        assert_signature("its hash in place of the text", "signature",
                         signer().sign_rs256(test::sha256(signed_part())));

        std::set<int> good;
        int refused = 0;
        const Json::Value file = published("json_web_signature_test.json");
        for (const auto& group : file["testGroups"]) {
            for (const auto& one : group["tests"]) {
                const Json::Value& jws = one["jws"];
                const std::string token = jws.isString() ? jws.asString() : json::write(jws);
                if (outcome(token, key_set_of(group)) == "good") {
                    good.insert(one["tcId"].asInt());
                } else {
                    ++refused;
                }
            }
        }
        if (file.isNull()) return;
        CPPUNIT_ASSERT(good == std::set<int>({33, 259, 260, 261, 262, 263, 345, 349}));
        CPPUNIT_ASSERT_EQUAL(393, refused);
    }

    void a_signature_is_a_number_below_the_modulus_and_as_long_as_it() {
        const std::string zero(1, '\0'), one(1, '\1');
        std::string claims, good;  // a signature that begins with a zero byte and may be taken for a shorter number
        do {
            claims += ' ';
            good = signer().sign_rs256(signed_part(claims));
        } while (good[0] != '\0');
        const auto assert_it = [&](const std::string& kind, const std::string& expected, const std::string& signature) {
            CPPUNIT_ASSERT_EQUAL_MESSAGE(
                kind, expected,
                outcome(signed_part(claims) + "." + base64url(signature), test::key_set({signer().jwk()})));
        };
        std::string turned = good;
        std::ranges::reverse(turned);
        assert_it("as it is", "good", good);
        assert_it("its zero left out", "signature", good.substr(1));
        assert_it("a zero in front", "signature", zero + good);
        assert_it("a zero behind", "signature", good + zero);
        assert_it("its last byte left out", "signature", good.substr(0, 255));
        assert_it("twice", "signature", good + good);
        assert_it("the modulus added", "signature", test::sum(good, modulus(), 256 + (modulus()[0] == '\xff')));
        assert_it("taken from the modulus", "signature", test::difference(modulus(), good, 256));
        assert_it("one more", "signature", test::sum(good, one, 256));
        assert_it("little-endian", "signature", turned);
        assert_it("empty", "signature", "");
        assert_it("one byte", "signature", one);
        for (const std::string& number :
             {zero, one, std::string(1, '\2'), modulus(), test::difference(modulus(), one, 256),
              test::sum(modulus(), one, 256), std::string(256, '\xff')})
            assert_it("a number without a secret", "signature", std::string(256 - number.size(), '\0') + number);
    }

    void a_block_with_anything_changed_is_no_signature() {
        const std::string text = signed_part();
        const auto signature = [](const Block& block) { return signer().raise(block.bytes(256)); };
        assert_signature("as RFC 8017 has it", "good", signature(Block(text)));
        const auto refused = [&](const char* kind, auto change) {
            Block block(text);
            change(block);
            assert_signature(kind, "signature", signature(block));
        };
        refused("type 0", [](Block& b) { b.head[1] = '\0'; });
        refused("type 2", [](Block& b) { b.head[1] = '\2'; });
        refused("no zero in front", [](Block& b) { b.head = "\1"; });
        refused("filled with zeros", [](Block& b) { b.filling = '\0'; });
        refused("filled with FE", [](Block& b) { b.filling = '\xfe'; });
        refused("no separator", [](Block& b) { b.separator.clear(); });
        refused("separator not zero", [](Block& b) { b.separator = "\1"; });
        refused("two separators", [](Block& b) { b.separator = std::string(2, '\0'); });
        refused("no name of an algorithm", [](Block& b) { b.algorithm.clear(); });
        refused("the name of SHA-384", [](Block& b) { b.algorithm[14] = '\2'; });
        refused("no NULL behind the name", [](Block& b) {
            b.algorithm = std::string("\x30\x2f\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x04\x20", 17);
        });
        refused("a length in two bytes", [](Block& b) {
            b.algorithm =
                std::string("\x30\x81\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20", 20);
        });
        refused("an indefinite length", [](Block& b) {
            b.algorithm[1] = '\x80';
            b.behind = std::string(2, '\0');
        });
        refused("a parameter in place of NULL", [](Block& b) { b.algorithm[15] = '\4'; });
        refused("the hash cut", [](Block& b) { b.hash.pop_back(); });
        refused("the hash of another text", [](Block& b) { b.hash = test::sha256("other"); });
        refused("the hash turned", [](Block& b) { std::ranges::reverse(b.hash); });
        refused("a byte behind the hash", [](Block& b) { b.behind = "x"; });
        refused("a zero behind the hash", [](Block& b) { b.behind = std::string(1, '\0'); });
        refused("the hash twice", [](Block& b) { b.behind = b.hash; });
        refused("short filling, zeros behind", [](Block& b) { b.short_filling = true; });
        refused("short filling, text behind", [](Block& b) {
            b.short_filling = true;
            b.behind = std::string(190, 'x');
        });
    }

    // Bleichenbacher's forgery of 2006: no secret is needed where what stands behind the hash is not looked at.
    void under_the_exponent_three_a_cube_root_is_no_signature() {
        const Json::Value weak = changed(signer().jwk(), "e", "Aw");
        CPPUNIT_ASSERT(KeySet::read(test::key_set({weak})));
        Block block(signed_part());
        block.short_filling = true;
        const std::string wanted = block.bytes(256), root = test::cube_root(wanted, 256);
        const std::size_t looked_at = wanted.find(block.hash) + block.hash.size();
        CPPUNIT_ASSERT_EQUAL(wanted.substr(0, looked_at), test::cube(root, 256).substr(0, looked_at));
        CPPUNIT_ASSERT_EQUAL(std::string("signature"),
                             outcome(signed_part() + "." + base64url(root), test::key_set({weak})));
    }

    void of_key_sets_the_weak_mixed_and_ambiguous_are_not_loaded() {
        const auto token = [](const test::SigningKey& key) {
            return test::signed_raw_token(header("RS256", key.kid()), "{}", key);
        };
        const auto alone = [&](const Json::Value& entry) { return outcome(token(signer()), test::key_set({entry})); };
        const std::string good = "good", none = "no key set", unknown = "key";
        const Json::Value genuine = signer().jwk();
        CPPUNIT_ASSERT_EQUAL(good, alone(genuine));

        static const test::SigningKey small("small", 1024), other("signer"), third("third");
        CPPUNIT_ASSERT_EQUAL(none, outcome(token(small), test::key_set({small.jwk()})));
        CPPUNIT_ASSERT_EQUAL(unknown, outcome(token(small), test::key_set({small.jwk(), genuine})));
        for (const char* exponent : {"AA", "AQ", "Ag", "BA", "AQAA", "AQABAQABAQABAQ"})
            CPPUNIT_ASSERT_EQUAL_MESSAGE(exponent, none, alone(changed(genuine, "e", exponent)));
        CPPUNIT_ASSERT_EQUAL(none, alone(changed(genuine, "n", base64url(test::roca_modulus()))));
        CPPUNIT_ASSERT_EQUAL(none, alone(changed(genuine, "n", base64url(test::sum(modulus(), "\1", 256)))));
        for (const char* algorithm : {"RS384", "RS512", "PS256", "ES256", "HS256", "none", "RSA-OAEP", "rs256", ""})
            CPPUNIT_ASSERT_EQUAL_MESSAGE(algorithm, none, alone(changed(genuine, "alg", algorithm)));
        for (const char* use : {"enc", "SIG", "", "sig enc"})
            CPPUNIT_ASSERT_EQUAL_MESSAGE(use, none, alone(changed(genuine, "use", use)));
        for (const char* type : {"EC", "oct", "OKP", "rsa", ""})
            CPPUNIT_ASSERT_EQUAL_MESSAGE(type, none, alone(changed(genuine, "kty", type)));
        CPPUNIT_ASSERT_EQUAL(none, alone(changed(genuine, "d", "AQAB")));
        CPPUNIT_ASSERT_EQUAL(none, alone(changed(genuine, "k", base64url("secret"))));
        for (const char* member : {"n", "e", "kty", "kid"}) {
            Json::Value hollow = genuine;
            hollow.removeMember(member);
            CPPUNIT_ASSERT_EQUAL_MESSAGE(member, none, alone(hollow));
            CPPUNIT_ASSERT_EQUAL_MESSAGE(member, none, alone(changed(genuine, member, Json::Value())));
            CPPUNIT_ASSERT_EQUAL_MESSAGE(member, none, alone(changed(genuine, member, 7)));
        }

        Json::Value secret;
        secret["kty"] = "oct";
        secret["kid"] = "signer";
        secret["k"] = base64url(signer().public_pem());
        const test::OtherKey elliptic("signer", "P-256");
        CPPUNIT_ASSERT_EQUAL(none, alone(secret));
        CPPUNIT_ASSERT_EQUAL(none, alone(elliptic.jwk()));
        CPPUNIT_ASSERT_EQUAL(good, outcome(token(signer()), test::key_set({secret, elliptic.jwk(), genuine})));
        for (const bool first : {true, false}) {  // two keys under one kid: neither
            const std::string both = first ? test::key_set({genuine, other.jwk(), third.jwk()})
                                           : test::key_set({third.jwk(), other.jwk(), genuine});
            CPPUNIT_ASSERT_EQUAL(unknown, outcome(token(signer()), both));
            CPPUNIT_ASSERT_EQUAL(unknown, outcome(token(other), both));
            CPPUNIT_ASSERT_EQUAL(good, outcome(token(third), both));
        }

        std::set<int> taken;
        std::size_t loaded = 0;
        const Json::Value file = published("json_web_key_test.json");
        for (const auto& group : file["testGroups"]) {
            if (KeySet::read(key_set_of(group))) ++loaded;
            for (const auto& one : group["tests"]) {
                if (outcome(one["jws"].asString(), key_set_of(group)) == "good") taken.insert(one["tcId"].asInt());
            }
        }
        if (file.isNull()) return;
        CPPUNIT_ASSERT_EQUAL(Json::ArrayIndex{25}, file["testGroups"].size());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, loaded);  // the one RSA key for signatures, of a sound size
        CPPUNIT_ASSERT(taken == std::set<int>({5}));
    }

    void a_number_of_a_key_may_have_zeros_in_front_and_no_padding_behind() {
        const std::string token = test::signed_raw_token(header("RS256"), "{}", signer()), zero(1, '\0');
        const auto with = [&](const char* name, const std::string& value) {
            return outcome(token, test::key_set({changed(signer().jwk(), name, value)}));
        };
        const std::string good = "good", none = "no key set", n = json::text(signer().jwk(), "n");
        CPPUNIT_ASSERT_EQUAL(good, with("n", base64url(zero + modulus())));
        CPPUNIT_ASSERT_EQUAL(good, with("e", "AAEAAQ"));
        CPPUNIT_ASSERT_EQUAL(good, with("e", "AAAAAAABAAE"));
        CPPUNIT_ASSERT_EQUAL(none, with("n", base64url(modulus() + zero)));
        for (const std::string& value : {n + "==", n + "=", n + "\n", " " + n, n.substr(0, n.size() - 1), n + ".",
                                         "+" + n, "/" + n, std::string()})
            CPPUNIT_ASSERT_EQUAL_MESSAGE(value, none, with("n", value));
        for (const char* value : {"AQAB=", "AQA B", "AQAB\n", "65537", "0x10001", "AQA", "-AQAB", "%41QAB"})
            CPPUNIT_ASSERT_MESSAGE(value, with("e", value) != good);
    }

    void of_tokens_of_all_kinds_only_the_rs256_one_is_good() {
        struct Kind {
            std::string algorithm, token;
            Json::Value key;
        };
        std::vector<Kind> kinds;
        const auto add = [&](const std::string& algorithm, const Json::Value& key, const auto& sign) {
            const std::string text = base64url(header(algorithm)) + "." + base64url("{}");
            kinds.push_back({algorithm, text + "." + base64url(sign(text)), key});
        };
        for (const char* algorithm : {"RS384", "RS512", "PS256", "PS384", "PS512"})
            add(algorithm, changed(signer().jwk(), "alg", algorithm),
                [&](const std::string& text) { return signer().sign(algorithm, text); });
        for (const auto& [algorithm, curve] :
             {std::pair{"ES256", "P-256"}, {"ES384", "P-384"}, {"ES512", "P-521"}, {"EdDSA", "ED25519"}}) {
            const test::OtherKey key("signer", curve);
            add(algorithm, key.jwk(), [&](const std::string& text) { return key.sign(text); });
        }
        const test::OtherKey wrong_curve("signer", "P-384");
        add("ES256", wrong_curve.jwk(), [&](const std::string& text) { return wrong_curve.sign(text); });
        Json::Value secret;
        secret["kty"] = "oct";
        secret["kid"] = "signer";
        secret["k"] = base64url("the secret that both sides have");
        add("HS256", secret,
            [](const std::string& text) { return test::hmac_sha256("the secret that both sides have", text); });
        add("none", signer().jwk(), [](const std::string&) { return std::string(); });
        add("RSA-OAEP", signer().jwk(), [](const std::string& text) { return signer().sign_rs256(text); });
        for (const Kind& kind : kinds) {
            const std::string own = outcome(kind.token, test::key_set({kind.key}));
            CPPUNIT_ASSERT_MESSAGE(kind.algorithm + " " + own, own == "no key set" || own == "algorithm");
            CPPUNIT_ASSERT_EQUAL_MESSAGE(kind.algorithm, std::string("algorithm"),
                                         outcome(kind.token, test::key_set({kind.key, signer().jwk()})));
            // The same signature under the name of the algorithm that is taken.
            const std::string relabelled = base64url(header("RS256")) + kind.token.substr(kind.token.find('.'));
            CPPUNIT_ASSERT_EQUAL_MESSAGE(kind.algorithm, std::string("signature"),
                                         outcome(relabelled, test::key_set({kind.key, signer().jwk()})));
        }
        CPPUNIT_ASSERT_EQUAL(std::string("good"), outcome(test::signed_raw_token(header("RS256"), "{}", signer()),
                                                          test::key_set({kinds[5].key, signer().jwk()})));

        std::set<int> good;
        const Json::Value file = published("json_web_crypto_test.json");
        for (const auto& group : file["testGroups"]) {
            for (const auto& one : group["tests"]) {
                const std::string token = json::text(one, one.isMember("jws") ? "jws" : "jwe");
                if (outcome(token, key_set_of(group)) == "good") good.insert(one["tcId"].asInt());
            }
        }
        if (!file.isNull()) CPPUNIT_ASSERT(good == std::set<int>({33}));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(TokenKindsTest);

}  // namespace
}  // namespace secure_export::inbound
