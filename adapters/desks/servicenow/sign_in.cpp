#include "adapters/desks/servicenow/sign_in.h"

#include <algorithm>
#include <charconv>

#include "adapters/desks/rest/client.h"
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
          environment_(environment),
          name_(settings.name),
          grant_(settings.text("auth")),
          client_id_(settings.text("client_id")),
          user_(settings.text("user")) {}

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

    Result<Json::Value> ask(rest::Pairs form, const std::string& look_at, Deadline deadline) const {
        const auto secret = rest::needed_secret(environment_, name_, "client_secret");
        if (!secret) return secret.error();
        form.emplace_back("client_id", client_id_);
        form.emplace_back("client_secret", *secret);
        const auto response = rest::post_form(environment_, name_, client_.address() + "/oauth_token.do", form,
                                              {{"Accept", "application/json"}}, deadline);
        if (!response) return response.error();
        auto answer = json::read_lenient_names(response->body);
        if (!answer || !answer->isObject())
            return client_.unavailable("answered the sign-in with " + std::to_string(response->status) +
                                       " and something that is not JSON, as a sign-on or hibernation page is");
        if (response->status >= 400 && response->status < 500)
            return client_.unauthenticated(words_of(*answer), look_at);
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
        auto stored = rest::needed_secret(environment_, name_, "refresh_token");
        if (!stored) return stored.error();
        const std::string used = not_stored_ && not_stored_->first == *stored ? not_stored_->second : *stored;
        auto answer = exchange(used, deadline);
        if (!answer && answer.error().fault == Fault::unauthenticated) {
            // Another process may have exchanged it at this moment, and stored the next one.
            const auto now = rest::needed_secret(environment_, name_, "refresh_token");
            if (!now || *now == *stored) return answer.error();
            stored = *now;
            answer = exchange(*stored, deadline);
        }
        if (!answer) return answer.error();
        if (const Outcome kept = keep(*stored, json::text(*answer, "refresh_token")); !kept) return kept.error();
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

    // The one that was exchanged may be worth nothing from now on: when the new one cannot be stored, it is at least
    // used by this process, and the sign-in fails so that somebody hears of it.
    Outcome keep(const std::string& stored, const std::string& next) {
        if (next.empty() || next == stored) return {};
        not_stored_.emplace(stored, next);
        const Outcome kept = environment_.secrets->put(name_, "refresh_token", next);
        if (kept) not_stored_.reset();
        return kept;
    }

    const rest::Client client_;  // for its address and words only
    const Environment environment_;
    const std::string name_, grant_, client_id_, user_;
    std::optional<std::pair<std::string, std::string>> not_stored_;  // what is stored, what it has become
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
