#pragma once
// Incidents and their links to configuration items in iTop: one query or one change per function.  desk.cpp decides the
// order of the steps.  Errors are those of Api::ask() and Api::read(); an ItopResponse may be a refusal.

#include <json/value.h>

#include <optional>
#include <string>
#include <vector>

#include "adapters/desks/itop/client.h"
#include "adapters/desks/itop/key_in_incident.h"
#include "core/desk.h"
#include "core/settings.h"

namespace secure_export::desks::itop {

// [concurrent]
class Incidents {
public:
    using Found = std::optional<Row>;  // nullopt: there is none, or the account cannot see it

    // All must outlive it.
    Incidents(const DeskSettings& settings, const Api& api, const Correlation& correlation)
        : settings_(settings), class_(settings.text("class")), api_(api), correlation_(correlation) {}

    // The incidents that carry our key, oldest first.
    Result<std::vector<Row>> find_rows(const std::string& key, Deadline deadline) const;
    // The one of them that counts: the oldest open one, else the newest.
    Result<Found> find_row(const std::string& key, Deadline deadline) const;
    Result<Found> read(const std::string& id, Deadline deadline) const;
    DeskIncident incident_of(const Row& row) const;

    Result<ItopResponse> create(const Json::Value& fields, const std::string& key, Deadline deadline) const;
    Result<ItopResponse> stimulate(const std::string& id, const char* stimulus, Json::Value fields,
                                   Deadline deadline) const;
    Result<bool> has_note(const std::string& id, const std::string& text, Deadline deadline) const;
    Result<ItopResponse> add_note(const std::string& id, const std::string& text, Deadline deadline) const;

    Result<ItopResponse> change(const std::string& id, Json::Value fields, Deadline deadline) const;

    Result<bool> ci_exists(const std::string& ci, Deadline deadline) const;
    // The link between the two; nullopt when there is none.
    Result<Found> link_of(const std::string& id, const std::string& ci, Deadline deadline) const;
    Result<ItopResponse> link(const std::string& id, const std::string& ci, Deadline deadline) const;
    // `link`: the link's id.
    Result<ItopResponse> mark_not_impacted(const std::string& link, Deadline deadline) const;

private:
    const DeskSettings& settings_;
    const std::string class_;
    const Api& api_;
    const Correlation& correlation_;
};

}  // namespace secure_export::desks::itop
