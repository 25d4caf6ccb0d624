#include "core/planner.h"

#include <utility>

#include "core/ci_candidates.h"
#include "core/routing.h"

namespace secure_export {
namespace {

bool is_over(State state) { return state == State::unknown || state == State::closed; }
bool is_begun(State state) { return state == State::opening || state == State::reopening; }

class Planner {
public:
    Planner(const Alert& alert, const Connection& connection, Mapping& mapping, const Occasion& occasion,
            const MaintenanceEnds& maintenance_ends)
        : alert_(alert),
          connection_(connection),
          mapping_(mapping),
          occasion_(occasion),
          maintenance_ends_(maintenance_ends) {
        planned_.alert = mapping.alert(alert.key);
    }

    Planned planned() {
        if (occasion_.task)
            what_is_due();
        else if (!is_member() && !begins())
            by_itself();
        return std::move(planned_);
    }

private:
    const Known& own() const { return planned_.alert.known; }

    void by_itself() {
        planned_.plan = plan(alert_, own(), connection_, occasion_.received_at);
        planned_.plan.member = planned_.plan.next;
    }

    void what_is_due() {
        planned_.happening = mapping_.happening(occasion_.happening);
        if (!planned_.happening) {
            planned_.plan.event = Event::due;
            planned_.plan.next = planned_.plan.member = own().state;
            planned_.plan.subject_key = planned_.alert.happening;
            planned_.plan.why = "nothing is due";
            return;
        }
        route_ = route_named(connection_, planned_.happening->route);
        planned_.plan = plan_due(alert_, own(), *planned_.happening, route_, connection_, around());
        planned_.one_too_many = is_one_too_many();
    }

    // A Resolved, and later news, follow their alert.
    bool is_member() {
        if (planned_.alert.happening.empty() || is_over(own().state)) return false;
        auto happening = mapping_.happening(planned_.alert.happening);
        return happening && decide_in(std::move(*happening));
    }

    bool begins() {
        if (alert_.condition != Condition::fired || alert_.news != News::begins || !is_over(own().state)) return false;
        // What was begun is gone on with, even if the settings group otherwise by now.
        if (!occasion_.happening.empty())
            if (auto begun = mapping_.happening(occasion_.happening); begun && is_begun(begun->state))
                return decide_in(std::move(*begun));
        const Route* route = route_of(connection_, alert_);
        if (!route || !route->policies.ticket || !need_state(route->policies)) return false;
        std::optional<ConfigurationItem> ci;
        if (grouped_by(route->policies) == GroupBy::ci) {
            ci = mapping_.remembered_ci(desk_of(connection_, route), alert_);
            if (!ci && !occasion_.ci_was_looked_up && !ci_candidates(alert_).empty()) {
                look_up_ci(*route);
                return true;
            }
        }
        const Group group = group_of(alert_, connection_, route->policies, ci ? &*ci : nullptr);
        HappeningState happening = mapping_.happening(group.key).value_or(HappeningState{});
        happening.key = group.key;
        // The first message decides: a new incident goes by its route, later ones by that of the happening.
        if (is_over(happening.state) && !happening.hold_until) {
            happening.route = route->name;
            happening.what = group.what;
        }
        decide_in(std::move(happening));
        // Late news and repeats join nothing: the alert gets no part in an incident that it was never of.
        if (planned_.plan.member == State::open) return true;
        planned_.happening.reset();
        return false;
    }

    bool decide_in(HappeningState happening) {
        route_ = route_named(connection_, happening.route);
        planned_.happening = std::move(happening);
        planned_.plan = plan_by_policies(alert_, own(), *planned_.happening, route_, connection_, around());
        if (is_one_too_many()) {
            planned_.happening = summary_of_route(mapping_, connection_, route_->name);
            planned_.plan = plan_joining(alert_, own(), *planned_.happening, route_, connection_, around());
        }
        return true;
    }

    bool is_one_too_many() { return planned_.plan.new_incident && is_too_many(*planned_.happening, route_, around()); }

    void look_up_ci(const Route& route) {
        planned_.plan.event = Event::fired;
        planned_.plan.act = Act::look_up_ci;
        planned_.plan.next = planned_.plan.member = own().state;
        planned_.plan.route = &route;
        planned_.plan.desk = desk_of(connection_, &route);
        planned_.plan.subject_key = planned_.alert.happening;
        planned_.plan.why = "the route groups by configuration item: the desk would be asked for it first";
    }

    Surroundings around() {
        Surroundings around{occasion_.now, std::nullopt, 0, 0};
        if (!route_) return around;
        const RoutePolicies& policies = route_->policies;
        if (!policies.maintenance.empty()) around.maintenance_ends = maintenance_ends_(policies, occasion_.now.wall);
        if (policies.max_tickets)
            around.opened_lately = mapping_.opened_since(route_->name, occasion_.now.tick - policies.max_tickets->per);
        if (policies.hold.count() > 0) around.held = mapping_.held();
        return around;
    }

    const Alert& alert_;
    const Connection& connection_;
    Mapping& mapping_;
    const Occasion& occasion_;
    const MaintenanceEnds& maintenance_ends_;
    Planned planned_;
    const Route* route_ = nullptr;  // of the happening
};

}  // namespace

Planned plan_by_mapping(const Alert& alert, const Connection& connection, Mapping& mapping, const Occasion& occasion,
                        const MaintenanceEnds& maintenance_ends) {
    return Planner(alert, connection, mapping, occasion, maintenance_ends).planned();
}

HappeningState summary_of_route(Mapping& mapping, const Connection& connection, const std::string& route) {
    const Group group = summary_of(connection, route);
    HappeningState summary = mapping.happening(group.key).value_or(HappeningState{});
    summary.key = group.key;
    summary.route = route;
    summary.what = group.what;
    summary.summary = true;
    return summary;
}

const Route* route_named(const Connection& connection, std::string_view name) {
    for (const Route& route : connection.routes)
        if (route.name == name) return &route;
    return nullptr;
}

}  // namespace secure_export
