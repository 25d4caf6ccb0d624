#include "service/operations/open_under.h"

#include <algorithm>

#include "core/maintenance.h"
#include "core/planner.h"
#include "core/timestamps.h"
#include "db/engine/in_transaction.h"
#include "db/store/happenings.h"
#include "db/store/history.h"
#include "db/store/timeline.h"
#include "service/operations/limits.h"

namespace secure_export::service::operations {
namespace {

const Connection* connection_named(const Settings& settings, const std::string& name) {
    for (const Connection& one : settings.connections)
        if (one.name == name) return &one;
    return nullptr;
}

class Judge {
public:
    Judge(const Environment& env, const Moment& now) : env_(env), now_(now) {}

    // What would become of the incident: when its last alert is over, and what is due before.
    std::string of(const Settings& settings, const std::string& connection_name,
                   const std::optional<HappeningState>& state) const {
        const Connection* const connection = connection_named(settings, connection_name);
        if (!connection)
            return "connection \"" + connection_name + "\" is not in the settings: its messages would be refused";
        if (!state) return "goes on by itself";
        const Route* const route = route_named(*connection, state->route);
        std::string text = route ? "" : "its route is not in the settings, the defaults apply; ";
        HappeningState last = *state;
        last.members = 1;
        Alert end;
        end.condition = Condition::resolved;
        secure_export::Known member;
        member.state = State::open;
        text += "when it is over: " + plan_by_policies(end, member, last, route, *connection, around(route, now_)).why;
        if (const auto due = next_due(*state, route)) {
            const Tick at = std::max(*due, now_.tick);
            const Moment then{now_.wall_at(at), at};
            text += (at == now_.tick ? "; now: " : "; at " + for_people(then.wall) + ": ") +
                    plan_due(Alert{}, member, *state, route, *connection, around(route, then)).why;
        }
        return text;
    }

private:
    Surroundings around(const Route* route, const Moment& at) const {
        Surroundings around{at, std::nullopt, 0, 0};
        if (route && !route->policies.maintenance.empty())
            around.maintenance_ends = maintenance_ends(route->policies, at.wall, env_.zones);
        return around;
    }

    const Environment& env_;
    const Moment& now_;
};

}  // namespace

Outcome compare_open(db::Database& database, const Environment& env, const Settings& in_force, const Settings& edited,
                     const admin::ReplayOrder& order, admin::Replay& into) {
    std::string after;
    for (bool more = true; more;) {
        Outcome read = db::in_reading(database, [&](db::Transaction& tx) -> Outcome {
            const Moment now = db::now(tx, env.clock);
            const Judge judge(env, now);
            const auto incidents = db::History(tx).open_now(order.connection, after, slice_of_incidents);
            for (const db::OpenNow& one : incidents) {
                after = one.correlation_key;
                ++into.open_looked_at;
                std::optional<HappeningState> state;
                if (const auto row = db::Happenings(tx).load(one.correlation_key)) {
                    state = row->state;
                    state->incident = KnownIncident{one.desk, one.number};
                }
                std::string before = judge.of(in_force, one.connection, state);
                std::string then = judge.of(edited, one.connection, state);
                if (before == then) continue;
                ++into.open_different;
                if (into.open.size() >= static_cast<std::size_t>(order.listed)) continue;
                into.open.push_back({one.connection, state ? state->route : "", one.desk, one.number, one.url,
                                     one.title, std::move(before), std::move(then)});
            }
            more = incidents.size() == static_cast<std::size_t>(slice_of_incidents) &&
                   into.open_looked_at < max_open_looked_at;
            return {};
        });
        if (!read) return read;
    }
    return {};
}

}  // namespace secure_export::service::operations
