#pragma once
// The desks' secrets as stored, encrypted.  This code has no access to the keys.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "db/engine/database.h"

namespace secure_export::db {

struct SecretEntry {
    std::string desk, field;
    std::string changed_at, changed_by;
    std::string key_id;
};

struct SealedRow {
    std::string desk, field;
    std::string key_id, nonce, sealed;  // see secrets/sealing.h
};

class SecretRows {
public:
    explicit SecretRows(Transaction& tx) : tx_(tx) {}
    std::vector<SecretEntry> list();  // by desk and field
    std::optional<SealedRow> find(std::string_view desk, std::string_view field);
    std::vector<SealedRow> all();
    void save(const SealedRow& row, std::string_view who, Time now);
    // Replaces a row that was encrypted with another key: the secret, its author and time stay the same.
    void seal_anew(const SealedRow& row);
    bool remove(std::string_view desk, std::string_view field);  // false: there was none

private:
    Transaction& tx_;
};

}  // namespace secure_export::db
