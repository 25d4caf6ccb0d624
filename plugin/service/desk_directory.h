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
    DeskDirectory(const Environment& env, const Secrets& secrets);
    // The desk lives as long as the pointer, also when the settings change meanwhile.  Fault::invalid for a name that
    // is not configured or a kind that cannot be had here.  [concurrent]
    Result<std::shared_ptr<Desk>> get(const Snapshot& snapshot, const std::string& name);
    // One that is not kept, for settings that are not saved.
    Result<std::shared_ptr<Desk>> make(const DeskSettings& settings) const;

private:
    const Environment& env_;
    const desks::Environment desk_env_;
    std::mutex mutex_;
    std::int64_t settings_version_ = -1;
    std::map<std::string, std::shared_ptr<Desk>> made_;
};

}  // namespace secure_export::service
