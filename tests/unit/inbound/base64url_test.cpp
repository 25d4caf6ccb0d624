#include "inbound/base64url.h"

#include <cppunit/extensions/HelperMacros.h>

#include "inbound/digest.h"
#include "tests/support/token_maker.h"

namespace secure_export::inbound {
namespace {

using Bytes = std::optional<std::string>;

class Base64url : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(Base64url);
    CPPUNIT_TEST(it_reads_back_every_byte_at_every_length);
    CPPUNIT_TEST(padding_and_characters_of_plain_base64_are_refused);
    CPPUNIT_TEST(bits_that_belong_to_no_byte_are_refused);
    CPPUNIT_TEST(impossible_lengths_are_refused);
    CPPUNIT_TEST(the_digest_is_that_of_the_standard);
    CPPUNIT_TEST_SUITE_END();

    void it_reads_back_every_byte_at_every_length() {
        std::string bytes;
        for (int i = 0; i < 260; ++i) {
            CPPUNIT_ASSERT(decode_base64url(test::base64url(bytes)) == Bytes(bytes));
            bytes += static_cast<char>(i * 7);
        }
    }

    void padding_and_characters_of_plain_base64_are_refused() {
        CPPUNIT_ASSERT(decode_base64url("-_8") == Bytes("\xfb\xff"));
        CPPUNIT_ASSERT(!decode_base64url("+/8"));
        CPPUNIT_ASSERT(!decode_base64url("-_8="));
        CPPUNIT_ASSERT(!decode_base64url("-_8\n"));
        CPPUNIT_ASSERT(!decode_base64url("-_ 8"));
        CPPUNIT_ASSERT(!decode_base64url(std::string_view("-_8\0", 4)));
        CPPUNIT_ASSERT(!decode_base64url("-_\xc3\xa9"));
    }

    void bits_that_belong_to_no_byte_are_refused() {
        CPPUNIT_ASSERT(decode_base64url("QQ") == Bytes("A"));
        CPPUNIT_ASSERT(!decode_base64url("QR"));
        CPPUNIT_ASSERT(!decode_base64url("Qf"));
        CPPUNIT_ASSERT(decode_base64url("QUE") == Bytes("AA"));
        CPPUNIT_ASSERT(!decode_base64url("QUF"));
    }

    void impossible_lengths_are_refused() {
        CPPUNIT_ASSERT(decode_base64url("") == Bytes(""));
        CPPUNIT_ASSERT(!decode_base64url("A"));
        CPPUNIT_ASSERT(!decode_base64url("QUFBA"));
    }

    void the_digest_is_that_of_the_standard() {
        CPPUNIT_ASSERT_EQUAL(std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
                             sha256_hex("abc"));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(Base64url);

}  // namespace
}  // namespace secure_export::inbound
