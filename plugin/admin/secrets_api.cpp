#include "admin/secrets_api.h"

#include <algorithm>

#include "admin/query.h"
#include "db/engine/in_transaction.h"
#include "db/store/secrets.h"

namespace secure_export::admin {

namespace {

// Why the secret cannot be decrypted; empty when it can.
std::string state_of(const db::SecretEntry& entry, const Result<std::vector<std::string>>& keys) {
    if (!keys) return "cannot be used: " + keys.error().message;
    if (std::ranges::find(*keys, entry.key_id) != keys->end()) return "";
    return "cannot be decrypted, its key is not in secret.key: set it again (`secure-export secret set " + entry.desk +
           " " + entry.field + "`), or restore secret.key from the backup of this database";
}

Response secret_changed(const Outcome& outcome, const std::string& desk, const std::string& field, const char* what) {
    if (!outcome) return outcome.error();
    Json::Value body(Json::objectValue);
    body[what] = 1;
    body["desk"] = desk;
    body["field"] = field;
    return body;
}

}  // namespace

Response secrets_reply(const Request& request, db::Database& database, DeskSecrets& secrets) {
    return rows_asked(request, [&](int limit, const db::RowSink& row) -> Outcome {
        const auto keys = secrets.key_ids();
        const auto entries = db::in_reading(database, [](db::Transaction& tx) -> Result<std::vector<db::SecretEntry>> {
            return db::SecretRows(tx).list();
        });
        if (!entries) return entries.error();
        // The column is shown only if a secret cannot be decrypted.
        const bool all_good =
            std::ranges::all_of(*entries, [&](const db::SecretEntry& entry) { return state_of(entry, keys).empty(); });
        std::vector<std::optional<std::string>> cells{"desk", "field", "changed_at", "changed_by"};
        if (!all_good) cells.emplace_back("state");
        row(cells);
        int given = 0;
        for (const db::SecretEntry& entry : *entries) {
            if (given++ == limit) break;
            cells = {entry.desk, entry.field, entry.changed_at, entry.changed_by};
            if (!all_good) cells.emplace_back(state_of(entry, keys));
            row(cells);
        }
        return {};
    });
}

Response rotate_key(const Request& request, DeskSecrets& secrets) {
    const auto count = secrets.rotate_key(std::string(request.user));
    if (!count) return count.error();
    Json::Value body(Json::objectValue);
    body["encrypted"] = *count;
    return body;
}

Response set_secret(const Request& request, DeskSecrets& secrets, const std::string& desk, const std::string& field) {
    return secret_changed(secrets.set(desk, field, request.body, std::string(request.user)), desk, field, "set");
}

Response remove_secret(const Request& request, DeskSecrets& secrets, const std::string& desk,
                       const std::string& field) {
    return secret_changed(secrets.remove(desk, field, std::string(request.user)), desk, field, "removed");
}

}  // namespace secure_export::admin
