// The JSONTestSuite by Nicolas Seriot, read where it lies.

#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <set>

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

class SuiteTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(SuiteTest);
    CPPUNIT_TEST(every_file_is_taken_or_refused_as_it_should_be);
    CPPUNIT_TEST_SUITE_END();

    void every_file_is_taken_or_refused_as_it_should_be() {
        const std::filesystem::path folder = SHARED_DATA "/vectors/json-parsing/test_parsing";
        if (!std::filesystem::exists(folder)) {
            std::cout << "SKIPPED: no JSONTestSuite at " << folder << "\n";
            return;
        }
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
            const auto strict = json::read_strict(text);
            const auto lenient = json::read_lenient_names(text);
            const auto scanned = json::Scanned::read(text);
            CPPUNIT_ASSERT_EQUAL_MESSAGE(name, expected.strict, bool(strict));
            CPPUNIT_ASSERT_EQUAL_MESSAGE(name, expected.lenient, bool(lenient));
            CPPUNIT_ASSERT_EQUAL_MESSAGE(name, expected.lenient, bool(scanned));
            if (!lenient) CPPUNIT_ASSERT_EQUAL_MESSAGE(name, lenient.error().say, scanned.error().say);
            if (!strict) CPPUNIT_ASSERT_MESSAGE(name, strict.error().say.find("not be read:") == std::string::npos);
            ++count[name[0]];
        }
        CPPUNIT_ASSERT_EQUAL(95, count['y']);
        CPPUNIT_ASSERT_EQUAL(188, count['n']);
        CPPUNIT_ASSERT_EQUAL(35, count['i']);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SuiteTest);

}  // namespace
