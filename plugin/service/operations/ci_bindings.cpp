#include "service/operations/ci_bindings.h"

#include "core/resource_id.h"
#include "db/engine/in_transaction.h"
#include "db/store/bindings.h"

namespace secure_export::service::operations {

Outcome CiBindings::pin(const std::string& desk, const std::string& resource, const ConfigurationItem& ci,
                        const std::string& who) {
    const auto snapshot = snapshots_.current();
    if (!snapshot) return snapshot.error();
    if (!(*snapshot)->desk(desk)) return Error{Fault::invalid, "there is no desk \"" + desk + "\" in the settings", ""};
    const std::string canonical = canonical_resource_id(resource);  // of a name: lower case
    auto saved = db::in_transaction(database_, [&](db::Transaction& tx) -> Outcome {
        db::Bindings(tx).save({desk, canonical, ci, "pinned by hand", who}, env_.clock.now());
        return {};
    });
    if (!saved) return saved;
    env_.log.write(Level::info, canonical + " was bound to \"" + ci.name + "\" in desk \"" + desk + "\" by " + who);
    return {};
}

Outcome CiBindings::unpin(const std::string& desk, const std::string& resource, const std::string& who) {
    auto forgotten = db::in_transaction(database_, [&](db::Transaction& tx) -> Outcome {
        if (!db::Bindings(tx).find(desk, resource))
            return Error{Fault::invalid, "nothing is bound to that resource in desk \"" + desk + "\"", ""};
        db::Bindings(tx).forget(desk, resource);
        return {};
    });
    if (!forgotten) return forgotten;
    env_.log.write(Level::info, "the binding of " + resource + " in desk \"" + desk + "\" was forgotten by " + who);
    return {};
}

}  // namespace secure_export::service::operations
