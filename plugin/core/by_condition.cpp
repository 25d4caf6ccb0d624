#include "core/by_condition.h"

#include <utility>

namespace secure_export {

void count_by_condition(Alert& alert) {
    if (alert.condition_key.empty()) return;
    alert.key = alert.condition_key;
    if (!alert.well_again || alert.condition == Condition::resolved) return;
    alert.condition = Condition::resolved;
    // A recovery message carries the time it was sent, not the time at which the trouble began.
    alert.resolved_at = std::exchange(alert.fired_at, std::nullopt);
    alert.resolved_text = std::exchange(alert.fired_text, {});
}

}  // namespace secure_export
