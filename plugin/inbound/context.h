#pragma once
// What an alert is about, as facts for the ticket.  The shape of the context decides how it is read, not the name of
// the service, which is unknown often enough.

#include "core/alert.h"
#include "json/view.h"

namespace secure_export::inbound {

enum class ContextKind { condition, log_search, prometheus, smart_detection, budget, activity, backup, unknown };
ContextKind kind_of(const json::View& context);

// Adds facts, links, computers and custom properties of an alertContext of any kind to `alert`.  A context that is none
// of the known kinds becomes one fact with its text.
void read_context(Alert& alert, const json::View& context);

// The kinds, each in a source of its own; legacy forms carry the same contents in other wrappers.
void read_condition(Alert& alert, const json::View& context);  // metric and Log Alerts V2: condition.allOf
void read_log_search(Alert& alert, const json::View& search);  // log search V1, all spellings
void read_activity(Alert& alert, const json::View& event);     // activity log, Service Health, Resource Health
void read_prometheus(Alert& alert, const json::View& context);
void read_smart_detection(Alert& alert, const json::View& context);
void read_budget(Alert& alert, const json::View& data);  // AlertData, and the data of "AIP Budget Notification"
void read_backup(Alert& alert, const json::View& context);
void read_unknown_context(Alert& alert, const json::View& context);

// Notes the ids and names that a context of any kind gives to what is concerned: "resourceId" of an event,
// "linkedResourceId" and "linkedResourceName" of a backup, "ResourceId" of a log search.
void note_concerned(Alert& alert, const json::View& context);

// Notes what a dimension or a column of this name tells of the machine or resource concerned; false when it tells none.
bool note_computer(Alert& alert, std::string_view name, std::string_view value);

// "ApiName = GetBlob, GeoType = Primary" of [{"name", "value"}], which may also be an object; notes computers.
std::string read_dimensions(Alert& alert, const json::View& dimensions);
// The same as a fact, with long ones a line each, and in Alert::dimensions.
void add_dimensions(Alert& alert, std::string label, const json::View& dimensions);

// The scalars of any JSON value as facts, a line each: "Extended info / job id: ...".  A person's token claims are left
// out.
void add_plain_facts(Alert& alert, const json::View& value);

}  // namespace secure_export::inbound
