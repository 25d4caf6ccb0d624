#include "service/dry_run.h"

#include "admin/config_document.h"
#include "core/correlation.h"
#include "core/lifecycle.h"
#include "core/routing.h"
#include "core/templates.h"
#include "db/store/alerts.h"
#include "inbound/digest.h"
#include "inbound/notice.h"
#include "service/ci_finder.h"

namespace secure_export::service {
namespace {

const char* name_of(Act act) {
    switch (act) {
        case Act::open_incident: return "open_incident";
        case Act::add_note: return "add_note";
        case Act::resolve_incident: return "resolve_incident";
        case Act::reopen_incident: return "reopen_incident";
        case Act::resolve_if_found: return "resolve_if_found";
        case Act::nothing: break;
    }
    return "nothing";
}

// The settings in force, or those that are given and not saved.
Result<std::shared_ptr<const Snapshot>> settings_for(const admin::DryRunOrder& order, Snapshots& snapshots) {
    if (!order.settings) return snapshots.current();
    auto settings = admin::read_settings(*order.settings);
    if (!settings) return settings.error();
    auto unsaved = std::make_shared<Snapshot>();
    unsaved->settings = std::move(*settings);
    return std::shared_ptr<const Snapshot>(std::move(unsaved));
}

std::string in_words(Act act, const db::IncidentRow& incident, const char* nothing) {
    switch (act) {
        case Act::open_incident: return "a new incident would be opened";
        case Act::add_note: return "incident " + incident.number + " would get a note that it fired again";
        case Act::resolve_incident: return "incident " + incident.number + " would be resolved";
        case Act::reopen_incident: return "incident " + incident.number + " would be opened again";
        case Act::resolve_if_found:
            return "no Fired of it is known: an incident that the desk has open under its key would be resolved";
        case Act::nothing: break;
    }
    return nothing;
}

CiFound look_up(admin::DryRun& run, const Alert& alert, const FieldMap& fields, Desk& desk, db::Database& database) {
    auto found = find_ci(database, desk, run.desk, alert, fields);
    if (found) return std::move(*found);
    run.problems.push_back("the configuration item could not be looked up: " + found.error().say);
    return {std::nullopt, "", found.error().say};
}

}  // namespace

Result<admin::DryRun> dry_run(const admin::DryRunOrder& order, db::Database& database, Snapshots& snapshots,
                              DeskDirectory& desks, const Environment& env) {
    const auto snapshot = settings_for(order, snapshots);
    if (!snapshot) return snapshot.error();
    const Connection* connection = (*snapshot)->connection(order.connection);
    if (!connection)
        return Error{Fault::invalid, "there is no connection \"" + order.connection + "\" in the settings", ""};
    const auto alert = inbound::read_alert(order.body);
    if (!alert) return Error{Fault::invalid, "the alert cannot be read: " + alert.error().say, ""};

    db::AlertRow row;
    db::IncidentRow incident;
    {
        auto tx = database.read();
        if (!tx) return tx.error();
        row = db::Alerts(*tx).load(connection->name, alert->key);
        if (row.incident) incident = db::Alerts(*tx).incident(row.incident).value_or(db::IncidentRow{});
    }
    const Event event = classify(alert->condition, believable(alert->fired_at, env.clock.now()), row.last_fired);
    const Step next = step(row.state, event, row.incident ? connection->refire : Refire::new_incident);

    admin::DryRun run;
    run.alert_key = alert->key;
    run.condition = alert->condition == Condition::fired ? "fired" : "resolved";
    run.state = name_of(row.state);
    run.act = name_of(next.act);
    run.why = in_words(next.act, incident, why_nothing(event, row.state));
    const Route* route = route_of(*connection, *alert);
    if (route) run.route = route->name;
    // As the work line has it: an incident that is there, or was begun, stays in its desk, whatever is configured
    // since.
    const bool new_incident = next.act == Act::open_incident && next.next != row.state;
    const bool of_incident = row.incident != 0 && !new_incident;
    run.desk = of_incident ? incident.desk : desk_of(*connection, *alert);
    run.desk_key = of_incident ? incident.desk_key
                               : desk_key(inbound::sha256_hex(correlation_key(connection->name, alert->key)),
                                          row.generation + (new_incident ? 1 : 0));

    const DeskSettings* settings = (*snapshot)->desk(run.desk);
    auto desk = order.settings && settings ? desks.make(*settings) : desks.get(**snapshot, run.desk);
    if (!desk) {
        run.problems.push_back(desk.error().say);
        return run;
    }
    const FieldMap fields = fields_of(*connection, *alert);
    const CiFound found = look_up(run, *alert, fields, **desk, database);
    run.ci = found.ci;
    run.ci_reason = found.reason;
    NewIncident draft = draft_incident(*alert, *settings, run.desk_key, found.ci, {ci_remark(found)});
    draft.fields = fields;
    run.fields = (*desk)->draft(draft);
    return run;
}

}  // namespace secure_export::service
