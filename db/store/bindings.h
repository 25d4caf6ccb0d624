#pragma once
// Per desk, the configuration item of each Azure resource, with the reason why it matched.

#include "core/ci_candidates.h"
#include "db/engine/database.h"
#include "db/store/timeline.h"

namespace secure_export::db {

struct Binding {
    std::string desk, resource;
    ConfigurationItem ci;
    std::string reason;
    std::string pinned_by;  // the administrator who pinned it: look-ups then do not change it; empty: not pinned
};

// A resource to be looked up again: it has no item, or one found by name only.
struct Unbound {
    std::string desk, resource, why;
    std::string alert_connection, alert_key;  // its latest alert, whose body is used for the look-up
    std::int64_t delivery = 0;
    std::string ci_id = {}, ci_name = {};  // bound by name for now; empty: unbound
    int looks = 1;                         // number of look-ups so far
};

// An open incident that waits for a look-up, with its alert.
struct Waiting {
    std::int64_t incident = 0;
    std::string desk_id, number, ci_id, ci_name;
    std::string connection, alert_key;  // empty when no alert refers to it any more
    std::int64_t delivery = 0;          // the alert's latest firing whose body is stored; 0: none
};

class Bindings {
public:
    explicit Bindings(Transaction& tx) : tx_(tx) {}
    std::optional<Binding> find(std::string_view desk, std::string_view resource);
    // Also removes the resource from those to be looked up again, or makes it due at once if an open incident waits for
    // it.
    void save(const Binding& binding, Time now);
    void forget(std::string_view desk, std::string_view resource);

    void save_unbound(const Unbound& unbound, const Moment& now, Milliseconds next_lookup_in);
    // As saved; nullopt when the resource has an item, or was never looked up.
    std::optional<Unbound> unbound(std::string_view desk, std::string_view resource);
    void no_longer_unbound(std::string_view desk, std::string_view resource);
    // Open incidents of this resource without a CI, or with the one bound by name; without those that have `ci_id`.
    std::vector<Waiting> waiting(const Unbound& unbound, std::string_view ci_id);
    // Claims an unbound resource whose look-up is due and for which an open incident waits, by moving its due time on
    // by `next_lookup_in`.  Skips desks that are paused, at capacity, or already running a look-up (desk_queues.h).
    std::optional<Unbound> claim_unbound(const Moment& now, Milliseconds next_lookup_in);
    // Schedules the next look-up after `in`, and stores the item bound by name meanwhile.
    void next_lookup(const Unbound& unbound, const Moment& now, Milliseconds in);
    // Makes every unbound resource of `desk` due at once, after its CMDB has changed.
    void look_up_now(std::string_view desk, const Moment& now);
    // When claim_unbound() will return one, if nothing changes until then; like Inbox::next_due().
    std::optional<Tick> next_due(Tick now) const;

private:
    Transaction& tx_;
};

}  // namespace secure_export::db
