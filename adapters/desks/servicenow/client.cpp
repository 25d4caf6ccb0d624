#include "adapters/desks/servicenow/client.h"

#include <algorithm>

#include "adapters/desks/servicenow/advice.h"
#include "adapters/desks/servicenow/sign_in.h"
#include "core/text.h"
#include "json/json.h"

namespace secure_export::desks::servicenow {
namespace {

constexpr std::size_t sys_id_length = 32;

std::string path_of(const std::string& table, const std::string& sys_id, rest::Pairs query, const std::string& fields) {
    query.emplace_back("sysparm_fields", fields);
    // Without this, references are {"link": ..., "value": ...}.
    query.emplace_back("sysparm_exclude_reference_link", "true");
    return "/api/now/table/" + rest::percent_encoded(table) +
           (sys_id.empty() ? "" : "/" + rest::percent_encoded(sys_id)) + "?" + rest::encoded_pairs(query);
}

}  // namespace

std::string words_of(const Json::Value& body) {
    const Json::Value& error = json::member(body, "error");
    // {"error": "invalid_grant", "error_description": "..."} of OAuth, {"error": {"message": ..., "detail": ...}} of
    // all the rest.
    const std::string message = error.isString() ? error.asString() : json::text(error, "message");
    const std::string detail = error.isString() ? json::text(body, "error_description") : json::text(error, "detail");
    if (message.empty() || detail.empty() || message == detail) return message.empty() ? detail : message;
    return message + ": " + detail;
}

bool is_sys_id(const std::string& text) {
    return text.size() == sys_id_length && std::ranges::all_of(text, [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
           });
}

std::string field_of(const Json::Value& record, const std::string& name) {
    const Json::Value& value = json::member(record, name.c_str());
    return value.isObject() ? json::text(value, "value") : json::scalar(value);
}

bool has_field(const Json::Value& record, const std::string& name) {
    return record.isObject() && record.isMember(name);
}

Table::Table(const DeskSettings& settings, const Environment& environment)
    : settings_(settings), client_(settings, environment, make_sign_in(settings, environment)) {}

// The member "result"; null when there is no such record.
Result<Json::Value> Table::result_of(const rest::RestRequest& request, Purpose purpose, Deadline deadline) const {
    auto answer = client_.send(request, deadline, words_of);
    if (!answer) return answer.error();
    const std::string status = std::to_string(answer->status);
    const bool explained = !json::member(answer->json, "error").isNull();
    const std::string words = words_of(answer->json);
    if (answer->good()) {
        // A query that takes too long breaks off its response, with an error after the records found so far.
        if (explained) return client_.unavailable("broke its answer off: " + words);
        if (json::member(answer->json, "result").isNull())
            return client_.unavailable("answered " + status + " without a result");
        return std::move(answer->json["result"]);
    }
    if (explained && is_for_later(words)) return client_.unavailable("answered " + status + ": " + words);
    // A proxy may also answer 403 or 404, which must not look as if an incident were gone.
    if (answer->status < 400 || answer->status >= 500 || !explained)
        return client_.unavailable("answered " + status +
                                   (explained ? ": " + words : " without ServiceNow's words about it"));
    const bool wrong_address = is_about_the_address(words);
    if (answer->status == 404 && !wrong_address) return Json::Value();
    return client_.refused(words, where_to_look(purpose, words, settings_));
}

Result<Json::Value> Table::record_in(Result<Json::Value> result, const std::string& sys_id) const {
    if (!result || result->isNull()) return result;
    const std::string returned_id = field_of(*result, "sys_id");
    if (!is_sys_id(returned_id) || (!sys_id.empty() && !same_ignoring_case(returned_id, sys_id)))
        return client_.unavailable("answered with a record that was not asked for");
    return result;
}

Result<std::vector<Json::Value>> Table::list(const std::string& table, const std::string& query,
                                             const std::string& fields, int limit, Deadline deadline) const {
    rest::Pairs pairs;
    if (!query.empty()) pairs.emplace_back("sysparm_query", query);
    pairs.emplace_back("sysparm_limit", std::to_string(limit));
    rest::RestRequest request;
    request.path = path_of(table, "", std::move(pairs), fields);
    const auto result = result_of(request, Purpose::read, deadline);
    if (!result) return result.error();
    if (result->isNull())  // finding nothing returns an empty list here; only version 1 of the API returns 404
        return client_.refused("there are no records at " + client_.address() + "/api/now/table/" + table,
                               "the settings \"url\" and \"table\"");
    if (!result->isArray()) return client_.unavailable("answered a query with something that is not a list");
    std::vector<Json::Value> records;
    for (const Json::Value& record : *result) {
        if (!record.isObject()) return client_.unavailable("answered a query with something that is not a record");
        records.push_back(record);
    }
    return records;
}

Result<Json::Value> Table::read(const std::string& table, const std::string& sys_id, const std::string& fields,
                                Deadline deadline) const {
    rest::RestRequest request;
    request.path = path_of(table, sys_id, {}, fields);
    return record_in(result_of(request, Purpose::read, deadline), sys_id);
}

Result<Json::Value> Table::create(const std::string& table, const Json::Value& values, const std::string& fields,
                                  Deadline deadline) const {
    rest::RestRequest request{"POST", path_of(table, "", {}, fields), "application/json", json::write(values)};
    auto created = record_in(result_of(request, Purpose::create, deadline), "");
    if (created && created->isNull())
        return client_.refused("there is no table at " + client_.address() + "/api/now/table/" + table,
                               "the settings \"url\" and \"table\"");
    return created;
}

Result<Json::Value> Table::change(const std::string& table, const std::string& sys_id, const Json::Value& values,
                                  Purpose purpose, const std::string& fields, Deadline deadline) const {
    rest::RestRequest request{"PATCH", path_of(table, sys_id, {}, fields), "application/json", json::write(values)};
    return record_in(result_of(request, purpose, deadline), sys_id);
}

}  // namespace secure_export::desks::servicenow
