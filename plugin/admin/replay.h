#pragma once
// A port of the admin API: plays stored alerts through the settings in force or unsaved ones, sending nothing, and
// compares with what happened.  Implemented by service/operations/replayer.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/result.h"

namespace secure_export::admin {

struct ReplayOrder {
    std::string since;                    // as core/since.h reads it: "30d"
    std::optional<std::string> settings;  // an unsaved document; nullopt: the settings in force
    std::string connection;               // empty: all
    int limit = 0;                        // deliveries at most: the oldest of the period
    int listed = 0;                       // differences and open incidents at most in the lists
};

// What became of the messages of a route on a day (UTC).
struct ReplayCounts {
    int messages = 0;      // Fired and Resolved
    int opened = 0;        // incidents, summaries too
    int reopened = 0;      // incidents
    int grouped = 0;       // messages that fire and went to an incident that was open already
    int held = 0;          // happenings that a hold or a maintenance window held back at first
    int never_opened = 0;  // of those, the ones that were over before
    int summary = 0;       // messages that went to a summary incident
    int resolved = 0;      // incidents
    int refused = 0;       // messages that the settings would answer with 403
};

struct ReplayRow {
    std::string day, connection, route;  // "2026-11-26"; route empty: none matches
    ReplayCounts counts;
};

// Incidents of one day: as it happened, and in the replay.
struct ReplayDay {
    std::string day;
    int opened_then = 0, opened_now = 0, resolved_then = 0, resolved_now = 0, notes_then = 0, notes_now = 0;
};

// One thing that became of a delivery.
struct ReplayFate {
    std::string what;      // name of an audit event type: opened, reopened, noted, resolved, held, ...; or "refused"
    std::string incident;  // empty: none; "#12": one that the replay opened in its own right
};

// Why the replay of a delivery differs; a machine's name each, which the screens explain.
//   settings          the settings of the replay
//   earlier_settings  it was worked on before the settings in force were saved
//   late_work         it, or another of its alert or incident, was worked on late: a desk was away, or it was parked
//   operator          an operator dropped it, or forgot the alert
//   people            people have left its incident open in the desk
//   began_before      its incident began before the messages that were read
//   unknown           none of these
struct ReplayDifference {
    std::int64_t delivery = 0;
    Time received_at;
    std::string connection, alert_key, rule, resource;
    std::vector<ReplayFate> before, after;
    std::string why;  // of `after`, for people; may be empty
    std::string because;
};

// An open incident that other settings treat differently.
struct ReplayOpenIncident {
    std::string connection, route, desk, number, url, title;
    std::string before, after;  // sentences for people
};

struct Replay {
    Time since, until;
    bool edited = false;              // under ReplayOrder::settings
    std::string settings_changed_at;  // when the settings in force were saved; empty: before `since`
    int deliveries = 0;               // of the period that were played
    int run_in = 0;                   // earlier ones that were played so that what was open is known
    std::int64_t repeats = 0;         // not played: Azure's repeats were not worked on
    int unfinished = 0;               // waiting or parked: nothing has become of them yet
    int skipped = 0;                  // the connection is not in the settings, or the body cannot be read
    bool complete = true;             // false: there were more than ReplayOrder::limit
    ReplayCounts total;
    std::vector<ReplayRow> rows;                // by day, connection and route
    std::vector<ReplayDay> days;                // each day with something in it
    int same = 0, different = 0;                // deliveries
    std::map<std::string, int> because;         // number of differing ones by reason
    std::vector<ReplayDifference> differences;  // the oldest, at most ReplayOrder::listed
    int open_looked_at = 0, open_different = 0;
    std::vector<ReplayOpenIncident> open;  // at most ReplayOrder::listed
};

class Replayer {
public:
    virtual ~Replayer() = default;
    // Fault::invalid, with the reason, for settings, a time or a connection that is invalid; Fault::unavailable while
    // another replay runs in this process.
    virtual Result<Replay> replay(const ReplayOrder& order) = 0;
};

}  // namespace secure_export::admin
