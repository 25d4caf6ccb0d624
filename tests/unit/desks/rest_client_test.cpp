#include "adapters/desks/rest/client.h"

#include <cppunit/extensions/HelperMacros.h>

#include <atomic>
#include <thread>

#include "adapters/desks/rest/fields.h"
#include "adapters/desks/rest/host_names.h"
#include "adapters/desks/servicenow/kind.h"
#include "core/text.h"
#include "json/json.h"
#include "tests/contract/local_harness.h"

using namespace secure_export;
using namespace secure_export::desks;
using namespace std::chrono_literals;

namespace {

// Gives the prepared answers one after the other, and keeps what was asked.
class Scripted : public HttpClient {
public:
    Result<HttpResponse> call(const HttpRequest& request) const override {
        asked.push_back(request);
        if (answers.empty()) return Error{Fault::unavailable, "nobody there", {}};
        HttpResponse first = answers.front();
        answers.erase(answers.begin());
        return first;
    }
    mutable std::vector<HttpResponse> answers;
    mutable std::vector<HttpRequest> asked;
};

HttpResponse said(int status, const std::string& body) {
    return {status, {{"Content-Type", "application/json"}}, body};
}

std::string error_in(const Json::Value& body) { return json::text(body, "error"); }

using rest::Token;

Result<Token> counted(std::atomic<int>& count) {
    return Token{{"Authorization", "Bearer " + std::to_string(++count)}, std::chrono::hours(1)};
}

}  // namespace

class RestClientTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(RestClientTest);
    CPPUNIT_TEST(an_answer_is_json_of_any_status_that_is_the_desks_own);
    CPPUNIT_TEST(not_now_keeps_how_long_the_desk_asks_to_be_left_alone);
    CPPUNIT_TEST(a_page_is_no_answer);
    CPPUNIT_TEST(a_token_that_is_not_taken_is_renewed_once);
    CPPUNIT_TEST(a_fixed_credential_that_is_not_taken_is_told_in_the_desks_words);
    CPPUNIT_TEST(many_threads_sign_in_once);
    CPPUNIT_TEST(an_operation_whose_time_is_up_asks_nothing_more);
    CPPUNIT_TEST(each_call_has_the_time_limit_and_an_operation_that_of_six);
    CPPUNIT_TEST(a_failure_that_names_a_time_to_wait_is_for_later_whatever_its_status);
    CPPUNIT_TEST(a_request_that_was_never_sent_says_so);
    CPPUNIT_TEST(a_host_has_two_names_and_no_part_of_a_label_is_one);
    CPPUNIT_TEST(a_resource_id_is_read_out_of_a_text);
    CPPUNIT_TEST(a_secret_that_is_missing_names_the_command);
    CPPUNIT_TEST(encoding_leaves_nothing_that_means_something);
    CPPUNIT_TEST(a_resource_id_in_a_text_is_matched_whole);
    CPPUNIT_TEST(keys_are_plain);
    CPPUNIT_TEST(pages_are_filled_in);
    CPPUNIT_TEST_SUITE_END();

public:
    void setUp() override {
        settings_ = default_desk("snow1", desks::servicenow::kind());
        settings_.options["url"] = std::string("https://desk.example.com/base/");
        http_ = Scripted();
    }

    void an_answer_is_json_of_any_status_that_is_the_desks_own() {
        http_.answers = {said(200, R"({"a": 1})"), said(204, ""), said(403, R"({"error": "no"})"),
                         said(500, R"([{"messageNumber": 1}])")};
        const auto client = unauthorised();
        const auto first = client.send({"GET", "/x?y=1", "", ""}, client.deadline(), error_in);
        CPPUNIT_ASSERT(first && first->good() && first->json["a"] == 1);
        CPPUNIT_ASSERT_EQUAL(std::string("https://desk.example.com/base/x?y=1"), http_.asked.at(0).url);
        CPPUNIT_ASSERT(ask(client)->json.isNull());
        CPPUNIT_ASSERT(!ask(client)->good());
        CPPUNIT_ASSERT_EQUAL(500, ask(client)->status);
    }

    void not_now_keeps_how_long_the_desk_asks_to_be_left_alone() {
        HttpResponse later{429, {{"retry-after", "30"}}, ""};
        HttpResponse date{503, {{"Retry-After", "Thu, 01 Jan 2026 10:02:00 GMT"}}, "<html>"};
        HttpResponse reset{429, {{"X-RateLimit-Reset", "1767261660"}}, "{}"};
        HttpResponse odd{502, {{"Retry-After", "soon"}}, ""};
        HttpResponse for_ever{503, {{"Retry-After", "999999999999"}}, ""};
        http_.answers = {later, date, reset, odd, for_ever};
        const auto client = unauthorised();
        for (const auto& expected :
             {std::optional<Milliseconds>(30s), std::optional<Milliseconds>(120s), std::optional<Milliseconds>(60s),
              std::optional<Milliseconds>(), std::optional<Milliseconds>(1h)}) {
            const auto answer = ask(client);
            CPPUNIT_ASSERT(!answer && answer.error().fault == Fault::unavailable);
            CPPUNIT_ASSERT_EQUAL(expected.value_or(-1ms).count(), answer.error().retry_after.value_or(-1ms).count());
            CPPUNIT_ASSERT(answer.error().message.starts_with("desk \"snow1\""));
        }
    }

    void a_page_is_no_answer() {
        http_.answers = {{200, {{"Content-Type", "text/html"}}, "<html>Sign in</html>"},
                         {500, {{"Content-Type", "text/html"}}, "<html>Oops</html>"}};
        const auto client = unauthorised();
        CPPUNIT_ASSERT(ask(client).error().fault == Fault::unavailable);
        CPPUNIT_ASSERT(ask(client).error().fault == Fault::unavailable);
    }

    void a_token_that_is_not_taken_is_renewed_once() {
        std::atomic<int> count = 0;
        http_.answers = {said(401, "{}"), said(200, "{}"), said(401, "{}"), said(401, R"({"error": "not you"})")};
        const rest::Client client(settings_, environment(),
                                  std::make_unique<rest::TokenAuthorization>([&](auto) { return counted(count); }));
        CPPUNIT_ASSERT(ask(client));
        CPPUNIT_ASSERT_EQUAL(2, count.load());
        const auto given_up = ask(client);
        CPPUNIT_ASSERT(given_up.error().fault == Fault::unavailable);
        CPPUNIT_ASSERT(given_up.error().message.find("not you") != std::string::npos);
        CPPUNIT_ASSERT_EQUAL(3, count.load());
        CPPUNIT_ASSERT_EQUAL(std::size_t(4), http_.asked.size());
    }

    void a_fixed_credential_that_is_not_taken_is_told_in_the_desks_words() {
        http_.answers = {said(401, R"({"error": "User Not\nAuthenticated"})")};
        const rest::Client client(settings_, environment(), std::make_unique<rest::FixedAuthorization>([] {
                                      return Result<rest::HeaderField>(rest::HeaderField{"Authorization", "Basic s3"});
                                  }));
        const auto answer = ask(client);
        CPPUNIT_ASSERT(answer.error().fault == Fault::unauthenticated);
        CPPUNIT_ASSERT(answer.error().message.find("User Not Authenticated") != std::string::npos);
        CPPUNIT_ASSERT(answer.error().message.find("s3") == std::string::npos);
        CPPUNIT_ASSERT_EQUAL(std::size_t(1), http_.asked.size());
    }

    void many_threads_sign_in_once() {
        std::atomic<int> count = 0;
        rest::TokenAuthorization authorization([&](auto) { return counted(count); });
        const auto deadline = std::chrono::steady_clock::now() + 1h;
        std::vector<std::thread> threads;
        for (int i = 0; i < 8; ++i) threads.emplace_back([&] { CPPUNIT_ASSERT(authorization.header(deadline)); });
        for (std::thread& thread : threads) thread.join();
        CPPUNIT_ASSERT_EQUAL(1, count.load());
        const rest::HeaderField first = *authorization.header(deadline);
        authorization.renew(first);
        CPPUNIT_ASSERT(*authorization.header(deadline) != first);
        authorization.renew(first);  // known already: the new one stays
        CPPUNIT_ASSERT(authorization.header(deadline));
        CPPUNIT_ASSERT_EQUAL(2, count.load());
    }

    void each_call_has_the_time_limit_and_an_operation_that_of_six() {
        using std::chrono::steady_clock;
        settings_.options["time_limit_s"] = 10;
        http_.answers = {said(200, "{}"), said(200, "{}"), said(200, "{}")};
        const auto client = unauthorised();
        const auto now = steady_clock::now();
        CPPUNIT_ASSERT(client.deadline() >= now + 60s && client.deadline() < now + 70s);
        const auto by = steady_clock::now() + 4s;
        for (const auto deadline : {client.deadline(), client.deadline(), by})
            CPPUNIT_ASSERT(client.send({"GET", "/", "", ""}, deadline, error_in));
        CPPUNIT_ASSERT(http_.asked.at(0).time_limit == 10s && http_.asked.at(1).time_limit == 10s);
        CPPUNIT_ASSERT(http_.asked.at(2).time_limit <= 4s && http_.asked.at(2).time_limit > 0s);
        settings_.options["time_limit_s"] = 15;
        CPPUNIT_ASSERT(unauthorised().deadline() < steady_clock::now() + 91s);
        // A sign-in is one call too.
        (void)rest::post_form(environment(), settings_, "https://desk.example.com/", {}, {}, client.deadline());
        CPPUNIT_ASSERT(http_.asked.at(3).time_limit == 15s);
    }

    void a_failure_that_names_a_time_to_wait_is_for_later_whatever_its_status() {
        for (const int status : {403, 408, 425, 429, 500, 502, 503, 504, 509}) {
            http_.answers = {{status, {{"Retry-After", "30"}}, R"({"error": "quota"})"}};
            const auto answer = ask(unauthorised());
            CPPUNIT_ASSERT(!answer && answer.error().fault == Fault::unavailable);
            CPPUNIT_ASSERT(answer.error().retry_after == Milliseconds(30s));
        }
        http_.answers = {said(403, R"({"error": "no"})")};
        CPPUNIT_ASSERT(ask(unauthorised()));
    }

    void a_request_that_was_never_sent_says_so() {
        const rest::Client no_sign_in(settings_, environment(), std::make_unique<rest::TokenAuthorization>([](auto) {
                                          return Result<Token>(Error{Fault::unavailable, "single sign-on is away", {}});
                                      }));
        CPPUNIT_ASSERT(ask(no_sign_in).error().unsent);
        const auto client = unauthorised();
        CPPUNIT_ASSERT(client.send({"POST", "/", "", ""}, std::chrono::steady_clock::now(), error_in).error().unsent);
        CPPUNIT_ASSERT(http_.asked.empty());
        CPPUNIT_ASSERT(!ask(client).error().unsent);
    }

    void a_host_has_two_names_and_no_part_of_a_label_is_one() {
        for (const auto& [wanted, held] : {std::pair("web-1", "web-1.shop.example"),
                                           std::pair("WEB-1.shop.example", "web-1"), std::pair("1a", "1A.b")})
            CPPUNIT_ASSERT_MESSAGE(wanted, rest::is_other_form(wanted, held));
        for (const auto& [wanted, held] :
             {std::pair("web", "web-1.shop.example"), std::pair("web-1", "web-10.shop.example"),
              std::pair("web-1", "web-1"), std::pair("web-1.a.example", "web-1.b.example"), std::pair("10", "10.1.2.3"),
              std::pair("web-1", "web-1."), std::pair("web-1", "web-1..example"), std::pair("web-1", "web-1.a b"),
              std::pair("", ".example"), std::pair("shop", "web-1.shop.example")})
            CPPUNIT_ASSERT_MESSAGE(wanted, !rest::is_other_form(wanted, held));
    }

    void a_resource_id_is_read_out_of_a_text() {
        const std::string plain = "/subscriptions/5a5a/resourceGroups/rg-(x)/providers/Microsoft.Web/sites/a.b_c-1";
        for (const std::string& held : {plain, " " + plain + " ", "Azure: " + plain + ".", "<" + plain + ">, shop",
                                        "\"" + plain + "\"", plain + "/", "(" + plain + ")"})
            CPPUNIT_ASSERT_EQUAL_MESSAGE(held, plain, rest::resource_id_in(held));
        for (const char* held : {"", "web-1", "5a5a-5b5b", "/subscriptions/", "see /etc/hosts"})
            CPPUNIT_ASSERT_EQUAL_MESSAGE(held, std::string(), rest::resource_id_in(held));
        CPPUNIT_ASSERT_EQUAL(std::string("/subscriptions/5a5a/resourceGroups/rg-(x)"),
                             rest::resource_id_in("(/subscriptions/5a5a/resourceGroups/rg-(x))."));
        CPPUNIT_ASSERT_EQUAL(plain, rest::held_part(lower(plain), "x " + plain));
    }

    void an_operation_whose_time_is_up_asks_nothing_more() {
        http_.answers = {said(200, "{}")};
        const auto client = unauthorised();
        const auto answer = client.send({"GET", "/", "", ""}, std::chrono::steady_clock::now(), error_in);
        CPPUNIT_ASSERT(answer.error().fault == Fault::unavailable);
        CPPUNIT_ASSERT(http_.asked.empty());
    }

    void a_secret_that_is_missing_names_the_command() {
        const auto secret = rest::needed_secret(environment(), "snow1", "password");
        CPPUNIT_ASSERT(secret.error().fault == Fault::unauthenticated);
        CPPUNIT_ASSERT(secret.error().message.find("`secure-export secret set snow1 password`") != std::string::npos);
    }

    void encoding_leaves_nothing_that_means_something() {
        CPPUNIT_ASSERT_EQUAL(std::string("a-Z_0.~"), rest::percent_encoded("a-Z_0.~"));
        CPPUNIT_ASSERT_EQUAL(std::string("%2F%7C%26%3D%2B%20%5E%25%C3%A9"), rest::percent_encoded("/|&=+ ^%\xC3\xA9"));
        CPPUNIT_ASSERT_EQUAL(std::string("a%20b=c%26d&e=1"), rest::encoded_pairs({{"a b", "c&d"}, {"e", "1"}}));
        CPPUNIT_ASSERT_EQUAL(std::string("dXNlcjpww6Rzcw=="), rest::base64("user:p\xC3\xA4ss"));
    }

    void a_resource_id_in_a_text_is_matched_whole() {
        const CiRule rule{CiQuery::By::resource_id, "FunctionalCI", "description", CiRule::Match::contains};
        const std::string id = "/subscriptions/1/vm-1";
        for (const char* text : {"/subscriptions/1/vm-1", "Azure: /Subscriptions/1/VM-1.", "(/subscriptions/1/vm-1)",
                                 "<p>/subscriptions/1/vm-1</p>"})
            CPPUNIT_ASSERT_MESSAGE(text, rest::rule_matches(rule, id, text));
        for (const char* text : {"/subscriptions/1/vm-10", "x/subscriptions/1/vm-1", "/subscriptions/1/vm-1/disk", ""})
            CPPUNIT_ASSERT_MESSAGE(text, !rest::rule_matches(rule, id, text));
    }

    void keys_are_plain() {
        CPPUNIT_ASSERT(rest::is_plain_key("azm-0123456789abcdef0123456789abcdef-2"));
        for (const char* bad : {"", "a^b", "a'b", "a b", "a%b", "a\"b"}) CPPUNIT_ASSERT(!rest::is_plain_key(bad));
        CPPUNIT_ASSERT(!rest::is_plain_key(std::string(41, 'a')));
    }

    void pages_are_filled_in() {
        CPPUNIT_ASSERT_EQUAL(std::string("https://d/i?id=a%7Cb&n=INC1"),
                             rest::incident_page("https://d/i?id={{id}}&n={{number}}", "a|b", "INC1"));
        CPPUNIT_ASSERT_EQUAL(std::string(), rest::incident_page("", "1", "2"));
    }

private:
    desks::Environment environment() const { return {"", &clock_, &http_, nullptr, nullptr}; }
    rest::Client unauthorised() const { return {settings_, environment(), nullptr}; }
    static Result<rest::RestResponse> ask(const rest::Client& client) {
        return client.send({"GET", "/", "", ""}, client.deadline(), error_in);
    }

    DeskSettings settings_;
    contract::FixedClock clock_;  // 2026-01-01T10:00:00Z
    Scripted http_;
};
CPPUNIT_TEST_SUITE_REGISTRATION(RestClientTest);
