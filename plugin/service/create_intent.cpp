#include "service/create_intent.h"

#include <algorithm>

#include "db/store/desk_lines.h"
#include "service/watched_desk.h"

namespace secure_export::service {

namespace {

constexpr Milliseconds least_settling = std::chrono::seconds(60);
constexpr Milliseconds most_settling = std::chrono::minutes(15);

Outcome commit(Job& job, db::Database& database, const Environment& env, bool create) {
    auto tx = database.write();
    if (!tx) return tx.error();
    const Moment moment = db::now(*tx, env.clock);
    const Time now = moment.wall;
    if (!db::Inbox(*tx).holds(job.item))
        return Error{Fault::unavailable, "another worker has taken this alert over: its outcome counts", ""};
    db::Alerts alerts(*tx);
    alerts.save(job.incident, now);
    job.row.incident = job.incident.id;
    alerts.save(job.row, now);
    if (create) {
        db::CreateIntent& intent = job.incident.create;
        if (intent.sent) ++intent.doubtful;  // the one before never told what became of it
        intent.sent = true;
        intent.settles_in = settling_time(*job.desk, db::DeskLines(*tx).slow_creates(job.desk->name));
        intent.settled = moment.tick + intent.settles_in;
        intent.settled_at = now + intent.settles_in;
        alerts.save_intent(job.incident.id, intent);
    }
    return tx->commit();
}

}  // namespace

Milliseconds settling_time(const DeskSettings& desk, int slow_creates) {
    if (!is_remote(desk)) return Milliseconds(0);
    const Milliseconds set = Seconds(desk.number("settling_time_s"));
    const Milliseconds usual =
        set.count() > 0 ? set : std::max<Milliseconds>(Seconds(3 * desk.number("time_limit_s")), least_settling);
    return std::min(usual * (1 << std::clamp(slow_creates, 0, 8)), std::max(usual, most_settling));
}

Outcome commit_create(Job& job, db::Database& database, const Environment& env) {
    return commit(job, database, env, true);
}

Outcome commit_found(Job& job, db::Database& database, const Environment& env) {
    return commit(job, database, env, false);
}

bool may_take_effect(const db::IncidentRow& incident, Tick now) {
    return incident.create.sent && now < incident.create.settled;
}

void note_speed(db::Transaction& tx, const Job& job) {
    if (job.create_was_slow && job.desk) db::DeskLines(tx).created(job.desk->name, *job.create_was_slow);
}

}  // namespace secure_export::service
