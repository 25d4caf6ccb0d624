#include "db/store/desk_lines.h"

#include <algorithm>

#include "core/timestamps.h"

namespace secure_export::db {
namespace {

constexpr Milliseconds first_pause = std::chrono::seconds(5);

Milliseconds pause_after(std::int64_t failures, Milliseconds longest) {
    return std::min(longest, first_pause * (1 << std::min<std::int64_t>(failures - 1, 6)));
}

}  // namespace

void DeskLines::end_pauses() {
    tx_.prepare("UPDATE desk_line SET paused_until_tick = 0, paused_until_at = '' WHERE paused_until_tick > 0").run();
}

void DeskLines::start_over() {
    tx_.prepare(
           "DELETE FROM desk_line "
           "WHERE NOT EXISTS (SELECT 1 FROM inbox AS x WHERE x.desk = desk_line.desk AND x.state = 'waiting') "
           "  AND NOT EXISTS (SELECT 1 FROM inbox AS x WHERE x.desk = desk_line.desk AND x.state = 'parked') "
           "  AND NOT EXISTS (SELECT 1 FROM unbound AS u WHERE u.desk = desk_line.desk)")
        .run();
    end_pauses();
}

void DeskLines::configure(std::string_view desk, int at_once) {
    Statement row = tx_.prepare(
        "INSERT INTO desk_line (desk, at_once) VALUES ($1, $2) "
        "ON CONFLICT (desk) DO UPDATE SET at_once = excluded.at_once");
    row.bind(1, desk).bind(2, at_once).run();
}

void DeskLines::ensure(std::string_view desk) {
    Statement row = tx_.prepare("INSERT INTO desk_line (desk) VALUES ($1) ON CONFLICT (desk) DO NOTHING");
    row.bind(1, desk).run();
}

DeskLines::Pause DeskLines::failed(std::string_view desk, const Moment& now, std::string_view why,
                                   Milliseconds again_after, Milliseconds longest) {
    ensure(desk);
    std::int64_t failures = 0, paused_until = 0;
    {
        Statement row = tx_.prepare("SELECT failures, paused_until_tick FROM desk_line WHERE desk = $1");
        if (row.bind(1, desk).step()) {
            failures = row.integer(0);
            paused_until = row.integer(1);
        }
    }
    const bool first = failures == 0;
    std::int64_t until = std::max(paused_until, ms(now.tick + std::min(again_after, longest_again_after)));
    if (paused_until <= ms(now.tick)) until = std::max(until, ms(now.tick + pause_after(++failures, longest)));
    Statement pause = tx_.prepare(
        "UPDATE desk_line SET failures = $2, paused_until_tick = $3, paused_until_at = $4, last_error = $5, "
        "since_at = CASE WHEN since_at = '' THEN $6 ELSE since_at END WHERE desk = $1");
    const Time end = now.wall_at(tick_of(until));
    pause.bind(1, desk).bind(2, failures).bind(3, until).bind(4, iso(end)).bind(5, why).bind(6, iso(now.wall)).run();
    return {end, first};
}

std::optional<DeskLines::Outage> DeskLines::answered(std::string_view desk) {
    Outage outage;
    {
        Statement row = tx_.prepare("SELECT failures, since_at FROM desk_line WHERE desk = $1 AND failures > 0");
        if (!row.bind(1, desk).step()) return std::nullopt;
        outage.failures = static_cast<int>(row.integer(0));
        outage.since_at = row.text(1);
    }
    Statement well = tx_.prepare(
        "UPDATE desk_line SET failures = 0, paused_until_tick = 0, paused_until_at = '', since_at = '', last_error = "
        "'' "
        "WHERE desk = $1");
    well.bind(1, desk).run();
    return outage;
}

void DeskLines::created(std::string_view desk, bool outlasted) {
    Statement count = tx_.prepare(
        "UPDATE desk_line SET slow_creates = CASE WHEN $2 = 1 THEN slow_creates + 1 ELSE 0 END "
        "WHERE desk = $1 AND (($2 = 1 AND slow_creates < 8) OR ($2 = 0 AND slow_creates > 0))");
    count.bind(1, desk).bind(2, outlasted ? 1 : 0).run();
}

int DeskLines::slow_creates(std::string_view desk) {
    Statement row = tx_.prepare("SELECT slow_creates FROM desk_line WHERE desk = $1");
    return row.bind(1, desk).step() ? static_cast<int>(row.integer(0)) : 0;
}

void DeskLines::begin_look_up(std::string_view desk, Tick until, std::string_view holder) {
    Statement begin = tx_.prepare("UPDATE desk_line SET look_up_until_tick = $2, look_up_by = $3 WHERE desk = $1");
    begin.bind(1, desk).bind(2, ms(until)).bind(3, holder).run();
}

void DeskLines::end_look_up(std::string_view desk, std::string_view holder) {
    Statement end =
        tx_.prepare("UPDATE desk_line SET look_up_until_tick = 0, look_up_by = '' WHERE desk = $1 AND look_up_by = $2");
    end.bind(1, desk).bind(2, holder).run();
}

void DeskLines::release(std::string_view holder) {
    Statement release = tx_.prepare(
        "UPDATE desk_line SET look_up_until_tick = 0, look_up_by = '' WHERE look_up_by = $1 AND look_up_until_tick > "
        "0");
    release.bind(1, holder).run();
}

}  // namespace secure_export::db
