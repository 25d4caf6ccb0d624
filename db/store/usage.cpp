#include "db/store/usage.h"

namespace secure_export::db {

namespace {

constexpr Milliseconds minute{60'000}, day{24 * 3'600'000}, told_for{3'600'000};

}  // namespace

Time end_of_window(Cap cap, Time now) {
    const Milliseconds window = cap == Cap::bytes_per_day ? day : minute;
    return Time(window * (now.time_since_epoch() / window + 1));
}

Cap Usage::take(const std::string& connection, std::int64_t bytes, int alerts_per_minute, std::int64_t bytes_per_day,
                Time now) {
    const std::int64_t this_minute = now.time_since_epoch() / minute, today = now.time_since_epoch() / day;
    std::int64_t alerts_before = 0, bytes_before = 0;
    {
        Statement row = tx_.prepare(
            "SELECT CASE minute WHEN $2 THEN alerts ELSE 0 END, CASE day WHEN $3 THEN bytes ELSE 0 END FROM usage "
            "WHERE connection = $1");
        if (row.step_with(connection, this_minute, today)) row.into(alerts_before, bytes_before);
    }
    Cap used_up = Cap::none;
    if (alerts_per_minute > 0 && alerts_before >= alerts_per_minute) used_up = Cap::alerts_per_minute;
    if (bytes_per_day > 0 && bytes_before + bytes > bytes_per_day) used_up = Cap::bytes_per_day;
    const bool within = used_up == Cap::none;
    tx_.prepare(
           "INSERT INTO usage (connection, minute, alerts, day, bytes, bitten_alerts_ms, bitten_bytes_ms) "
           "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (connection) DO UPDATE SET minute = excluded.minute, "
           "alerts = excluded.alerts, day = excluded.day, bytes = excluded.bytes, "
           "bitten_alerts_ms = max(usage.bitten_alerts_ms, excluded.bitten_alerts_ms), "
           "bitten_bytes_ms = max(usage.bitten_bytes_ms, excluded.bitten_bytes_ms)")
        .run_with(connection, this_minute, alerts_before + (within ? 1 : 0), today, bytes_before + (within ? bytes : 0),
                  used_up == Cap::alerts_per_minute ? now : Time{}, used_up == Cap::bytes_per_day ? now : Time{});
    return used_up;
}

std::vector<Usage::Bite> Usage::biting(Time now) const {
    std::vector<Bite> bites;
    Statement rows = tx_.prepare(
        "SELECT connection, bitten_alerts_ms, bitten_bytes_ms FROM usage "
        "WHERE bitten_alerts_ms > $1 OR bitten_bytes_ms >= $2 ORDER BY connection");
    const Time lately = now - told_for, today = Time(day * (now.time_since_epoch() / day));
    rows.bind_all(lately, today);
    while (rows.step()) {
        std::string connection;
        Time alerts_bitten, bytes_bitten;
        rows.into(connection, alerts_bitten, bytes_bitten);
        if (alerts_bitten > lately) bites.push_back({connection, Cap::alerts_per_minute, alerts_bitten});
        if (bytes_bitten >= today) bites.push_back({connection, Cap::bytes_per_day, bytes_bitten});
    }
    return bites;
}

}  // namespace secure_export::db
