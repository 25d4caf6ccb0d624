#pragma once
// One incident for one happening.  Service Health, Resource Health, the activity log and Azure Monitor issues report
// one happening in several messages: each is a Fired with an alert id of its own, and none is ever resolved.  The
// messages of a happening are counted as one alert, whose key is the happening's (plugin/inbound/CONTRACT.md 3.2).

#include <optional>
#include <string>

#include "core/alert.h"

namespace secure_export {

// "service-health:ab12-cd3", lower case, not yet bounded: the same for all messages about one happening, over all
// subscriptions and rules of a connection.  Empty if the message does not say which happening it is about.
std::string happening_key(const Progress& progress);

// What the message means, by the table in happening.cpp.
News news_of(const Progress& progress);

// Makes the alert one of its happening: sets Alert::key to happening_key; an alert whose news is the end becomes
// Resolved, at the time it was sent.  An alert without happening_key is not changed.
void count_by_happening(Alert& alert);

// Whether the alert was counted by its happening: its key is the happening's.
bool is_of_happening(const Alert& alert);

// What the message reports, for notes and the audit trail: "Service Health AB12-CD3: stage InProgress", "Resource
// Health of vm-1: Available, before Unavailable", "operation 5e05...: status Succeeded".
std::string news_line(const Alert& alert);

}  // namespace secure_export
