// What a terminal gets of each route: as tests/data/admin_lines.txt has it, byte for byte, and made of nothing but what
// the same question in JSON is answered with.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>

#include "admin/route.h"
#include "json/json.h"
#include "tests/unit/service/fake_desk.h"
#include "tests/unit/service/service_fixture.h"

using namespace secure_export;
using namespace secure_export::test;
using namespace std::chrono_literals;

namespace {

const std::filesystem::path held = std::filesystem::path(TEST_DATA) / "admin_lines.txt";

// One that is tested with one good and one bad line.
class HalfGoodDesk : public FakeDesk {
public:
    using FakeDesk::FakeDesk;
    Result<DeskCheck> check() override {
        return DeskCheck{{{true, "signed in as azure", ""}, {false, "may create incidents", "give it the role"}}};
    }
};

struct Question {
    std::string method, path, body, query, headers;
};

// In this order each has something to tell, or to refuse.
std::vector<Question> questions(const std::string& settings, const std::string& ci) {
    const Json::Value document = *json::read_strict(settings);
    Json::Value more = document, bad = document;
    more["desks"].append(*json::read_strict(R"({"name":"own","kind":"local"})"));
    more["desks"].append(*json::read_strict(
        R"({"name":"itop1","kind":"itop","url":"https://itop1.example","user":"azure","organization":"Demo"})"));
    bad["desks"][0]["title_template"] = "{{nonsense}}";
    bad["keys_max_age_hours"] = 0;
    const std::string changed = json::write(more), wrong = json::write(bad);
    const std::string bind = R"({"desk":"host","resource":"/subscriptions/s1/resourcegroups/rg/providers/)"
                             R"(microsoft.compute/virtualmachines/vm-web-01")";
    return {
        {"GET", "status", "", "", ""},
        {"GET", "settings", "", "", ""},
        {"PUT", "settings", changed, "dry_run=1", ""},
        {"PUT", "settings", changed, "", "If-Match: \"1\"\n"},
        {"PUT", "settings", changed, "", ""},
        {"PUT", "settings", settings, "", "If-Match: \"1\"\n"},
        {"PUT", "settings", wrong, "", ""},
        {"PUT", "settings", "no document", "", ""},
        {"GET", "settings/history", "", "limit=1", ""},
        {"GET", "settings/history", "", "before=1", ""},
        {"GET", "settings/history/1", "", "", ""},
        {"GET", "settings/history/9", "", "", ""},
        {"POST", "settings/undo", R"({"version":1})", "", ""},
        {"POST", "settings/undo", R"({"version":9})", "", ""},
        {"POST", "settings/undo", R"({"version":2})", "", ""},
        {"POST", "settings/undo", R"({"version":3})", "", ""},
        {"POST", "settings/undo", "{}", "", ""},
        {"GET", "secrets", "", "", ""},
        {"PUT", "secrets/itop1/password", "31415926", "", ""},
        {"PUT", "secrets/itop1/pass", "31415926", "", ""},
        {"GET", "secrets", "", "", ""},
        {"GET", "secrets", "", "format=csv", ""},
        {"POST", "secrets/rotate-key", "", "", ""},
        {"POST", "secrets/itop1/password/remove", "", "", ""},
        {"GET", "connections/contoso/checks", "", "", ""},
        {"POST", "desks/itop1/test", "", "", ""},
        {"POST", "desks/host/test", "", "", ""},
        {"POST", "desks/none/test", "", "", ""},
        {"GET", "desks/host/cis", "", "by=name&value=by+hand", ""},
        {"GET", "desks/host/cis", "", "by=name&value=none", ""},
        {"GET", "desks/host/cis", "", "by=resource_id&value=none", ""},
        {"GET", "desks/host/cis", "", "by=colour&value=none", ""},
        {"POST", "desks/own/cis", "name,class\nweb-1,Server\nweb-2,Server\n", "dry_run=1", ""},
        {"POST", "desks/own/cis", "name,class\nweb-1,Server\nweb-2,Server\n", "", ""},
        {"POST", "desks/own/cis", "name,class\nweb-1,Server\n,Server\n", "", ""},
        {"GET", "overview", "", "", ""},
        {"GET", "deliveries", "", "limit=2", ""},
        {"GET", "deliveries", "", "limit=x", ""},
        {"GET", "deliveries/1", "", "", ""},
        {"GET", "deliveries/1/body", "", "", ""},
        {"GET", "deliveries/99", "", "", ""},
        {"GET", "explain", "", "of=d1", ""},
        {"GET", "explain", "", "of=d2&width=60", ""},
        {"GET", "explain", "", "of=d4", ""},
        {"GET", "explain", "", "of=INC-BOTH", ""},
        {"GET", "explain", "", "of=nowhere", ""},
        {"GET", "explain", "", "", ""},
        {"GET", "incidents", "", "", ""},
        {"GET", "incidents", "", "status=half", ""},
        {"GET", "unbound", "", "", ""},
        {"POST", "bindings/pin", bind + R"(,"ci":{"id":")" + ci + R"(","name":"by hand","class":"Server"}})", "", ""},
        {"POST", "bindings/pin", bind + "}", "", ""},
        {"GET", "bindings", "", "", ""},
        {"POST", "bindings/unpin", bind + "}", "", ""},
        {"POST", "dry-run", R"({"connection":"contoso","delivery":1})", "", ""},
        {"POST", "dry-run", R"({"connection":"contoso","alert":)" + alert("a9", "Fired") + "}", "", ""},
        {"POST", "dry-run", R"({"connection":"contoso"})", "", ""},
        {"POST", "replay", R"({"since":"2026-01-01","until":"now"})", "", ""},
        {"POST", "replay", R"({"since":"2026-01-01"})", "", ""},
        {"GET", "parked", "", "", ""},
        {"POST", "parked/4/retry", "", "", ""},
        {"POST", "parked/4/retry", "", "", ""},
        {"POST", "parked/x/retry", "", "", ""},
        {"POST", "parked/5/drop", "not wanted", "look=no", ""},
        {"POST", "parked/6/drop", "not wanted", "", ""},
        {"POST", "parked/6/drop", "", "", ""},
        {"POST", "parked/retry", "", "", ""},
        {"POST", "alerts/forget", "d1", "", ""},
        {"POST", "alerts/forget", "nowhere", "", ""},
        {"GET", "views/alert_history", "", "width=60", ""},
        {"GET", "views/alert_history", "", "wide=1", ""},
        {"GET", "views/alert_history", "", "format=csv&limit=3", ""},
        {"GET", "views/alert_history", "", "limit=2", ""},
        {"GET", "views/alert_history", "", "format=xml", ""},
        {"GET", "views/alert_history", "", "limit=0", ""},
        {"GET", "views/none", "", "", ""},
        {"POST", "sql", "SELECT 1 AS one, 'x' AS two", "", ""},
        {"POST", "sql", "SELECT nosuch", "", ""},
        {"POST", "backup", "", "", ""},
        {"GET", "nosuch", "", "", ""},
        {"PUT", "status", "", "", ""},
    };
}

std::string content_type(const Reply& reply) {
    for (const auto& [name, value] : reply.headers)
        if (name == "Content-Type") return value;
    return "";
}

// Where a test's files lie is the machine's affair, and the version grows.
std::string steady(std::string text) {
    for (const auto& [what, mask] :
         {std::pair("/tmp/[A-Za-z0-9_.-]+/", "DIRECTORY/"), std::pair("version [0-9]+[.][0-9]+[.][0-9]+", "version V")})
        text = std::regex_replace(text, std::regex(what), mask);
    return text;
}

std::string read(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

// A fixture in which all of that can be asked: alerts done, waiting, parked, and two that share an incident's number.
class AskedFixture {
public:
    AskedFixture() {
        fixture_.fake_desks["itop1"] = [this] { return std::make_unique<HalfGoodDesk>(script_); };
        fixture_.configure();
        fixture_.work();  // fetches the keys
        ci_ = fixture_.people().add_ci({"", "by hand", "Server", ""});
        const auto vm = [](int i) { return "vm-web-0" + std::to_string(i); };
        for (int i = 1; i <= 3; ++i)
            fixture_.post(alert("a" + std::to_string(i), "Fired", "2026-01-01T09:59:00Z", vm(i)));
        fixture_.work();
        fixture_.later(1h);
        fixture_.post({alert("a8", "Fired")}, "nonsense");
        for (int i = 4; i <= 7; ++i)
            fixture_.post(alert("a" + std::to_string(i), "Fired", "2026-01-01T10:59:00Z", vm(i)));
        fixture_.change(
            "UPDATE inbox SET state = 'parked', why = 'the desk says no', since_at = "
            "'2026-01-01T11:00:00.000Z' WHERE delivery IN (4, 5, 6)");
        fixture_.change("UPDATE incident SET number = 'INC-BOTH' WHERE id > 1");
        settings_ = fixture_.ask_api("GET", "/api/v1/settings").body;
    }
    std::vector<Question> all() const { return questions(settings_, ci_); }
    // With those whose lines grow with the program's tables.
    std::vector<Question> all_with_tables() const {
        std::vector<Question> asked = all();
        for (const char* path : {"desk-kinds", "template-fields", "ticket-kinds", "openapi.json", "settings/history"})
            asked.push_back({"GET", path, "", "", ""});
        asked.push_back({"GET", "desk-kinds", "", "width=60", ""});
        return asked;
    }
    Reply ask(const Question& question, const std::string& accept) {
        return fixture_.ask_api(question.method, "/api/v1/" + question.path, question.body, question.query,
                                accept + question.headers);
    }

private:
    DeskScript script_;
    ServiceFixture fixture_;
    std::string ci_, settings_;
};

// Documents in JSON apart, which grow with what they tell of.
std::string transcript(AskedFixture& fixture, const std::vector<Question>& asked, const std::string& accept) {
    std::string text;
    for (const Question& question : asked) {
        const Reply reply = fixture.ask(question, accept);
        const bool document = reply.body.starts_with('{') || reply.body.starts_with('[');
        text += "> " + question.method + " " + question.path + (question.query.empty() ? "" : "?" + question.query) +
                "\n< " + std::to_string(reply.status) + " " + content_type(reply) + "\n" +
                (document ? "(a document in JSON)\n" : reply.body);
    }
    return steady(std::move(text));
}

}  // namespace

class AdminLinesTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(AdminLinesTest);
    CPPUNIT_TEST(a_terminal_gets_the_lines_that_it_always_got);
    CPPUNIT_TEST(the_lines_are_made_of_the_json_alone);
    CPPUNIT_TEST(every_route_with_lines_was_asked);
    CPPUNIT_TEST_SUITE_END();

    // After a change that is meant: SECURE_EXPORT_LINES_TO=tests/data/admin_lines.txt writes them anew.
    void a_terminal_gets_the_lines_that_it_always_got() {
        AskedFixture fixture;
        const std::string now = transcript(fixture, fixture.all(), "Accept: text/plain\n");
        if (const char* file = std::getenv("SECURE_EXPORT_LINES_TO")) std::ofstream(file, std::ios::binary) << now;
        const std::string before = read(held);
        std::size_t at = 0;
        while (at < now.size() && at < before.size() && now[at] == before[at]) ++at;
        const std::size_t line = now.rfind('\n', at) + 1;
        CPPUNIT_ASSERT_MESSAGE(
            "now: " + now.substr(line, 400) + "\nbefore: " + before.substr(std::min(line, before.size()), 400),
            now == before);
    }

    static const admin::Route* route_of(const Question& question) {
        for (const admin::Route& route : admin::routes())
            if (route.method == question.method &&
                admin::match(route.pattern, admin::segments("/api/v1/" + question.path)))
                return &route;
        return nullptr;
    }

    // The same is asked in two towns, for most of it changes something.
    void the_lines_are_made_of_the_json_alone() {
        AskedFixture terminal, script;
        for (const Question& question : terminal.all_with_tables()) {
            const Reply text = terminal.ask(question, "Accept: text/plain\n"), facts = script.ask(question, "");
            const std::string where = question.method + " " + question.path + "?" + question.query;
            CPPUNIT_ASSERT_EQUAL_MESSAGE(where, facts.status, text.status);
            const admin::Route* route = route_of(question);
            const Json::Value body = json::read_strict(facts.body) ? *json::read_strict(facts.body) : Json::Value();
            std::string lines;
            if (body.isObject() && body.isMember("error"))
                lines = body["error"].asString();
            else if (route->lines == admin::own_format)
                continue;
            else
                lines = route->lines(body, {width(question), question.query});
            CPPUNIT_ASSERT_EQUAL_MESSAGE(where, steady(lines + "\n"), steady(text.body));
        }
    }

    void every_route_with_lines_was_asked() {
        AskedFixture fixture;
        std::set<const admin::Route*> done;
        for (const Question& question : fixture.all_with_tables())
            if (fixture.ask(question, "").status == 200) done.insert(route_of(question));
        for (const admin::Route& route : admin::routes())
            CPPUNIT_ASSERT_MESSAGE(std::string(route.method) + " " + std::string(route.pattern) + ": ask it here",
                                   route.lines == admin::own_format || done.contains(&route));
    }

    static std::optional<std::size_t> width(const Question& question) {
        const auto said = query_value(question.query, "width");
        return said ? std::optional<std::size_t>(std::stoul(*said)) : std::nullopt;
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(AdminLinesTest);
