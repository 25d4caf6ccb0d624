#pragma once
// Incidents as ServiceNow's table keeps them: found by our key, read, written, with what our account turns out not to
// see.  What is done in which order is the desk's (desk.cpp).  Errors are those of Table beside the ones named here.

#include <json/value.h>

#include <atomic>
#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "adapters/desks/servicenow/client.h"
#include "adapters/desks/servicenow/payload.h"
#include "core/desk.h"
#include "core/settings.h"

namespace secure_export::desks::servicenow {

// An incident as it was at one moment.
struct Seen {
    DeskIncident incident;
    std::string state, ci;
    OfPeople of_people;

    // What can be written by our account: closed and cancelled incidents cannot.
    bool writable() const { return incident.state == IncidentState::open || incident.state == IncidentState::resolved; }
};

// What became of a change.
struct Written {
    Seen seen;                     // the incident afterwards
    std::optional<Error> refusal;  // nothing was changed: people may have been quicker, which `seen` tells
};

// [concurrent]
class Incidents {
public:
    // Both must outlive it.
    Incidents(const Table& table, const DeskSettings& settings);

    // Those with our key, the oldest first.  Fault::refused when the field that holds the key cannot be searched.
    Result<std::vector<DeskIncident>> with_key(const std::string& key, Deadline deadline);
    // Its state is `gone` when there is none, or our account does not see it.
    Result<Seen> look(const std::string& id, Deadline deadline) const;
    Result<Written> write(const Seen& seen, const Json::Value& fields, Purpose purpose, Deadline deadline) const;
    Error not_writable(const Seen& seen) const;

    // Before a create: Fault::refused when there is no field for our key; `remark` names the operator's fields that are
    // not there.
    Outcome look_for_fields(const NewIncident& incident, std::string& remark, Deadline deadline);
    // The record, for read_created.
    Result<Json::Value> create(const Json::Value& fields, Deadline deadline);
    // Fault::refused when the new record did not keep our key.
    Result<Seen> read_created(const Json::Value& record, const std::string& key);

    Result<bool> has_note(const std::string& id, const std::string& text, Deadline deadline);

private:
    Result<Seen> read(const std::string& id, const Json::Value& record) const;
    Error no_correlation_field(const std::string& what) const;

    const Table& table_;
    const DeskSettings& settings_;
    const std::string incident_, correlation_field_, shown_;
    std::atomic<bool> correlation_field_seen_{false};  // an incident showed it, ever since this desk was made
    // There was no incident to show it, and none was created since: asking again would tell nothing new.
    std::atomic<bool> table_was_empty_{false};
    std::mutex fields_mutex_;
    std::map<std::string, bool> field_is_there_;  // by name: those of "fields" that were looked for
    std::atomic<std::chrono::steady_clock::duration> journal_closed_until_{};  // our account may not read it
};

}  // namespace secure_export::desks::servicenow
