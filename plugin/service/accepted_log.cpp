#include "service/accepted_log.h"

#include "core/text.h"
#include "service/limits.h"

namespace secure_export::service {
namespace {

constexpr Milliseconds summary_window = std::chrono::seconds(60);

}  // namespace

void AcceptedLog::add(const db::Delivery& delivery, const db::Put& put) {
    const std::scoped_lock lock(mutex_);
    const Time now = env_.clock.now();
    sum_up(now);
    if (written_ == max_accepted_lines) {
        ++more_;
        return;
    }
    if (written_++ == 0) since_ = now;
    const char* condition = !delivery.condition ? "" : *delivery.condition == Condition::fired ? " fired" : " resolved";
    const std::string& id = delivery.alert_id.empty() ? delivery.alert_key : delivery.alert_id;
    env_.log.write(Level::info, (put.kept ? "accepted delivery " : "accepted a repeat of delivery ") +
                                    std::to_string(put.delivery) + " for connection \"" + delivery.connection +
                                    "\": alert " + cut(one_line(id), max_logged_id) + condition + ", rule \"" +
                                    cut(one_line(delivery.rule), max_logged_rule) + "\"");
}

void AcceptedLog::write_if_due() {
    const std::scoped_lock lock(mutex_);
    sum_up(env_.clock.now());
}

void AcceptedLog::sum_up(Time now) {
    if (written_ == 0 || (now >= since_ && now - since_ < summary_window)) return;
    if (more_ > 0)
        env_.log.write(Level::info, "... " + std::to_string(more_) + " more alerts accepted in 60 s; `secure-export " +
                                        "query alert_history --since 2m` lists them");
    written_ = 0;
    more_ = 0;
}

AcceptedLog::~AcceptedLog() {
    try {
        sum_up(since_ + summary_window);
    } catch (...) {  // an exception out of a destructor would end the host's process
    }
}

}  // namespace secure_export::service
