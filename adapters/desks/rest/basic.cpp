#include "adapters/desks/rest/basic.h"

#include "adapters/desks/rest/client.h"

namespace secure_export::desks::rest {

std::unique_ptr<Authorization> basic(const DeskSettings& settings, const Environment& environment) {
    return std::make_unique<FixedAuthorization>(
        [environment, name = settings.name, user = settings.text("user")]() -> Result<HeaderField> {
            // RFC 7617: the text after the first colon would be taken for the password.
            if (user.empty() || user.find(':') != std::string::npos)
                return Error{Fault::unauthenticated,
                             "desk \"" + name + "\" needs the setting \"user\", without a colon, to sign in",
                             {}};
            const auto password = needed_secret(environment, name, "password");
            if (!password) return password.error();
            return HeaderField{"Authorization", "Basic " + base64(user + ":" + *password)};
        });
}

std::unique_ptr<Authorization> secret_header(const DeskSettings& settings, const Environment& environment,
                                             std::string name, std::string field) {
    return std::make_unique<FixedAuthorization>(
        [environment, desk = settings.name, name = std::move(name), field = std::move(field)]() -> Result<HeaderField> {
            const auto secret = needed_secret(environment, desk, field);
            if (!secret) return secret.error();
            return HeaderField{name, *secret};
        });
}

}  // namespace secure_export::desks::rest
