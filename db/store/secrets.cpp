#include "db/store/secrets.h"

#include "core/timestamps.h"

namespace secure_export::db {
namespace {

SealedRow read_sealed(const Statement& row) {
    SealedRow sealed;
    row.into(sealed.desk, sealed.field, sealed.key_id, sealed.nonce, sealed.sealed);
    return sealed;
}

}  // namespace

std::vector<SecretEntry> SecretRows::list() {
    Statement row = tx_.prepare("SELECT desk, field, changed_at, changed_by, key_id FROM secret ORDER BY desk, field");
    std::vector<SecretEntry> entries;
    while (row.step()) {
        SecretEntry& entry = entries.emplace_back();
        row.into(entry.desk, entry.field, entry.changed_at, entry.changed_by, entry.key_id);
    }
    return entries;
}

std::optional<SealedRow> SecretRows::find(std::string_view desk, std::string_view field) {
    Statement row = tx_.prepare("SELECT desk, field, key_id, nonce, sealed FROM secret WHERE desk = $1 AND field = $2");
    if (!row.step_with(desk, field)) return std::nullopt;
    return read_sealed(row);
}

std::vector<SealedRow> SecretRows::all() {
    Statement row = tx_.prepare("SELECT desk, field, key_id, nonce, sealed FROM secret ORDER BY desk, field");
    std::vector<SealedRow> rows;
    while (row.step()) rows.push_back(read_sealed(row));
    return rows;
}

void SecretRows::save(const SealedRow& row, std::string_view who, Time now) {
    Statement save = tx_.prepare(
        "INSERT INTO secret (desk, field, key_id, nonce, sealed, changed_at, changed_by) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (desk, field) DO UPDATE SET key_id = excluded.key_id, "
        "nonce = excluded.nonce, sealed = excluded.sealed, changed_at = excluded.changed_at, "
        "changed_by = excluded.changed_by");
    save.run_with(row.desk, row.field, row.key_id, row.nonce, row.sealed, iso(now), who);
}

void SecretRows::seal_anew(const SealedRow& row) {
    Statement save =
        tx_.prepare("UPDATE secret SET key_id = $3, nonce = $4, sealed = $5 WHERE desk = $1 AND field = $2");
    save.run_with(row.desk, row.field, row.key_id, row.nonce, row.sealed);
}

bool SecretRows::remove(std::string_view desk, std::string_view field) {
    Statement remove = tx_.prepare("DELETE FROM secret WHERE desk = $1 AND field = $2");
    remove.run_with(desk, field);
    return tx_.changes() > 0;
}

}  // namespace secure_export::db
