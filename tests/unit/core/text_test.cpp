#include "core/text.h"

#include <cppunit/extensions/HelperMacros.h>

namespace {

using namespace secure_export;

class TextTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(TextTest);
    CPPUNIT_TEST(lower_touches_ascii_letters_alone);
    CPPUNIT_TEST(lower_is_the_same_for_each_byte_at_each_place);
    CPPUNIT_TEST(text_that_fits_is_not_cut);
    CPPUNIT_TEST(a_cut_text_ends_in_an_ellipsis_within_the_limit);
    CPPUNIT_TEST(a_character_is_never_cut_in_two);
    CPPUNIT_TEST(a_letter_does_not_lose_its_accent);
    CPPUNIT_TEST(where_characters_count_wide_ones_count_once);
    CPPUNIT_TEST(bytes_that_are_no_utf8_are_cut_without_harm);
    CPPUNIT_TEST_SUITE_END();

    void lower_touches_ascii_letters_alone() {
        CPPUNIT_ASSERT_EQUAL(std::string("/subscriptions/abc-\xC3\x9C"), lower("/Subscriptions/ABC-\xC3\x9C"));
        CPPUNIT_ASSERT(same_ignoring_case("Sev3", "sEV3"));
        CPPUNIT_ASSERT(!same_ignoring_case("Sev3", "Sev33"));
        CPPUNIT_ASSERT(trimmed(" \t a b\r\n") == "a b");
        CPPUNIT_ASSERT(trimmed("  ").empty());
    }

    // Eight bytes are lowered at a time: none may change by what stands beside it.
    void lower_is_the_same_for_each_byte_at_each_place() {
        for (int byte = 0; byte < 256; ++byte) {
            const char from = static_cast<char>(byte);
            const char to = from >= 'A' && from <= 'Z' ? static_cast<char>(from - 'A' + 'a') : from;
            for (std::size_t at = 0; at < 19; ++at) {
                for (const char beside : {'Z', 'a', '\0', '\xFF'}) {
                    std::string text(19, beside), expected(19, beside == 'Z' ? 'z' : beside);
                    text[at] = from;
                    expected[at] = to;
                    CPPUNIT_ASSERT_EQUAL(expected, lower(text));
                }
            }
        }
    }

    void text_that_fits_is_not_cut() {
        CPPUNIT_ASSERT_EQUAL(std::string("hello"), cut("hello", 5));
        CPPUNIT_ASSERT_EQUAL(std::string(), cut("", 3));
    }

    void a_cut_text_ends_in_an_ellipsis_within_the_limit() {
        CPPUNIT_ASSERT_EQUAL(std::string("he…"), cut("hello!", 5));
        CPPUNIT_ASSERT_EQUAL(std::string("…"), cut("hello!", 3));
    }

    void a_character_is_never_cut_in_two() {
        const std::string text = "aé€😀aé€😀aé€😀";
        for (std::size_t max = 3; max <= text.size(); ++max) {
            const std::string result = cut(text, max);
            CPPUNIT_ASSERT(result.size() <= max);
            const std::string kept = max < text.size() ? result.substr(0, result.size() - 3) : result;
            CPPUNIT_ASSERT(text.starts_with(kept));
            const unsigned char next = kept.size() < text.size() ? static_cast<unsigned char>(text[kept.size()]) : 0;
            CPPUNIT_ASSERT_MESSAGE(result, (next & 0xC0) != 0x80);
        }
    }

    void a_letter_does_not_lose_its_accent() {
        const std::string text = "abcde\xCC\x81xyz";               // e, combining acute
        CPPUNIT_ASSERT_EQUAL(std::string("abcd…"), cut(text, 8));  // room for "abcde", but not for the accent
        CPPUNIT_ASSERT_EQUAL(std::string("abcd…"), cut(text, 9));
        CPPUNIT_ASSERT_EQUAL(std::string("abcde\xCC\x81x"
                                         "yz"),
                             cut(text, 10));
        CPPUNIT_ASSERT_EQUAL(std::string("abcde\xCC\x81…"), cut(text + "zz", 10));
    }

    void where_characters_count_wide_ones_count_once() {
        CPPUNIT_ASSERT_EQUAL(std::string("監視監視"), cut_to_characters("監視監視", 4));
        CPPUNIT_ASSERT_EQUAL(std::string("監視…"), cut_to_characters("監視監視", 3));
        CPPUNIT_ASSERT_EQUAL(std::string("ab…"), cut_to_characters("abcd", 3));
        CPPUNIT_ASSERT_EQUAL(std::string("abc"), cut_to_characters("abc", 3));
        CPPUNIT_ASSERT_EQUAL(std::string(), cut_to_characters("", 3));
    }

    void bytes_that_are_no_utf8_are_cut_without_harm() {
        for (const std::string& text :
             {std::string(20, '\x80'), std::string(20, '\xFF'), std::string(20, '\xE2'),
              "abc" + std::string(20, '\xBF'), std::string("\xF0\x9F\x98\xF0\x9F\x98\xF0\x9F")}) {
            for (std::size_t max = 0; max < text.size(); ++max) CPPUNIT_ASSERT(cut(text, max).size() <= max);
        }
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(TextTest);

}  // namespace
