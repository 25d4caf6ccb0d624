#include "adapters/desks/servicenow/sign_in.h"

#include "adapters/desks/rest/basic.h"
#include "adapters/desks/rest/oauth.h"
#include "adapters/desks/servicenow/client.h"
#include "json/json.h"

namespace secure_export::desks::servicenow {
namespace {

// Shorter than the default of all instances, half an hour.
constexpr Seconds unknown_life(300);

// What to do about an OAuth error (RFC 6749 section 5.2).  Instances accept client credentials only after an
// administrator has allowed them.
std::string to_allow_grant(const std::string& grant, const Json::Value& answer) {
    const std::string error = json::text(answer, "error");
    if (error != "unsupported_grant_type" && error != "unauthorized_client") return {};
    if (grant != "client_credentials")
        return "the setting \"auth\" and the instance's OAuth registration of the client, which does not allow the "
               "grant \"" +
               grant + "\"";
    return "the instance itself: this grant is off by default; set its property "
           "glide.oauth.inbound.client.credential.grant_type.enabled to true and name a user in the field OAuth "
           "Application User of the client's registration, or use another \"auth\"";
}

}  // namespace

std::unique_ptr<rest::Authorization> make_sign_in(const DeskSettings& settings, const Environment& environment) {
    const std::string& auth = settings.text("auth");
    if (auth == "basic") return rest::basic(settings, environment);
    if (auth == "api_key") return rest::secret_header(settings, environment, "x-sn-apikey", "api_key");
    const std::string address = rest::Client(settings, environment, nullptr).address();
    return std::make_unique<rest::TokenAuthorization>(
        rest::oauth_sign_in(settings, environment,
                            {.token_url = address + "/oauth_token.do",
                             .grant = auth,
                             .unknown_life = unknown_life,
                             .words = words_of,
                             .look_at = [auth](const Json::Value& answer) { return to_allow_grant(auth, answer); }}));
}

}  // namespace secure_export::desks::servicenow
