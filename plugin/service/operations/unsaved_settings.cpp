#include "service/operations/unsaved_settings.h"

#include "settings/document.h"

namespace secure_export::service::operations {

Result<std::shared_ptr<const Snapshot>> settings_of(const std::optional<std::string>& document, Snapshots& snapshots,
                                                    const Environment& env) {
    if (!document) return snapshots.current();
    auto settings = settings::read_settings(*document, env.desk_kinds, &env.zones);
    if (!settings) return settings.error();
    auto unsaved = std::make_shared<Snapshot>();
    unsaved->settings = std::move(*settings);
    return std::shared_ptr<const Snapshot>(std::move(unsaved));
}

}  // namespace secure_export::service::operations
