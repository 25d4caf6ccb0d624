#include "adapters/hosts/standalone/sign_in/password.h"

#include <cppunit/extensions/HelperMacros.h>

#include "adapters/hosts/standalone/sign_in/tokens.h"

namespace secure_export::host {
namespace {

PasswordRecord cheap() {
    PasswordRecord cost;
    cost.log2_n = 14;
    return cost;
}

class PasswordTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(PasswordTest);
    CPPUNIT_TEST(it_is_the_scrypt_of_rfc_7914);
    CPPUNIT_TEST(the_right_password_fits_and_the_nearest_others_do_not);
    CPPUNIT_TEST(each_record_has_a_salt_of_its_own);
    CPPUNIT_TEST(a_record_reads_back_from_its_text);
    CPPUNIT_TEST(texts_that_are_no_record_or_cost_too_much_or_too_little_are_refused);
    CPPUNIT_TEST(twelve_characters_are_enough_and_eleven_are_not);
    CPPUNIT_TEST(what_a_browser_cannot_send_is_no_password);
    CPPUNIT_TEST(hex_and_base64url_are_what_they_are_called);
    CPPUNIT_TEST_SUITE_END();

public:
    void it_is_the_scrypt_of_rfc_7914() {
        // Section 12, the third vector: N=16384, r=8, p=1; the first 32 bytes of 64, which PBKDF2 makes by themselves.
        PasswordRecord record = cheap();
        record.salt = "SodiumChloride";
        record.key = bytes_of_hex("7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2");
        CPPUNIT_ASSERT(fits(record, "pleaseletmein"));
        CPPUNIT_ASSERT(!fits(record, "pleaseletmeim"));
    }

    void the_right_password_fits_and_the_nearest_others_do_not() {
        const auto record = record_of("correct horse", cheap());
        CPPUNIT_ASSERT(fits(record, "correct horse"));
        for (const char* other : {"correct horsf", "correct hors", "correct horse ", "Correct horse", ""})
            CPPUNIT_ASSERT_MESSAGE(other, !fits(record, other));
    }

    void each_record_has_a_salt_of_its_own() {
        const auto one = record_of("correct horse", cheap()), other = record_of("correct horse", cheap());
        CPPUNIT_ASSERT_EQUAL(std::size_t{16}, one.salt.size());
        CPPUNIT_ASSERT(one.salt != other.salt);
        CPPUNIT_ASSERT(one.key != other.key);
    }

    void a_record_reads_back_from_its_text() {
        const auto record = record_of("correct horse", cheap());
        const auto back = password_record(text_of(record));
        CPPUNIT_ASSERT(back);
        CPPUNIT_ASSERT(fits(*back, "correct horse"));
        CPPUNIT_ASSERT_EQUAL(text_of(record), text_of(*back));
    }

    void texts_that_are_no_record_or_cost_too_much_or_too_little_are_refused() {
        const std::string salt(32, '0'), key(64, '0');
        const auto is_record = [&](const std::string& cost, const std::string& rest) {
            return password_record(cost + " " + rest).has_value();
        };
        const std::string rest = salt + " " + key;
        CPPUNIT_ASSERT(is_record("scrypt 17 8 1", rest));
        CPPUNIT_ASSERT(is_record("scrypt 14 1 4", rest + "\n"));
        for (const char* cost : {"scrypt 13 8 1", "scrypt 21 8 1", "scrypt 17 9 1", "scrypt 17 0 1", "scrypt 17 8 5",
                                 "scrypt 17 8 0", "scrypt -17 8 1", "argon2 17 8 1", "scrypt 17 8", ""})
            CPPUNIT_ASSERT_MESSAGE(cost, !is_record(cost, rest));
        CPPUNIT_ASSERT(!is_record("scrypt 17 8 1", salt));
        CPPUNIT_ASSERT(!is_record("scrypt 17 8 1", rest + "0"));
        CPPUNIT_ASSERT(!is_record("scrypt 17 8 1", rest + "00"));
        CPPUNIT_ASSERT(!is_record("scrypt 17 8 1", rest + " more"));
        CPPUNIT_ASSERT(!is_record("scrypt 17 8 1", std::string(32, 'g') + " " + key));
    }

    void twelve_characters_are_enough_and_eleven_are_not() {
        CPPUNIT_ASSERT(problem_with_password("123456789012") == PasswordProblem::none);
        CPPUNIT_ASSERT(problem_with_password("12345678901") == PasswordProblem::too_short);
        CPPUNIT_ASSERT(problem_with_password("ääääääääääää") == PasswordProblem::none);
        CPPUNIT_ASSERT(problem_with_password("äääääääääää") == PasswordProblem::too_short);
        CPPUNIT_ASSERT(problem_with_password(std::string(1024, 'x')) == PasswordProblem::none);
        CPPUNIT_ASSERT(problem_with_password(std::string(1025, 'x')) == PasswordProblem::too_long);
    }

    void what_a_browser_cannot_send_is_no_password() {
        CPPUNIT_ASSERT(problem_with_password("with a space at its end ") == PasswordProblem::none);
        for (const char* bad : {"123456\t789012", "123456\n789012",
                                "123456\x7f"
                                "789012",
                                "123456\xff"
                                "789012",
                                "123456789012\xc3",
                                "123456\xc0\x80"
                                "789012"})
            CPPUNIT_ASSERT_MESSAGE(bad, problem_with_password(bad) == PasswordProblem::not_typable);
    }

    void hex_and_base64url_are_what_they_are_called() {
        CPPUNIT_ASSERT_EQUAL(std::string("00ff10"), hex_of(std::string_view("\0\xff\x10", 3)));
        CPPUNIT_ASSERT_EQUAL(std::string_view("\0\xff\x10", 3), std::string_view(bytes_of_hex("00ff10")));
        CPPUNIT_ASSERT(bytes_of_hex("00f").empty() && bytes_of_hex("0G").empty() && bytes_of_hex("FF").empty());
        CPPUNIT_ASSERT_EQUAL(std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
                             sha256_hex("abc"));
        CPPUNIT_ASSERT_EQUAL(
            std::string::npos,
            random_token().find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(PasswordTest);

}  // namespace
}  // namespace secure_export::host
