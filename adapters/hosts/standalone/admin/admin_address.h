#pragma once
// The URL of the admin screens.  The service stores it in the data directory when it starts; `admin link`, which runs
// in another process, reads it there.

#include <filesystem>
#include <optional>
#include <string>

namespace secure_export::host {

class AdminAddress {
public:
    explicit AdminAddress(const std::filesystem::path& data_dir) : file_(data_dir / "admin.url") {}

    // "http://127.0.0.1:8444"; nullopt when no service has stored one, or the running service has no admin screens.
    // Throws Failure when the file cannot be used.
    std::optional<std::string> current() const;
    void set(const std::string& base_url) const;  // throws Failure
    void forget() const;

private:
    std::filesystem::path file_;
};

}  // namespace secure_export::host
