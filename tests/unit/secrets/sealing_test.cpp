#include "secrets/sealing.h"

#include <cppunit/extensions/HelperMacros.h>

#include "secrets/hex.h"

namespace secure_export::secrets {
namespace {

constexpr Place place{"helix1", "password"};
constexpr std::string_view secret = "p\xC3\xA4ss w\"ord";

class SealingTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(SealingTest);
    CPPUNIT_TEST(what_was_sealed_opens_with_its_key_at_its_place);
    CPPUNIT_TEST(it_opens_at_no_other_place);
    CPPUNIT_TEST(it_opens_with_no_other_key);
    CPPUNIT_TEST(a_changed_bit_anywhere_keeps_it_shut);
    CPPUNIT_TEST(the_same_secret_never_looks_the_same_twice);
    CPPUNIT_TEST(what_another_implementation_sealed_opens);
    CPPUNIT_TEST(hex_digits_read_back_and_nothing_else_reads);
    CPPUNIT_TEST(a_wiped_secret_is_empty);
    CPPUNIT_TEST_SUITE_END();

    const Key key_ = make_key();

public:
    void what_was_sealed_opens_with_its_key_at_its_place() {
        for (const std::string& text : {std::string(secret), std::string(1, 'x'), std::string(4096, 'y')}) {
            const Sealed sealed = seal(key_, place, text);
            CPPUNIT_ASSERT_EQUAL(text, open(key_, place, sealed).value());
            CPPUNIT_ASSERT_EQUAL(std::size_t{24}, sealed.nonce.size());
            CPPUNIT_ASSERT_EQUAL(2 * (text.size() + 16), sealed.text.size());
        }
    }

    void it_opens_at_no_other_place() {
        const Sealed sealed = seal(key_, place, secret);
        for (const Place& other : {Place{"helix2", "password"}, Place{"helix1", "client_secret"},
                                   Place{"helix1p", "assword"}, Place{"helix", "1password"}, Place{"", ""}})
            CPPUNIT_ASSERT(!open(key_, other, sealed));
        CPPUNIT_ASSERT(open(key_, place, sealed));
    }

    void it_opens_with_no_other_key() {
        const Sealed sealed = seal(key_, place, secret);
        CPPUNIT_ASSERT(!open(make_key(), place, sealed));
        Key same_id = make_key();
        same_id.id = key_.id;
        CPPUNIT_ASSERT(!open(same_id, place, sealed));
        Key same_bytes = key_;
        same_bytes.id = make_key().id;
        CPPUNIT_ASSERT(!open(same_bytes, place, sealed));
        Sealed renamed = sealed;
        renamed.key_id = same_bytes.id;  // the id is authenticated, not a mere label
        CPPUNIT_ASSERT(!open(same_bytes, place, renamed));
        CPPUNIT_ASSERT(open(key_, place, sealed));
    }

    void a_changed_bit_anywhere_keeps_it_shut() {
        const Sealed sealed = seal(key_, place, secret);
        const std::string bytes = from_hex(sealed.text).value(), nonce = from_hex(sealed.nonce).value();
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            std::string changed = bytes;
            changed[i] = static_cast<char>(changed[i] ^ 1);
            CPPUNIT_ASSERT(!open(key_, place, {sealed.key_id, sealed.nonce, hex(changed)}));
        }
        std::string changed = nonce;
        changed[0] = static_cast<char>(changed[0] ^ 1);
        CPPUNIT_ASSERT(!open(key_, place, {sealed.key_id, hex(changed), sealed.text}));
        for (const std::size_t size : {std::size_t{0}, std::size_t{15}, bytes.size() - 1})
            CPPUNIT_ASSERT(!open(key_, place, {sealed.key_id, sealed.nonce, hex(bytes.substr(0, size))}));
        for (const std::string& odd : {std::string(), sealed.nonce + "00", sealed.nonce.substr(2), std::string("zz")})
            CPPUNIT_ASSERT(!open(key_, place, {sealed.key_id, odd, sealed.text}));
        CPPUNIT_ASSERT(open(key_, place, sealed));
    }

    void the_same_secret_never_looks_the_same_twice() {
        const Sealed first = seal(key_, place, secret), second = seal(key_, place, secret);
        CPPUNIT_ASSERT(first.nonce != second.nonce && first.text != second.text);
        CPPUNIT_ASSERT(make_key().id != make_key().id && make_key().bytes != make_key().bytes);
    }

    // Made with another implementation (libgcrypt): what older versions of this program wrote must stay readable.
    void what_another_implementation_sealed_opens() {
        Key key;
        key.id = "0123456789abcdef";
        for (std::size_t i = 0; i < key.bytes.size(); ++i) key.bytes[i] = static_cast<unsigned char>(i);
        const Sealed sealed{key.id, "a0a1a2a3a4a5a6a7a8a9aaab",
                            "85770e5f20a8769f0a0af5a06243364f9e211423b5154987fdcb7cb735"};
        CPPUNIT_ASSERT_EQUAL(std::string("correct horse"), open(key, place, sealed).value_or("shut"));
    }

    void hex_digits_read_back_and_nothing_else_reads() {
        std::string all;
        for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
        CPPUNIT_ASSERT_EQUAL(all, from_hex(hex(all)).value());
        CPPUNIT_ASSERT_EQUAL(std::string("00ff10"), hex(std::string_view("\x00\xff\x10", 3)));
        for (const char* odd : {"0", "0g", "0A", " 0", "0x"}) CPPUNIT_ASSERT(!from_hex(odd));
    }

    void a_wiped_secret_is_empty() {
        std::string text(secret);
        wipe(text);
        CPPUNIT_ASSERT(text.empty());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SealingTest);

}  // namespace
}  // namespace secure_export::secrets
