#pragma once
// The one-time link for setting the administrator's password.  DATA_DIR/admin.link stores the SHA-256 of its token.

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>

namespace secure_export::host {

class OneTimeLink {
public:
    using Time = std::chrono::system_clock::time_point;
    static constexpr std::chrono::hours lifetime{24};

    explicit OneTimeLink(const std::filesystem::path& data_dir) : path_(data_dir / "admin.link") {}
    const std::filesystem::path& path() const { return path_; }

    // Creates a new token, which replaces any earlier one; the token itself is not stored.  Throws Failure.
    std::string make(Time now) const;

    // Whether the token is valid now.  Throws Failure when the file cannot be used.
    bool fits(std::string_view token, Time now) const;

    // Uses up a valid token: true once, then false.  Throws Failure.
    bool take(std::string_view token, Time now) const;

private:
    std::filesystem::path path_;
};

}  // namespace secure_export::host
