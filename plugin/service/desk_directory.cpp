#include "service/desk_directory.h"

namespace secure_export::service {

DeskDirectory::DeskDirectory(const Environment& env, const Secrets& secrets)
    : env_(env), desk_env_{env.data_dir, &env.clock, &env.http, env.host_desk, &secrets} {}

Result<std::shared_ptr<Desk>> DeskDirectory::get(const Snapshot& snapshot, const std::string& name) {
    const std::scoped_lock lock(mutex_);
    if (settings_version_ != snapshot.settings_version) {
        made_.clear();
        settings_version_ = snapshot.settings_version;
    }
    if (const auto at = made_.find(name); at != made_.end()) return at->second;
    const DeskSettings* settings = snapshot.desk(name);
    if (!settings)
        return Error{Fault::invalid, "there is no desk \"" + name + "\" in the settings: add it, then retry", ""};
    auto made = make(*settings);
    if (!made) return made.error();
    return made_.emplace(name, std::move(*made)).first->second;
}

Result<std::shared_ptr<Desk>> DeskDirectory::make(const DeskSettings& settings) const {
    auto made = env_.make_desk(settings, desk_env_);
    if (!made) return made.error();
    return std::shared_ptr<Desk>(std::move(*made));
}

}  // namespace secure_export::service
