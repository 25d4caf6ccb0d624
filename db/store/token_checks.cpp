#include "db/store/token_checks.h"

namespace secure_export::db {

// Nothing is remembered in the process: what another process stores, a roll-back or a restored backup need no care.
std::optional<std::int64_t> token_check(Transaction& tx, std::string_view text) {
    if (text.empty()) return std::nullopt;
    {
        Statement latest = tx.prepare(
            "SELECT id FROM token_check WHERE id > (SELECT max(id) FROM token_check) - 8 AND text = $1 "
            "ORDER BY id DESC LIMIT 1");
        if (latest.step_with(text)) return latest.integer(0);
    }
    Statement insert = tx.prepare("INSERT INTO token_check (text) VALUES ($1) RETURNING id");
    insert.bind_all(text);
    std::optional<std::int64_t> id;
    while (insert.step()) insert.into(id);
    return id;
}

}  // namespace secure_export::db
