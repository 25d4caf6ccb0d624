#pragma once
// The happenings of routes with policies (core/happening_state.h), and what is due for them.

#include "core/happening_state.h"
#include "db/engine/database.h"
#include "db/store/timeline.h"

namespace secure_export::db {

struct HappeningRow {
    std::int64_t id = 0;
    std::string connection;
    HappeningState state;            // without HappeningState::incident
    std::int64_t incident = 0;       // the current one; 0: none
    std::int64_t last_delivery = 0;  // the newest that was worked on
    std::string noted_at;            // when the last note was made; empty: never
};

class Happenings {
public:
    explicit Happenings(Transaction& tx) : tx_(tx) {}
    // nullopt when there is none of that key (HappeningState::key).
    std::optional<HappeningRow> load(std::string_view key) const;
    void save(HappeningRow& row, const std::optional<Tick>& due, const Moment& now);  // inserts or updates; sets id

    // Incidents that the route has opened since `since`, without summaries.
    int opened_since(std::string_view connection, std::string_view route, Tick since) const;
    // Counts one more; those older than `per` are forgotten.
    void count_opening(std::string_view connection, std::string_view route, Tick now, Milliseconds per);
    int held(std::string_view connection) const;

    // The end of these changes the state of every alert that fires in it.
    void close_members(std::string_view key, Time now);
    // Makes the alerts that fire in `from` alerts of `to`.
    void move_members(std::string_view from, std::string_view to, Time now);

    // Every alert that fires in it has this incident.
    void give_incident(std::string_view key, std::int64_t incident);

    struct Member {
        std::string rule, severity, resource, first_target;
        bool fires = false;
    };
    // Alerts that came or went since `since` (iso()), the newest first, at most `limit`.
    std::vector<Member> changed_since(std::string_view key, std::string_view since, int limit) const;

    // Puts what is due into the inbox, at most `limit` happenings; false when nothing is due.
    bool wake(const Moment& now, int limit);
    std::optional<Tick> next_due() const;

private:
    struct Due {
        std::string key;
        bool held = false;
        std::int64_t last_delivery = 0;
    };
    std::int64_t delivery_to_work_on(const Due& due) const;

    Transaction& tx_;
};

}  // namespace secure_export::db
