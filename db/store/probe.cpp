#include "db/store/probe.h"

#include "core/timestamps.h"
#include "db/engine/in_transaction.h"
#include "db/store/inbox.h"

namespace secure_export::db {

namespace {

// Uses an empty name, which no connection has, and the queue of an existing desk.
Delivery rehearsal(Transaction& tx, std::string_view body, Time now) {
    Delivery delivery;
    Statement line = tx.prepare("SELECT desk FROM desk_line LIMIT 1");
    if (line.step()) delivery.desk = line.text(0);
    delivery.alert_key = "health probe";
    delivery.fired_at = iso(now);
    delivery.form = "probe";
    delivery.body = body;
    delivery.received_at = now;
    return delivery;
}

}  // namespace

Outcome probe(Database& database, const Clock& clock, std::size_t body_bytes) {
    return in_transaction(database, [&](Transaction& tx) -> Outcome {
        const Moment now = db::now(tx, clock);
        const std::string body(body_bytes, ' ');
        tx.prepare("SAVEPOINT rehearsal").run();
        Inbox(tx).put(rehearsal(tx, body, now.wall), now.tick);
        tx.prepare("ROLLBACK TO rehearsal").run();
        tx.prepare("RELEASE rehearsal").run();
        // The commit writes pages that were changed and changed back, but not the pages freed with the body: so this
        // row takes as many.
        tx.prepare("INSERT INTO probe (id, at) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET at = excluded.at")
            .run_with(iso(now.wall) + body);
        return {};
    });
}

std::optional<std::uint64_t> free_bytes(const std::filesystem::path& file) {
    std::error_code failed;
    const auto space = std::filesystem::space(file, failed);
    if (failed) return std::nullopt;
    return space.available;
}

}  // namespace secure_export::db
