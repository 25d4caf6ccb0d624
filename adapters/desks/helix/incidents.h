#pragma once
// Incidents in Helix's forms: finds them by our key, reads them, and finds them after a create.  desk.cpp decides the
// order of the steps.  Errors are those of ArSystem and the ones named here.

#include <json/value.h>

#include <string>
#include <vector>

#include "adapters/desks/helix/client.h"
#include "core/desk.h"
#include "core/settings.h"

namespace secure_export::desks::helix {

// For messages: the id in quotes, on one line, shortened.
std::string quoted_id(const std::string& id);

struct Held {
    DeskIncident incident;
    Json::Value row;
};

// [concurrent]
class Incidents {
public:
    // Both must outlive it.
    Incidents(const ArSystem& ar, const DeskSettings& settings) : settings_(settings), ar_(ar) {}

    // The incidents with our key, oldest first.  Fault::refused when the field's query returns other ones.
    Result<std::vector<DeskIncident>> with_key(const std::string& key, rest::Deadline deadline) const;
    // The incident; its state is `gone` when there is none.
    Result<Held> look_up(const std::string& id, rest::Deadline deadline) const;
    // The incident just created.  Fault::refused when it did not store our key, or the account cannot see it.
    Result<DeskIncident> read_back(const std::string& key, const Created& created, rest::Deadline deadline) const;
    // Whether the incident has the note with these `fields` (payload.h).
    Result<bool> has_note(const Json::Value& fields, rest::Deadline deadline) const;
    Error no_such_incident(const std::string& id) const;

private:
    Result<DeskIncident> incident_in(const Json::Value& row) const;
    Result<std::vector<Json::Value>> incidents_where(const std::string& field, const std::string& value,
                                                     rest::Deadline deadline) const;
    std::string key_in(const Json::Value& row) const;
    Error loses_keys(const std::string& what) const;

    const DeskSettings& settings_;
    const ArSystem& ar_;
};

}  // namespace secure_export::desks::helix
