#pragma once
// Where the admin screens are, as the service told it when it started: `admin link` runs in another process.

#include <filesystem>
#include <optional>
#include <string>

namespace secure_export::host {

class AdminAddress {
public:
    explicit AdminAddress(const std::filesystem::path& data_dir) : file_(data_dir / "admin.url") {}

    // "http://127.0.0.1:8444".  Nothing where no service has served admin screens on this data directory, or where it
    // serves none now.  Throws a Failure when the file cannot be used.
    std::optional<std::string> current() const;
    void set(const std::string& base_url) const;  // throws a Failure
    void forget() const;

private:
    std::filesystem::path file_;
};

}  // namespace secure_export::host
