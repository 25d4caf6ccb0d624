#include "db/store/secrets.h"

#include "core/timestamps.h"

namespace secure_export::db {
namespace {

SealedRow read_row(const Statement& row) {
    return {std::string(row.text(0)), std::string(row.text(1)), std::string(row.text(2)), std::string(row.text(3)),
            std::string(row.text(4))};
}

Statement& bind(Statement& statement, const SealedRow& row) {
    return statement.bind(1, row.desk).bind(2, row.field).bind(3, row.key_id).bind(4, row.nonce).bind(5, row.sealed);
}

}  // namespace

std::vector<SecretEntry> SecretRows::list() {
    Statement row = tx_.prepare("SELECT desk, field, changed_at, changed_by, key_id FROM secret ORDER BY desk, field");
    std::vector<SecretEntry> entries;
    while (row.step())
        entries.push_back({std::string(row.text(0)), std::string(row.text(1)), std::string(row.text(2)),
                           std::string(row.text(3)), std::string(row.text(4))});
    return entries;
}

std::optional<SealedRow> SecretRows::find(std::string_view desk, std::string_view field) {
    Statement row = tx_.prepare("SELECT desk, field, key_id, nonce, sealed FROM secret WHERE desk = $1 AND field = $2");
    row.bind(1, desk).bind(2, field);
    if (!row.step()) return std::nullopt;
    return read_row(row);
}

std::vector<SealedRow> SecretRows::all() {
    Statement row = tx_.prepare("SELECT desk, field, key_id, nonce, sealed FROM secret ORDER BY desk, field");
    std::vector<SealedRow> rows;
    while (row.step()) rows.push_back(read_row(row));
    return rows;
}

void SecretRows::save(const SealedRow& row, std::string_view who, Time now) {
    Statement save = tx_.prepare(
        "INSERT INTO secret (desk, field, key_id, nonce, sealed, changed_at, changed_by) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (desk, field) DO UPDATE SET key_id = excluded.key_id, "
        "nonce = excluded.nonce, sealed = excluded.sealed, changed_at = excluded.changed_at, "
        "changed_by = excluded.changed_by");
    bind(save, row).bind(6, iso(now)).bind(7, who).run();
}

void SecretRows::seal_anew(const SealedRow& row) {
    Statement save =
        tx_.prepare("UPDATE secret SET key_id = $3, nonce = $4, sealed = $5 WHERE desk = $1 AND field = $2");
    bind(save, row).run();
}

bool SecretRows::remove(std::string_view desk, std::string_view field) {
    Statement remove = tx_.prepare("DELETE FROM secret WHERE desk = $1 AND field = $2");
    remove.bind(1, desk).bind(2, field).run();
    return tx_.changes() > 0;
}

}  // namespace secure_export::db
