#include "json/json.h"

#include <cppunit/extensions/HelperMacros.h>

#include <thread>
#include <vector>

#include "json/scan.h"

namespace {

using namespace secure_export;
using json::Found;

std::string nested(int depth) {
    return std::string(static_cast<std::size_t>(depth), '[') + std::string(static_cast<std::size_t>(depth), ']');
}

Found only(std::string_view text, json::Path path) {
    const std::vector<json::Path> paths{path};
    const Found scanned = (*json::scan(text, paths))[0];
    CPPUNIT_ASSERT(scanned == json::find(*json::read_lenient_names(text), path));
    return scanned;
}

class JsonTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(JsonTest);
    CPPUNIT_TEST(an_error_names_line_column_and_cause);
    CPPUNIT_TEST(a_repeated_name_is_refused_and_named_with_its_place);
    CPPUNIT_TEST(names_that_differ_only_by_an_escape_are_the_same_name);
    CPPUNIT_TEST(of_repeated_names_the_last_counts_on_both_lines_at_every_level);
    CPPUNIT_TEST(sixty_four_levels_are_read_and_one_more_is_not);
    CPPUNIT_TEST(a_text_within_the_size_limit_is_read_and_a_longer_one_is_not);
    CPPUNIT_TEST(half_a_surrogate_pair_becomes_the_replacement_character_and_a_whole_pair_stays);
    CPPUNIT_TEST(a_number_too_large_becomes_the_nearest_double_or_text);
    CPPUNIT_TEST(a_zero_byte_inside_a_string_is_kept);
    CPPUNIT_TEST(scalars_of_every_kind_are_told_as_text);
    CPPUNIT_TEST(an_array_gives_its_scalars_and_no_more_than_the_limit);
    CPPUNIT_TEST(members_of_what_is_no_object_are_null);
    CPPUNIT_TEST(what_was_written_reads_back_the_same);
    CPPUNIT_TEST(threads_do_not_disturb_one_another);
    CPPUNIT_TEST_SUITE_END();

    void an_error_names_line_column_and_cause() {
        const auto read = json::read_strict("{\n  \"a\": 1,\n  b: 2}");
        CPPUNIT_ASSERT(!read);
        CPPUNIT_ASSERT(read.error().fault == Fault::invalid);
        CPPUNIT_ASSERT_EQUAL(
            std::string("not JSON at line 3, column 3 (byte 15): a member name in double quotes is missing"),
            read.error().say);
        CPPUNIT_ASSERT(json::read_strict("{\n  \"a\": 1,\n  \"b\": 2}"));
    }

    void a_repeated_name_is_refused_and_named_with_its_place() {
        const auto read = json::read_strict(R"({"list": [{}, {"alg": 1, "x": {}, "alg": 2}]})");
        CPPUNIT_ASSERT(!read);
        CPPUNIT_ASSERT_EQUAL(std::string("member \"alg\" is repeated in list[1]"), read.error().say);
        CPPUNIT_ASSERT(json::read_strict(R"({"list": [{}, {"alg": 1, "x": {}, "alh": 2}]})"));
        CPPUNIT_ASSERT(!json::read_strict(R"({"alg": 1, "alg": 1})"));
    }

    void names_that_differ_only_by_an_escape_are_the_same_name() {
        CPPUNIT_ASSERT(!json::read_strict(R"({"alg": 1, "\u0061lg": 2})"));
        CPPUNIT_ASSERT_EQUAL(std::string("2"), only(R"({"alg": 1, "\u0061lg": 2})", {"alg"}).scalar);
    }

    void of_repeated_names_the_last_counts_on_both_lines_at_every_level() {
        CPPUNIT_ASSERT_EQUAL(std::string("2"), only(R"({"a": 1, "a": 2})", {"a"}).scalar);
        CPPUNIT_ASSERT_EQUAL(std::string("3"), only(R"({"d": {"a": 1}, "d": {"a": 2, "a": 3}})", {"d", "a"}).scalar);
        CPPUNIT_ASSERT(only(R"({"d": {"a": 1}, "d": {}})", {"d", "a"}).kind == Found::Kind::absent);
        CPPUNIT_ASSERT(only(R"({"d": {"a": 1}, "d": 5})", {"d", "a"}).kind == Found::Kind::absent);
        CPPUNIT_ASSERT(only(R"({"a": 1, "a": null})", {"a"}).kind == Found::Kind::null);
    }

    void sixty_four_levels_are_read_and_one_more_is_not() {
        CPPUNIT_ASSERT(json::read_strict(nested(64)));
        const auto read = json::read_strict(nested(65));
        CPPUNIT_ASSERT(!read);
        CPPUNIT_ASSERT_EQUAL(
            std::string("not JSON at line 1, column 65 (byte 65): nested too deep (the limit is 64 levels)"),
            read.error().say);
        CPPUNIT_ASSERT(!json::read_lenient_names(nested(300'000)));
    }

    void a_text_within_the_size_limit_is_read_and_a_longer_one_is_not() {
        std::string text = "\"" + std::string(json::most_bytes - 2, 'x') + "\"";
        CPPUNIT_ASSERT(json::read_strict(text));
        CPPUNIT_ASSERT(json::read_strict("1"));  // the parser for ordinary texts is not harmed
        text.insert(1, "x");
        CPPUNIT_ASSERT(!json::read_strict(text));
    }

    void half_a_surrogate_pair_becomes_the_replacement_character_and_a_whole_pair_stays() {
        CPPUNIT_ASSERT_EQUAL(std::string("a\xEF\xBF\xBD"
                                         "b"),
                             only(R"({"t": "a\ud83db"})", {"t"}).scalar);
        CPPUNIT_ASSERT_EQUAL(std::string("\xEF\xBF\xBD\xEF\xBF\xBD"), only(R"({"t": "\ude00\ud83d"})", {"t"}).scalar);
        CPPUNIT_ASSERT_EQUAL(std::string("\xEF\xBF\xBD\xF0\x9F\x98\x80"),
                             only(R"({"t": "\ud83d\ud83d\ude00"})", {"t"}).scalar);
        CPPUNIT_ASSERT_EQUAL(std::string("\xF0\x9F\x98\x80"), only(R"({"t": "\ud83d\ude00"})", {"t"}).scalar);
        CPPUNIT_ASSERT(!json::read_strict(R"({"t": "\ud83d"})"));
        CPPUNIT_ASSERT(json::read_strict(R"({"t": "\ud83d\ude00"})"));
    }

    void a_number_too_large_becomes_the_nearest_double_or_text() {
        CPPUNIT_ASSERT_EQUAL(std::string("18446744073709551615"), only(R"({"n": 18446744073709551615})", {"n"}).scalar);
        CPPUNIT_ASSERT_EQUAL(std::string("18446744073709551616"), only(R"({"n": 18446744073709551616})", {"n"}).scalar);
        CPPUNIT_ASSERT_EQUAL(std::string("-1e+30"), only(R"({"n": -1000000000000000000000000000001})", {"n"}).scalar);
        CPPUNIT_ASSERT_EQUAL(std::string("1e999"), only(R"({"n": 1e999})", {"n"}).scalar);
        CPPUNIT_ASSERT(only(R"({"n": 1e999})", {"n"}).kind == Found::Kind::text);
        CPPUNIT_ASSERT(!json::read_strict(R"({"n": 1e999})"));
        CPPUNIT_ASSERT(json::read_strict(R"({"n": 1e99})"));
    }

    void a_zero_byte_inside_a_string_is_kept() {
        const auto read = json::read_strict(R"({"a\u0000b": "c\u0000d", "a": 1})");
        CPPUNIT_ASSERT(read);
        CPPUNIT_ASSERT_EQUAL(std::string("c\0d", 3), (*read)[std::string("a\0b", 3)].asString());
        CPPUNIT_ASSERT_EQUAL(Json::ArrayIndex(2), read->size());
    }

    void scalars_of_every_kind_are_told_as_text() {
        const char* text = R"({"s": "x", "t": true, "f": false, "i": -7, "d": 78.09, "w": 3.0, "n": null, "o": {}})";
        const auto told = [&](const char* name) { return only(text, {name}).scalar; };
        CPPUNIT_ASSERT_EQUAL(std::string("x"), told("s"));
        CPPUNIT_ASSERT_EQUAL(std::string("true"), told("t"));
        CPPUNIT_ASSERT_EQUAL(std::string("false"), told("f"));
        CPPUNIT_ASSERT_EQUAL(std::string("-7"), told("i"));
        CPPUNIT_ASSERT_EQUAL(std::string("78.09"), told("d"));
        CPPUNIT_ASSERT_EQUAL(std::string("3"), told("w"));
        CPPUNIT_ASSERT_EQUAL(std::string(), told("n"));
        CPPUNIT_ASSERT_EQUAL(std::string(), told("o"));
    }

    void an_array_gives_its_scalars_and_no_more_than_the_limit() {
        const Found found = only(R"({"a": ["x", 1, null, ["y"], {}, true]})", {"a"});
        CPPUNIT_ASSERT((found.items == std::vector<std::string>{"x", "1", "true"}));
        std::string many = "{\"a\": [0";
        for (int i = 1; i < 500; ++i) many += "," + std::to_string(i);
        CPPUNIT_ASSERT_EQUAL(json::most_items, only(many + "]}", {"a"}).items.size());
    }

    void members_of_what_is_no_object_are_null() {
        CPPUNIT_ASSERT(json::member(Json::Value(5), "a").isNull());
        CPPUNIT_ASSERT(json::member(Json::Value(Json::arrayValue), "a").isNull());
        CPPUNIT_ASSERT_EQUAL(std::string(), json::text(Json::Value("a"), "a"));
        CPPUNIT_ASSERT(only("[1]", {"a"}).kind == Found::Kind::absent);
        CPPUNIT_ASSERT(only("7", {}).kind == Found::Kind::other_scalar);
    }

    void what_was_written_reads_back_the_same() {
        const std::string text = R"({"a":[1,-2,0.1,true,null,"\"\\\n"],"b":{"ü":"😀"}})";
        const auto read = json::read_strict(text);
        CPPUNIT_ASSERT(read);
        CPPUNIT_ASSERT(*json::read_strict(json::write(*read)) == *read);
        CPPUNIT_ASSERT(*json::read_strict(json::write_indented(*read)) == *read);
        CPPUNIT_ASSERT(json::write(*read).find("😀") != std::string::npos);
        CPPUNIT_ASSERT(json::write(*read).find('\n') == std::string::npos);
    }

    void threads_do_not_disturb_one_another() {
        std::vector<std::thread> threads;
        std::vector<int> wrong(4);
        for (std::size_t t = 0; t < wrong.size(); ++t) {
            threads.emplace_back([t, &wrong] {
                for (int i = 0; i < 200; ++i) {
                    const std::string number = std::to_string(t * 1000 + static_cast<std::size_t>(i));
                    const std::vector<json::Path> paths{{"a"}};
                    const auto found = json::scan("{\"a\": " + number + "}", paths);
                    if (!found || (*found)[0].scalar != number) ++wrong[t];
                }
            });
        }
        for (std::thread& thread : threads) thread.join();
        for (const int count : wrong) CPPUNIT_ASSERT_EQUAL(0, count);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(JsonTest);

}  // namespace
