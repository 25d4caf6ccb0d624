#include "service/operations/dry_runner.h"

#include "core/by_condition.h"
#include "core/field_templates.h"
#include "core/happening.h"
#include "core/policy_plan.h"
#include "core/portal.h"
#include "core/subscription_bounds.h"
#include "core/templates.h"
#include "db/engine/in_transaction.h"
#include "inbound/authorize.h"
#include "inbound/notice.h"
#include "service/ci_additions.h"
#include "service/ci_finder.h"
#include "service/operations/unsaved_settings.h"
#include "service/planning.h"

namespace secure_export::service::operations {
namespace {

CiFound look_up(admin::DryRun& run, const Alert& alert, const DeskFields& fields, Desk& desk, db::Database& database) {
    auto found = find_ci(database, desk, run.desk, alert, fields);
    if (found) return std::move(*found);
    run.problems.push_back("the configuration item could not be looked up: " + found.error().message);
    return {std::nullopt, "", found.error().message};
}

}  // namespace

Result<admin::DryRun> DryRunner::run(const admin::DryRunOrder& order) {
    const auto snapshot = settings_of(order.settings, snapshots_, env_);
    if (!snapshot) return snapshot.error();
    const Connection* connection = (*snapshot)->connection(order.connection);
    if (!connection)
        return Error{Fault::invalid, "there is no connection \"" + order.connection + "\" in the settings", ""};
    auto alert = inbound::read_alert(order.body);
    if (!alert) return Error{Fault::invalid, "the alert cannot be read: " + alert.error().message, ""};
    count_by_happening(*alert);
    if (!is_of_happening(*alert) && connection->one_incident_for == OneIncidentFor::condition)
        count_by_condition(*alert);
    const auto refused = inbound::not_allowed(*connection, alert->subscriptions);
    alert->portal = portal_of(connection->cloud);
    keep_within(*alert, connection->allowed_subscriptions);

    // As if it arrived now and no operator had confirmed it; the desk is not asked for the item to group by.
    const auto planned = db::in_reading(database_, [&](db::Transaction& tx) -> Result<PlannedRows> {
        const Moment now = db::now(tx, env_.clock);
        return plan_by_database(tx, *alert, *connection, false, {now, now.wall, false, "", true}, env_);
    });
    if (!planned) return planned.error();
    const Plan& plan = planned->plan;
    const Rows& rows = planned->rows;

    admin::DryRun run;
    if (refused) run.problems.push_back("this alert would be answered 403: " + *refused);
    run.alert_key = alert->key;
    run.condition = alert->condition == Condition::fired ? "fired" : "resolved";
    run.state = name_of(rows.alert.state);
    run.act = name_of(plan.act);
    run.why = plan.why;
    if (plan.route) run.route = plan.route->name;
    run.desk = plan.desk;
    run.desk_key = rows.incident.id && !plan.new_incident ? rows.incident.desk_key
                                                          : desk_key_of(plan.subject_key, plan.generation);

    const DeskSettings* settings = (*snapshot)->desk(run.desk);
    auto desk = order.settings && settings ? desks_.make(*settings) : desks_.get(**snapshot, run.desk);
    if (!desk) {
        run.problems.push_back(desk.error().message);
        return run;
    }
    const CiFound found = look_up(run, *alert, fields_of_new(*alert, *settings, plan.route), **desk, database_);
    run.ci = found.ci;
    run.ci_reason = found.reason;
    const Alert described = as_told(*alert, plan);
    NewIncident draft = draft_incident(described, *settings, run.desk_key, found.ci, remarks(described, found));
    draft.fields = fields_of_new(described, *settings, plan.route, found.ci, remarks(described, found));
    const auto from_ci = add_from_ci(**desk, draft);
    if (from_ci)
        run.ci_reason += *from_ci;
    else
        run.problems.push_back("what the configuration item adds could not be read: " + from_ci.error().message);
    run.title = draft.title;
    run.description = draft.description;
    run.fields = (*desk)->draft(draft);
    return run;
}

}  // namespace secure_export::service::operations
