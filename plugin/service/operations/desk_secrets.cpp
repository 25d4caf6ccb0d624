#include "service/operations/desk_secrets.h"

#include "db/engine/in_transaction.h"
#include "db/store/desk_queues.h"
#include "db/store/inbox.h"
#include "service/operations/secret_rules.h"

namespace secure_export::service::operations {

Outcome DeskSecrets::set(const std::string& desk, const std::string& field, std::string_view value,
                         const std::string& who) {
    const auto snapshot = snapshots_.current();
    if (!snapshot) return snapshot.error();
    if (Outcome known = is_secret_of((*snapshot)->settings, env_.desk_kinds, desk, field); !known) return known;
    if (Outcome fit = can_be_secret(value); !fit) return fit;
    if (Outcome set = secrets_.set(desk, field, value, who); !set) return set;
    return db::in_transaction(database_, [&](db::Transaction& tx) -> Outcome {
        db::DeskQueues(tx).half_open_all();
        db::Inbox(tx).hurry(desk, db::now(tx, env_.clock).tick);
        return {};
    });
}

Outcome DeskSecrets::remove(const std::string& desk, const std::string& field, const std::string& who) {
    return secrets_.remove(desk, field, who);
}

Result<std::vector<std::string>> DeskSecrets::key_ids() { return secrets_.key_ids(); }

Result<int> DeskSecrets::rotate_key(const std::string& who) { return secrets_.rotate_key(who); }

}  // namespace secure_export::service::operations
