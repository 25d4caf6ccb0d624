#pragma once
// The desks that are configured, made once for each version of the settings.

#include <map>
#include <memory>
#include <mutex>

#include "adapters/desks/desks.h"
#include "service/snapshot.h"

namespace secure_export::service {

class DeskDirectory {
public:
    explicit DeskDirectory(const Environment& env);
    // The desk lives as long as the pointer, also when the settings change meanwhile.  Fault::invalid for a name that
    // is not configured or a kind that cannot be had here.  [concurrent]
    Result<std::shared_ptr<Desk>> get(const Snapshot& snapshot, const std::string& name);

private:
    const desks::Environment desk_env_;
    std::mutex mutex_;
    std::int64_t settings_version_ = -1;
    std::map<std::string, std::shared_ptr<Desk>> made_;
};

}  // namespace secure_export::service
