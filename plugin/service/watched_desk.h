#pragma once
// Decorator: records whether each call reached the desk.  That alone drives the circuit breaker
// (db/store/desk_queues.h).

#include <optional>

#include "core/clean_text.h"
#include "core/log.h"
#include "core/settings.h"
#include "db/engine/database.h"
#include "service/audit_entries.h"

namespace secure_export::service {

// The outcome of the calls to a desk in one piece of work.
struct CallOutcome {
    bool called = false;
    std::optional<Error> unreachable;  // the last call did not reach the desk, or the desk answered Retry-After
};

// Forwards every call to `desk` and stores the outcome of the last one in `call_outcome`; both must outlive it.  Cleans
// texts for people (core/clean_text.h), since they contain text from alerts and from other desks.
class WatchedDesk : public Desk {
public:
    WatchedDesk(Desk& desk, CallOutcome& call_outcome) : desk_(desk), call_outcome_(call_outcome) {}

    Result<std::vector<DeskIncident>> find_all(const std::string& key) override { return seen(desk_.find_all(key)); }
    Result<DeskIncident> open(const NewIncident& incident, const BeforeCreate& before_create) override {
        return seen(desk_.open(incident, before_create));
    }
    Result<DeskIncident> get(const std::string& id) override { return seen(desk_.get(id)); }
    Outcome note(const std::string& id, const std::string& text) override {
        return seen(desk_.note(id, clean_lines(text)));
    }
    Result<Resolution> resolve(const std::string& id, const std::string& text) override {
        return seen(desk_.resolve(id, clean_lines(text)));
    }
    Result<Resolution> resolve_with(const std::string& id, const std::string& text, const DeskFields& fields) override {
        return seen(desk_.resolve_with(id, clean_lines(text), fields));
    }
    Result<Reopening> reopen(const std::string& id, const std::string& text) override {
        return seen(desk_.reopen(id, clean_lines(text)));
    }
    Outcome raise(const std::string& id, int impact, int urgency) override {
        return seen(desk_.raise(id, impact, urgency));
    }
    Outcome bind(const std::string& id, const ConfigurationItem& ci) override { return seen(desk_.bind(id, ci)); }
    Result<Rebound> rebind(const std::string& id, const ConfigurationItem& from, const ConfigurationItem& to) override {
        return seen(desk_.rebind(id, from, to));
    }
    Result<std::vector<ConfigurationItem>> find_ci(const CiQuery& query) override { return seen(desk_.find_ci(query)); }
    Result<FromCi> from_ci(const NewIncident& incident) override { return seen(desk_.from_ci(incident)); }
    Result<DeskCheck> check() override { return seen(desk_.check()); }
    std::vector<std::pair<std::string, std::string>> draft(const NewIncident& incident) const override {
        return desk_.draft(incident);
    }

private:
    template <class R>
    R seen(R result) {
        call_outcome_.called = true;
        call_outcome_.unreachable.reset();
        // Rejected credentials are not tried again with every alert: that could lock the account.
        if (!result && (worth_retrying(result.error().fault) || result.error().fault == Fault::unauthenticated))
            call_outcome_.unreachable = result.error();
        return result;
    }

    Desk& desk_;
    CallOutcome& call_outcome_;
};

// Pauses the desk if the last call did not reach it, and ends its pause if it answered; only for desks that can be
// paused.  On a change, writes a line to the log and returns it as an audit entry.
std::optional<AuditEntry> report_call_outcome(db::Transaction& tx, const DeskSettings& desk,
                                              const CallOutcome& call_outcome, const Moment& now, const Log& log);

bool is_remote(const DeskSettings& desk);

// Whether the desk can be unreachable on its own: a remote desk, or the host's, whose database may be down.  The local
// desk uses the same disk as we do.
bool can_be_paused(const DeskSettings& desk);

// The longest wait of one alert between two attempts in this desk, unless the desk asks for more.
Milliseconds longest_wait(const DeskSettings& desk);

// How many alerts may be in progress in this desk at once: as configured, or as many as there are workers.
int max_concurrency(const DeskSettings& desk);

}  // namespace secure_export::service
