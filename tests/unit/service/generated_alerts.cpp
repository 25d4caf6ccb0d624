#include "tests/unit/service/generated_alerts.h"

#include <deque>

#include "core/timestamps.h"

namespace secure_export::test {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

const std::string subscription = "/subscriptions/0a1b2c3d-1111-4222-8333-0a1b2c3d4e5f";

std::string machine(int number) {
    return subscription + "/resourceGroups/rg" + std::to_string(number % 3) +
           "/providers/Microsoft.Compute/virtualMachines/vm-" + std::to_string(number);
}

struct Firing {
    int series = 0, number = 0;
    Time fired;
};

class Generator {
public:
    Generator(std::uint32_t seed, const StreamKind& kind)
        : random_(seed), kind_(kind), now_(kind.begin), numbers_(kind.first) {}

    std::vector<GeneratedAlert> all() {
        while (static_cast<int>(made_.size()) < kind_.messages) one();
        return std::move(made_);
    }

private:
    int below(int count) { return static_cast<int>(random_() % static_cast<unsigned>(count)); }

    void pass() {
        // Mostly seconds, sometimes the longest gap: bursts and quiet times.
        const auto longest = static_cast<int>(kind_.longest_gap.count() / 1000);
        const int kind = below(10);
        const Milliseconds by = seconds(kind < 5   ? below(5) + 1
                                        : kind < 9 ? below(std::max(2, longest / 10)) + 1
                                                   : below(longest) + 1);
        gap_ += by;
        now_ += by;
    }

    void send(std::string body) {
        made_.push_back({gap_, std::move(body)});
        gap_ = Milliseconds(0);
    }

    std::string common(const Firing& one, const char* condition, Time resolved) {
        const int severity = one.number % 7 == 0 ? one.number % 2 : 2 + one.series % 3;
        const std::string id = "00000000-0000-4000-8000-" + std::to_string(100000000000 + one.number);
        return R"({"schemaId":"azureMonitorCommonAlertSchema","data":{"essentials":{"alertId":")" + subscription +
               "/providers/Microsoft.AlertsManagement/alerts/" + id + R"(","alertRule":"rule )" +
               std::to_string(one.series % 5) + R"(","severity":"Sev)" + std::to_string(severity) +
               R"(","signalType":"Metric","monitorCondition":")" + condition +
               R"(","monitoringService":"Platform","alertTargetIDs":[")" + machine(one.series) +
               R"("],"originAlertId":"origin-)" + std::to_string(one.series) + R"(","firedDateTime":")" +
               iso(one.fired) + "\"" + (*condition == 'R' ? R"(,"resolvedDateTime":")" + iso(resolved) + "\"" : "") +
               R"(},"alertContext":{"condition":{"allOf":[{"metricName":"Percentage CPU","operator":"GreaterThan",)" +
               R"("threshold":"80","metricValue":91}]}},"customProperties":{"team":"team-)" +
               std::to_string(one.series % 2) + R"("}}})";
    }

    std::string log_alert(int number) {
        return R"({"schemaId":"azureMonitorCommonAlertSchema","data":{"essentials":{"alertId":")" + subscription +
               "/providers/Microsoft.AlertsManagement/alerts/log-" + std::to_string(number) +
               R"(","alertRule":"log rule )" + std::to_string(number % 2) +
               R"(","severity":"Sev3","signalType":"Log","monitorCondition":"Fired",)" +
               R"("monitoringService":"Log Alerts V2","alertTargetIDs":[")" + machine(number % kind_.series) +
               R"("],"firedDateTime":")" + iso(now_) + R"("},"alertContext":{}}})";
    }

    std::string service_health(int event, const char* stage) {
        ++numbers_;
        return R"({"schemaId":"azureMonitorCommonAlertSchema","data":{"essentials":{"alertId":")" + subscription +
               "/providers/Microsoft.AlertsManagement/alerts/sh-" + std::to_string(numbers_) +
               R"(","alertRule":"service health","severity":"Sev4","signalType":"Activity Log",)" +
               R"("monitorCondition":"Fired","monitoringService":"ServiceHealth","alertTargetIDs":[")" + subscription +
               R"("],"firedDateTime":")" + iso(now_) +
               R"("},"alertContext":{"channels":1,"correlationId":"c","eventSource":"ServiceHealth",)" +
               R"("eventDataId":"e-)" + std::to_string(numbers_) + R"(","eventTimestamp":")" + iso(now_) +
               R"(","level":3,"operationName":"Microsoft.ServiceHealth/incident/action","status":")" + stage +
               R"(","properties":{"title":"Trouble","service":"Virtual Machines","region":"West Europe",)" +
               R"("incidentType":"Incident","trackingId":"TRK-)" + std::to_string(event) + R"(","stage":")" + stage +
               R"(","communicationId":"k-)" + std::to_string(numbers_) + R"("}}}})";
    }

    void fire() {
        const Firing firing{below(kind_.series), ++numbers_, now_ - seconds(20)};
        if (below(20) == 0) {  // its end comes first
            send(common(firing, "Resolved", now_));
            pass();
            return send(common(firing, "Fired", now_));
        }
        last_ = common(firing, "Fired", now_);
        send(last_);
        if (below(12) != 0) open_.push_back(firing);  // some never end
    }

    void end() {
        if (open_.empty()) return fire();
        const auto at = open_.begin() + below(static_cast<int>(open_.size()));
        const Firing firing = *at;
        open_.erase(at);
        last_ = common(firing, "Resolved", now_);
        send(last_);
    }

    void health() {
        static const char* const stages[] = {"Active", "InProgress", "Resolved", "RCA"};
        if (events_.empty() || below(3) == 0) events_.emplace_back(++numbers_, 0);
        auto& [event, stage] = events_[static_cast<std::size_t>(below(static_cast<int>(events_.size())))];
        send(service_health(event, stages[std::min(stage, 3)]));
        ++stage;
    }

    void one() {
        pass();
        const int kind = below(100);
        if (kind < 40) return fire();
        if (kind < 80) return end();
        if (kind < 85 && !last_.empty()) return send(last_);  // Azure repeats itself
        if (kind < 92) return send(log_alert(++numbers_));
        if (kind < 97) return health();
        for (int i = below(8) + 3; i > 0; --i) fire();  // a burst
    }

    std::mt19937 random_;
    const StreamKind kind_;
    Time now_;
    Milliseconds gap_{0};
    int numbers_;
    std::deque<Firing> open_;
    std::vector<std::pair<int, int>> events_;
    std::string last_;
    std::vector<GeneratedAlert> made_;
};

}  // namespace

std::vector<GeneratedAlert> generated_alerts(std::uint32_t seed, const StreamKind& kind) {
    return Generator(seed, kind).all();
}

}  // namespace secure_export::test
