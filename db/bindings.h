#pragma once
// Which configuration item stands for which Azure resource, per desk, with the reason it matched.

#include "core/ci_ladder.h"
#include "db/database.h"

namespace secure_export::db {

struct Binding {
    std::string desk, resource;
    ConfigurationItem ci;
    std::string reason;
    std::string pinned_by;  // an administrator's name when set by hand: then look-ups do not change it
};

struct Unbound {
    std::string desk, resource, why;
    std::string alert_connection, alert_key;  // the latest alert about it, whose body is looked at again
    std::int64_t delivery = 0;
};

class Bindings {
public:
    explicit Bindings(Transaction& tx) : tx_(tx) {}
    std::optional<Binding> find(std::string_view desk, std::string_view resource);
    void save(const Binding& binding, Time now);  // also takes the resource off the unbound list
    void forget(std::string_view desk, std::string_view resource);

    void save_unbound(const Unbound& unbound, Time now, Time look_again);
    // As it was saved; nothing when something stands for the resource, or it was never looked for.
    std::optional<Unbound> unbound(std::string_view desk, std::string_view resource);
    void no_longer_unbound(std::string_view desk, std::string_view resource);
    // An unbound resource that an open incident waits for and whose next look-up is due, moved on to `look_again` by
    // the claim.  None of a desk that is paused, has as much under way as it may or a look-up among it (desk_lines.h).
    std::optional<Unbound> claim_unbound(Time now, Time look_again);
    // The CMDB has changed: every unbound resource of `desk` is due at once.
    void look_again_now(std::string_view desk, Time now);
    // When claim_unbound will give one, if nothing changes until then; as Inbox::next_due.
    std::optional<Time> next_due(Time now) const;

private:
    Transaction& tx_;
};

}  // namespace secure_export::db
