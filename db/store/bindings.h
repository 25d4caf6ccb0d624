#pragma once
// Which configuration item stands for which Azure resource, per desk, with the reason it matched.

#include "core/ci_candidates.h"
#include "db/engine/database.h"
#include "db/store/timeline.h"

namespace secure_export::db {

struct Binding {
    std::string desk, resource;
    ConfigurationItem ci;
    std::string reason;
    std::string pinned_by;  // an administrator's name when set by hand: then look-ups do not change it
};

// A resource to be looked up again: nothing stands for it, or an item that was found by its name alone.
struct Unbound {
    std::string desk, resource, why;
    std::string alert_connection, alert_key;  // the latest alert about it, whose body is looked at again
    std::int64_t delivery = 0;
    std::string ci_id = {}, ci_name = {};  // bound by name for now; empty: unbound
    int looks = 1;                         // how often it was looked up
};

// An open incident that waits for a look-up, with the alert that it stands for.
struct Waiting {
    std::int64_t incident = 0;
    std::string desk_id, number, ci_id, ci_name;
    std::string connection, alert_key;  // empty when no alert points to it any more
    std::int64_t delivery = 0;          // of the alert's latest firing whose body is kept; 0: none
};

class Bindings {
public:
    explicit Bindings(Transaction& tx) : tx_(tx) {}
    std::optional<Binding> find(std::string_view desk, std::string_view resource);
    // Also takes the resource off the list of those to be looked up again, or makes it due at once where an open
    // incident waits for it.
    void save(const Binding& binding, Time now);
    void forget(std::string_view desk, std::string_view resource);

    void save_unbound(const Unbound& unbound, const Moment& now, Milliseconds next_lookup_in);
    // As it was saved; nothing when something stands for the resource, or it was never looked for.
    std::optional<Unbound> unbound(std::string_view desk, std::string_view resource);
    void no_longer_unbound(std::string_view desk, std::string_view resource);
    // Open incidents of this resource without a CI, or with the one that was bound by name; not those that carry
    // `ci_id`.
    std::vector<Waiting> waiting(const Unbound& unbound, std::string_view ci_id);
    // An unbound resource that an open incident waits for and whose next look-up is due; the claim puts the one after
    // that off by `next_lookup_in`.  Skips desks that are paused, at capacity, or already running a look-up
    // (desk_queues.h).
    std::optional<Unbound> claim_unbound(const Moment& now, Milliseconds next_lookup_in);
    // Of one that is to be looked up again: in how long, and what is bound by name meanwhile.
    void next_lookup(const Unbound& unbound, const Moment& now, Milliseconds in);
    // The CMDB has changed: every unbound resource of `desk` is due at once.
    void look_up_now(std::string_view desk, const Moment& now);
    // When claim_unbound will give one, if nothing changes until then; as Inbox::next_due.
    std::optional<Tick> next_due(Tick now) const;

private:
    Transaction& tx_;
};

}  // namespace secure_export::db
