#include "service/database_probe.h"

#include <algorithm>

#include "service/limits.h"

namespace secure_export::service {

namespace {
constexpr Milliseconds between_tries = std::chrono::seconds(2);
constexpr std::size_t usual_bytes = 4 * 1024;  // size of a typical alert from Azure
}  // namespace

DatabaseProbe::DatabaseProbe(db::Database& database, const Environment& env)
    : database_(database), env_(env), bytes_(usual_bytes), tries_left_(max_tries_in_a_row) {}

bool DatabaseProbe::may_try(Milliseconds now) {
    if (!filled_up_) filled_up_ = now;
    const auto more = (now - *filled_up_) / between_tries;
    if (more > 0) {
        tries_left_ = static_cast<int>(std::min<std::int64_t>(max_tries_in_a_row, tries_left_ + more));
        *filled_up_ += more * between_tries;
    }
    if (known_ && (trying_ || tries_left_ == 0)) return false;
    if (tries_left_ > 0) --tries_left_;
    return true;
}

std::optional<db::Trouble> DatabaseProbe::look() {
    std::size_t bytes = 0;
    {
        const std::scoped_lock lock(mutex_);
        if (!may_try(env_.clock.uptime().since)) return last_;
        trying_ = true;
        bytes = bytes_;
    }
    const Outcome done = db::probe(database_, env_.clock, bytes);
    if (!done) env_.log.write(Level::warning, "asked about health: " + done.error().for_log());
    const std::scoped_lock lock(mutex_);
    trying_ = false;
    known_ = true;
    last_ = done ? std::nullopt : std::optional(db::trouble_of(done.error()));
    return last_;
}

void DatabaseProbe::stored() {
    const std::scoped_lock lock(mutex_);
    known_ = true;
    last_.reset();
    bytes_ = usual_bytes;
}

void DatabaseProbe::not_stored(std::size_t bytes, const Error& why) {
    const std::scoped_lock lock(mutex_);
    known_ = true;
    last_ = db::trouble_of(why);
    bytes_ = std::clamp(bytes, bytes_, max_alert_bytes);
}

}  // namespace secure_export::service
