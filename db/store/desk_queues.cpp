#include "db/store/desk_queues.h"

#include <algorithm>

#include "core/back_off.h"
#include "core/limits.h"
#include "core/timestamps.h"

namespace secure_export::db {

void DeskQueues::half_open_all() {
    tx_.prepare("UPDATE desk_line SET paused_until_tick = 0, paused_until_at = '' WHERE paused_until_tick > 0").run();
}

void DeskQueues::close_all() {
    tx_.prepare(
           "DELETE FROM desk_line "
           "WHERE NOT EXISTS (SELECT 1 FROM inbox AS x WHERE x.desk = desk_line.desk AND x.state = 'waiting') "
           "  AND NOT EXISTS (SELECT 1 FROM inbox AS x WHERE x.desk = desk_line.desk AND x.state = 'parked') "
           "  AND NOT EXISTS (SELECT 1 FROM unbound AS u WHERE u.desk = desk_line.desk)")
        .run();
    half_open_all();
}

void DeskQueues::configure(std::string_view desk, int max_concurrency) {
    Statement row = tx_.prepare(
        "INSERT INTO desk_line (desk, at_once) VALUES ($1, $2) "
        "ON CONFLICT (desk) DO UPDATE SET at_once = excluded.at_once");
    row.run_with(desk, max_concurrency);
}

void DeskQueues::ensure(std::string_view desk) {
    Statement row = tx_.prepare("INSERT INTO desk_line (desk) VALUES ($1) ON CONFLICT (desk) DO NOTHING");
    row.run_with(desk);
}

DeskQueues::Pause DeskQueues::record_failure(std::string_view desk, const Moment& now, std::string_view why,
                                             Milliseconds retry_after, Milliseconds longest) {
    ensure(desk);
    std::int64_t failures = 0;
    Tick paused_until{};
    {
        Statement row = tx_.prepare("SELECT failures, paused_until_tick FROM desk_line WHERE desk = $1");
        if (row.step_with(desk)) row.into(failures, paused_until);
    }
    const bool first = failures == 0;
    Tick until = std::max(paused_until, now.tick + std::min(retry_after, max_retry_after));
    if (paused_until <= now.tick) until = std::max(until, now.tick + back_off(++failures, longest));
    const Time end = now.wall_at(until);
    tx_.prepare(
           "UPDATE desk_line SET failures = $2, paused_until_tick = $3, paused_until_at = $4, last_error = $5, "
           "since_at = CASE WHEN since_at = '' THEN $6 ELSE since_at END WHERE desk = $1")
        .run_with(desk, failures, until, iso(end), why, iso(now.wall));
    return {end, first};
}

std::optional<DeskQueues::Outage> DeskQueues::record_success(std::string_view desk) {
    Outage outage;
    {
        Statement row = tx_.prepare("SELECT failures, since_at FROM desk_line WHERE desk = $1 AND failures > 0");
        if (!row.step_with(desk)) return std::nullopt;
        row.into(outage.failures, outage.since_at);
    }
    tx_.prepare(
           "UPDATE desk_line SET failures = 0, paused_until_tick = 0, paused_until_at = '', since_at = '', "
           "last_error = '' WHERE desk = $1")
        .run_with(desk);
    return outage;
}

void DeskQueues::record_create(std::string_view desk, bool outlasted) {
    Statement count = tx_.prepare(
        "UPDATE desk_line SET slow_creates = CASE WHEN $2 = 1 THEN slow_creates + 1 ELSE 0 END "
        "WHERE desk = $1 AND (($2 = 1 AND slow_creates < 8) OR ($2 = 0 AND slow_creates > 0))");
    count.run_with(desk, outlasted);
}

int DeskQueues::slow_creates(std::string_view desk) {
    Statement row = tx_.prepare("SELECT slow_creates FROM desk_line WHERE desk = $1");
    return row.step_with(desk) ? static_cast<int>(row.integer(0)) : 0;
}

void DeskQueues::begin_look_up(std::string_view desk, Tick until, std::string_view lease_owner) {
    Statement begin = tx_.prepare("UPDATE desk_line SET look_up_until_tick = $2, look_up_by = $3 WHERE desk = $1");
    begin.run_with(desk, until, lease_owner);
}

void DeskQueues::end_look_up(std::string_view desk, std::string_view lease_owner) {
    Statement end =
        tx_.prepare("UPDATE desk_line SET look_up_until_tick = 0, look_up_by = '' WHERE desk = $1 AND look_up_by = $2");
    end.run_with(desk, lease_owner);
}

void DeskQueues::release(std::string_view lease_owner) {
    Statement release = tx_.prepare(
        "UPDATE desk_line SET look_up_until_tick = 0, look_up_by = '' WHERE look_up_by = $1 AND look_up_until_tick > "
        "0");
    release.run_with(lease_owner);
}

}  // namespace secure_export::db
