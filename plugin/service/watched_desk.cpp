#include "service/watched_desk.h"

#include "core/timestamps.h"
#include "db/store/desk_queues.h"
#include "service/limits.h"

namespace secure_export::service {

namespace {
bool is_host(const DeskSettings& desk) { return desk.reach == DeskReach::host; }
}  // namespace

bool is_remote(const DeskSettings& desk) { return desk.reach == DeskReach::remote; }

bool can_be_paused(const DeskSettings& desk) { return is_remote(desk) || is_host(desk); }

Milliseconds longest_wait(const DeskSettings& desk) { return is_host(desk) ? longest_wait_in_host : longest_pause; }

int max_concurrency(const DeskSettings& desk) {
    return is_remote(desk) ? desk.number("calls_at_once") : max_concurrent_calls;
}

std::optional<AuditEntry> report_call_outcome(db::Transaction& tx, const DeskSettings& desk,
                                              const CallOutcome& call_outcome, const Moment& now, const Log& log) {
    if (!call_outcome.called || !can_be_paused(desk)) return std::nullopt;
    const std::string name = "desk \"" + desk.name + "\"";
    db::DeskQueues lines(tx);
    if (call_outcome.unreachable) {
        const auto pause = lines.record_failure(desk.name, now, call_outcome.unreachable->message,
                                                call_outcome.unreachable->retry_after.value_or(Milliseconds(0)),
                                                is_host(desk) ? longest_pause_of_host : longest_pause);
        if (!pause.first) return std::nullopt;
        AuditEntry line{AuditEventType::desk_paused,
                        name + " cannot be used now: its alerts wait; one at a time tests it again, first at " +
                            for_people(pause.until)};
        log.write(Level::warning, line.detail + ": " + call_outcome.unreachable->for_log());
        return line;
    }
    const auto outage = lines.record_success(desk.name);
    if (!outage) return std::nullopt;
    AuditEntry line{AuditEventType::desk_answers, name + " answers again, after " + std::to_string(outage->failures) +
                                                      (outage->failures == 1 ? " try" : " tries") + " in vain since " +
                                                      outage->since_at};
    log.write(Level::info, line.detail);
    return line;
}

}  // namespace secure_export::service
