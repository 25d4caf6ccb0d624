#pragma once
// A way of inserting deliveries into the mapping database.  All contenders run the same statements on the same schema.

#include <memory>
#include <string>
#include <string_view>

struct Contender {
    virtual ~Contender() = default;
    // Inserts `count` new deliveries with this body in one commit, numbered from `first`.
    virtual void put(int first, int count, std::string_view body) = 0;
};

std::unique_ptr<Contender> wrapper(const std::string& file, const char* synchronous);
std::unique_ptr<Contender> raw(const std::string& file, const char* synchronous);
std::unique_ptr<Contender> sqlitecpp(const std::string& file, const char* synchronous);
std::unique_ptr<Contender> poco(const std::string& file, const char* synchronous);

inline constexpr const char* insert_delivery =
    "INSERT INTO delivery (connection, alert_key, condition, fired_at, alert_id, form, received_ms, received_at, peer, "
    "caller, checks, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) "
    "ON CONFLICT (alert_key, connection, condition, fired_at) WHERE duplicate_of IS NULL DO NOTHING RETURNING id";
inline constexpr const char* insert_line =
    "INSERT INTO desk_line (desk) VALUES ('local') ON CONFLICT (desk) DO NOTHING";
inline constexpr const char* insert_work =
    "INSERT INTO inbox (delivery, connection, alert_key, state, due_tick, since_at, desk) "
    "VALUES ($1, $2, $3, 'waiting', $4, $5, 'local')";

inline std::string key_of(int number) {
    return "/subscriptions/11111111-1111-1111-1111-111111111111/providers/microsoft.alertsmanagement/alerts/" +
           std::to_string(number);
}
inline constexpr const char* when = "2026-01-01T00:00:00.000Z";
