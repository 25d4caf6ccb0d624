// api.md, the screens and the command line against the table of routes: what one has and the other has not fails.

#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>

#include "admin/openapi.h"
#include "admin/route.h"

using namespace secure_export;
using namespace secure_export::admin;

namespace {

const std::filesystem::path root = std::filesystem::path(TEST_DATA).parent_path().parent_path();

std::string text_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    CPPUNIT_ASSERT_MESSAGE(file.string(), in.good());
    return {std::istreambuf_iterator<char>(in), {}};
}

// The sources below `folder`, one after the other.
std::string texts_below(const std::filesystem::path& folder, const std::string& suffix) {
    std::string all;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
        if (entry.path().extension() == suffix) all += text_of(entry.path());
    CPPUNIT_ASSERT(!all.empty());
    return all;
}

std::vector<std::smatch> found(std::string&& text, const std::regex& what) = delete;  // they point into it
std::vector<std::smatch> found(const std::string& text, const std::regex& what) {
    return {std::sregex_iterator(text.begin(), text.end(), what), {}};
}

using Names = std::set<std::string>;

std::string listed(const Names& names) {
    std::string all;
    for (const std::string& name : names) all += "  " + name + "\n";
    return all;
}

void assert_within(const Names& some, const Names& all, const std::string& what) {
    Names strange;
    for (const std::string& name : some)
        if (!all.contains(name)) strange.insert(name);
    CPPUNIT_ASSERT_MESSAGE(what + ":\n" + listed(strange), strange.empty());
}

// "GET deliveries/{}/body": the parameters without their names.
std::string form(const std::string& method, std::string_view pattern) {
    return method + " " + std::regex_replace(std::string(pattern), std::regex("\\{[^}]*\\}"), "{}");
}

Names forms_of_table() {
    Names forms;
    for (const admin::Route& route : routes()) forms.insert(form(std::string(route.method), route.pattern));
    return forms;
}

// What `pattern` matches, as forms, where the text holds an expression per address; `count` tells how many of them are
// there in all, so that one which is written otherwise is not passed over.
Names forms_in(const std::string& text, const std::regex& pattern) {
    Names forms;
    for (const std::smatch& one : found(text, pattern)) {
        std::string method = one[1].str();
        std::transform(method.begin(), method.end(), method.begin(), ::toupper);
        for (std::size_t group = 2; group < one.size(); ++group)
            if (one[group].matched && one[group].length() > 0)
                forms.insert(form(method, std::regex_replace(one[group].str(), std::regex("\\$\\{"), "{")));
    }
    return forms;
}

}  // namespace

class RoutesTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(RoutesTest);
    CPPUNIT_TEST(the_table_and_api_md_have_the_same_routes);
    CPPUNIT_TEST(what_stands_behind_the_question_mark_is_the_same_in_both);
    CPPUNIT_TEST(the_screens_ask_for_nothing_else);
    CPPUNIT_TEST(the_command_line_asks_for_nothing_else);
    CPPUNIT_TEST(a_path_has_one_route_for_each_method);
    CPPUNIT_TEST(the_openapi_document_has_every_route_with_its_parameters);
    CPPUNIT_TEST(a_pattern_takes_as_many_segments_as_it_has);
    CPPUNIT_TEST_SUITE_END();

    // Lines of code, which are those behind four blanks: "GET deliveries/ID/body". Words in capitals are parameters.
    static std::vector<std::smatch> told(const std::string& page) {
        static const std::regex address("(GET|PUT|POST) ([A-Za-z0-9_./-]+)(\\[?\\?([^\\s\\]]*))?");
        std::vector<std::smatch> all;
        static std::vector<std::string> lines;
        lines = {""};
        for (const char c : page)
            if (c == '\n')
                lines.emplace_back();
            else
                lines.back() += c;
        for (const std::string& line : lines)
            if (line.starts_with("    ") && line.substr(4, 1) != " ")
                for (const std::smatch& one : found(line, address)) all.push_back(one);
        return all;
    }
    static std::string form_of(const std::smatch& told) {
        return form(told[1].str(), std::regex_replace(told[2].str(), std::regex("\\b[A-Z]{2,}\\b"), "{}"));
    }

    void the_table_and_api_md_have_the_same_routes() {
        const std::string page = text_of(root / "plugin/admin/api.md");
        Names there;
        for (const std::smatch& one : told(page)) there.insert(form_of(one));
        assert_within(there, forms_of_table(), "api.md tells of what the table has not");
        assert_within(forms_of_table(), there, "api.md does not tell of");
    }

    void what_stands_behind_the_question_mark_is_the_same_in_both() {
        const std::string page = text_of(root / "plugin/admin/api.md");
        Names there, here;
        for (const std::smatch& one : told(page)) {
            const std::string query = "&" + one[4].str();
            for (const std::smatch& name : found(query, std::regex("&([a-z_]+)=")))
                there.insert(form_of(one) + " " + name[1].str());
        }
        for (const admin::Route& route : routes())
            for (const Parameter& one : route.query)
                here.insert(form(std::string(route.method), route.pattern) + " " + std::string(one.name));
        assert_within(there, here, "api.md tells of what the table has not");
        assert_within(here, there, "api.md does not tell of");
    }

    void the_screens_ask_for_nothing_else() {
        const std::string scripts = texts_below(root / "plugin/admin/assets", ".js");
        // A text, or one of two; or a path that is handed on, as the second form.
        const std::string text = R"re(["`]([a-z][^"`]*)["`])re";
        const std::regex call("\\bapi\\.(get|put|post)\\((?:\\w+ \\? )?" + text + "(?: : " + text + ")?");
        const std::regex handed("\\border\\(" + text);
        const Names asked = forms_in(scripts, call);
        CPPUNIT_ASSERT(asked.size() > 15);
        assert_within(asked, forms_of_table(), "the screens ask for what there is not");
        Names ordered;
        for (const std::smatch& one : found(scripts, handed))
            ordered.insert(form("POST", std::regex_replace(one[1].str(), std::regex("\\$\\{"), "{")));
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, ordered.size());
        assert_within(ordered, forms_of_table(), "the screens ask for what there is not");
        // screens/parked.js hands `path` on.
        const std::size_t calls = found(scripts, std::regex("\\bapi\\.(get|put|post)\\(")).size();
        CPPUNIT_ASSERT_EQUAL_MESSAGE("an address is written in a way that this test cannot read", calls,
                                     found(scripts, call).size() + 1);
    }

    void the_command_line_asks_for_nothing_else() {
        const std::string sources = texts_below(root / "adapters/hosts/standalone/cli", ".cpp");
        const std::regex call("call_for\\(args, \"([A-Z]+)\",\\s+\"([^\"]+)\"");
        assert_within(forms_in(sources, call), forms_of_table(), "the command line asks for what there is not");
        // One is what makes the call.
        CPPUNIT_ASSERT_EQUAL_MESSAGE("an address is written in a way that this test cannot read",
                                     found(sources, std::regex("\\bcall_for\\(")).size(),
                                     found(sources, call).size() + 1);
        const std::regex whole("call\\.method = \"([A-Z]+)\";\\s+call\\.path = \"/api/v1/([^\"]+)\"");
        CPPUNIT_ASSERT_EQUAL(found(sources, std::regex("\"/api/v1/[^\"]+\"")).size(), found(sources, whole).size());
        assert_within(forms_in(sources, whole), forms_of_table(), "the command line asks for what there is not");
    }

    void a_path_has_one_route_for_each_method() {
        for (const admin::Route& one : routes()) {
            std::vector<std::string> path = segments("/api/v1/" + std::string(one.pattern));
            int here = 0;
            for (const admin::Route& other : routes()) here += other.method == one.method && match(other.pattern, path);
            CPPUNIT_ASSERT_EQUAL_MESSAGE(std::string(one.pattern), 1, here);
            CPPUNIT_ASSERT_MESSAGE(std::string(one.pattern), one.meaning.ends_with('.'));
        }
    }

    void the_openapi_document_has_every_route_with_its_parameters() {
        const Json::Value document = openapi_document(routes());
        std::size_t operations = 0;
        std::set<std::string> ids;
        for (const std::string& path : document["paths"].getMemberNames()) {
            CPPUNIT_ASSERT(path.starts_with('/'));
            operations += document["paths"][path].size();
        }
        CPPUNIT_ASSERT_EQUAL(routes().size(), operations);
        for (const admin::Route& route : routes()) {
            std::string method(route.method);
            std::transform(method.begin(), method.end(), method.begin(), ::tolower);
            const Json::Value& one = document["paths"]["/" + std::string(route.pattern)][method];
            CPPUNIT_ASSERT_EQUAL(std::string(route.meaning), one["summary"].asString());
            CPPUNIT_ASSERT(ids.insert(one["operationId"].asString()).second);
            CPPUNIT_ASSERT(one["responses"].isMember("200"));
            Names in_path, in_query;
            for (const Json::Value& parameter : one["parameters"]) {
                CPPUNIT_ASSERT_EQUAL(parameter["in"] == "path", parameter["required"].asBool());
                CPPUNIT_ASSERT(parameter["schema"].isMember("type"));
                (parameter["in"] == "path" ? in_path : in_query).insert(parameter["name"].asString());
            }
            for (const std::string& name : in_path)
                CPPUNIT_ASSERT(route.pattern.find("{" + name + "}") != route.pattern.npos);
            CPPUNIT_ASSERT_EQUAL(static_cast<std::ptrdiff_t>(in_path.size()),
                                 std::count(route.pattern.begin(), route.pattern.end(), '{'));
            CPPUNIT_ASSERT_EQUAL(route.query.size(), in_query.size());
            CPPUNIT_ASSERT_EQUAL(!route.body.empty(), one.isMember("requestBody"));
        }
    }

    void a_pattern_takes_as_many_segments_as_it_has() {
        const auto values = match("desks/{desk}/cis", segments("/api/v1/desks/a%2Fb+%C3%A4/cis"));
        CPPUNIT_ASSERT(values);
        CPPUNIT_ASSERT_EQUAL(std::string("a/b+\xC3\xA4"), values->at(0));
        for (const char* other : {"/api/v1/desks", "/api/v1/desks/a", "/api/v1/desks/a/cis/", "/api/v1/desks/a/cis/b",
                                  "/api/v1/desk/a/cis", "/api/v1/desks/a/ci", "/api/v1/", "/api/v1"})
            CPPUNIT_ASSERT_MESSAGE(other, !match("desks/{desk}/cis", segments(other)));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(RoutesTest);
