#pragma once
// Incidents in ServiceNow's table: finds them by our key, reads and writes them, and remembers what our account cannot
// see.  desk.cpp decides the order of the steps.  Errors are those of Table and the ones named here.

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

// An incident as read at one moment.
struct Seen {
    DeskIncident incident;
    std::string state, ci;
    OfPeople of_people;
    Levels levels;

    // Our account cannot change closed and cancelled incidents.
    bool writable() const { return incident.state == IncidentState::open || incident.state == IncidentState::resolved; }
};

// The result of a change.
struct Written {
    Seen seen;                     // the incident afterwards
    std::optional<Error> refusal;  // nothing was changed; `seen` shows whether people changed the incident meanwhile
};

// [concurrent]
class Incidents {
public:
    // Both must outlive it.
    Incidents(const Table& table, const DeskSettings& settings);

    // The incidents with our key, oldest first.  Fault::refused when the key's field cannot be searched.
    Result<std::vector<DeskIncident>> with_key(const std::string& key, Deadline deadline);
    // The incident; its state is `gone` when there is none, or our account cannot see it.
    Result<Seen> look(const std::string& id, Deadline deadline) const;
    Result<Written> write(const Seen& seen, const Json::Value& fields, Purpose purpose, Deadline deadline) const;
    Error not_writable(const Seen& seen) const;

    // Call before a create.  Fault::refused when the field for our key does not exist.  Sets `remark` to a text that
    // names the configured fields that do not exist.
    Outcome look_for_fields(const NewIncident& incident, std::string& remark, Deadline deadline);
    // Returns the record for read_created().
    Result<Json::Value> create(const Json::Value& fields, Deadline deadline);
    // Fault::refused when the new record did not store our key.
    Result<Seen> read_created(const Json::Value& record, const std::string& key);

    Result<bool> has_note(const std::string& id, const std::string& text, Deadline deadline);

private:
    Result<Seen> read(const std::string& id, const Json::Value& record) const;
    Error no_correlation_field(const std::string& what) const;

    const Table& table_;
    const DeskSettings& settings_;
    const std::string incident_, correlation_field_, shown_;
    std::atomic<bool> correlation_field_seen_{false};  // an incident had the field since this object was created
    // The table had no incident that could show the field, and none was created since: do not query again.
    std::atomic<bool> table_was_empty_{false};
    std::mutex fields_mutex_;
    std::map<std::string, bool> field_is_there_;  // by name: fields of "fields" that were checked
    std::atomic<std::chrono::steady_clock::duration> journal_closed_until_{};  // our account may not read it
};

}  // namespace secure_export::desks::servicenow
