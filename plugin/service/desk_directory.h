#pragma once
// Holds the configured desks; each is created once per version of the settings.

#include <map>
#include <memory>
#include <mutex>

#include "adapters/desks/desks.h"
#include "service/snapshot.h"

namespace secure_export::service {

class DeskDirectory {
public:
    DeskDirectory(const Environment& env, const Secrets& secrets);
    // The desk lives as long as the pointer, even if the settings change.  Fault::invalid for a name that is not
    // configured or a kind that is not available here.  [concurrent]
    Result<std::shared_ptr<Desk>> get(const Snapshot& snapshot, const std::string& name);
    // Creates a desk for unsaved settings; it is not kept here.
    Result<std::shared_ptr<Desk>> make(const DeskSettings& settings) const;

private:
    const Environment& env_;
    const desks::Environment desk_env_;
    std::mutex mutex_;
    std::int64_t settings_version_ = -1;
    std::map<std::string, std::shared_ptr<Desk>> made_;
};

}  // namespace secure_export::service
