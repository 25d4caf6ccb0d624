#include "json/json.h"

#include <cppunit/extensions/HelperMacros.h>

#include <thread>
#include <vector>

#include "json/view.h"

namespace {

using namespace secure_export;
using json::View;

std::string nested(int depth) {
    return std::string(static_cast<std::size_t>(depth), '[') + std::string(static_cast<std::size_t>(depth), ']');
}

struct Found {
    bool there = true;
    View::Kind kind = View::Kind::null;
    std::string scalar;
    std::vector<std::string> items;
};

// What stands at a path, which the tree has to agree with.
Found only(std::string_view text, const std::vector<const char*>& path) {
    const auto scanned = json::Scanned::read(text);
    const auto tree = json::read_lenient_names(text);
    CPPUNIT_ASSERT(scanned && tree);
    View at = scanned->root();
    const Json::Value* same = &*tree;
    Found found;
    for (const char* name : path) {
        found.there = at.has(name);
        at = at.member(name);
        same = &json::member(*same, name);
    }
    CPPUNIT_ASSERT(at.tree() == *same);
    CPPUNIT_ASSERT_EQUAL(json::scalar(*same), at.scalar());
    found.kind = at.kind();
    found.scalar = at.scalar();
    for (const View& item : at.elements(100)) found.items.push_back(item.scalar());
    return found;
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
    CPPUNIT_TEST(a_text_inside_a_text_is_read_while_the_outer_one_is_in_use);
    CPPUNIT_TEST(members_come_by_name_and_of_repeated_ones_the_last);
    CPPUNIT_TEST(values_are_counted_at_every_depth);
    CPPUNIT_TEST(every_text_is_visited_with_the_name_that_holds_it);
    CPPUNIT_TEST_SUITE_END();

    void an_error_names_line_column_and_cause() {
        const auto read = json::read_strict("{\n  \"a\": 1,\n  b: 2}");
        CPPUNIT_ASSERT(!read);
        CPPUNIT_ASSERT(read.error().fault == Fault::invalid);
        CPPUNIT_ASSERT_EQUAL(
            std::string("not JSON at line 3, column 3 (byte 15): a member name in double quotes is missing"),
            read.error().message);
        CPPUNIT_ASSERT(json::read_strict("{\n  \"a\": 1,\n  \"b\": 2}"));
    }

    void a_repeated_name_is_refused_and_named_with_its_place() {
        const auto read = json::read_strict(R"({"list": [{}, {"alg": 1, "x": {}, "alg": 2}]})");
        CPPUNIT_ASSERT(!read);
        CPPUNIT_ASSERT_EQUAL(std::string("member \"alg\" is repeated in list[1]"), read.error().message);
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
        CPPUNIT_ASSERT(!only(R"({"d": {"a": 1}, "d": {}})", {"d", "a"}).there);
        CPPUNIT_ASSERT(!only(R"({"d": {"a": 1}, "d": 5})", {"d", "a"}).there);
        CPPUNIT_ASSERT(only(R"({"a": 1, "a": null})", {"a"}).there);
        CPPUNIT_ASSERT(only(R"({"a": 1, "a": null})", {"a"}).kind == View::Kind::null);
    }

    void sixty_four_levels_are_read_and_one_more_is_not() {
        CPPUNIT_ASSERT(json::read_strict(nested(64)));
        const auto read = json::read_strict(nested(65));
        CPPUNIT_ASSERT(!read);
        CPPUNIT_ASSERT_EQUAL(
            std::string("not JSON at line 1, column 65 (byte 65): nested too deep (the limit is 64 levels)"),
            read.error().message);
        CPPUNIT_ASSERT(!json::read_lenient_names(nested(300'000)));
    }

    void a_text_within_the_size_limit_is_read_and_a_longer_one_is_not() {
        std::string text = "\"" + std::string(json::max_bytes - 2, 'x') + "\"";
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
        CPPUNIT_ASSERT(only(R"({"n": 1e999})", {"n"}).kind == View::Kind::text);
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
        CPPUNIT_ASSERT((found.items == std::vector<std::string>{"x", "1", "", "", "", "true"}));
        std::string many = "{\"a\": [0";
        for (int i = 1; i < 500; ++i) many += "," + std::to_string(i);
        CPPUNIT_ASSERT_EQUAL(std::size_t(100), only(many + "]}", {"a"}).items.size());
    }

    void members_of_what_is_no_object_are_null() {
        CPPUNIT_ASSERT(json::member(Json::Value(5), "a").isNull());
        CPPUNIT_ASSERT(json::member(Json::Value(Json::arrayValue), "a").isNull());
        CPPUNIT_ASSERT_EQUAL(std::string(), json::text(Json::Value("a"), "a"));
        CPPUNIT_ASSERT(!only("[1]", {"a"}).there);
        CPPUNIT_ASSERT(only("7", {}).kind == View::Kind::other_scalar);
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
                    const auto read = json::Scanned::read("{\"a\": " + number + "}");
                    if (!read || read->root().member("a").scalar() != number) ++wrong[t];
                }
            });
        }
        for (std::thread& thread : threads) thread.join();
        for (const int count : wrong) CPPUNIT_ASSERT_EQUAL(0, count);
    }

    void a_text_inside_a_text_is_read_while_the_outer_one_is_in_use() {
        const auto outer = json::Scanned::read(R"({"in": "{\"in\": \"[1]\"}", "after": "x"})");
        {
            const auto inner = json::Scanned::read(outer->root().member("in").scalar());
            const auto innermost = json::Scanned::read(inner->root().member("in").scalar());
            CPPUNIT_ASSERT_EQUAL(std::string("1"), innermost->root().elements(1)[0].scalar());
            CPPUNIT_ASSERT_EQUAL(std::string("[1]"), inner->root().member("in").scalar());
        }
        CPPUNIT_ASSERT(json::read_strict("[7]"));
        CPPUNIT_ASSERT_EQUAL(std::string("x"), outer->root().member("after").scalar());
    }

    void members_come_by_name_and_of_repeated_ones_the_last() {
        const auto read = json::Scanned::read(R"({"b": 1, "a": 2, "b": 3, "\u0061": 4, "B": 5})");
        std::string all;
        for (const auto& [name, value] : read->root().members()) all += std::string(name) + value.scalar() + " ";
        CPPUNIT_ASSERT_EQUAL(std::string("B5 a4 b3 "), all);
    }

    void values_are_counted_at_every_depth() {
        const auto more = [](std::string_view text, std::size_t max) {
            return json::Scanned::read(text)->root().has_more_values_than(max);
        };
        const std::string text = R"({"a": [1, {"b": null}, []], "c": ""})";  // 7 values
        CPPUNIT_ASSERT(more(text, 6) && !more(text, 7));
        CPPUNIT_ASSERT(more("1", 0) && !more("1", 1));
        CPPUNIT_ASSERT(more(R"({"a": 1, "a": 2})", 2));
    }

    void every_text_is_visited_with_the_name_that_holds_it() {
        const auto read = json::Scanned::read(R"(["x", {"a": "1", "a": [["2"], {"b": "3"}, 4], "c": null}])");
        std::string all;
        read->root().each_text([&](std::string_view text, std::string_view name) {
            all += std::string(name) + "=" + std::string(text) + " ";
        });
        CPPUNIT_ASSERT_EQUAL(std::string("=x a=1 a=2 b=3 "), all);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(JsonTest);

}  // namespace
