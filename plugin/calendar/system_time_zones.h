#pragma once
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <string>

#include "core/time_zones.h"

namespace date {
class time_zone;
}

namespace secure_export {

// The zones as the operating system knows them (Debian's tzdata), read at the first question and kept.  Nothing is
// fetched.  UTC is known without them.
class SystemTimeZones : public TimeZones {
public:
    SystemTimeZones() = default;
    // For tests: `folder` instead of /usr/share/zoneinfo is looked into for a zone's file before it is read.
    explicit SystemTimeZones(std::filesystem::path folder) : folder_(std::move(folder)) {}

    Outcome check(std::string_view zone) const override;
    std::optional<Time> time_at(std::string_view zone, WallTime wall) const override;
    std::optional<WallTime> wall_at(std::string_view zone, Time time) const override;

private:
    const date::time_zone* find(std::string_view zone) const noexcept;

    const std::filesystem::path folder_ = "/usr/share/zoneinfo";
    mutable std::mutex mutex_;
    mutable std::map<std::string, const date::time_zone*, std::less<>> found_;  // of the library: valid for good
};

}  // namespace secure_export
