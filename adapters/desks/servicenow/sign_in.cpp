#include "adapters/desks/servicenow/sign_in.h"

#include <algorithm>
#include <charconv>

#include "adapters/desks/rest/client.h"
#include "adapters/desks/rest/refresh_token.h"
#include "adapters/desks/servicenow/table.h"
#include "core/text.h"
#include "json/json.h"

namespace secure_export::desks::servicenow {
namespace {

using rest::Deadline;
using rest::HeaderField;
using rest::Token;

// When an answer does not tell how long its token lives (RFC 6749 section 5.1 leaves that open): shorter than any
// instance is set to by default, which is half an hour.
constexpr Seconds unknown_life(300);
constexpr long long longest_life_s = 86400;

Seconds life_told(const Json::Value& answer) {
    const std::string told = json::scalar(json::member(answer, "expires_in"));  // a number, on some instances a text
    long long seconds = 0;
    const auto [end, failed] = std::from_chars(told.data(), told.data() + told.size(), seconds);
    if (told.empty() || failed != std::errc() || end != told.data() + told.size()) return unknown_life;
    return Seconds(std::clamp<long long>(seconds, 0, longest_life_s));
}

// One of the OAuth grants.  Only ever used by one thread at a time: TokenAuthorization sees to that.
class OAuth {
public:
    OAuth(const DeskSettings& settings, const Environment& environment)
        : client_(settings, environment, nullptr),
          settings_(settings),
          environment_(environment),
          name_(settings.name),
          grant_(settings.text("auth")),
          client_id_(settings.text("client_id")),
          user_(settings.text("user")),
          refresh_token_(settings, environment) {}

    Result<Token> sign_in(Deadline deadline) {
        if (client_id_.empty()) return missing("client_id");
        if (grant_ == "refresh_token") return exchange_refresh_token(deadline);
        rest::Pairs form{{"grant_type", grant_}};
        std::string look_at = "the setting \"client_id\" and the secret \"client_secret\"";
        if (grant_ == "password") {
            // The refresh token of this grant is of no use: the password is there for as long as it is valid.
            if (user_.empty()) return missing("user");
            const auto password = rest::needed_secret(environment_, name_, "password");
            if (!password) return password.error();
            form.emplace_back("username", user_);
            form.emplace_back("password", *password);
            look_at = "the settings \"user\" and \"client_id\" and the secrets \"password\" and \"client_secret\"";
        }
        const auto answer = ask(std::move(form), look_at, deadline);
        if (!answer) return answer.error();
        return token_in(*answer);
    }

private:
    Error missing(const char* setting) const {
        return {Fault::unauthenticated,
                client_.desk() + " needs the setting \"" + setting + "\" to sign in with auth \"" + grant_ + "\"",
                {}};
    }

    // RFC 6749 section 5.2.
    static bool means_grant_is_off(const Json::Value& answer) {
        const std::string error = json::text(answer, "error");
        return error == "unsupported_grant_type" || error == "unauthorized_client";
    }
    // Instances take client credentials only once an administrator has allowed them.
    std::string to_allow_grant() const {
        if (grant_ != "client_credentials")
            return "the setting \"auth\" and the instance's OAuth registration of the client, which does not allow the "
                   "grant \"" +
                   grant_ + "\"";
        return "the instance itself: this grant is off by default; set its property "
               "glide.oauth.inbound.client.credential.grant_type.enabled to true and name a user in the field OAuth "
               "Application User of the client's registration, or use another \"auth\"";
    }

    Result<Json::Value> ask(rest::Pairs form, const std::string& look_at, Deadline deadline) const {
        const auto secret = rest::needed_secret(environment_, name_, "client_secret");
        if (!secret) return secret.error();
        form.emplace_back("client_id", client_id_);
        form.emplace_back("client_secret", *secret);
        const auto response = rest::post_form(environment_, settings_, client_.address() + "/oauth_token.do", form,
                                              {{"Accept", "application/json"}}, deadline);
        if (!response) return response.error();
        auto answer = json::read_lenient_names(response->body);
        if (!answer || !answer->isObject())
            return client_.unavailable("answered the sign-in with " + std::to_string(response->status) +
                                       " and something that is not JSON, as a sign-on or hibernation page is");
        if (response->status >= 400 && response->status < 500)
            return client_.unauthenticated(words_of(*answer), means_grant_is_off(*answer) ? to_allow_grant() : look_at);
        if (response->status != 200)
            return client_.unavailable("answered the sign-in with " + std::to_string(response->status) + ": " +
                                       words_of(*answer));
        return answer;
    }

    Result<Token> token_in(const Json::Value& answer) const {
        const std::string token = json::text(answer, "access_token");
        if (token.empty() || one_line(token) != token)
            return client_.unavailable("took the sign-in, but handed out no access token that can be used");
        return Token{{"Authorization", "Bearer " + token}, life_told(answer)};
    }

    Result<Token> exchange_refresh_token(Deadline deadline) {
        const auto answer =
            refresh_token_.exchange([&](const std::string& token) { return exchange(token, deadline); });
        if (!answer) return answer.error();
        return token_in(*answer);
    }

    Result<Json::Value> exchange(const std::string& refresh_token, Deadline deadline) const {
        return ask({{"grant_type", "refresh_token"}, {"refresh_token", refresh_token}},
                   "the refresh token, which is used up, expired or revoked unless \"client_id\" or the secret "
                   "\"client_secret\" is wrong: get a new one from the instance and store it with `secure-export "
                   "secret set " +
                       name_ + " refresh_token`",
                   deadline);
    }

    const rest::Client client_;  // for its address and words only
    const DeskSettings settings_;
    const Environment environment_;
    const std::string name_, grant_, client_id_, user_;
    rest::RefreshToken refresh_token_;
};

std::unique_ptr<rest::Authorization> basic(const DeskSettings& settings, const Environment& environment) {
    return std::make_unique<rest::FixedAuthorization>(
        [environment, name = settings.name, user = settings.text("user")]() -> Result<HeaderField> {
            // RFC 7617: what is behind the first colon would be taken for the password.
            if (user.empty() || user.find(':') != std::string::npos)
                return Error{Fault::unauthenticated,
                             "desk \"" + name + "\" needs the setting \"user\", without a colon, to sign in",
                             {}};
            const auto password = rest::needed_secret(environment, name, "password");
            if (!password) return password.error();
            return HeaderField{"Authorization", "Basic " + rest::base64(user + ":" + *password)};
        });
}

std::unique_ptr<rest::Authorization> api_key(const DeskSettings& settings, const Environment& environment) {
    return std::make_unique<rest::FixedAuthorization>([environment, name = settings.name]() -> Result<HeaderField> {
        const auto key = rest::needed_secret(environment, name, "api_key");
        if (!key) return key.error();
        return HeaderField{"x-sn-apikey", *key};
    });
}

}  // namespace

std::unique_ptr<rest::Authorization> make_authorization(const DeskSettings& settings, const Environment& environment) {
    const std::string& auth = settings.text("auth");
    if (auth == "basic") return basic(settings, environment);
    if (auth == "api_key") return api_key(settings, environment);
    auto oauth = std::make_shared<OAuth>(settings, environment);
    return std::make_unique<rest::TokenAuthorization>([oauth](Deadline deadline) { return oauth->sign_in(deadline); });
}

}  // namespace secure_export::desks::servicenow
