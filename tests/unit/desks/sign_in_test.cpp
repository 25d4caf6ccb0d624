#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>
#include <map>

#include "adapters/desks/rest/basic.h"
#include "adapters/desks/rest/client.h"
#include "adapters/desks/rest/oauth.h"
#include "adapters/desks/servicenow/kind.h"
#include "json/json.h"

using namespace secure_export;
using namespace secure_export::desks;
using namespace std::chrono_literals;

namespace {

// Answers every call alike, and keeps what was asked last.
class Endpoint : public HttpClient {
public:
    Result<HttpResponse> call(const HttpRequest& request) const override {
        asked = request;
        ++calls;
        return HttpResponse{status, {{"Content-Type", "application/json"}}, body};
    }
    int status = 200;
    std::string body = R"({"access_token": "T-1", "expires_in": 1800})";
    mutable HttpRequest asked;
    mutable int calls = 0;
};

class Kept : public Secrets {
public:
    Result<std::optional<std::string>> get(const std::string&, const std::string& field) const override {
        const auto at = by_field.find(field);
        return at == by_field.end() ? std::optional<std::string>() : std::optional(at->second);
    }
    Result<bool> replace_if(const std::string&, const std::string& field, const std::string& expected,
                            const std::string& value) const override {
        if (by_field[field] != expected) return false;
        by_field[field] = value;
        return true;
    }
    mutable std::map<std::string, std::string> by_field;
};

}  // namespace

// What desks over HTTPS share to prove who they are.
class SharedSignInTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(SharedSignInTest);
    CPPUNIT_TEST(each_grant_sends_what_it_needs);
    CPPUNIT_TEST(what_is_missing_is_named_before_anything_is_sent);
    CPPUNIT_TEST(a_token_lives_as_long_as_it_is_told);
    CPPUNIT_TEST(what_cannot_stand_in_a_header_is_no_token);
    CPPUNIT_TEST(a_refusal_is_about_the_credentials_and_trouble_is_for_later);
    CPPUNIT_TEST(what_a_desk_knows_of_a_refusal_comes_first);
    CPPUNIT_TEST(a_refresh_token_that_is_handed_out_takes_the_place_of_the_exchanged_one);
    CPPUNIT_TEST(basic_takes_no_user_with_a_colon);
    CPPUNIT_TEST(an_api_key_stands_in_a_field_of_its_own);
    CPPUNIT_TEST_SUITE_END();

    Endpoint http_;
    Kept secrets_;
    DeskSettings settings_ = default_desk("snow1", servicenow::kind());

    Environment environment() const { return {{}, nullptr, &http_, nullptr, &secrets_}; }
    rest::OAuth oauth(const std::string& grant) const {
        return {.token_url = "https://sso.example.com/token",
                .grant = grant,
                .unknown_life = 300s,
                .words = [](const Json::Value& answer) { return json::text(answer, "error"); }};
    }
    Result<rest::Token> sign_in(const std::string& grant) {
        return rest::oauth_sign_in(settings_, environment(), oauth(grant))(std::chrono::steady_clock::now() + 10s);
    }
    bool sent(const std::string& pair) const {
        return ("&" + http_.asked.body + "&").find("&" + pair + "&") != std::string::npos;
    }

public:
    void setUp() override {
        settings_.options["url"] = std::string("https://desk.example.com");
        settings_.options["client_id"] = std::string("c 1");
        settings_.options["user"] = std::string("ann");
        secrets_.by_field = {{"client_secret", "s&1"}, {"password", "p=1"}, {"refresh_token", "r-1"}, {"api_key", "k"}};
    }

    void each_grant_sends_what_it_needs() {
        CPPUNIT_ASSERT(sign_in("client_credentials"));
        CPPUNIT_ASSERT(sent("grant_type=client_credentials") && sent("client_id=c%201") && sent("client_secret=s%261"));
        CPPUNIT_ASSERT(!sent("username=ann") && !sent("refresh_token=r-1"));
        CPPUNIT_ASSERT_EQUAL(std::string("https://sso.example.com/token"), http_.asked.url);
        CPPUNIT_ASSERT(sign_in("password"));
        CPPUNIT_ASSERT(sent("grant_type=password") && sent("username=ann") && sent("password=p%3D1"));
        CPPUNIT_ASSERT(sign_in("refresh_token"));
        CPPUNIT_ASSERT(sent("grant_type=refresh_token") && sent("refresh_token=r-1") && !sent("username=ann"));
    }

    void what_is_missing_is_named_before_anything_is_sent() {
        for (const auto& [grant, secret] :
             {std::pair("client_credentials", "client_secret"), std::pair("password", "password"),
              std::pair("refresh_token", "refresh_token")}) {
            const std::string held = secrets_.by_field[secret];
            secrets_.by_field.erase(secret);
            const auto token = sign_in(grant);
            CPPUNIT_ASSERT(!token && token.error().fault == Fault::unauthenticated);
            CPPUNIT_ASSERT_MESSAGE(token.error().message, token.error().message.find(secret) != std::string::npos);
            secrets_.by_field[secret] = held;
        }
        for (const char* option : {"user", "client_id"}) {
            settings_.options[option] = std::string();
            const auto token = sign_in("password");
            CPPUNIT_ASSERT(!token && token.error().fault == Fault::unauthenticated);
            CPPUNIT_ASSERT_MESSAGE(token.error().message, token.error().message.find(option) != std::string::npos);
        }
        CPPUNIT_ASSERT_EQUAL(0, http_.calls);
    }

    void a_token_lives_as_long_as_it_is_told() {
        for (const auto& [told, life] :
             {std::pair("1800", 1800s), std::pair("\"60\"", 60s), std::pair("0", 0s), std::pair("59.9", 59s),
              std::pair("1e12", 86400s), std::pair("-1", 300s), std::pair("\"soon\"", 300s), std::pair("null", 300s),
              std::pair("\"\"", 300s)}) {
            http_.body = std::string(R"({"access_token": "T", "expires_in": )") + told + "}";
            const auto token = sign_in("client_credentials");
            CPPUNIT_ASSERT_MESSAGE(told, token && token->good_for == life);
        }
    }

    void what_cannot_stand_in_a_header_is_no_token() {
        for (const std::string& odd : {std::string(), std::string("a b"), std::string("a\\r\\nX: y"),
                                       std::string("a,b"), std::string((16 << 10) + 1, 'a')}) {
            http_.body = R"({"access_token": ")" + odd + "\"}";
            const auto token = sign_in("client_credentials");
            CPPUNIT_ASSERT_MESSAGE(odd, !token && token.error().fault == Fault::unavailable);
        }
        http_.body = R"({"access_token": ")" + std::string(16 << 10, 'a') + "\"}";
        CPPUNIT_ASSERT(sign_in("client_credentials"));
    }

    void a_refusal_is_about_the_credentials_and_trouble_is_for_later() {
        http_.body = R"({"error": "invalid_client"})";
        for (const auto& [status, fault] :
             {std::pair(400, Fault::unauthenticated), std::pair(401, Fault::unauthenticated),
              std::pair(500, Fault::unavailable), std::pair(302, Fault::unavailable)}) {
            http_.status = status;
            const auto token = sign_in("client_credentials");
            CPPUNIT_ASSERT(!token && token.error().fault == fault);
            CPPUNIT_ASSERT(token.error().message.find("invalid_client") != std::string::npos);
            for (const auto& [field, secret] : secrets_.by_field)
                CPPUNIT_ASSERT(secret.size() < 3 || token.error().message.find(secret) == std::string::npos);
        }
        http_.body = "<html>sign on</html>";
        for (const int status : {200, 401, 404}) {
            http_.status = status;
            CPPUNIT_ASSERT(sign_in("client_credentials").error().fault == Fault::unavailable);
        }
    }

    void what_a_desk_knows_of_a_refusal_comes_first() {
        http_.status = 401;
        http_.body = R"({"error": "unauthorized_client"})";
        auto knows = oauth("client_credentials");
        knows.look_at = [](const Json::Value& answer) {
            return json::text(answer, "error") == "unauthorized_client" ? std::string("the registration") : "";
        };
        const auto sign_in = rest::oauth_sign_in(settings_, environment(), knows);
        const auto by = std::chrono::steady_clock::now() + 10s;
        CPPUNIT_ASSERT(sign_in(by).error().message.find("the registration") != std::string::npos);
        http_.body = R"({"error": "invalid_client"})";
        CPPUNIT_ASSERT(sign_in(by).error().message.find("\"client_id\"") != std::string::npos);
    }

    void a_refresh_token_that_is_handed_out_takes_the_place_of_the_exchanged_one() {
        http_.body = R"({"access_token": "T", "refresh_token": "r-2"})";
        CPPUNIT_ASSERT(sign_in("refresh_token"));
        CPPUNIT_ASSERT_EQUAL(std::string("r-2"), secrets_.by_field["refresh_token"]);
        http_.body = R"({"access_token": "T", "refresh_token": "r-3"})";
        CPPUNIT_ASSERT(sign_in("password"));  // which needs none
        CPPUNIT_ASSERT_EQUAL(std::string("r-2"), secrets_.by_field["refresh_token"]);
    }

    void basic_takes_no_user_with_a_colon() {
        const auto by = std::chrono::steady_clock::now() + 10s;
        const auto header = rest::basic(settings_, environment())->header(by);
        CPPUNIT_ASSERT(header && header->first == "Authorization" && header->second == "Basic YW5uOnA9MQ==");
        for (const char* user : {"", "ann:x"}) {
            settings_.options["user"] = std::string(user);
            const auto none = rest::basic(settings_, environment())->header(by);
            CPPUNIT_ASSERT(!none && none.error().fault == Fault::unauthenticated);
            CPPUNIT_ASSERT(none.error().message.find("\"user\"") != std::string::npos);
        }
    }

    void an_api_key_stands_in_a_field_of_its_own() {
        const auto by = std::chrono::steady_clock::now() + 10s;
        const auto authorization = rest::secret_header(settings_, environment(), "x-key", "api_key");
        CPPUNIT_ASSERT(authorization->header(by)->second == "k");
        secrets_.by_field["api_key"] = "k-2";  // at once
        CPPUNIT_ASSERT(authorization->header(by)->second == "k-2");
        secrets_.by_field.clear();
        CPPUNIT_ASSERT(authorization->header(by).error().fault == Fault::unauthenticated);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(SharedSignInTest);
