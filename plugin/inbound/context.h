#pragma once
// Reads an alertContext into facts for the ticket.  The reader is chosen by the shape of the context and not by the
// name of the service, which is often unknown.

#include <initializer_list>
#include <string_view>

#include "core/alert.h"
#include "json/view.h"

namespace secure_export::inbound {

enum class ContextKind { condition, log_search, prometheus, smart_detection, budget, activity, backup, unknown };
ContextKind kind_of(const json::View& context);

// Adds facts, links, computers and custom properties of an alertContext of any kind to `alert`.  A context of an
// unknown kind becomes plain facts.
void read_context(Alert& alert, const json::View& context);

// One reader per kind; legacy forms contain the same contexts in other wrappers.
void read_condition(Alert& alert, const json::View& context);          // metric and Log Alerts V2: condition.allOf
void read_log_search(Alert& alert, const json::View& search);          // log search V1, all spellings
void read_activity(Alert& alert, const json::View& event);             // activity log, Service Health, Resource Health
void read_service_health(Alert& alert, const json::View& properties);  // of an event
void read_prometheus(Alert& alert, const json::View& context);
void read_smart_detection(Alert& alert, const json::View& context);
void read_budget(Alert& alert, const json::View& data);  // AlertData, and the data of "AIP Budget Notification"
void read_backup(Alert& alert, const json::View& context);
void read_unknown_context(Alert& alert, const json::View& context);

// `text` cut to the length of a name, on one line.
std::string line_of(const std::string& text);

// Adds the ids and names of the affected resources from a context of any kind: "resourceId" of an event,
// "linkedResourceId" and "linkedResourceName" of a backup, "ResourceId" of a log search.
void note_concerned(Alert& alert, const json::View& context);

// Adds `value` as a computer or resource id if a dimension or column called `name` holds one; false if it does not.
bool note_computer(Alert& alert, std::string_view name, std::string_view value);

// Formats [{"name", "value"}], or an object, as "ApiName = GetBlob, GeoType = Primary"; adds computers to `alert`.
std::string read_dimensions(Alert& alert, const json::View& dimensions);
// Adds the dimensions to Alert::dimensions and as one fact; long ones get a line each.
void add_dimensions(Alert& alert, const std::string& label, const json::View& dimensions);

// Adds the scalars of any JSON value as facts: "Extended info / job id: ...".  Claims of a user's token are left out.
void add_plain_facts(Alert& alert, const json::View& value);
// The same of the members that are none of `read`, in whatever letters: senders add some without notice.
void add_other_facts(Alert& alert, const json::View& object, std::initializer_list<std::string_view> read);

}  // namespace secure_export::inbound
