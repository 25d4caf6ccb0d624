// The pages about policies say what the settings take.
#include <cppunit/extensions/HelperMacros.h>

#include <fstream>
#include <iterator>
#include <map>

#include "tests/unit/settings/route_document.h"

using namespace secure_export;
using namespace secure_export::test;

namespace {

std::string page(const std::string& name) {
    std::ifstream file(std::string(TEST_DATA) + "/../../plugin/settings/" + name);
    return {std::istreambuf_iterator<char>(file), {}};
}

// What stands between `open` and `close`, from `at` on, which is moved behind it; empty when there is no more.
std::string next_between(const std::string& text, const std::string& open, const std::string& close, std::size_t& at) {
    const std::size_t begin = text.find(open, at);
    if (begin == text.npos) return "";
    const std::size_t end = text.find(close, begin + open.size());
    CPPUNIT_ASSERT_MESSAGE("no end of " + open, end != text.npos);
    at = end + close.size();
    return text.substr(begin + open.size(), end - begin - open.size());
}

// Heading -> its recipes.
std::map<std::string, std::vector<std::string>> recipes() {
    const std::string text = page("RECIPES.md");
    std::map<std::string, std::vector<std::string>> found;
    for (std::size_t at = text.find("\n## "); at != text.npos;) {
        const std::size_t next = text.find("\n## ", at + 1);
        const std::string part = text.substr(at + 4, next == text.npos ? next : next - at - 4);
        std::vector<std::string>& here = found[part.substr(0, part.find('\n'))];
        std::size_t in = 0;
        for (std::string one; !(one = next_between(part, "```json\n", "```", in)).empty();) here.push_back(one);
        at = next;
    }
    return found;
}

}  // namespace

class RecipesTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(RecipesTest);
    CPPUNIT_TEST(each_recipe_is_a_route_that_is_taken);
    CPPUNIT_TEST(a_recipe_does_what_its_heading_says);
    CPPUNIT_TEST(the_page_about_settings_names_each_key);
    CPPUNIT_TEST_SUITE_END();

    void each_recipe_is_a_route_that_is_taken() {
        std::size_t count = 0;
        for (const auto& [heading, routes] : recipes()) {
            CPPUNIT_ASSERT_MESSAGE(heading + " has no recipe", !routes.empty());
            for (const std::string& route : routes) {
                CPPUNIT_ASSERT_EQUAL_MESSAGE(heading, std::string(), problems_of(route));
                const Json::Value saved = written(route), given = *json::read_strict(route);
                for (const std::string& key : given.getMemberNames())  // in the form in which it is saved
                    if (key != "maintenance")
                        CPPUNIT_ASSERT_EQUAL_MESSAGE(heading + ": " + key, json::write(given[key]),
                                                     json::write(saved[key]));
                ++count;
            }
        }
        CPPUNIT_ASSERT(count >= 10);
    }

    void a_recipe_does_what_its_heading_says() {
        const auto all = recipes();
        const auto of = [&](const char* heading) {
            CPPUNIT_ASSERT_MESSAGE(heading, all.contains(heading));
            return policies_of(all.at(heading).at(0));
        };
        CPPUNIT_ASSERT(of("Per CI").group_by == GroupBy::ci);
        CPPUNIT_ASSERT(of("Per rule").group_by == GroupBy::rule);
        CPPUNIT_ASSERT_EQUAL(std::string("team"), of("Per team").group_property);
        CPPUNIT_ASSERT_EQUAL(std::size_t(2), of("Maintenance").maintenance.size());
        CPPUNIT_ASSERT(of("Only what lasts").hold > Seconds(0));
        CPPUNIT_ASSERT(of("Service Health as one ticket").group_by == GroupBy::alert);
        CPPUNIT_ASSERT(of("Only note, never resolve").on_resolved == OnResolved::note);
        const RoutePolicies flood = of("A flood of stateless log alerts");
        CPPUNIT_ASSERT(flood.group_by == GroupBy::series && flood.quiet_after > Seconds(0) && flood.max_tickets);
        CPPUNIT_ASSERT(of("What flaps").flapping.has_value());
        CPPUNIT_ASSERT(!of("Counted, without incidents").ticket);
    }

    void the_page_about_settings_names_each_key() {
        const std::string text = page("README.md");
        const Json::Value route = written(with_window(R"({"weekly": ["sat"], "start": "22:00", "length": "4h"})"));
        for (const std::string& key : route.getMemberNames())
            CPPUNIT_ASSERT_MESSAGE(key, text.find("`" + key + "`") != text.npos);
        for (const std::string& key : route["maintenance"][0].getMemberNames())
            CPPUNIT_ASSERT_MESSAGE(key, text.find("\"" + key + "\"") != text.npos);
        std::size_t count = 0, at = 0;  // the examples of windows on the page
        for (std::string one; !(one = next_between(text, "`{\"from\"", "}`", at)).empty(); ++count)
            CPPUNIT_ASSERT_EQUAL(std::string(), problems_of(with_window("{\"from\"" + one + "}")));
        at = 0;
        for (std::string one; !(one = next_between(text, "`{\"weekly\"", "}`", at)).empty(); ++count)
            CPPUNIT_ASSERT_EQUAL(std::string(), problems_of(with_window("{\"weekly\"" + one + "}")));
        CPPUNIT_ASSERT_EQUAL(std::size_t(2), count);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(RecipesTest);
