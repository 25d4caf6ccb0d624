#include "service/refusal_log.h"

#include <algorithm>

#include "db/engine/in_transaction.h"
#include "service/limits.h"

namespace secure_export::service {

namespace {
constexpr Milliseconds between_writings{1000};
}  // namespace

RefusalLog::RefusalLog(db::Database& database, const Environment& env) : database_(database), env_(env) {}

void RefusalLog::add(db::Refusal refusal) {
    const std::string line = "refused with " + std::to_string(refusal.status) + " (" + refusal.check + ") from " +
                             (refusal.peer.empty() ? "?" : refusal.peer) + ": " + refusal.detail;
    const std::scoped_lock lock(mutex_);
    std::string kind =
        refusal.check + '\n' + refusal.connection + '\n' + refusal.tenant + '\n' + refusal.caller + '\n' + refusal.peer;
    if (!gathered_.contains(kind) && gathered_.size() >= max_gathered) {
        kind = "other";
        refusal = {refusal.at, refusal.status, "other", "", "", "", "", "further kinds of refusals, counted together",
                   1};
    }
    const auto [at, is_new] = gathered_.try_emplace(std::move(kind), refusal);
    if (is_new) {
        env_.log.write(Level::warning, line);
    } else {
        at->second.count += refusal.count;
        at->second.at = refusal.at;
    }
}

void RefusalLog::write_if_due() {
    {
        const std::scoped_lock lock(mutex_);
        if (gathered_.empty()) return;
        if (written_ && env_.clock.uptime().since < *written_ + between_writings) return;
    }
    write_all();
}

Outcome RefusalLog::store(const std::map<std::string, db::Refusal>& refusals) {
    return db::in_transaction(database_, [&](db::Transaction& tx) -> Outcome {
        for (const auto& [kind, refusal] : refusals) db::Refusals(tx).add(refusal);
        return {};
    });
}

void RefusalLog::write_all() {
    std::map<std::string, db::Refusal> taken;
    {
        const std::scoped_lock lock(mutex_);
        taken.swap(gathered_);
        written_ = env_.clock.uptime().since;
    }
    if (taken.empty()) return;
    const Outcome stored = store(taken);
    if (stored) return;
    env_.log.write(Level::warning,
                   "refused requests are counted in memory until they can be written: " + stored.error().for_log());
    const std::scoped_lock lock(mutex_);  // kept for the next write; bounded, since there is one entry per kind
    for (auto& [kind, refusal] : taken) {
        const auto [at, is_new] = gathered_.try_emplace(kind, refusal);
        if (!is_new) at->second.count += refusal.count;
    }
}

}  // namespace secure_export::service
