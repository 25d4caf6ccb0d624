// What the admin API says to the screens is clean, whoever's words are in it, also words of before texts were cleaned.

#include "core/clean_text.h"
#include "json/json.h"
#include "tests/unit/service/service_fixture.h"

using namespace secure_export;
using namespace secure_export::test;

namespace {

const std::string api = "/api/v1/";
const std::string dirty =
    "Gr\xC3\xB6\xC3\x9F"
    "e \x1B[2J\x1B]0;x\x07 \u202Eexe\u2066 \u009B31m \u200B[co\u200B"
    "de]<b>[/CODE]\x7F";

}  // namespace

class CleanApiTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(CleanApiTest);
    CPPUNIT_TEST(lists_stories_and_dry_runs_are_clean);
    CPPUNIT_TEST(a_body_and_settings_keep_their_meaning);
    CPPUNIT_TEST(a_refusal_that_quotes_the_question_is_clean);
    CPPUNIT_TEST_SUITE_END();

    static bool is_clean(const std::string& text) { return clean_lines(text) == text; }
    static void assert_clean(const std::string& where, const Json::Value& value) {
        if (value.isString()) CPPUNIT_ASSERT_MESSAGE(where + ": " + value.asString(), is_clean(value.asString()));
        if (value.isArray())
            for (const Json::Value& item : value) assert_clean(where, item);
        if (value.isObject())
            for (const std::string& name : value.getMemberNames()) assert_clean(where + "." + name, value[name]);
    }
    Json::Value json_of(const std::string& path, const Reply& reply, int status = 200) {
        CPPUNIT_ASSERT_EQUAL_MESSAGE(path + reply.body, status, reply.status);
        CPPUNIT_ASSERT_MESSAGE(path, is_clean(reply.body));
        auto read = json::read_strict(reply.body);
        CPPUNIT_ASSERT_MESSAGE(path + reply.body, read);
        return *read;
    }
    std::string dirty_alert() {
        Json::Value body = *json::read_strict(alert("a1", "Fired"));
        Json::Value& essentials = body["data"]["essentials"];
        for (const char* name : {"alertRule", "description", "monitoringService", "severity"}) essentials[name] = dirty;
        essentials["alertTargetIDs"].append("/subscriptions/x\u202E[code]" + dirty);
        body["data"]["customProperties"][dirty] = dirty;
        return json::write(body);
    }
    void deliver() {
        CPPUNIT_ASSERT_EQUAL(202, fixture_->post(dirty_alert()).status);
        fixture_->work();
    }

    void lists_stories_and_dry_runs_are_clean() {
        deliver();
        // As an older version left it, or another program.
        for (const char* column : {"rule", "severity", "resource"})
            fixture_->change("UPDATE alert SET " + std::string(column) + " = '" + dirty + "'");
        fixture_->change("UPDATE story SET detail = '" + dirty + "' WHERE id = 1");
        for (const auto& [path, query] :
             {std::pair("deliveries", ""), std::pair("deliveries/1", ""), std::pair("incidents", ""),
              std::pair("bindings", ""), std::pair("unbound", ""), std::pair("overview", ""),
              std::pair("explain", "of=d1"), std::pair("views/alert_history", ""),
              std::pair("views/open_incidents", "")})
            assert_clean(path, json_of(path, fixture_->ask_api("GET", api + path, "", query)));
        Json::Value order(Json::objectValue);
        order["connection"] = "contoso";
        order["delivery"] = 1;
        const Json::Value run = json_of("dry-run", fixture_->ask_api("POST", api + "dry-run", json::write(order)));
        assert_clean("dry-run", run);
        CPPUNIT_ASSERT(json::write(run).find("Größe") != std::string::npos);
    }

    void a_body_and_settings_keep_their_meaning() {
        deliver();
        const Reply body = fixture_->ask_api("GET", api + "deliveries/1/body");
        CPPUNIT_ASSERT_MESSAGE(body.body, is_clean(body.body));
        CPPUNIT_ASSERT(*json::read_strict(body.body) == *json::read_strict(dirty_alert()));
        Json::Value settings = json_of("settings", fixture_->ask_api("GET", api + "settings"));
        settings["desks"][0]["description_template"] = "[code]{{rule}}\u202E[/code]";
        CPPUNIT_ASSERT_EQUAL(200, fixture_->ask_api("PUT", api + "settings", json::write(settings)).status);
        CPPUNIT_ASSERT(json_of("settings", fixture_->ask_api("GET", api + "settings")) == settings);
        CPPUNIT_ASSERT(json_of("settings", fixture_->ask_api("GET", api + "settings/history/2"))["document"] ==
                       settings);
    }

    void a_refusal_that_quotes_the_question_is_clean() {
        for (const char* query : {"of=%1b%5b2J%e2%80%ae%5bcode%5d", "of=%ff%c2%9b31m"})
            assert_clean(query, json_of(query, fixture_->ask_api("GET", api + "explain", "", query), 404));
        assert_clean("sql", json_of("sql", fixture_->ask_api("POST", api + "sql", "SELECT nosuch\u202E"), 400));
        const Json::Value rows =
            json_of("sql", fixture_->ask_api("POST", api + "sql", "SELECT '\u202E' AS \"[code]\u009B31m\""));
        CPPUNIT_ASSERT_EQUAL(std::string("[{\"(code)\":\"\"}]"), json::write(rows));
    }

public:
    void setUp() override {
        fixture_ = std::make_unique<ServiceFixture>();
        fixture_->configure();
        fixture_->work();  // fetches the keys
    }
    void tearDown() override { fixture_.reset(); }

private:
    std::unique_ptr<ServiceFixture> fixture_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(CleanApiTest);
