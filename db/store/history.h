#pragma once
// What came and what became of it, in the order of arrival: for the replay.  Each function reads a bounded part, so
// that no reading transaction is long.

#include <span>
#include <string>
#include <vector>

#include "core/clock.h"
#include "db/engine/database.h"

namespace secure_export::db {

struct StoredDelivery {
    std::int64_t id = 0;
    std::string connection, alert_key;
    std::string rule, resource, body;
    std::string state;  // in the inbox: waiting, parked, done, dropped
    bool task = false;  // it waits for something that is due, and was worked on before
    Time received_at;
};

// An event of the audit trail that tells what became of a delivery.
struct StoredEvent {
    std::int64_t id = 0, delivery = 0, incident = 0;  // 0: none
    Time at;
    std::string connection, alert_key, what, detail;
};

struct IncidentThen {
    std::int64_t id = 0;
    std::string connection, correlation_key;
    Time opened;
};

struct OpenNow {
    std::string connection, correlation_key, desk, number, url, title;
};

class History {
public:
    explicit History(Transaction& tx) : tx_(tx) {}

    // First deliveries since `since`, by their id, at most `limit`.  `connection` empty: of all.
    std::vector<std::int64_t> deliveries_since(Time since, const std::string& connection, int limit) const;
    std::int64_t repeats_since(Time since, const std::string& connection) const;
    // Reads deliveries in that order until `max_bytes` of bodies are read; at least one.  Returns how many of `ids` are
    // done with; those without a body are left out.
    std::size_t read(std::span<const std::int64_t> ids, std::size_t max_bytes, std::vector<StoredDelivery>& into) const;

    // The next events since `since`, after the last one that `after` names (its `at` and `id`), at most `limit`.
    std::vector<StoredEvent> events(Time since, const StoredEvent& after, int limit) const;
    // Events of one alert before that time.
    std::vector<StoredEvent> events_before(const std::string& connection, const std::string& alert_key, Time before,
                                           int limit) const;

    // Incidents that were begun before `at` and not over then, after the id `after`, at most `limit`.
    std::vector<IncidentThen> open_at(Time at, const std::string& connection, std::int64_t after, int limit) const;
    // Of the alerts of an incident, the deliveries from `since` on that came before `before`; the newest, in order.
    std::vector<std::int64_t> deliveries_of(const IncidentThen& incident, Time since, Time before, int limit) const;
    // Alerts that the incident stands for.
    std::vector<std::string> alerts_of(const IncidentThen& incident, int limit) const;

    // Incidents that are not over, after the correlation key `after`, at most `limit`.
    std::vector<OpenNow> open_now(const std::string& connection, const std::string& after, int limit) const;

    // The number of an incident in its desk, or what else names it; empty when there is none of that id.
    std::string incident_name(std::int64_t id) const;

private:
    Transaction& tx_;
};

}  // namespace secure_export::db
