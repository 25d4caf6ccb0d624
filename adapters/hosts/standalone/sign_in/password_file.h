#pragma once
// DATA_DIR/admin.password: the administrator's password, as `secure-export admin password` or the first page set it.

#include <sys/stat.h>

#include <filesystem>
#include <optional>

#include "adapters/hosts/standalone/sign_in/password.h"

namespace secure_export::host {

class PasswordFile {
public:
    explicit PasswordFile(const std::filesystem::path& data_dir) : path_(data_dir / "admin.password") {}
    const std::filesystem::path& path() const { return path_; }

    // The record in force, nothing when no password is set.  Read again when another process has replaced it; otherwise
    // this costs one stat().  Throws a Failure for a file that may not be used, or is none of ours.
    const std::optional<PasswordRecord>& current();

    // Throws a Failure.
    void set(const PasswordRecord& record) const;

private:
    std::filesystem::path path_;
    std::optional<PasswordRecord> record_;
    std::optional<struct stat> seen_;  // of the file that record_ was read from
};

}  // namespace secure_export::host
