#include "adapters/desks/rest/oauth.h"

#include <algorithm>
#include <charconv>
#include <memory>

#include "adapters/desks/rest/client.h"
#include "adapters/desks/rest/limits.h"
#include "adapters/desks/rest/refresh_token.h"
#include "json/json.h"

namespace secure_export::desks::rest {
namespace {

// Whether `text` may follow "Bearer" (RFC 6750 section 2.1).
bool is_bearer_token(const std::string& text) {
    return !text.empty() && text.size() <= max_token_bytes &&
           std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f && c != '"' && c != ','; });
}

// A number; some servers send it as a string.
Seconds lifetime_from(const Json::Value& answer, Seconds unknown) {
    const std::string expires_in = json::scalar(json::member(answer, "expires_in"));
    double seconds = 0;
    const auto [end, failed] = std::from_chars(expires_in.data(), expires_in.data() + expires_in.size(), seconds);
    if (failed != std::errc() || end != expires_in.data() + expires_in.size() || !(seconds >= 0)) return unknown;
    return Seconds(static_cast<long long>(std::min(seconds, static_cast<double>(longest_life.count()))));
}

// Used by one thread at a time (TokenAuthorization), so its members need no mutex.
class TokenEndpoint {
public:
    TokenEndpoint(const DeskSettings& settings, const Environment& environment, OAuth oauth)
        : settings_(settings),
          environment_(environment),
          oauth_(std::move(oauth)),
          client_(settings, environment, nullptr),
          refresh_token_(settings, environment) {}

    Result<Token> sign_in(Deadline deadline) {
        if (settings_.text("client_id").empty()) return missing("client_id");
        const auto answer = oauth_.grant == "refresh_token" ? refresh_token_.exchange([&](const std::string& token) {
            return ask({{"refresh_token", token}}, deadline);
        })
                                                            : with_password(deadline);
        if (!answer) return answer.error();
        return token_in(*answer);
    }

private:
    Error missing(const std::string& setting) const {
        return {Fault::unauthenticated,
                client_.desk() + " needs the setting \"" + setting + "\" to sign in with auth \"" +
                    settings_.text("auth") + "\"",
                {}};
    }

    // A refresh token returned for the password grant is ignored: the password can be used again.
    Result<Json::Value> with_password(Deadline deadline) const {
        if (oauth_.grant != "password") return ask({}, deadline);
        if (settings_.text("user").empty()) return missing("user");
        const auto password = needed_secret(environment_, settings_.name, "password");
        if (!password) return password.error();
        return ask({{"username", settings_.text("user")}, {"password", *password}}, deadline);
    }

    Result<Json::Value> ask(Pairs form, Deadline deadline) const {
        const auto secret = needed_secret(environment_, settings_.name, "client_secret");
        if (!secret) return secret.error();
        form.emplace(form.begin(), "grant_type", oauth_.grant);
        // Sent in the body, since servers differ in how Basic authentication encodes ids and secrets.
        form.emplace_back("client_id", settings_.text("client_id"));
        form.emplace_back("client_secret", *secret);
        const auto response =
            post_form(environment_, settings_, oauth_.token_url, form, {{"Accept", "application/json"}}, deadline);
        if (!response) return response.error();
        const std::string answered =
            "could not sign in: the token endpoint answered " + std::to_string(response->status);
        auto answer = json::read_lenient_names(response->body);
        if (!answer || !answer->isObject())
            return client_.unavailable(answered + " with something that is not JSON, as a sign-on page is");
        if (response->status == 200) return answer;
        const std::string words = oauth_.words(*answer);
        if (response->status < 400 || response->status >= 500)
            return client_.unavailable(answered + (words.empty() ? "" : ": " + words));
        return client_.unauthenticated(words.empty() ? answered : words, look_at(*answer));
    }

    std::string look_at(const Json::Value& answer) const {
        std::string found = oauth_.look_at ? oauth_.look_at(answer) : "";
        if (!found.empty()) return found;
        std::string client = "the setting \"client_id\" and the secret \"client_secret\"";
        if (oauth_.grant == "password")
            return "the settings \"user\" and \"client_id\" and the secrets \"password\" and \"client_secret\"";
        if (oauth_.grant == "client_credentials") return client;
        return "the refresh token, which is used up, expired or revoked unless " + client +
               " are wrong: get a new one and store it with `secure-export secret set " + settings_.name +
               " refresh_token`";
    }

    Result<Token> token_in(const Json::Value& answer) const {
        const std::string token = json::text(answer, "access_token");
        if (!is_bearer_token(token))
            return client_.unavailable("could not sign in: the token endpoint gave no access token that can be used");
        return Token{{"Authorization", "Bearer " + token}, lifetime_from(answer, oauth_.unknown_life)};
    }

    const DeskSettings settings_;
    const Environment environment_;
    const OAuth oauth_;
    const Client client_;  // for its error messages only
    RefreshToken refresh_token_;
};

}  // namespace

TokenAuthorization::SignIn oauth_sign_in(const DeskSettings& settings, const Environment& environment, OAuth oauth) {
    const auto endpoint = std::make_shared<TokenEndpoint>(settings, environment, std::move(oauth));
    return [endpoint](Deadline deadline) { return endpoint->sign_in(deadline); };
}

}  // namespace secure_export::desks::rest
