#include "service/create_intent.h"

#include <algorithm>

#include "db/engine/in_transaction.h"
#include "db/store/desk_queues.h"
#include "service/limits.h"
#include "service/watched_desk.h"

namespace secure_export::service {

namespace {

Outcome commit(Acting& acting, const Tools& tools, bool create) {
    return db::in_transaction(tools.database, [&](db::Transaction& tx) -> Outcome {
        const Moment moment = db::now(tx, tools.env.clock);
        const Time now = moment.wall;
        if (!db::Inbox(tx).holds(acting.claimed.item))
            return Error{Fault::unavailable, "another worker has claimed this alert: its result counts", ""};
        db::Alerts alerts(tx);
        alerts.save(acting.rows.incident, now);
        acting.rows.alert.incident = acting.rows.incident.id;
        save_alert(tx, acting.rows, acting.plan.route, moment);
        if (!create) return {};
        db::CreateIntent& intent = acting.rows.incident.create;
        if (intent.sent) ++intent.doubtful;  // the outcome of the previous create is unknown
        intent.sent = true;
        intent.settles_in = settling_time(tools.settings, db::DeskQueues(tx).slow_creates(tools.settings.name));
        intent.settled = moment.tick + intent.settles_in;
        intent.settled_at = now + intent.settles_in;
        alerts.save_intent(acting.rows.incident.id, intent);
        return {};
    });
}

}  // namespace

Milliseconds settling_time(const DeskSettings& desk, int slow_creates) {
    if (!is_remote(desk)) return Milliseconds(0);
    const Milliseconds set = Seconds(desk.number("settling_time_s"));
    const Milliseconds usual =
        set.count() > 0 ? set : std::max<Milliseconds>(Seconds(3 * desk.number("time_limit_s")), min_settling);
    return std::min(usual * (1 << std::clamp(slow_creates, 0, 8)), std::max(usual, max_settling));
}

Outcome commit_create(Acting& acting, const Tools& tools) { return commit(acting, tools, true); }

Outcome commit_found(Acting& acting, const Tools& tools) { return commit(acting, tools, false); }

bool may_take_effect(const db::IncidentRow& incident, Tick now) {
    return incident.create.sent && now < incident.create.settled;
}

void note_speed(db::Transaction& tx, const DeskSettings& desk, const ActResult& result) {
    if (result.create_was_slow) db::DeskQueues(tx).record_create(desk.name, *result.create_was_slow);
}

}  // namespace secure_export::service
