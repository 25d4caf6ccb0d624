#include "service/carry_over.h"

#include <algorithm>

#include "core/happening.h"
#include "db/engine/in_transaction.h"
#include "db/store/audit_trail.h"
#include "db/store/carry_over.h"
#include "inbound/notice.h"
#include "service/limits.h"

namespace secure_export::service {

namespace {

struct Found {
    db::CarryOver::OpenAlert alert;
    std::string key, what;
};

// What opened an incident without beginning a happening (a recovery, a review) does not stand for one.
std::optional<Found> happening_of(db::CarryOver::OpenAlert alert) {
    const auto read = inbound::read_alert(alert.body);
    if (!read || read->happening_key.empty() || read->news != News::begins) return std::nullopt;
    if (read->happening_key == alert.alert_key) return std::nullopt;
    std::string().swap(alert.body);
    return Found{std::move(alert), read->happening_key, news_line(*read)};
}

}  // namespace

// Where it stands is in the database; the incidents that are left are asked for once a process.
Result<bool> CarryOver::begin() {
    if (left_) return !left_->empty();
    auto left = db::in_reading(database_, [&](db::Transaction& tx) -> Result<std::optional<std::vector<std::int64_t>>> {
        const db::CarryOver carry_over(tx);
        const auto position = carry_over.position();
        return position ? std::optional(carry_over.open_after(*position)) : std::nullopt;
    });
    if (!left) return left.error();
    if (!*left) {
        done_ = true;
        return false;
    }
    left_ = std::move(*left);
    std::ranges::reverse(*left_);
    return true;
}

Outcome CarryOver::step(const std::vector<std::int64_t>& incidents) {
    // Bodies are read and parsed without a write lock: alerts are accepted meanwhile.
    std::vector<Found> found;
    auto read = db::in_reading(database_, [&](db::Transaction& tx) -> Outcome {
        for (const std::int64_t incident : incidents)
            if (auto alert = db::CarryOver(tx).alert_of(incident))
                if (auto one = happening_of(std::move(*alert))) found.push_back(std::move(*one));
        return {};
    });
    if (!read) return read;
    return db::in_transaction(database_, [&](db::Transaction& tx) -> Outcome {
        const Time now = env_.clock.now();
        db::CarryOver carry_over(tx);
        for (const Found& one : found) {
            if (!carry_over.give_key(one.alert, one.key)) continue;
            db::AuditTrail(tx).add({now, one.alert.connection, one.key, 0, 0, AuditEventType::carried_over,
                                    one.alert.number + " was opened by the version before for the alert " +
                                        one.alert.alert_key + "; it stands for the happening now: " + one.what});
        }
        if (incidents.empty())
            carry_over.finish();
        else
            carry_over.move_to(incidents.back());
        return {};
    });
}

Result<bool> CarryOver::once() {
    if (done_) return false;
    const std::scoped_lock lock(mutex_);
    // Another thread may have done it meanwhile.
    // cppcheck-suppress identicalConditionAfterEarlyExit
    if (done_) return false;
    const auto begun = begin();
    if (!begun) return begun.error();
    if (!left_) return false;  // an earlier process has done all
    std::vector<std::int64_t> incidents;
    for (std::size_t at = left_->size(); at > 0 && incidents.size() < max_carried_at_once; --at)
        incidents.push_back((*left_)[at - 1]);
    if (const Outcome stepped = step(incidents); !stepped) return stepped.error();
    left_->resize(left_->size() - incidents.size());
    if (incidents.empty()) done_ = true;
    return true;
}

}  // namespace secure_export::service
