#include "adapters/desks/host/desk.h"

#include "support.h"

namespace secure_export::desks {
namespace {

// A host that says what the test tells it to.
class Host : public DeskCall {
public:
    Result<std::string> call(std::string_view operation, std::string_view json) const override {
        asked = std::string(operation) + " " + std::string(json);
        return answer;
    }
    Result<std::string> answer = std::string("{}");
    mutable std::string asked;
};

const std::string good = R"({"incident":{"id":"17","number":"#17","url":"https://d.example/17","state":"open"}})";

}  // namespace

class HostDeskTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(HostDeskTest);
    CPPUNIT_TEST(requests_are_as_documented);
    CPPUNIT_TEST(an_incident_is_read);
    CPPUNIT_TEST(an_incident_that_is_not_as_documented_is_for_later);
    CPPUNIT_TEST(no_incident_has_to_be_said);
    CPPUNIT_TEST(every_incident_with_a_key_is_read_in_the_host_s_order);
    CPPUNIT_TEST(only_get_may_say_gone);
    CPPUNIT_TEST(results_of_resolve_and_reopen_are_words);
    CPPUNIT_TEST(a_host_that_cannot_raise_is_no_error_and_a_refusal_is_one);
    CPPUNIT_TEST(configuration_items_are_read);
    CPPUNIT_TEST(a_check_is_read);
    CPPUNIT_TEST(answers_that_are_no_json_object_are_for_later);
    CPPUNIT_TEST(errors_of_the_host_pass_unchanged);
    CPPUNIT_TEST(the_reason_names_operation_and_member_but_no_content);
    CPPUNIT_TEST_SUITE_END();

    Host host_;
    HostDesk desk_{host_};

    // Whether the answer to `ask` is taken; when it is not, it is for later.
    template <class Ask>
    bool takes(const std::string& answer, const Ask& ask) {
        host_.answer = answer;
        const auto result = ask();
        if (!result) CPPUNIT_ASSERT_MESSAGE(answer, result.error().fault == Fault::unavailable);
        return static_cast<bool>(result);
    }
    bool opens(const std::string& answer) {
        return takes(answer, [&] { return desk_.open(incident("a")); });
    }
    bool finds(const std::string& answer) {
        return takes(answer, [&] { return desk_.find("a"); });
    }
    bool gets(const std::string& answer) {
        return takes(answer, [&] { return desk_.get("17"); });
    }
    bool resolves(const std::string& answer) {
        return takes(answer, [&] { return desk_.resolve("17", "over"); });
    }
    bool reopens(const std::string& answer) {
        return takes(answer, [&] { return desk_.reopen("17", "back"); });
    }
    bool finds_cis(const std::string& answer) {
        return takes(answer, [&] { return desk_.find_ci({CiQuery::By::name, "web-1"}); });
    }
    bool checks(const std::string& answer) {
        return takes(answer, [&] { return desk_.check(); });
    }

    static std::string with(const std::string& from, const std::string& to) {
        std::string changed = good;
        const auto at = changed.find(from);
        CPPUNIT_ASSERT(at != std::string::npos);
        return changed.replace(at, from.size(), to);
    }

public:
    void requests_are_as_documented() {
        const auto asks = [&](const std::string& expected) { CPPUNIT_ASSERT_EQUAL(expected, host_.asked); };
        NewIncident bound = incident("azm-1");
        bound.title = "Größe \"x\"";
        static_cast<void>(desk_.open(bound));
        asks(
            "incident.open {\"description\":\"Rule: cpu-high\",\"impact\":2,\"key\":\"azm-1\",\"title\":\"Größe "
            "\\\"x\\\"\","
            "\"urgency\":1}");
        bound.ci = ConfigurationItem{"23", "web-1", "Server", "/subscriptions/s/a"};
        static_cast<void>(desk_.open(bound));
        CPPUNIT_ASSERT(host_.asked.find("\"ci\":\"23\"") != std::string::npos);
        static_cast<void>(desk_.find("azm-1"));
        asks(R"(incident.find {"key":"azm-1"})");
        static_cast<void>(desk_.get("17"));
        asks(R"(incident.get {"id":"17"})");
        static_cast<void>(desk_.note("17", "remark"));
        asks(R"(incident.note {"id":"17","text":"remark"})");
        static_cast<void>(desk_.resolve("17", "over"));
        asks(R"(incident.resolve {"id":"17","text":"over"})");
        static_cast<void>(desk_.reopen("17", "back"));
        asks(R"(incident.reopen {"id":"17","text":"back"})");
        static_cast<void>(desk_.raise("17", 1, 2));
        asks(R"(incident.raise {"id":"17","impact":1,"urgency":2})");
        static_cast<void>(desk_.bind("17", *bound.ci));
        asks(R"(incident.bind {"ci":"23","id":"17"})");
        static_cast<void>(desk_.find_ci({CiQuery::By::name, "web-1"}));
        asks(R"(ci.find {"by":"name","value":"web-1"})");
        static_cast<void>(desk_.find_ci({CiQuery::By::resource_id, "/subscriptions/s/a"}));
        asks(R"(ci.find {"by":"resource_id","value":"/subscriptions/s/a"})");
        static_cast<void>(desk_.find_ci({CiQuery::By::resource_id, "/subscriptions/s/a", "/subscriptions/S/A"}));
        asks(R"(ci.find {"by":"resource_id","value":"/subscriptions/s/a"})");  // a host compares without case
        static_cast<void>(desk_.rebind("17", ConfigurationItem{"22", "web-0", "", ""}, *bound.ci));
        asks(R"(incident.bind {"ci":"23","id":"17"})");
        static_cast<void>(desk_.check());
        asks("desk.check {}");
    }

    void an_incident_is_read() {
        host_.answer = good;
        const DeskIncident opened = value(desk_.open(incident("a")));
        CPPUNIT_ASSERT_EQUAL(std::string("17"), opened.id);
        CPPUNIT_ASSERT_EQUAL(std::string("#17"), opened.number);
        CPPUNIT_ASSERT_EQUAL(std::string("https://d.example/17"), opened.url);
        CPPUNIT_ASSERT(opened.state == IncidentState::open);
        CPPUNIT_ASSERT(value(desk_.find("a"))->id == "17");
        CPPUNIT_ASSERT(!opened.ci_linked);
        for (const bool linked : {true, false}) {
            host_.answer =
                with("{\"incident\"", std::string("{\"ci_linked\":") + (linked ? "true" : "false") + ",\"incident\"");
            CPPUNIT_ASSERT(value(desk_.open(incident("a"))).ci_linked == linked);
        }
        CPPUNIT_ASSERT(!opens(with("{\"incident\"", "{\"ci_linked\":\"yes\",\"incident\"")));
        host_.answer = good;
        for (const char* absent : {R"("url":"")", R"("url":null)", R"("later":1)"}) {
            CPPUNIT_ASSERT_MESSAGE(absent, opens(with(R"("url":"https://d.example/17")", absent)));
        }
        CPPUNIT_ASSERT(opens(with("https:", "http:")));
        CPPUNIT_ASSERT(opens(with("\"17\"", "\"" + std::string(255, 'x') + "\"")));
    }

    void an_incident_that_is_not_as_documented_is_for_later() {
        CPPUNIT_ASSERT(!opens("{}"));
        CPPUNIT_ASSERT(!opens(R"({"incident":null})"));
        CPPUNIT_ASSERT(!opens(R"({"incident":"17"})"));
        CPPUNIT_ASSERT(!opens(R"({"incident":[]})"));
        CPPUNIT_ASSERT(!opens(with("\"17\"", "17")));
        CPPUNIT_ASSERT(!opens(with("\"17\"", "\"\"")));
        CPPUNIT_ASSERT(!opens(with("\"17\"", "\"" + std::string(256, 'x') + "\"")));
        CPPUNIT_ASSERT(!opens(with("\"17\"", "\"1\\n7\"")));
        CPPUNIT_ASSERT(!opens(with("\"#17\"", "null")));
        CPPUNIT_ASSERT(!opens(with("\"open\"", "\"Open\"")));
        CPPUNIT_ASSERT(!opens(with("\"open\"", "true")));
        CPPUNIT_ASSERT(!opens(with("https://d.example/17", "javascript:alert(1)")));
        CPPUNIT_ASSERT(!opens(with("\"state\":\"open\"", "\"state\":\"open\",\"state\":\"closed\"")));
        CPPUNIT_ASSERT(opens(good));
    }

    void no_incident_has_to_be_said() {
        CPPUNIT_ASSERT(finds(R"({"incident":null})"));
        CPPUNIT_ASSERT(!value(desk_.find("a")));
        CPPUNIT_ASSERT(!finds("{}"));
        CPPUNIT_ASSERT(!finds(R"({"incidents":null})"));
        CPPUNIT_ASSERT(finds(good));
    }

    void every_incident_with_a_key_is_read_in_the_host_s_order() {
        const auto entry = [](const std::string& id, const std::string& state) {
            return "{\"id\":\"" + id + "\",\"number\":\"#" + id + "\",\"state\":\"" + state + "\"}";
        };
        host_.answer = "{\"incidents\":[" + entry("3", "resolved") + "," + entry("5", "open") + "," +
                       entry("9", "open") + "],\"incident\":null}";
        const auto found = value(desk_.find_all("a"));
        CPPUNIT_ASSERT_EQUAL(std::size_t(3), found.size());
        CPPUNIT_ASSERT_EQUAL(std::string("3"), found.front().id);
        CPPUNIT_ASSERT_EQUAL(std::string("9"), found.back().id);
        CPPUNIT_ASSERT_EQUAL(std::string("5"), value(desk_.find("a"))->id);
        CPPUNIT_ASSERT(finds(R"({"incidents":[]})"));
        CPPUNIT_ASSERT(!value(desk_.find("a")));
        CPPUNIT_ASSERT(!finds("{\"incidents\":[" + entry("3", "open") + "," + entry("5", "gone") + "]}"));
        CPPUNIT_ASSERT(!finds("{\"incidents\":[" + entry("3", "open") + ",null]}"));
        std::string many = entry("1", "open");
        for (int i = 0; i < 100; ++i) many += "," + entry("2", "open");
        CPPUNIT_ASSERT(!finds("{\"incidents\":[" + many + "]}"));
    }

    void only_get_may_say_gone() {
        const std::string gone = R"({"incident":{"id":"17","number":"","state":"gone"}})";
        CPPUNIT_ASSERT(gets(gone));
        CPPUNIT_ASSERT(!opens(gone));
        CPPUNIT_ASSERT(!finds(gone));
        CPPUNIT_ASSERT(!gets(R"({"incident":{"id":"17","number":"","state":"open"}})"));
    }

    void results_of_resolve_and_reopen_are_words() {
        for (const char* word : {"resolved", "already_over", "gone", "left_open"}) {
            CPPUNIT_ASSERT_MESSAGE(word, resolves(std::string(R"({"what":")") + word + "\"}"));
        }
        CPPUNIT_ASSERT(resolves(R"({"what":"left_open","why":"depends\non #7"})"));
        const Resolution left = value(desk_.resolve("17", "over"));
        CPPUNIT_ASSERT(left.what == Resolution::What::left_open);
        CPPUNIT_ASSERT_EQUAL(std::string("depends on #7"), left.why);
        for (const char* wrong : {"{}", R"({"what":"done"})", R"({"what":1})", R"({"what":"reopened"})",
                                  R"({"what":"resolved","why":7})"}) {
            CPPUNIT_ASSERT_MESSAGE(wrong, !resolves(wrong));
        }
        for (const char* word : {"reopened", "was_open", "not_possible"}) {
            CPPUNIT_ASSERT_MESSAGE(word, reopens(std::string(R"({"what":")") + word + "\"}"));
        }
        CPPUNIT_ASSERT(!reopens(R"({"what":"resolved"})"));
    }

    void a_host_that_cannot_raise_is_no_error_and_a_refusal_is_one() {
        host_.answer =
            Error{Fault::invalid, R"({"say":"this desk knows no operation incident.raise"})", "incident.raise"};
        CPPUNIT_ASSERT(desk_.raise("17", 1, 1));
        for (const Fault fault : {Fault::refused, Fault::unavailable}) {
            host_.answer = Error{fault, R"({"say":"no"})", "incident.raise"};
            const Outcome raised = desk_.raise("17", 1, 1);
            CPPUNIT_ASSERT(!raised && raised.error().fault == fault);
        }
        host_.answer = std::string("{}");
        CPPUNIT_ASSERT(desk_.raise("17", 1, 1));
    }

    void configuration_items_are_read() {
        CPPUNIT_ASSERT(finds_cis(R"({"cis":[]})"));
        CPPUNIT_ASSERT(
            finds_cis(R"({"cis":[{"id":"1","name":"a","class":"Server","resource_id":"/s/a"},)"
                      R"({"id":"2","name":"b","class":null},{"id":"3","name":"c"},{"id":"4","name":"d"}]})"));
        const auto cis = value(desk_.find_ci({CiQuery::By::name, "a"}));
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, cis.size());
        CPPUNIT_ASSERT_EQUAL(std::string("Server"), cis[0].ci_class);
        CPPUNIT_ASSERT_EQUAL(std::string("/s/a"), cis[0].resource_id);
        CPPUNIT_ASSERT(cis[1].ci_class.empty() && cis[2].name == "c");
        for (const char* wrong :
             {"{}", R"({"cis":{}})", R"({"cis":null})", R"({"cis":["1"]})", R"({"cis":[{"id":1,"name":"a"}]})",
              R"({"cis":[{"id":"1"}]})", R"({"cis":[{"id":"1","name":""}]})",
              R"({"cis":[{"id":"1","name":"a","class":1}]})"}) {
            CPPUNIT_ASSERT_MESSAGE(wrong, !finds_cis(wrong));
        }
    }

    void a_check_is_read() {
        CPPUNIT_ASSERT(checks(R"({"lines":[{"good":true,"what":"a"},{"good":false,"what":"b","remedy":"c"}]})"));
        const DeskCheck check = value(desk_.check());
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, check.lines.size());
        CPPUNIT_ASSERT(check.lines[0].good && !check.lines[1].good);
        CPPUNIT_ASSERT_EQUAL(std::string("c"), check.lines[1].remedy);
        for (const char* wrong : {"{}", R"({"lines":[1]})", R"({"lines":[{"what":"a"}]})",
                                  R"({"lines":[{"good":1,"what":"a"}]})", R"({"lines":[{"good":true}]})"}) {
            CPPUNIT_ASSERT_MESSAGE(wrong, !checks(wrong));
        }
    }

    void answers_that_are_no_json_object_are_for_later() {
        for (const char* wrong : {"", "null", "[]", "\"done\"", "{} x", "{", "<html>", "{\"a\":\"\xFF\"}"}) {
            CPPUNIT_ASSERT_MESSAGE(wrong, !takes(wrong, [&] { return desk_.note("17", "remark"); }));
        }
        const auto padded = [](std::size_t bytes) { return "{" + std::string(bytes - 2, ' ') + "}"; };
        CPPUNIT_ASSERT(takes(padded(1 << 20), [&] { return desk_.note("17", "remark"); }));
        CPPUNIT_ASSERT(!takes(padded((1 << 20) + 1), [&] { return desk_.note("17", "remark"); }));
    }

    void errors_of_the_host_pass_unchanged() {
        for (const Fault fault : {Fault::refused, Fault::invalid, Fault::unavailable, Fault::forbidden}) {
            host_.answer = Error{fault, "no right CreateTicket in queue Azure", "detail"};
            const auto opened = desk_.open(incident("a"));
            CPPUNIT_ASSERT(!opened && opened.error().fault == fault);
            CPPUNIT_ASSERT_EQUAL(std::string("no right CreateTicket in queue Azure"), opened.error().message);
        }
    }

    void the_reason_names_operation_and_member_but_no_content() {
        host_.answer = std::string(R"({"cis":[{"id":"1","name":"a"},{"id":"2","name":["secret"]}]})");
        const std::string message = desk_.find_ci({CiQuery::By::name, "a"}).error().message;
        CPPUNIT_ASSERT_MESSAGE(message, message.find("ci.find") != std::string::npos);
        CPPUNIT_ASSERT_MESSAGE(message, message.find("cis[1].name") != std::string::npos);
        CPPUNIT_ASSERT_MESSAGE(message, message.find("secret") == std::string::npos);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(HostDeskTest);

}  // namespace secure_export::desks
