#include "inbound/key_set.h"

#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>

#include "inbound/metadata.h"
#include "tests/support/token_maker.h"

namespace secure_export::inbound {
namespace {

const test::SigningKey& one() {
    static const test::SigningKey key("one");
    return key;
}
const test::SigningKey& two() {
    static const test::SigningKey key("two");
    return key;
}

Json::Value changed(Json::Value entry, const char* name, const Json::Value& value) {
    entry[name] = value;
    return entry;
}

bool loads(const std::vector<Json::Value>& entries) {
    const std::string text = test::key_set(entries);
    const bool good = bool(KeySet::read(text));
    CPPUNIT_ASSERT_EQUAL(good, bool(check_key_set(text)));
    return good;
}

bool has(const std::vector<Json::Value>& entries, const std::string& kid) {
    const auto set = KeySet::read(test::key_set(entries));
    return set && set->find(kid);
}

Json::Value elliptic(const std::string& kid) {
    Json::Value entry;
    entry["kty"] = "EC";
    entry["crv"] = "P-256";
    entry["kid"] = kid;
    return entry;
}

class KeySetTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(KeySetTest);
    CPPUNIT_TEST(the_order_of_keys_means_nothing);
    CPPUNIT_TEST(entries_for_other_purposes_are_passed_over);
    CPPUNIT_TEST(a_set_with_nothing_usable_is_refused);
    CPPUNIT_TEST(a_kid_that_stands_for_two_keys_stands_for_none);
    CPPUNIT_TEST(a_key_whose_secret_is_public_is_skipped);
    CPPUNIT_TEST(a_weak_or_damaged_key_is_skipped);
    CPPUNIT_TEST(it_tells_what_was_skipped_and_why);
    CPPUNIT_TEST(what_is_no_key_set_is_refused);
    CPPUNIT_TEST(sizes_are_limited);
    CPPUNIT_TEST_SUITE_END();

    void the_order_of_keys_means_nothing() {
        CPPUNIT_ASSERT(has({one().jwk(), two().jwk()}, "one"));
        CPPUNIT_ASSERT(has({two().jwk(), one().jwk()}, "one"));
        const auto set = KeySet::read(test::key_set({two().jwk(), one().jwk()}));
        CPPUNIT_ASSERT(set->find("one")->rsa.verifies("text", one().sign_rs256("text")));
        CPPUNIT_ASSERT(!set->find("two")->rsa.verifies("text", one().sign_rs256("text")));
        CPPUNIT_ASSERT(!set->find("one")->rsa.verifies("text ", one().sign_rs256("text")));
        CPPUNIT_ASSERT(!set->find("three"));
    }

    void entries_for_other_purposes_are_passed_over() {
        const auto second_is_used = [](const Json::Value& second) {
            CPPUNIT_ASSERT(has({one().jwk(), second}, "one"));
            return has({one().jwk(), second}, "two");
        };
        CPPUNIT_ASSERT(second_is_used(two().jwk()));
        CPPUNIT_ASSERT(!second_is_used(changed(two().jwk(), "use", "enc")));
        CPPUNIT_ASSERT(second_is_used(changed(two().jwk(), "alg", "RS256")));
        CPPUNIT_ASSERT(!second_is_used(changed(two().jwk(), "alg", "PS256")));
        Json::Value operations(Json::arrayValue);
        operations.append("encrypt");
        CPPUNIT_ASSERT(!second_is_used(changed(two().jwk(), "key_ops", operations)));
        operations.append("verify");
        CPPUNIT_ASSERT(second_is_used(changed(two().jwk(), "key_ops", operations)));
        CPPUNIT_ASSERT(!second_is_used(elliptic("two")));
        Json::Value nameless = two().jwk();
        nameless.removeMember("kid");
        CPPUNIT_ASSERT(!second_is_used(nameless));
        Json::Value any_use = two().jwk();
        any_use.removeMember("use");
        CPPUNIT_ASSERT(second_is_used(any_use));
    }

    void a_set_with_nothing_usable_is_refused() {
        CPPUNIT_ASSERT(loads({one().jwk()}));
        CPPUNIT_ASSERT(!loads({changed(one().jwk(), "use", "enc")}));
        CPPUNIT_ASSERT(!loads({elliptic("one")}));
        CPPUNIT_ASSERT(!loads({}));
    }

    // The keys of `entries` that can be used, beside a good one of the kid "good".
    static std::string usable(std::vector<Json::Value> entries) {
        static const test::SigningKey good("good");
        entries.insert(entries.begin(), good.jwk());
        const std::string text = test::key_set(entries);
        std::reverse(entries.begin(), entries.end());
        const auto set = KeySet::read(text), backwards = KeySet::read(test::key_set(entries));
        CPPUNIT_ASSERT(set && backwards && set->find("good"));
        CPPUNIT_ASSERT_EQUAL_MESSAGE("their order means nothing", set->key_ids(), backwards->key_ids());
        return set->key_ids();
    }

    void a_kid_that_stands_for_two_keys_stands_for_none() {
        const std::string both = R"("good", "one")", neither = R"("good")";
        CPPUNIT_ASSERT_EQUAL(both, usable({one().jwk()}));
        CPPUNIT_ASSERT_EQUAL(both, usable({one().jwk(), one().jwk()}));
        CPPUNIT_ASSERT_EQUAL(neither, usable({one().jwk(), changed(two().jwk(), "kid", "one")}));
        CPPUNIT_ASSERT_EQUAL(neither, usable({one().jwk(), one().jwk(), changed(two().jwk(), "kid", "one")}));
        CPPUNIT_ASSERT_EQUAL(neither, usable({one().jwk(), changed(one().jwk(), "e", "Aw")}));
        CPPUNIT_ASSERT_EQUAL(neither, usable({one().jwk(), changed(one().jwk(), "issuer", "https://other.example/")}));
        static const test::SigningKey small("one", 1024);
        CPPUNIT_ASSERT_EQUAL(neither, usable({one().jwk(), small.jwk()}));
        // What is not for RS256 signatures is nobody's rival.
        CPPUNIT_ASSERT_EQUAL(both, usable({one().jwk(), changed(changed(two().jwk(), "use", "enc"), "kid", "one")}));
        CPPUNIT_ASSERT_EQUAL(both, usable({one().jwk(), elliptic("one")}));
    }

    void a_key_whose_secret_is_public_is_skipped() {
        for (const char* name : {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}) {
            CPPUNIT_ASSERT_EQUAL(std::string(R"("good", "one")"),
                                 usable({one().jwk(), changed(two().jwk(), name, "AQAB")}));
        }
        Json::Value symmetric;
        symmetric["kty"] = "oct";
        symmetric["kid"] = "two";
        CPPUNIT_ASSERT_EQUAL(std::string(R"("good", "one")"), usable({one().jwk(), symmetric}));
        CPPUNIT_ASSERT(!loads({changed(one().jwk(), "d", "AQAB")}));
        CPPUNIT_ASSERT(!loads({symmetric}));
    }

    void a_weak_or_damaged_key_is_skipped() {
        static const test::SigningKey small("small", 1024), almost("almost", 2040);
        std::string even = one().jwk()["n"].asString();
        even.replace(even.size() - 2, 2, "AA");
        Json::Value hollow = one().jwk(), nameless = changed(one().jwk(), "kid", "");
        hollow.removeMember("n");
        std::vector<Json::Value> bad{small.jwk(),
                                     almost.jwk(),
                                     changed(one().jwk(), "n", even),
                                     changed(one().jwk(), "n", 17),
                                     changed(one().jwk(), "n", test::base64url(std::string(1025, '\xff'))),
                                     changed(one().jwk(), "n", "A"),
                                     changed(one().jwk(), "issuer", 1),
                                     changed(one().jwk(), "kid", 1),
                                     changed(one().jwk(), "kid", std::string(257, 'k')),
                                     changed(one().jwk(), "use", Json::Value(Json::objectValue)),
                                     changed(one().jwk(), "cloud_instance_name", 1),
                                     hollow,
                                     nameless,
                                     Json::Value(1),
                                     Json::Value()};
        for (const char* exponent : {"AQ", "Ag", "AQAA", "", "AQAB=", "AQABAQABAQAB"})
            bad.push_back(changed(one().jwk(), "e", exponent));
        for (const Json::Value& entry : bad) {
            CPPUNIT_ASSERT_EQUAL_MESSAGE(test::compact_json(entry), std::string(R"("good")"), usable({entry}));
            CPPUNIT_ASSERT_MESSAGE(test::compact_json(entry), !loads({entry}));
        }
        CPPUNIT_ASSERT_EQUAL(std::string(R"("good")"), usable(bad));
        CPPUNIT_ASSERT_EQUAL(std::string(R"("good", "one")"), usable({one().jwk()}));
        CPPUNIT_ASSERT(loads({changed(one().jwk(), "e", "Aw")}));  // 3
    }

    void it_tells_what_was_skipped_and_why() {
        static const test::SigningKey small("small", 1024);
        const auto set = KeySet::read(test::key_set({one().jwk(), small.jwk(), elliptic("two")}));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, set->size());
        CPPUNIT_ASSERT_EQUAL(
            std::string(
                R"(key "small": the modulus has 1024 bits, at least 2048 are needed; key "two": its kty is "EC")"),
            set->skipped_text());
        CPPUNIT_ASSERT(!set->skipped().at(0).usual && set->skipped().at(1).usual);
        const auto refused = KeySet::read(test::key_set({small.jwk()}));
        CPPUNIT_ASSERT_EQUAL(std::string(R"(invalid key set: it has no RSA key for RS256 signatures (key "small": the )"
                                         "modulus has 1024 bits, at least 2048 are needed)"),
                             refused.error().message);
        CPPUNIT_ASSERT(KeySet::read(test::key_set({one().jwk()}))->skipped().empty());
    }

    void what_is_no_key_set_is_refused() {
        const std::string entry = test::compact_json(one().jwk());
        CPPUNIT_ASSERT(KeySet::read(R"({"keys":[)" + entry + "]}"));
        CPPUNIT_ASSERT(KeySet::read(R"({"other":1,"keys":[)" + entry + "]}"));
        CPPUNIT_ASSERT(!KeySet::read(R"({"keys":[)" + entry + R"(],"keys":[]})"));
        CPPUNIT_ASSERT(!KeySet::read(R"({"keys":[1]})"));
        CPPUNIT_ASSERT(!KeySet::read(R"({"keys":)" + entry + "}"));
        CPPUNIT_ASSERT(!KeySet::read("[" + entry + "]"));
        CPPUNIT_ASSERT(!KeySet::read(R"({"keys":[)" + entry + "]} x"));
        CPPUNIT_ASSERT(!KeySet::read(""));
    }

    void sizes_are_limited() {
        std::vector<Json::Value> entries{one().jwk()};
        while (entries.size() < 100) entries.push_back(elliptic(std::to_string(entries.size())));
        CPPUNIT_ASSERT(loads(entries));
        entries.push_back(elliptic("one more"));
        CPPUNIT_ASSERT(!loads(entries));
        CPPUNIT_ASSERT(loads({changed(one().jwk(), "x5c", std::string(200'000, 'A'))}));
        CPPUNIT_ASSERT(!loads({changed(one().jwk(), "x5c", std::string(270'000, 'A'))}));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(KeySetTest);

}  // namespace
}  // namespace secure_export::inbound
