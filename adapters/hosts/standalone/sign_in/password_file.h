#pragma once
// DATA_DIR/admin.password: the administrator's password, set by `secure-export admin password` or the first page.

#include <sys/stat.h>

#include <filesystem>
#include <optional>

#include "adapters/hosts/standalone/sign_in/password.h"

namespace secure_export::host {

class PasswordFile {
public:
    explicit PasswordFile(const std::filesystem::path& data_dir) : path_(data_dir / "admin.password") {}
    const std::filesystem::path& path() const { return path_; }

    // The record in force, nullopt when no password is set.  Reads the file again if it was replaced; otherwise costs
    // one stat().  Throws Failure for a file that cannot be used or is not ours.
    const std::optional<PasswordRecord>& current();

    // Replaces the file.  Throws Failure.
    void set(const PasswordRecord& record) const;

private:
    std::filesystem::path path_;
    std::optional<PasswordRecord> record_;
    std::optional<struct stat> seen_;  // of the file that record_ was read from
};

}  // namespace secure_export::host
