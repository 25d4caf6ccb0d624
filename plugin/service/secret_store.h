#pragma once
// The desks' secrets: rows of the mapping database, under the keys of DATA_DIR/secret.key.  The file is read at each
// use, for another process may have rotated the key.  It is written only while this process holds the database's write
// lock, so no two processes write it at the same time.  [concurrent]

#include "core/secrets.h"
#include "db/engine/database.h"
#include "secrets/key_file.h"
#include "service/environment.h"

namespace secure_export::service {

class SecretStore : public Secrets {
public:
    SecretStore(db::Database& database, const Environment& env);

    Result<std::optional<std::string>> get(const std::string& desk, const std::string& field) const override;
    // Recorded under the desk's own name.
    Result<bool> replace_if(const std::string& desk, const std::string& field, const std::string& expected,
                            const std::string& value) const override;

    // Makes the key file when there is none.
    Outcome set(const std::string& desk, const std::string& field, std::string_view value,
                const std::string& who) const;
    // Needs no key.  Fault::invalid when there is none.
    Outcome remove(const std::string& desk, const std::string& field, const std::string& who) const;
    // Of the keys in the key file.
    Result<std::vector<std::string>> key_ids() const;
    // For the log at the start: which secrets cannot be decrypted, and what to do; nothing when all can.
    std::optional<std::string> what_is_lost() const;
    // All secrets under a new key, and the old keys gone.  How many secrets there are.  Fails, and changes nothing,
    // when one of them cannot be decrypted.  Cut off at any point it leaves everything readable, and the next rotation
    // does what is left to do.
    Result<int> rotate_key(const std::string& who) const;
    // The end of a rotation; changes nothing at any other time.  Keeps the newest key, and each that a secret needs.
    Result<int> seal_all_anew(db::Transaction& tx) const;
    Outcome drop_unused_keys() const;

private:
    db::Database& database_;
    const Environment& env_;
    const secrets::KeyFile key_file_;
};

}  // namespace secure_export::service
