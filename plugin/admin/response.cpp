#include "admin/response.h"

#include "core/http_status.h"

namespace secure_export::admin {

Response::Response(const Error& error) : Response(refused(http_status(error.fault), error.message)) {}

Response refused(int status, const std::string& message) {
    Json::Value facts(Json::objectValue);
    facts["error"] = message;
    for (std::size_t at = 0; status == 400 && at < message.size();) {
        const std::string_view line = std::string_view(message).substr(at, message.find('\n', at) - at);
        at += line.size() + 1;
        const std::size_t colon = line.find(": ");
        if (colon == line.npos || line.substr(0, colon).find(' ') != line.npos) continue;
        Json::Value problem(Json::objectValue);
        problem["place"] = std::string(line.substr(0, colon));
        problem["what"] = std::string(line.substr(colon + 2));
        facts["problems"].append(problem);
    }
    return refused_with(status, std::move(facts));
}

Response refused_with(int status, Json::Value facts) {
    Response response(std::move(facts));
    response.status = status;
    return response;
}

}  // namespace secure_export::admin
