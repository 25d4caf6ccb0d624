#include "adapters/desks/helix/sign_in.h"

#include <algorithm>

#include "adapters/desks/helix/advice.h"
#include "adapters/desks/helix/limits.h"
#include "adapters/desks/rest/client.h"
#include "adapters/desks/rest/limits.h"
#include "adapters/desks/rest/oauth.h"
#include "core/text.h"
#include "json/json.h"

namespace secure_export::desks::helix {
namespace {

using rest::longest_life;
using rest::max_token_bytes;
using std::chrono::seconds;
using std::chrono::steady_clock;

constexpr seconds usual_life = std::chrono::hours(1);
constexpr seconds usual_life_of_sso = std::chrono::minutes(30);

int base64url_digit(char c) {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    if (c == '-') return 62;
    return c == '_' ? 63 : -1;
}

std::string from_base64url(std::string_view text) {
    std::string bytes;
    unsigned bits = 0, held = 0;
    for (const char c : text) {
        bits = (bits << 6 | static_cast<unsigned>(base64url_digit(c))) & 0xFFFF;
        held += 6;
        if (held < 8) continue;
        held -= 8;
        bytes += static_cast<char>(bits >> held & 0xFF);
    }
    return bytes;
}

// The messages of a login: the body, or the field X-AR-Messages that some releases send with a 200.
Json::Value messages_in(const HttpResponse& response) {
    for (const auto& [name, value] : response.headers)
        if (same_ignoring_case(name, "X-AR-Messages"))
            if (auto messages = json::read_lenient_names(value)) return *messages;
    if (auto body = json::read_lenient_names(response.body)) return *body;
    return {};
}

class JwtLogin {
public:
    JwtLogin(const DeskSettings& settings, const Environment& environment, std::shared_ptr<Session> session)
        : settings_(settings),
          environment_(environment),
          client_(settings, environment, nullptr),
          session_(std::move(session)) {}

    Result<rest::Token> operator()(rest::Deadline deadline) const {
        const auto password = rest::needed_secret(environment_, settings_.name, "password");
        if (!password) return password.error();
        const auto response =
            rest::post_form(environment_, settings_, client_.address() + "/api/jwt/login",
                            {{"username", settings_.text("user")}, {"password", *password}}, {}, deadline);
        if (!response) return response.error();
        const std::string body{trimmed(response->body)};
        if (response->status == 200 && looks_like_jwt(body)) {
            rest::Token token{{"Authorization", "AR-JWT " + body}, life_of_jwt(body, environment_.clock->now())};
            session_->began(token.header);
            return token;
        }
        return no_token(*response);
    }

private:
    Error no_token(const HttpResponse& response) const {
        const Json::Value messages = messages_in(response);
        const Refusal refusal = read_refusal(messages);
        const std::string status = std::to_string(response.status);
        if (is_for_later(refusal, message_numbers(settings_.text("transient_errors"))))
            return client_.unavailable("could not sign in now: " + refusal.words);
        if (response.status == 401 || response.status == 200 || is_about_credentials(refusal)) {
            // A page instead of a token comes from a gateway; the desk itself sends messages or nothing.
            if (response.status == 200 && refusal.words.empty() && !trimmed(response.body).empty())
                return client_.unavailable("answered the login with something that is no token");
            return client_.unauthenticated(
                refusal.words.empty() ? "the login was answered " + status + ", without a token" : refusal.words,
                "the setting \"user\" and the secret \"password\" (secure-export secret set " + settings_.name +
                    " password)");
        }
        if (refusal.words.empty()) return client_.unavailable("answered the login with " + status);
        return client_.refused(refusal.words, "the settings \"url\" and \"user\"");
    }

    const DeskSettings settings_;
    const Environment environment_;
    const rest::Client client_;
    const std::shared_ptr<Session> session_;
};

}  // namespace

void Session::began(rest::HeaderField header) {
    const std::scoped_lock lock(mutex_);
    header_ = std::move(header);
}

std::optional<rest::HeaderField> Session::end() {
    const std::scoped_lock lock(mutex_);
    return std::exchange(header_, std::nullopt);
}

std::unique_ptr<rest::Authorization> make_sign_in(const DeskSettings& settings, const Environment& environment,
                                                  std::shared_ptr<Session> session) {
    if (settings.text("auth") == "rsso")
        return std::make_unique<rest::TokenAuthorization>(rest::oauth_sign_in(
            settings, environment,
            {.token_url = settings.text("token_url"),
             .grant = "refresh_token",
             .unknown_life = usual_life_of_sso,
             .words = words_of,
             .look_at = [desk = settings.name](const Json::Value&) {
                 return "the settings \"token_url\" and \"client_id\" and the secrets \"client_secret\" and "
                        "\"refresh_token\" (secure-export secret set " +
                        desk + " refresh_token)";
             }}));
    const auto login = std::make_shared<const JwtLogin>(settings, environment, std::move(session));
    return std::make_unique<rest::TokenAuthorization>([login](rest::Deadline deadline) { return (*login)(deadline); });
}

void sign_out(const DeskSettings& settings, const Environment& environment, Session& session) noexcept {
    try {
        const auto header = session.end();
        if (!header) return;
        const rest::Client client(settings, environment, nullptr);
        (void)rest::post_form(environment, settings, client.address() + "/api/jwt/logout", {}, {*header},
                              steady_clock::now() + longest_sign_out);
    } catch (...) {  // out of memory while shutting down: the token expires by itself
    }
}

bool looks_like_jwt(std::string_view text) {
    if (text.size() > max_token_bytes || std::ranges::count(text, '.') != 2) return false;
    const bool plain = std::ranges::all_of(text, [](char c) { return c == '.' || base64url_digit(c) >= 0; });
    return plain && !text.starts_with('.') && !text.ends_with('.') && text.find("..") == std::string_view::npos;
}

std::chrono::seconds life_of_jwt(std::string_view token, Time now) {
    const std::size_t first = token.find('.'), second = token.find('.', first + 1);
    const auto claims = json::read_lenient_names(from_base64url(token.substr(first + 1, second - first - 1)));
    if (!claims) return usual_life;
    const Json::Value& expires = json::member(*claims, "exp");
    const Json::Value& issued = json::member(*claims, "iat");
    if (!expires.isNumeric()) return usual_life;
    // If the token has its time of issue, use the desk's clock: ours may differ.
    const double from =
        issued.isNumeric() ? issued.asDouble() : static_cast<double>(now.time_since_epoch().count()) / 1000;
    const double life = expires.asDouble() - from;
    if (!(life >= 1)) return usual_life;
    return seconds(static_cast<long long>(std::min(life, static_cast<double>(longest_life.count()))));
}

}  // namespace secure_export::desks::helix
