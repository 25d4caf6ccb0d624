#include "adapters/desks/itop/client.h"

#include <utility>

#include "adapters/desks/itop/database_errors.h"
#include "adapters/desks/itop/sign_in.h"
#include "json/json.h"

namespace secure_export::desks::itop {
namespace {

constexpr int done = 0, not_authorized = 1, turned_down = 100;
constexpr const char* path = "/webservices/rest.php?version=1.3";
constexpr Milliseconds not_writable_pause = std::chrono::minutes(5);  // people end the read-only mode by hand

// Interprets the reply to core/check_credentials.  Any other code means that the sign-in succeeded.
bool lets_in(int code, bool authorized) { return code == done ? authorized : code != not_authorized; }

std::string words_of_a_web_server(const Json::Value& body) { return json::text(body, "message"); }

}  // namespace

std::string Row::text(const char* name) const { return json::scalar(json::member(fields, name)); }

struct Api::Coded {
    int code;
    ItopResponse reply;
    bool authorized;  // set by core/check_credentials only
};

Api::Api(const DeskSettings& settings, const Environment& environment)
    : settings_(settings), environment_(environment), client_(settings, environment, nullptr) {}

Result<std::string> Api::form(const Json::Value& operation) const {
    auto fields = sign_in(settings_, environment_);
    if (!fields) return fields.error();
    fields->emplace_back("json_data", json::write(operation));
    return rest::encoded_pairs(*fields);
}

Result<Api::Coded> Api::exchange(const Json::Value& operation, Deadline deadline) const {
    auto body = form(operation);
    if (!body) return body.error();
    rest::RestRequest request;
    request.method = "POST";
    request.path = path;
    request.content_type = "application/x-www-form-urlencoded";
    request.body = std::move(*body);
    const auto answer = client_.send(request, deadline, words_of_a_web_server);
    if (!answer) return answer.error();
    const Json::Value& code = json::member(answer->json, "code");
    // Maintenance mode and proxies send replies of other forms.
    if (!answer->good() || !code.isInt())
        return client_.unavailable("answered " + std::to_string(answer->status) +
                                   " with something that is not iTop's: look at the setting \"url\" if this lasts");
    Coded coded{code.asInt(), {}, json::member(answer->json, "authorized") == Json::Value(true)};
    coded.reply.words = json::text(answer->json, "message");
    if (const auto trouble = database_trouble(coded.code, coded.reply.words)) return in_trouble(*trouble);
    coded.reply.words = without_statements(coded.reply.words);
    const Json::Value& objects = json::member(answer->json, "objects");
    if (!objects.isObject()) return coded;  // null: nothing found
    for (const Json::Value& object : objects) {
        const Json::Value& own_code = json::member(object, "code");
        if (coded.code == done && own_code.isInt() && own_code.asInt() != done) {
            coded.code = own_code.asInt();
            coded.reply.words = json::text(object, "message");
            if (const auto trouble = database_trouble(coded.code, coded.reply.words)) return in_trouble(*trouble);
        }
        Row row{json::text(object, "class"), json::scalar(json::member(object, "key")), json::member(object, "fields")};
        if (row.id.empty()) row.id = row.text("id");
        coded.reply.rows.push_back(std::move(row));
    }
    return coded;
}

Result<ItopResponse> Api::ask(const Json::Value& operation, Deadline deadline) const {
    auto coded = exchange(operation, deadline);
    if (!coded) return coded.error();
    switch (coded->code) {
        case done: return std::move(coded->reply);
        case turned_down: coded->reply.what = ItopResponse::What::turned_down; return std::move(coded->reply);
        case not_authorized: return not_allowed(coded->reply.words, operation, deadline);
        default: break;
    }
    return client_.refused(coded->reply.words + " (code " + std::to_string(coded->code) + ")",
                           "the release of iTop: its REST interface must know version 1.3 and the operation " +
                               json::text(operation, "operation"));
}

Result<Api::Coded> Api::exchange_credentials(Deadline deadline) const {
    const auto operation = question_of_credentials(settings_, environment_);
    if (!operation) return operation.error();
    return exchange(*operation, deadline);
}

Error Api::in_trouble(const DatabaseTrouble& trouble) const {
    if (trouble.lasting)
        return client_.refused("its database says " + trouble.cause,
                               "the settings \"fields\" and \"title_limit\", and the log of iTop");
    return client_.unavailable("has trouble with its database: " + trouble.cause);
}

Outcome Api::check_credentials(Deadline deadline) const {
    const auto coded = exchange_credentials(deadline);
    if (!coded) return coded.error();
    if (lets_in(coded->code, coded->authorized)) return {};
    return client_.unauthenticated(coded->reply.words, look_at_credentials);
}

Outcome Api::may_write(const std::string& class_name, Deadline deadline) const {
    Json::Value change(Json::objectValue);
    change["operation"] = "core/apply_stimulus";  // needs the same permissions as a create
    change["class"] = class_name;
    change["key"] = "SELECT " + class_name + " WHERE id = 0";
    change["comment"] = "Azure Monitor: whether it may be written";
    change["stimulus"] = "ev_resolve";
    change["fields"] = Json::Value(Json::objectValue);
    change["output_fields"] = "id";
    const auto reply = ask(change, deadline);  // iTop refuses it, since there is no such object
    return reply ? Outcome() : reply.error();
}

Result<Api::Coded> Api::exchange_small_read(const std::string& class_name, Deadline deadline) const {
    Json::Value small(Json::objectValue);
    small["operation"] = "core/get";
    small["class"] = class_name;
    small["key"] = "SELECT " + class_name + " WHERE id = 0";
    small["output_fields"] = "id";
    small["limit"] = "1";
    return exchange(small, deadline);
}

// Determines the cause of code 1.
Error Api::not_allowed(const std::string& words, const Json::Value& operation, Deadline deadline) const {
    const auto proof = exchange_credentials(deadline);
    if (!proof) return proof.error();
    if (!lets_in(proof->code, proof->authorized)) return client_.unauthenticated(words, look_at_credentials);
    const std::string class_name = json::text(operation, "class");
    Error may_not_read =
        client_.refused(words, "the account's profiles: it may not read " + class_name + "; \"Support Agent\" may");
    if (json::text(operation, "operation") == "core/get") return may_not_read;
    const auto may_read = exchange_small_read(class_name, deadline);
    if (!may_read) return may_read.error();
    if (may_read->code == not_authorized) return may_not_read;
    // The read-only mode, which an upgrade of iTop sets, has no message of its own.
    Error error = client_.unavailable(
        "lets the account read " + class_name +
        ", not write it: the site is in read-only mode, or the account lacks a profile such as \"Support Agent\" (" +
        words + ")");
    error.retry_after = not_writable_pause;
    return error;
}

Result<std::vector<Row>> Api::read(const Question& question, Deadline deadline, const std::string& look_at) const {
    Json::Value operation(Json::objectValue);
    operation["operation"] = "core/get";
    operation["class"] = question.class_name;
    operation["key"] = question.key;
    operation["output_fields"] = question.output_fields;
    operation["limit"] = std::to_string(question.limit);
    if (question.page > 1) operation["page"] = std::to_string(question.page);
    auto reply = ask(operation, deadline);
    if (!reply) return reply.error();
    if (!reply->done()) return client_.refused(reply->words, look_at);
    return std::move(reply->rows);
}

}  // namespace secure_export::desks::itop
