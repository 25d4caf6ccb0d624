#include "core/clean_text.h"

#include <cppunit/TestAssert.h>
#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <string>
#include <vector>

#include "core/text.h"

using namespace secure_export;

namespace {

struct Line {
    const char* what;
    std::string dirty, lines, one;  // as it came, as a text of lines, as one line
};

std::string bytes(const char* text, std::size_t count) { return std::string(text, count); }

const std::vector<Line>& table() {
    static const std::vector<Line> all{
        // Genuine text stays.
        {"nothing", "", "", ""},
        {"plain", "CPU > 90 % on web01", "CPU > 90 % on web01", "CPU > 90 % on web01"},
        {"lines and tabs", "a\n\tb", "a\n\tb", "a  b"},
        {"umlauts", "Größe überschritten", "Größe überschritten", "Größe überschritten"},
        {"CJK", "磁盘空间不足 監視", "磁盘空间不足 監視", "磁盘空间不足 監視"},
        {"Arabic", "تنبيه: المعالج", "تنبيه: المعالج", "تنبيه: المعالج"},
        {"Hebrew", "התראה", "התראה", "התראה"},
        {"Persian with a non-joiner", "می\u200Cشود", "می\u200Cشود", "می\u200Cشود"},
        {"Hindi with a joiner", "क्\u200Dष", "क्\u200Dष", "क्\u200Dष"},
        {"combining marks", "e\u0301", "e\u0301", "e\u0301"},
        {"emoji", "🔥 ⚠️ 1️⃣", "🔥 ⚠️ 1️⃣", "🔥 ⚠️ 1️⃣"},
        {"a family of emoji", "👨\u200D👩\u200D👧", "👨\u200D👩\u200D👧", "👨\u200D👩\u200D👧"},
        {"a skin tone and a joiner", "👩🏽\u200D🔧", "👩🏽\u200D🔧", "👩🏽\u200D🔧"},
        {"an ideograph with its form", "葛\U000E0100", "葛\U000E0100", "葛\U000E0100"},
        {"brackets", "[Sev1] disk[0] [codec] [decode] code]", "[Sev1] disk[0] [codec] [decode] code]",
         "[Sev1] disk[0] [codec] [decode] code]"},
        {"markup is text", "<b>a</b> &amp; {{rule}}", "<b>a</b> &amp; {{rule}}", "<b>a</b> &amp; {{rule}}"},
        // Control characters.
        {"line ends of all kinds", "a\r\nb\rc\u2028d\u2029e", "a\nb\nc\nd\ne", "a b c d e"},
        {"NUL", bytes("a\0b", 3), "a b", "a b"},
        {"BEL, BS, DEL",
         "a\x07"
         "b\x08"
         "c\x7F"
         "d",
         "a b c d", "a b c d"},
        {"C1, next line too", "a\u0085b\u0090c", "a b c", "a b c"},
        {"colours", "\x1B[1;31mred\x1B[0m", "red", "red"},
        {"CSI as one C1 character", "\u009B31mred", "red", "red"},
        {"a sequence without an end", "\x1B[31", " [31", " [31"},
        {"the title of a terminal", "\x1B]0;owned\x07", " ]0;owned ", " ]0;owned "},
        // What nobody sees, or what turns text around.
        {"right to left override", "exe.\u202Egpj", "exe.gpj", "exe.gpj"},
        {"embeddings and isolates", "a\u202Ab\u202Bc\u202Cd\u2066e\u2067f\u2068g\u2069h", "abcdefgh", "abcdefgh"},
        {"direction marks", "a\u200Eb\u200Fc\u061Cd", "abcd", "abcd"},
        {"zero width", "a\u200Bb\u200Cc\u200Dd\u2060e\uFEFFf\u00ADg", "abcdefg", "abcdefg"},
        {"a joiner beside a space", "👨\u200D 👩", "👨 👩", "👨 👩"},
        {"two joiners", "👨\u200D\u200D👩", "👨\u200D👩", "👨\u200D👩"},
        {"a selector behind a letter", "a\uFE0Fb", "ab", "ab"},
        {"two selectors", "⚠\uFE0F\uFE0F", "⚠\uFE0F", "⚠\uFE0F"},
        {"tags", "a\U000E0041\U000E007Fb", "ab", "ab"},
        {"fillers", "a\u3164b\uFFA0c\u115Fd", "abcd", "abcd"},
        {"what is no character", "a\uFFFEb\uFDD0c", "a\uFFFDb\uFFFDc", "a\uFFFDb\uFFFDc"},
        // Not UTF-8.
        {"stray bytes",
         "a\x80"
         "b\xFF",
         "a\uFFFDb\uFFFD", "a\uFFFDb\uFFFD"},
        {"half a surrogate pair",
         "a\xED\xA0\x80"
         "b",
         "a\uFFFD\uFFFD\uFFFDb", "a\uFFFD\uFFFD\uFFFDb"},
        {"an overlong slash", "\xC0\xAF", "\uFFFD\uFFFD", "\uFFFD\uFFFD"},
        {"a character that breaks off", "a\xE2\x82", "a\uFFFD", "a\uFFFD"},
        {"beyond Unicode", "\xF4\x90\x80\x80", "\uFFFD\uFFFD\uFFFD\uFFFD", "\uFFFD\uFFFD\uFFFD\uFFFD"},
        // HTML in ServiceNow's work notes.
        {"code", "[code]<a href='https://evil.example'>x</a>[/code]",
         "(code)<a href='https://evil.example'>x</a>(/code)", "(code)<a href='https://evil.example'>x</a>(/code)"},
        {"code in capitals", "[CODE]x[/CoDe]", "(CODE)x(/CoDe)", "(CODE)x(/CoDe)"},
        {"code with blanks", "[ code\t]x[ /\u00A0code ]", "( code\t)x( /\u00A0code )", "( code )x( /\u00A0code )"},
        {"code over lines", "[\ncode\n]", "(\ncode\n)", "( code )"},
        {"code in code", "[co[code]de]x[/co[/code]de]", "[co(code)de]x[/co(/code)de]", "[co(code)de]x[/co(/code)de]"},
        {"code in brackets", "[[code]]", "[(code)]", "[(code)]"},
        {"code around what nobody sees", "[co\u200Bde][\u202E/co\u00ADde\uFEFF]", "(code)(/code)", "(code)(/code)"},
        {"code around a colour", "[co\x1B[0mde]", "(code)", "(code)"},
        {"code around tags", "[c\U000E0061ode]", "(code)", "(code)"},
        {"code around a control",
         "[co\x01"
         "de]",
         "(co de)", "(co de)"},
    };
    return all;
}

class CleanTextTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(CleanTextTest);
    CPPUNIT_TEST(each_text_of_the_table_is_cleaned_as_it_says);
    CPPUNIT_TEST(what_is_clean_stays_so);
    CPPUNIT_TEST(what_is_cut_from_clean_text_is_clean);
    CPPUNIT_TEST(each_character_alone_and_between_others);
    CPPUNIT_TEST(each_ascii_character_at_each_place_of_a_long_text);
    CPPUNIT_TEST(a_json_text_keeps_its_meaning_and_shows_what_nobody_sees);
    CPPUNIT_TEST_SUITE_END();

    void each_text_of_the_table_is_cleaned_as_it_says() {
        for (const Line& line : table()) {
            CPPUNIT_ASSERT_EQUAL_MESSAGE(line.what, line.lines, clean_lines(line.dirty));
            CPPUNIT_ASSERT_EQUAL_MESSAGE(line.what, line.one, one_line(line.dirty));
        }
    }

    void what_is_clean_stays_so() {
        for (const Line& line : table()) {
            CPPUNIT_ASSERT_EQUAL_MESSAGE(line.what, line.lines, clean_lines(line.lines));
            CPPUNIT_ASSERT_EQUAL_MESSAGE(line.what, line.one, one_line(line.one));
        }
    }

    void what_is_cut_from_clean_text_is_clean() {
        for (const Line& line : table()) {
            for (std::size_t max = 3; max <= line.lines.size(); ++max) {
                const std::string part = cut(line.lines, max);
                CPPUNIT_ASSERT_EQUAL_MESSAGE(line.what, part, clean_lines(part));
            }
        }
    }

    // U+0000 to U+FFFF and some beyond: no control, no bidi control, and valid UTF-8 again.
    void each_character_alone_and_between_others() {
        for (unsigned code = 0; code < 0x20000; ++code) {
            if ((code >= 0xD800 && code <= 0xDFFF) || code == 0x9B) continue;  // 9B takes a letter with it
            const std::string cleaned = clean_lines("[co" + utf8(code) + "de]");
            const bool broken = cleaned == "(code)" || cleaned.starts_with("(co");
            CPPUNIT_ASSERT_MESSAGE(cleaned,
                                   broken || cleaned == "[co" + utf8(code) + "de]" || cleaned == "[co\uFFFDde]");
            const bool blank = code == 0x20 || code == 0xA0;
            CPPUNIT_ASSERT_MESSAGE(std::to_string(code), broken || (!blank && code > 0x20 && code != 0x7F));
            if ((code >= 0x80 && code <= 0x9F) || (code >= 0x202A && code <= 0x202E) ||
                (code >= 0x2066 && code <= 0x2069))
                CPPUNIT_ASSERT_MESSAGE(std::to_string(code), broken && cleaned.find(utf8(code)) == std::string::npos);
            CPPUNIT_ASSERT_EQUAL(cleaned, clean_lines(cleaned));
        }
    }

    // Plain text is passed over eight bytes at a time.
    void each_ascii_character_at_each_place_of_a_long_text() {
        for (char c = 0; c >= 0 && c < 0x7F; ++c) check_at_each_place(c);
        check_at_each_place('\x7F');
    }

    void check_at_each_place(char c) {
        const bool control = c < 0x20 || c == 0x7F;
        for (const char beside : {' ', '~'}) {
            for (std::size_t at = 0; at < 19; ++at) {
                std::string text(19, beside), expected(19, beside);
                text[at] = c;
                expected[at] = control ? ' ' : c;
                CPPUNIT_ASSERT_EQUAL(expected, one_line(text));
            }
        }
        if (c != '[') return;
        for (std::size_t at = 0; at < 12; ++at)
            CPPUNIT_ASSERT_EQUAL(std::string(at, '~') + "(code)~~", one_line(std::string(at, '~') + "[code]~~"));
    }

    void a_json_text_keeps_its_meaning_and_shows_what_nobody_sees() {
        CPPUNIT_ASSERT_EQUAL(std::string("{\"a\": [1,\n\t\"\\u001b[0m ü 👨\u200D👩\"]}"),
                             escaped_json("{\"a\": [1,\n\t\"\\u001b[0m ü 👨\u200D👩\"]}"));
        CPPUNIT_ASSERT_EQUAL(std::string("[\"\\u202e\\u009b31m\\u007f\\u200b\\u2028\\udb40\\udc41\"]"),
                             escaped_json("[\"\u202E\u009B31m\x7F\u200B\u2028\U000E0041\"]"));
        CPPUNIT_ASSERT_EQUAL(std::string("[\"\\u005bcode]\\u005b/code]\"]"), escaped_json("[\"[code][/code]\"]"));
        CPPUNIT_ASSERT_EQUAL(std::string("[\n1]"), escaped_json("[\r1]"));
    }

    static std::string utf8(unsigned code) {
        std::string text;
        if (code < 0x80) return {static_cast<char>(code)};
        if (code < 0x800) {
            text += static_cast<char>(0xC0 | code >> 6);
        } else {
            if (code < 0x10000) {
                text += static_cast<char>(0xE0 | code >> 12);
            } else {
                text += static_cast<char>(0xF0 | code >> 18);
                text += static_cast<char>(0x80 | (code >> 12 & 0x3F));
            }
            text += static_cast<char>(0x80 | (code >> 6 & 0x3F));
        }
        return text + static_cast<char>(0x80 | (code & 0x3F));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(CleanTextTest);

}  // namespace
