#include "adapters/desks/helix/rsso.h"

#include <algorithm>

#include "adapters/desks/helix/words.h"
#include "adapters/desks/rest/client.h"
#include "adapters/desks/rest/refresh_token.h"
#include "core/text.h"
#include "json/json.h"

namespace secure_export::desks::helix {
namespace {

using std::chrono::seconds;

constexpr seconds usual_life = std::chrono::minutes(30);
constexpr seconds longest_life = std::chrono::hours(24);
constexpr std::size_t most_token_bytes = 16 << 10;  // goes into one header field

// RFC 6750 section 2.1: what may stand behind "Bearer".
bool is_bearer_token(const std::string& text) {
    return !text.empty() && text.size() <= most_token_bytes &&
           std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f && c != '"' && c != ','; });
}

// Called by one thread at a time (rest::TokenAuthorization), so what it keeps needs no mutex.
class Rsso {
public:
    Rsso(const DeskSettings& settings, const Environment& environment)
        : settings_(settings),
          environment_(environment),
          client_(settings, environment, nullptr),
          refresh_token_(settings, environment) {}

    Result<rest::Token> sign_in(rest::Deadline deadline) {
        const auto client_secret = rest::needed_secret(environment_, settings_.name, "client_secret");
        if (!client_secret) return client_secret.error();
        const auto answer =
            refresh_token_.exchange([&](const std::string& token) { return ask(token, *client_secret, deadline); });
        if (!answer) return answer.error();
        return token_in(*answer);
    }

private:
    Result<Json::Value> ask(const std::string& refresh_token, const std::string& client_secret,
                            rest::Deadline deadline) const {
        // In the body: servers differ about how Basic authentication encodes ids and secrets.
        const auto response = rest::post_form(environment_, settings_, settings_.text("token_url"),
                                              {{"grant_type", "refresh_token"},
                                               {"refresh_token", refresh_token},
                                               {"client_id", settings_.text("client_id")},
                                               {"client_secret", client_secret}},
                                              {{"Accept", "application/json"}}, deadline);
        if (!response) return response.error();
        auto body = json::read_lenient_names(response->body);
        if (!body || !body->isObject())
            return client_.unavailable("could not sign in: single sign-on answered " +
                                       std::to_string(response->status) + " with something that is not JSON");
        if (response->status != 200) return no_token(response->status, *body);
        return std::move(*body);
    }

    Result<rest::Token> token_in(const Json::Value& body) const {
        const std::string token = json::text(body, "access_token");
        if (!is_bearer_token(token)) return client_.unavailable("could not sign in: single sign-on gave no token");
        const Json::Value& life = json::member(body, "expires_in");
        const double told = life.isNumeric() ? life.asDouble() : 0;
        const seconds good_for =
            told >= 1 ? seconds(static_cast<long long>(std::min(told, static_cast<double>(longest_life.count()))))
                      : usual_life;
        return rest::Token{{"Authorization", "Bearer " + token}, good_for};
    }

    Error no_token(int status, const Json::Value& body) const {
        const std::string words = words_of(body);
        if (status >= 500) return client_.unavailable("could not sign in: " + words);
        return client_.unauthenticated(words.empty() ? "single sign-on answered " + std::to_string(status) : words,
                                       "the settings \"token_url\" and \"client_id\" and the secrets "
                                       "\"client_secret\" and \"refresh_token\" (secure-export secret set " +
                                           settings_.name + " refresh_token)");
    }

    const DeskSettings settings_;
    const Environment environment_;
    const rest::Client client_;
    rest::RefreshToken refresh_token_;
};

}  // namespace

rest::TokenAuthorization::SignIn rsso_sign_in(const DeskSettings& settings, const Environment& environment) {
    const auto rsso = std::make_shared<Rsso>(settings, environment);
    return [rsso](rest::Deadline deadline) { return rsso->sign_in(deadline); };
}

}  // namespace secure_export::desks::helix
