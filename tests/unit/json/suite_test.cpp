// Which JSON texts are taken: those of tests/data/json, and in addition the JSONTestSuite by Nicolas Seriot where it
// lies beside the tree.

#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "json/json.h"
#include "json/view.h"

namespace {

using namespace secure_export;

// What RFC 8259 leaves open, as read_strict and as read_lenient_names and Scanned::read take it.
struct Choice {
    bool strict, lenient;
};
const std::map<std::string, Choice> choices = {
    {"i_number_double_huge_neg_exp.json", {true, true}},  // reads as 0
    {"i_number_huge_exp.json", {false, true}},
    {"i_number_neg_int_huge_exp.json", {false, true}},
    {"i_number_pos_double_huge_exp.json", {false, true}},
    {"i_number_real_neg_overflow.json", {false, true}},
    {"i_number_real_pos_overflow.json", {false, true}},
    {"i_number_real_underflow.json", {true, true}},
    {"i_number_too_big_neg_int.json", {false, true}},
    {"i_number_too_big_pos_int.json", {false, true}},
    {"i_number_very_big_negative_int.json", {false, true}},
    {"i_object_key_lone_2nd_surrogate.json", {false, true}},
    {"i_string_1st_surrogate_but_2nd_missing.json", {false, true}},
    {"i_string_1st_valid_surrogate_2nd_invalid.json", {false, true}},
    {"i_string_UTF-16LE_with_BOM.json", {false, false}},
    {"i_string_UTF-8_invalid_sequence.json", {false, false}},
    {"i_string_UTF8_surrogate_U+D800.json", {false, false}},
    {"i_string_incomplete_surrogate_and_escape_valid.json", {false, true}},
    {"i_string_incomplete_surrogate_pair.json", {false, true}},
    {"i_string_incomplete_surrogates_escape_valid.json", {false, true}},
    {"i_string_invalid_lonely_surrogate.json", {false, true}},
    {"i_string_invalid_surrogate.json", {false, true}},
    {"i_string_invalid_utf-8.json", {false, false}},
    {"i_string_inverted_surrogates_U+1D11E.json", {false, true}},
    {"i_string_iso_latin_1.json", {false, false}},
    {"i_string_lone_second_surrogate.json", {false, true}},
    {"i_string_lone_utf8_continuation_byte.json", {false, false}},
    {"i_string_not_in_unicode_range.json", {false, false}},
    {"i_string_overlong_sequence_2_bytes.json", {false, false}},
    {"i_string_overlong_sequence_6_bytes.json", {false, false}},
    {"i_string_overlong_sequence_6_bytes_null.json", {false, false}},
    {"i_string_truncated-utf-8.json", {false, false}},
    {"i_string_utf16BE_no_BOM.json", {false, false}},
    {"i_string_utf16LE_no_BOM.json", {false, false}},
    {"i_structure_500_nested_arrays.json", {false, false}},
    {"i_structure_UTF-8_BOM_empty_object.json", {false, true}},
};

const std::set<std::string> repeated_names = {"y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json"};

// A text and what each reader makes of it.
void assert_taken(const std::string& name, const std::string& text, const Choice& expected) {
    const auto strict = json::read_strict(text);
    const auto lenient = json::read_lenient_names(text);
    const auto scanned = json::Scanned::read(text);
    CPPUNIT_ASSERT_EQUAL_MESSAGE(name, expected.strict, bool(strict));
    CPPUNIT_ASSERT_EQUAL_MESSAGE(name, expected.lenient, bool(lenient));
    CPPUNIT_ASSERT_EQUAL_MESSAGE(name, expected.lenient, bool(scanned));
    if (!lenient) CPPUNIT_ASSERT_EQUAL_MESSAGE(name, lenient.error().message, scanned.error().message);
    if (!strict) CPPUNIT_ASSERT_MESSAGE(name, strict.error().message.find("not be read:") == std::string::npos);
    if (strict) CPPUNIT_ASSERT_MESSAGE(name, *strict == *lenient);
    if (lenient) CPPUNIT_ASSERT_MESSAGE(name, scanned->root().tree() == *lenient);
}

// texts.tsv writes %HH for a byte and $(X*9) for X nine times.
std::string spelt_out(const std::string& written) {
    std::string text;
    for (std::size_t i = 0; i < written.size(); ++i) {
        if (written[i] == '%') {
            text += static_cast<char>(std::stoi(written.substr(i + 1, 2), nullptr, 16));
            i += 2;
        } else if (written.compare(i, 2, "$(") == 0) {
            const std::size_t star = written.find('*', i), end = written.find(')', star);
            for (int n = std::stoi(written.substr(star + 1)); n > 0; --n) text += written.substr(i + 2, star - i - 2);
            i = end;
        } else {
            text += written[i];
        }
    }
    return text;
}

class SuiteTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(SuiteTest);
    CPPUNIT_TEST(every_text_is_taken_or_refused_as_it_should_be);
    CPPUNIT_TEST_SUITE_END();

    void every_text_is_taken_or_refused_as_it_should_be() {
        try_our_own();
        try_published();
    }

    void try_our_own() {
        std::ifstream table(TEST_DATA "/json/texts.tsv", std::ios::binary);
        std::map<std::string, int> count;
        std::set<std::string> names;
        bool heading = true;
        for (std::string line; std::getline(table, line);) {
            if (line.starts_with('#')) continue;
            if (std::exchange(heading, false)) continue;
            const std::size_t first = line.find('\t'), second = line.find('\t', first + 1);
            CPPUNIT_ASSERT_MESSAGE(line, second != std::string::npos);
            const std::string name = line.substr(0, first), taken_by = line.substr(first + 1, second - first - 1);
            CPPUNIT_ASSERT_MESSAGE(line, taken_by == "both" || taken_by == "bodies" || taken_by == "neither");
            CPPUNIT_ASSERT_MESSAGE(name + " stands there twice", names.insert(name).second);
            assert_taken(name, spelt_out(line.substr(second + 1)), {taken_by == "both", taken_by != "neither"});
            ++count[taken_by];
        }
        CPPUNIT_ASSERT(count["both"] >= 75 && count["bodies"] >= 25 && count["neither"] >= 180);
    }

    void try_published() {
        const std::filesystem::path folder = SHARED_DATA "/vectors/json-parsing/test_parsing";
        if (!std::filesystem::exists(folder)) return;
        std::map<char, int> count;
        for (const auto& entry : std::filesystem::directory_iterator(folder)) {
            const std::string name = entry.path().filename();
            std::ifstream file(entry.path(), std::ios::binary);
            const std::string text{std::istreambuf_iterator<char>(file), {}};
            Choice expected{name[0] == 'y' && !repeated_names.contains(name), name[0] == 'y'};
            if (name[0] == 'i') {
                CPPUNIT_ASSERT_MESSAGE(name + " is not in the table", choices.contains(name));
                expected = choices.at(name);
            }
            assert_taken(name, text, expected);
            ++count[name[0]];
        }
        CPPUNIT_ASSERT_EQUAL(95, count['y']);
        CPPUNIT_ASSERT_EQUAL(188, count['n']);
        CPPUNIT_ASSERT_EQUAL(35, count['i']);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SuiteTest);

}  // namespace
