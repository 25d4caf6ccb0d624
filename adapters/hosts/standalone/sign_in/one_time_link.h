#pragma once
// DATA_DIR/admin.link: the SHA-256 of the token in the one link that lets its bearer set the administrator's password.

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

    // A new token, in place of the one before, if any; it is kept nowhere but in the link.  Throws a Failure.
    std::string make(Time now) const;

    // Whether it would be taken now.  Throws a Failure for a file that may not be used.
    bool fits(std::string_view token, Time now) const;

    // True once for a token that fits: from then on it does not.  Throws a Failure.
    bool take(std::string_view token, Time now) const;

private:
    std::filesystem::path path_;
};

}  // namespace secure_export::host
