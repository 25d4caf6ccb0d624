#pragma once
// The desks' secrets: rows of the mapping database, encrypted with the keys in DATA_DIR/secret.key.  The file is read
// at each use, since another process may have rotated the key.  It is written only while this process holds the
// database's write lock, so that no two processes write it at once.  [concurrent]

#include "core/secrets.h"
#include "db/engine/database.h"
#include "secrets/key_file.h"
#include "service/environment.h"

namespace secure_export::service {

class SecretStore : public Secrets {
public:
    SecretStore(db::Database& database, const Environment& env);

    Result<std::optional<std::string>> get(const std::string& desk, const std::string& field) const override;
    // The audit log names the desk itself as the author.
    Result<bool> replace_if(const std::string& desk, const std::string& field, const std::string& expected,
                            const std::string& value) const override;

    // Stores a secret; creates the key file when there is none.  `who`: the author for the audit log.
    Outcome set(const std::string& desk, const std::string& field, std::string_view value,
                const std::string& who) const;
    // Deletes a secret; needs no key.  Fault::invalid when no such secret is stored.
    Outcome remove(const std::string& desk, const std::string& field, const std::string& who) const;
    // The ids of the keys in the key file.
    Result<std::vector<std::string>> key_ids() const;
    // For the log at start-up: the secrets that cannot be decrypted, and what to do; nullopt when all can.
    std::optional<std::string> what_is_lost() const;
    // Encrypts all secrets with a new key and deletes the old keys.  Returns the number of secrets.  Fails, and changes
    // nothing, when one of them cannot be decrypted.  If it is interrupted at any point, all secrets stay readable and
    // the next rotation completes it.
    Result<int> rotate_key(const std::string& who) const;
    // seal_all_anew() re-encrypts the secrets.  drop_unused_keys() ends a rotation: it keeps the newest key and every
    // key that a secret still needs, so it is harmless at any other time.
    Result<int> seal_all_anew(db::Transaction& tx) const;
    Outcome drop_unused_keys() const;

private:
    db::Database& database_;
    const Environment& env_;
    const secrets::KeyFile key_file_;
};

}  // namespace secure_export::service
