#include "adapters/desks/helix/client.h"

#include <algorithm>

#include "adapters/desks/helix/limits.h"
#include "json/json.h"

namespace secure_export::desks::helix {
namespace {

constexpr int no_such_form = 303;

std::string doubled(const std::string& text, char quote) {
    std::string quoted(1, quote);
    for (const char c : text) quoted.append(c == quote ? 2 : 1, c);
    return quoted + quote;
}

std::string path_of(const std::string& form) { return "/api/arsys/v1/entry/" + rest::percent_encoded(form); }
std::string path_of(const std::string& form, const std::string& id) {
    return path_of(form) + "/" + rest::percent_encoded(id);
}

std::string listed(const Fields& fields) {
    std::string names;
    for (const std::string& field : fields) names += (names.empty() ? "" : ",") + rest::percent_encoded(field);
    return names;
}

std::string values_of(const Fields& fields) { return "fields=values(" + listed(fields) + ")"; }

std::string body_with(const Json::Value& values) {
    Json::Value body(Json::objectValue);
    body["values"] = values;
    return json::write(body);
}

// Error arrays come with any status, including 200.
bool is_failure(const rest::RestResponse& answer) {
    return !answer.good() || (answer.json.isArray() && std::ranges::any_of(answer.json, [](const Json::Value& message) {
                                  return json::text(message, "messageType") == "ERROR";
                              }));
}

}  // namespace

std::string quoted_field(const std::string& name) { return doubled(name, '\''); }
std::string quoted_text(const std::string& text) { return doubled(text, '"'); }

std::string containing(const std::string& text) {
    std::string pattern = text;
    for (char& c : pattern)
        if (c == '%' || c == '[' || c == ']') c = '_';
    return quoted_text("%" + pattern + "%");
}

ArSystem::ArSystem(const DeskSettings& settings, const Environment& environment)
    : settings_(settings),
      environment_(environment),
      transient_(message_numbers(settings.text("transient_errors"))),
      session_(std::make_shared<Session>()),
      client_(settings, environment, make_sign_in(settings, environment, session_)) {}

ArSystem::~ArSystem() { sign_out(settings_, environment_, *session_); }

Result<rest::RestResponse> ArSystem::send(rest::RestRequest request, Doing doing, rest::Deadline deadline) const {
    if (!request.body.empty()) request.content_type = "application/json";
    if (request.path.size() > max_query_bytes)
        return client_.refused("(not sent) the query is longer than gateways accept",
                               doing == Doing::reading_cis ? "the resource id or name that is looked for" : "");
    return client_.send(request, deadline, words_of);
}

// A missing form, or a temporary failure, may have a similar response.  Taken for a missing entry, it would make every
// incident look deleted.
bool ArSystem::says_no_such_entry(const rest::RestResponse& answer) const {
    if (answer.status != 404 || !answer.json.isArray() || answer.json.empty()) return false;
    const Refusal refusal = read_refusal(answer.json);
    return std::ranges::count(refusal.numbers, no_such_form) == 0 && !is_for_later(refusal, transient_) &&
           !is_about_credentials(refusal);
}

Error ArSystem::failure(const rest::RestResponse& answer, Doing doing) const {
    const Refusal refusal = read_refusal(answer.json);
    const std::string status = std::to_string(answer.status);
    if (is_for_later(refusal, transient_)) return client_.unavailable("cannot now: " + refusal.words);
    if (is_about_credentials(refusal))
        return client_.unauthenticated(refusal.words,
                                       "the setting \"user\" and the secret \"password\", and whether the "
                                       "account is locked");
    // Business rules refuse by a 500 with messages.  Without messages, it is a failure of the server or a gateway,
    // unless the status rejects the call itself.
    const bool from_the_desk = !refusal.words.empty() && (answer.json.isArray() || !refusal.numbers.empty());
    constexpr int about_the_call[] = {400, 405, 413, 414, 415, 422};
    if (!from_the_desk && std::ranges::count(about_the_call, answer.status) == 0)
        return client_.unavailable("answered " + status + ": " + refusal.words);
    return client_.refused(refusal.words.empty() ? "(HTTP " + status + ")" : refusal.words,
                           where_to_look(doing, answer.status, refusal, settings_));
}

Result<std::vector<Json::Value>> ArSystem::query(const std::string& form, const std::string& qualification,
                                                 const Fields& fields, int max, Doing doing,
                                                 rest::Deadline deadline) const {
    const auto answer = send({"GET",
                              path_of(form) + "?q=" + rest::percent_encoded(qualification) + "&" + values_of(fields) +
                                  "&limit=" + std::to_string(max),
                              {},
                              {}},
                             doing, deadline);
    if (!answer) return answer.error();
    if (is_failure(*answer)) return failure(*answer, doing);
    const Json::Value& entries = json::member(answer->json, "entries");
    if (!entries.isArray()) return client_.unavailable("gave no list of entries of " + form);
    std::vector<Json::Value> rows;
    for (const Json::Value& entry : entries) rows.push_back(json::member(entry, "values"));
    return rows;
}

Result<std::optional<Json::Value>> ArSystem::entry(const std::string& form, const std::string& id, const Fields& fields,
                                                   rest::Deadline deadline) const {
    const auto answer = send({"GET", path_of(form, id) + "?" + values_of(fields), {}, {}}, Doing::reading, deadline);
    if (!answer) return answer.error();
    if (says_no_such_entry(*answer)) return std::optional<Json::Value>();
    if (is_failure(*answer)) return failure(*answer, Doing::reading);
    const Json::Value& values = json::member(answer->json, "values");
    if (!values.isObject()) return client_.unavailable("gave no values of an entry of " + form);
    return std::optional(values);
}

Result<Created> ArSystem::create(const std::string& form, const Json::Value& values, const Fields& back, Doing doing,
                                 rest::Deadline deadline) const {
    const std::string query = back.empty() ? "" : "?" + values_of(back);
    const auto answer = send({"POST", path_of(form) + query, {}, body_with(values)}, doing, deadline);
    if (!answer) return answer.error();
    if (is_failure(*answer)) return failure(*answer, doing);
    const Json::Value& made = json::member(answer->json, "values");
    return Created{made, answer->status == 201 || !answer->location.empty() || (made.isObject() && !made.empty())};
}

Result<bool> ArSystem::modify(const std::string& form, const std::string& id, const Json::Value& values, Doing doing,
                              rest::Deadline deadline) const {
    const auto answer = send({"PUT", path_of(form, id), {}, body_with(values)}, doing, deadline);
    if (!answer) return answer.error();
    if (says_no_such_entry(*answer)) return false;
    if (is_failure(*answer)) return failure(*answer, doing);
    return true;
}

// The parameter names differ from those for entries.  The server ignores unknown ones and returns the whole class.
Result<std::vector<Json::Value>> ArSystem::instances(const std::string& ci_class, const std::string& qualification,
                                                     const Fields& attributes, int max, rest::Deadline deadline) const {
    const std::string path = "/api/cmdb/v1.0/instances/" + rest::percent_encoded(settings_.text("ci_dataset")) + "/" +
                             rest::percent_encoded(settings_.text("ci_namespace")) + "/" +
                             rest::percent_encoded(ci_class) +
                             "?qualification=" + rest::percent_encoded(qualification) +
                             "&attributes=" + listed(attributes) + "&limit=" + std::to_string(max);
    const auto answer = send({"GET", path, {}, {}}, Doing::reading_cis, deadline);
    if (!answer) return answer.error();
    if (is_failure(*answer)) return failure(*answer, Doing::reading_cis);
    const Json::Value& found = json::member(answer->json, "instances");
    if (!found.isArray()) return client_.unavailable("gave no list of instances of " + ci_class);
    std::vector<Json::Value> rows;
    for (const Json::Value& instance : found) rows.push_back(json::member(instance, "attributes"));
    return rows;
}

}  // namespace secure_export::desks::helix
