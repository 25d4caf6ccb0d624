#include "service/operations/replayer.h"

#include "core/since.h"
#include "core/text.h"
#include "core/timestamps.h"
#include "db/engine/in_transaction.h"
#include "db/store/settings.h"
#include "db/store/timeline.h"
#include "service/limits.h"
#include "service/operations/open_under.h"
#include "service/operations/replay_run.h"
#include "service/operations/unsaved_settings.h"

namespace secure_export::service::operations {

Result<admin::Replay> Replayer::replay(const admin::ReplayOrder& order) {
    if (runs_.exchange(true))
        return Error{Fault::unavailable, "another replay runs in this process: try again when it has ended", ""};
    struct Ended {
        std::atomic<bool>& runs;
        ~Ended() { runs = false; }
    } const ended{runs_};
    return replay_alone(order);
}

Result<admin::Replay> Replayer::replay_alone(const admin::ReplayOrder& order) {
    admin::Replay result;
    const auto now = db::now(database_, env_.clock);
    if (!now) return now.error();
    const auto since = read_since("since", order.since, now->wall);
    if (!since) return since.error();
    result.since = *since;
    result.until = now->wall;
    result.edited = order.settings.has_value();
    if (result.since >= result.until)
        return Error{Fault::invalid,
                     "since: \"" + cut(one_line(order.since), max_quoted_bytes) +
                         "\" is not in the past: say how far back, such as 7d",
                     ""};
    const auto in_force = snapshots_.current();
    if (!in_force) return in_force.error();
    const auto settings = settings_of(order.settings, snapshots_, env_);
    if (!settings) return settings.error();
    if (!order.connection.empty() && !(*settings)->connection(order.connection))
        return Error{Fault::invalid,
                     "there is no connection \"" + cut(one_line(order.connection), max_quoted_bytes) +
                         "\" in the settings: name one of them, or none for all",
                     ""};
    const auto saved_at = db::in_reading(database_, [&](db::Transaction& tx) -> Result<std::string> {
        return db::SettingsStore(tx).current().changed_at;
    });
    if (!saved_at) return saved_at.error();
    const Time settings_since = read_time(*saved_at).value_or(Time{});
    if (settings_since > result.since) result.settings_changed_at = *saved_at;

    ReplayRun run(database_, env_, *settings, *in_force);
    if (const Outcome done = run.run(order, settings_since, result); !done) return done.error();
    if (result.edited) {
        const Outcome compared =
            compare_open(database_, env_, (*in_force)->settings, (*settings)->settings, order, result);
        if (!compared) return compared.error();
    }
    return result;
}

}  // namespace secure_export::service::operations
