#include "adapters/desks/itop/api.h"

#include <algorithm>
#include <array>

#include "core/text.h"
#include "json/json.h"

namespace secure_export::desks::itop {
namespace {

constexpr int done = 0, not_authorized = 1, turned_down = 100;
constexpr const char* path = "/webservices/rest.php?version=1.3";
constexpr Milliseconds read_only_pause = std::chrono::minutes(5);  // people end that mode by hand

constexpr const char* credentials =
    "the setting \"user\", the secret \"password\", and the account's profiles: it needs \"REST Services User\" and "
    "one "
    "that may work on tickets, such as \"Support Agent\"";

// What core/check_credentials says.  Another code comes from behind the sign-in.
bool lets_in(int code, bool authorized) { return code == done ? authorized : code != not_authorized; }

// A hint only: the words are in the language of the account.
bool speaks_of_read_only(const std::string& words) {
    static constexpr std::array<std::string_view, 11> ways{
        "read-only",   "read only", "readonly",     "lecture seule", "schreibgesch\xC3\xBCtzt",
        "nur lesen",   "nur-lese",  "solo lectura", "sola lettura",  "somente leitura",
        "alleen-lezen"};
    const std::string text = lower(words);
    return std::ranges::any_of(ways, [&](std::string_view way) { return text.find(way) != std::string::npos; });
}

std::unique_ptr<rest::Authorization> basic(const DeskSettings& settings, const Environment& environment) {
    return std::make_unique<rest::FixedAuthorization>([settings, environment]() -> Result<rest::HeaderField> {
        const std::string& user = settings.text("user");
        // RFC 7617: the user ends at the first colon.
        if (user.empty() || user.find(':') != std::string::npos)
            return Error{Fault::unauthenticated,
                         "desk \"" + settings.name + "\" cannot sign in: the setting \"user\" " +
                             (user.empty() ? "is empty" : "has a colon, which Basic authentication cannot carry"),
                         {}};
        const auto password = rest::needed_secret(environment, settings.name, "password");
        if (!password) return password.error();
        return rest::HeaderField{"Authorization", "Basic " + rest::base64(user + ":" + *password)};
    });
}

std::string words_of_a_web_server(const Json::Value& body) { return json::text(body, "message"); }

}  // namespace

std::string Row::text(const char* name) const { return json::scalar(json::member(fields, name)); }

struct Api::Coded {
    int code;
    Reply reply;
    bool authorized;  // core/check_credentials alone
};

Api::Api(const DeskSettings& settings, const Environment& environment)
    : settings_(settings), environment_(environment), client_(settings, environment, basic(settings, environment)) {}

Result<Api::Coded> Api::exchange(const Json::Value& operation, Deadline deadline) const {
    rest::Request request;
    request.method = "POST";
    request.path = path;
    request.content_type = "application/x-www-form-urlencoded";
    request.body = rest::encoded_pairs({{"json_data", json::write(operation)}});
    const auto answer = client_.send(request, deadline, words_of_a_web_server);
    if (!answer) return answer.error();
    const Json::Value& code = json::member(answer->json, "code");
    // Maintenance and proxies answer in shapes of their own.
    if (!answer->good() || !code.isInt())
        return client_.unavailable("answered " + std::to_string(answer->status) +
                                   " with something that is not iTop's: look at the setting \"url\" if this lasts");
    Coded coded{code.asInt(), {}, json::member(answer->json, "authorized") == Json::Value(true)};
    coded.reply.words = json::text(answer->json, "message");
    const Json::Value& objects = json::member(answer->json, "objects");
    if (!objects.isObject()) return coded;  // null: nothing found
    for (const Json::Value& object : objects) {
        const Json::Value& own_code = json::member(object, "code");
        if (coded.code == done && own_code.isInt() && own_code.asInt() != done) {
            coded.code = own_code.asInt();
            coded.reply.words = json::text(object, "message");
        }
        Row row{json::text(object, "class"), json::scalar(json::member(object, "key")), json::member(object, "fields")};
        if (row.id.empty()) row.id = row.text("id");
        coded.reply.rows.push_back(std::move(row));
    }
    return coded;
}

Result<Reply> Api::ask(const Json::Value& operation, Deadline deadline) const {
    auto coded = exchange(operation, deadline);
    if (!coded) return coded.error();
    switch (coded->code) {
        case done: return std::move(coded->reply);
        case turned_down: coded->reply.what = Reply::What::turned_down; return std::move(coded->reply);
        case not_authorized: return not_allowed(coded->reply.words, operation, deadline);
        default: break;
    }
    return client_.refused(coded->reply.words + " (code " + std::to_string(coded->code) + ")",
                           "the release of iTop: its REST interface must know version 1.3 and the operation " +
                               json::text(operation, "operation"));
}

Result<Api::Coded> Api::exchange_credentials(Deadline deadline) const {
    const auto password = rest::needed_secret(environment_, settings_.name, "password");
    if (!password) return password.error();
    Json::Value operation(Json::objectValue);
    operation["operation"] = "core/check_credentials";
    operation["user"] = settings_.text("user");
    operation["password"] = *password;
    return exchange(operation, deadline);
}

Outcome Api::check_credentials(Deadline deadline) const {
    const auto coded = exchange_credentials(deadline);
    if (!coded) return coded.error();
    if (lets_in(coded->code, coded->authorized)) return {};
    if (coded->code == not_authorized && speaks_of_read_only(coded->reply.words))
        return not_allowed(coded->reply.words, {}, deadline);
    return client_.unauthenticated(coded->reply.words, credentials);
}

// Code 1: which of its meanings it is.
Error Api::not_allowed(const std::string& words, const Json::Value& operation, Deadline deadline) const {
    if (speaks_of_read_only(words)) {
        Error error = client_.unavailable("is in read-only mode: " + words);
        error.again_after = read_only_pause;
        return error;
    }
    const auto proof = exchange_credentials(deadline);
    if (!proof) return proof.error();
    if (!lets_in(proof->code, proof->authorized)) return client_.unauthenticated(words, credentials);
    const std::string class_name = json::text(operation, "class");
    const Error may_not_read =
        client_.refused(words, "the account's profiles: it may not read " + class_name + "; \"Support Agent\" may");
    if (json::text(operation, "operation") == "core/get") return may_not_read;
    Json::Value small(Json::objectValue);
    small["operation"] = "core/get";
    small["class"] = class_name;
    small["key"] = "SELECT " + class_name + " WHERE id = 0";
    small["output_fields"] = "id";
    small["limit"] = "1";
    const auto may_read = exchange(small, deadline);
    if (!may_read) return may_read.error();
    if (may_read->code == not_authorized) return may_not_read;
    return client_.refused(words, "the account's profiles: it may read " + class_name +
                                      ", not write it; \"Support Agent\" may, unless the site is in read-only mode");
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
