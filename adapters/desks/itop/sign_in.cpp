#include "adapters/desks/itop/sign_in.h"

#include "adapters/desks/rest/client.h"

namespace secure_export::desks::itop {

Result<rest::Pairs> sign_in(const DeskSettings& settings, const Environment& environment) {
    const std::string& user = settings.text("user");
    if (user.empty())
        return Error{
            Fault::unauthenticated, "desk \"" + settings.name + "\" cannot sign in: the setting \"user\" is empty", {}};
    const auto password = rest::needed_secret(environment, settings.name, "password");
    if (!password) return password.error();
    return rest::Pairs{{"auth_user", user}, {"auth_pwd", *password}};
}

Result<Json::Value> question_of_credentials(const DeskSettings& settings, const Environment& environment) {
    const auto password = rest::needed_secret(environment, settings.name, "password");
    if (!password) return password.error();
    Json::Value operation(Json::objectValue);
    operation["operation"] = "core/check_credentials";
    operation["user"] = settings.text("user");
    operation["password"] = *password;
    return operation;
}

}  // namespace secure_export::desks::itop
