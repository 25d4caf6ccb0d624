#include "service/secret_store.h"

#include <algorithm>

#include "db/engine/in_transaction.h"
#include "db/store/secrets.h"
#include "service/limits.h"

namespace secure_export::service {
namespace {

using secrets::Key;

std::string named(const std::string& desk, const std::string& field) {
    return "secret \"" + field + "\" of desk \"" + desk + "\"";
}

Error undecryptable(const db::SealedRow& row, const std::string& why) {
    return {Fault::refused,
            named(row.desk, row.field) + " cannot be decrypted: " + why + "; set it again: `secure-export secret set " +
                row.desk + " " + row.field + "`",
            ""};
}

const Key* key_of(const db::SealedRow& row, const std::vector<Key>& keys) {
    const auto at = std::ranges::find(keys, row.key_id, &Key::id);
    return at == keys.end() ? nullptr : &*at;
}

Error without_key(const db::SealedRow& row, const secrets::KeyFile& file) {
    return undecryptable(row, "its key is not in " + file.path().string() +
                                  " (if there is a backup, restore the file that belongs to this database)");
}

Result<std::string> opened(const db::SealedRow& row, const Key& key) {
    auto secret = secrets::open(key, {row.desk, row.field}, {row.key_id, row.nonce, row.sealed});
    if (!secret) return undecryptable(row, "its row or its key was changed by another program");
    return std::move(*secret);
}

db::SealedRow sealed(const Key& key, const std::string& desk, const std::string& field, std::string_view value) {
    secrets::Sealed made = secrets::seal(key, {desk, field}, value);
    return {desk, field, std::move(made.key_id), std::move(made.nonce), std::move(made.text)};
}

struct WipedAtEnd {
    std::vector<std::string> secrets;
    ~WipedAtEnd() { std::ranges::for_each(secrets, secrets::wipe); }
};

}  // namespace

SecretStore::SecretStore(db::Database& database, const Environment& env)
    : database_(database), env_(env), key_file_(env.data_dir) {}

Result<std::optional<std::string>> SecretStore::get(const std::string& desk, const std::string& field) const {
    std::string missing;
    for (int look = 0; look < max_looks; ++look) {
        const auto row = db::in_reading(database_, [&](db::Transaction& tx) -> Result<std::optional<db::SealedRow>> {
            return db::SecretRows(tx).find(desk, field);
        });
        if (!row) return row.error();
        if (!*row) return std::optional<std::string>();
        const db::SealedRow& held = **row;
        // Read the row again: a rotation may have re-encrypted it since.  If the row still names the missing key, the
        // key is lost: keys are removed from the file only when no row needs them.
        if (held.key_id == missing) return without_key(held, key_file_);
        const auto keys = key_file_.read();
        if (!keys) return keys.error();
        if (const Key* key = key_of(held, *keys)) {
            auto secret = opened(held, *key);
            if (!secret) return secret.error();
            return std::optional<std::string>(std::move(*secret));
        }
        missing = held.key_id;
    }
    return Error{Fault::unavailable,
                 "the key of the secrets was rotated again and again while a secret was read: try again", ""};
}

Result<bool> SecretStore::replace_if(const std::string& desk, const std::string& field, const std::string& expected,
                                     const std::string& value) const {
    const std::string who = "desk:" + desk;
    auto replaced = db::in_transaction(database_, [&](db::Transaction& tx) -> Result<bool> {
        db::SecretRows rows(tx);
        const auto row = rows.find(desk, field);
        if (!row) return false;
        const auto keys = key_file_.read();
        if (!keys) return keys.error();
        // We hold the write lock, so no rotation is in progress: a key missing now is lost.
        const Key* key = key_of(*row, *keys);
        if (!key) return without_key(*row, key_file_);
        WipedAtEnd plain;
        auto held = opened(*row, *key);
        if (!held) return held.error();
        plain.secrets.push_back(std::move(*held));
        if (plain.secrets.front() != expected) return false;
        rows.save(sealed(keys->front(), desk, field, value), who, env_.clock.now());
        return true;
    });
    if (replaced && *replaced) env_.log.write(Level::info, named(desk, field) + " was set by " + who);
    return replaced;
}

Outcome SecretStore::set(const std::string& desk, const std::string& field, std::string_view value,
                         const std::string& who) const {
    auto set = db::in_transaction(database_, [&](db::Transaction& tx) -> Outcome {
        auto keys = key_file_.read();
        if (!keys) return keys.error();
        if (keys->empty()) {
            keys->push_back(secrets::make_key());
            if (Outcome made = key_file_.create(keys->front()); !made) return made;
        }
        db::SecretRows(tx).save(sealed(keys->front(), desk, field, value), who, env_.clock.now());
        return {};
    });
    if (set) env_.log.write(Level::info, named(desk, field) + " was set by " + who);
    return set;
}

Outcome SecretStore::remove(const std::string& desk, const std::string& field, const std::string& who) const {
    auto removed = db::in_transaction(database_, [&](db::Transaction& tx) -> Outcome {
        if (db::SecretRows(tx).remove(desk, field)) return {};
        return Error{Fault::invalid,
                     "no " + named(desk, field) + " is stored; `secure-export secret list` shows those that are", ""};
    });
    if (removed) env_.log.write(Level::info, named(desk, field) + " was removed by " + who);
    return removed;
}

Result<std::vector<std::string>> SecretStore::key_ids() const {
    const auto keys = key_file_.read();
    if (!keys) return keys.error();
    std::vector<std::string> ids;
    for (const Key& key : *keys) ids.push_back(key.id);
    return ids;
}

std::optional<std::string> SecretStore::what_is_lost() const {
    const auto entries = db::in_reading(database_, [](db::Transaction& tx) -> Result<std::vector<db::SecretEntry>> {
        return db::SecretRows(tx).list();
    });
    // If the database cannot be read, other parts report it.
    if (!entries || entries->empty()) return std::nullopt;
    const auto ids = key_ids();
    if (!ids) return "no secret can be used: " + ids.error().message;
    std::string lost;
    int count = 0;
    for (const db::SecretEntry& entry : *entries) {
        if (std::ranges::find(*ids, entry.key_id) != ids->end()) continue;
        if (++count <= 5) lost += (lost.empty() ? "" : ", ") + named(entry.desk, entry.field);
    }
    if (count == 0) return std::nullopt;
    if (count > 5) lost += " and " + std::to_string(count - 5) + " more";
    return lost + " cannot be decrypted: the key is not in " + key_file_.path().string() +
           "; restore that file from the backup of this database, or set each again: `secure-export secret set DESK "
           "FIELD`";
}

// Encrypts every secret with a new key, which is written to the file before any row needs it.  Returns their number.
Result<int> SecretStore::seal_all_anew(db::Transaction& tx) const {
    auto keys = key_file_.read();
    if (!keys) return keys.error();
    db::SecretRows table(tx);
    const std::vector<db::SealedRow> rows = table.all();
    if (keys->empty() && rows.empty())
        return Error{Fault::invalid,
                     "there is no key yet: it is created when the first secret is set (`secure-export secret set DESK "
                     "FIELD`)",
                     ""};
    WipedAtEnd plain;
    for (const db::SealedRow& row : rows) {
        const Key* key = key_of(row, *keys);
        auto secret = key ? opened(row, *key) : Result<std::string>(without_key(row, key_file_));
        if (!secret) return secret.error();
        plain.secrets.push_back(std::move(*secret));
    }
    // The old keys stay until no row needs them: see drop_unused_keys().
    keys->insert(keys->begin(), secrets::make_key());
    if (const Outcome written = key_file_.replace(*keys); !written) return written.error();
    for (std::size_t i = 0; i < rows.size(); ++i)
        table.seal_anew(sealed(keys->front(), rows[i].desk, rows[i].field, plain.secrets[i]));
    return static_cast<int>(rows.size());
}

Result<int> SecretStore::rotate_key(const std::string& who) const {
    auto count = db::in_transaction(database_, [&](db::Transaction& tx) { return seal_all_anew(tx); });
    if (!count) return count;
    if (const Outcome dropped = drop_unused_keys(); !dropped) {
        Error error = dropped.error();
        error.message = "the secrets are under a new key, but the old one could not be removed: " + error.message +
                        "; run `secure-export secret rotate-key` again";
        return error;
    }
    env_.log.write(Level::info, "the key of the secrets was rotated by " + who);
    return count;
}

// Runs after the commit and takes the write lock again: other processes may have stored or rotated secrets meanwhile,
// so it decides by the rows as they are now.
Outcome SecretStore::drop_unused_keys() const {
    return db::in_transaction(database_, [&](db::Transaction& tx) -> Outcome {
        auto keys = key_file_.read();
        if (!keys) return keys.error();
        const std::vector<db::SealedRow> rows = db::SecretRows(tx).all();
        std::vector<Key> needed;
        for (const Key& key : *keys)
            if (needed.empty() || std::ranges::find(rows, key.id, &db::SealedRow::key_id) != rows.end())
                needed.push_back(key);
        if (needed.size() == keys->size()) return {};
        return key_file_.replace(needed);
    });
}

}  // namespace secure_export::service
