#include "db/store/timeline.h"

#include "core/timestamps.h"
#include "db/engine/in_transaction.h"

namespace secure_export::db {
namespace {

// How far the ticks of a new boot lie after all stored ones: longer than any period that the code compares with, so
// that no event before the boot counts as recent.
constexpr Milliseconds apart = std::chrono::hours(1);

// Every stored tick that something waits for; read once per boot.
constexpr std::string_view latest_stamp = R"sql(
    SELECT max(t) FROM (SELECT max(due_tick) AS t FROM inbox WHERE state = 'waiting'
                        UNION ALL SELECT max(look_again_tick) FROM unbound
                        UNION ALL SELECT max(paused_until_tick) FROM desk_line
                        UNION ALL SELECT max(look_up_until_tick) FROM desk_line
                        UNION ALL SELECT max(look_due_tick) FROM incident WHERE look_due_tick IS NOT NULL
                        UNION ALL SELECT max(due_tick) FROM happening
                        UNION ALL SELECT max(last_news_tick) FROM happening
                        UNION ALL SELECT max(due_tick) FROM key_set
                        UNION ALL SELECT max(lease_until_tick) FROM key_set
                        UNION ALL SELECT max(asked_tick) FROM key_set
                        UNION ALL SELECT max(began_tick) FROM timeline) AS stamps)sql";

// Some sandboxes hide the boot id: such a process continues the existing timeline.  If the uptime is less than at the
// timeline's beginning, the machine was booted since, whatever the ids are.
constexpr std::string_view find_offset = R"sql(
    SELECT offset_ms, boot FROM timeline
    WHERE (boot = $1 OR boot = '' OR $1 = '') AND $2 + offset_ms >= began_tick)sql";

Tick tick_of_new_boot(Transaction& tx) {
    Tick latest{};
    Statement row = tx.prepare(latest_stamp);
    if (row.step()) row.into(latest);
    return latest + apart;
}

void keep(Transaction& tx, const Uptime& up, Milliseconds offset, Tick began) {
    Statement row = tx.prepare(
        "INSERT INTO timeline (id, boot, offset_ms, began_tick) VALUES (1, $1, $2, $3) ON CONFLICT (id) DO UPDATE "
        "SET boot = excluded.boot, offset_ms = excluded.offset_ms, began_tick = excluded.began_tick");
    row.run_with(up.boot, offset, began);
}

// What the policies of routes wait for (db/store/happenings.h) is not made due by a boot either: the waits go on from
// the last news before it, so none ends too early.  Changes are not moved: a happening that flapped begins to count
// anew.
void move_policies(Transaction& tx, const Moment& now) {
    std::optional<Tick> last;
    {
        Statement row = tx.prepare(
            "SELECT max(t) FROM (SELECT max(last_news_tick) AS t FROM happening UNION ALL "
            "SELECT max(opened_tick) FROM happening UNION ALL SELECT max(noted_tick) FROM happening) AS seen");
        if (row.step()) row.into(last);
    }
    if (!last) return;
    tx.prepare(
          "UPDATE happening SET hold_tick = hold_tick + $1, resolve_tick = resolve_tick + $1, "
          "note_tick = note_tick + $1, opened_tick = opened_tick + $1, ended_tick = ended_tick + $1, "
          "last_news_tick = last_news_tick + $1, noted_tick = noted_tick + $1, due_tick = due_tick + $1, changes = ''")
        .run_with(now.tick - *last);
    tx.prepare("UPDATE opening SET tick = tick + $1").run_with(now.tick - *last);
}

// What a boot does not make due: a create that was sent may still take effect in its desk, so its settling time starts
// again.
void begin_waits_anew(Transaction& tx, const Moment& now) {
    std::vector<std::pair<std::int64_t, Milliseconds>> in_doubt;
    {
        Statement row = tx.prepare("SELECT id, settle_ms FROM incident WHERE create_sent = 1");
        while (row.step()) {
            auto& [incident, wait] = in_doubt.emplace_back();
            row.into(incident, wait);
        }
    }
    for (const auto& [incident, wait] : in_doubt) {
        Statement settle = tx.prepare("UPDATE incident SET settle_until_tick = $2, settle_until_at = $3 WHERE id = $1");
        settle.run_with(incident, now.tick + wait, iso(now.wall + wait));
    }
}

}  // namespace

Moment now(Transaction& tx, const Clock& clock) {
    const Uptime up = clock.uptime();
    std::optional<Milliseconds> offset;
    std::string boot;
    {
        Statement row = tx.prepare(find_offset);
        if (row.step_with(up.boot, up.since)) row.into(offset, boot);
    }
    if (!offset) {
        const Tick began = tick_of_new_boot(tx);
        offset = began.time_since_epoch() - up.since;
        if (tx.may_write()) {
            keep(tx, up, *offset, began);
            begin_waits_anew(tx, {clock.now(), began});
            move_policies(tx, {clock.now(), began});
        }
    } else if (boot.empty() && !up.boot.empty() && tx.may_write()) {
        tx.prepare("UPDATE timeline SET boot = $1").run_with(up.boot);
    }
    return {clock.now(), Tick(up.since + *offset)};
}

Result<Moment> now(Database& database, const Clock& clock) {
    return in_reading(database, [&](Transaction& tx) -> Result<Moment> { return now(tx, clock); });
}

}  // namespace secure_export::db
