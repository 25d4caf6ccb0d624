#include "admin/explain_api.h"

#include "admin/reading.h"
#include "core/text.h"
#include "core/timestamps.h"
#include "db/store/audit_trail.h"
#include "db/store/timeline.h"

namespace secure_export::admin {
namespace {

std::string because(const std::string& why) { return why.empty() ? "" : ": " + one_line(why); }

// Explains to people why an item is not finished.
std::string why_it_waits(const db::Unfinished& item, Time now) {
    if (item.parked) return "parked since " + item.since + " until an operator retries or drops it" + because(item.why);
    if (item.leased && item.due > now) return "is being worked on" + because(item.why);
    if (item.behind)
        return "waits behind delivery " + std::to_string(item.behind) + " of the same alert, which " +
               (item.behind_parked ? "is parked" : "is not done");
    if (item.paused_until > now)
        return "waits: desk \"" + item.desk + "\" is paused until " + for_people(item.paused_until) +
               because(item.desk_error);
    if (item.due > now) return "waits until " + for_people(item.due) + because(item.why);
    if (item.in_front)
        return "waits for its turn, with " + std::to_string(item.in_front) + " in front of it for desk \"" + item.desk +
               "\"";
    return "is due now" + because(item.why);
}

}  // namespace

Response explain_reply(const Request& request, db::Database& database, const Clock& clock) {
    const std::string of = query_value(request.query, "of").value_or("");
    if (of.empty())
        return refused(400, "parameter \"of\" is missing: give an alert id, an incident number or a delivery id");
    return reading(database, [&](db::Transaction& tx) -> Response {
        db::AuditTrail audit_trail(tx);
        const Moment moment = db::now(tx, clock);
        const Time now = moment.wall;
        const auto alerts = audit_trail.of(of);
        if (alerts.empty())
            return refused(404, "nothing is known of \"" + cut(one_line(of), 200) +
                                    "\": give an alert id, an incident number, or a delivery id (d17)");
        Json::Value body(Json::arrayValue);
        const auto add = [&](const db::AlertAuditTrail& alert, const db::AuditEvent& h) {
            Json::Value one(Json::objectValue);
            one["at"] = iso(h.at);
            one["connection"] = alert.connection;
            one["alert_key"] = alert.alert_key;
            one["rule"] = alert.rule;
            one["severity"] = alert.severity;
            one["resource"] = alert.resource;
            one["what"] = h.type;
            one["detail"] = h.detail;
            if (h.delivery) one["delivery"] = Json::Int64(h.delivery);
            body.append(one);
        };
        for (const db::AlertAuditTrail& alert : alerts) {
            for (const db::AuditEvent& h : alert.events) add(alert, h);
            for (const db::Unfinished& item : audit_trail.unfinished(alert.connection, alert.alert_key, moment)) {
                db::AuditEvent h;
                h.at = now;
                h.delivery = item.delivery;
                h.type = name_of(item.parked ? AuditEventType::parked : AuditEventType::waiting);
                h.detail = why_it_waits(item, now);
                add(alert, h);
            }
        }
        return body;
    });
}

}  // namespace secure_export::admin
