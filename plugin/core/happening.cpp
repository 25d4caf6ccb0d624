#include "core/happening.h"

#include <array>
#include <string_view>
#include <utility>

#include "core/resource_id.h"
#include "core/text.h"

namespace secure_export {
namespace {

using ProgressKind = Progress::Kind;

// What of a message a row of the table compares.
enum class Part {
    review,     // "yes"
    stage,      // stage, or else status
    operation,  // its verb
    health,     // before and now, as health_change() writes them
};

struct NewsRow {
    ProgressKind kind;
    Part part;
    std::string_view word;  // without blanks and hyphens, lower case
    News news;
};

// The first row that holds decides.  A message for which none holds begins its happening, or goes on with it: every
// status of an operation, every other stage of an event.
constexpr std::array news_table{
    NewsRow{ProgressKind::service_health, Part::review, "yes", News::follows},
    NewsRow{ProgressKind::service_health, Part::stage, "rca", News::follows},
    NewsRow{ProgressKind::service_health, Part::stage, "pir", News::follows},
    NewsRow{ProgressKind::service_health, Part::stage, "resolved", News::ends},
    NewsRow{ProgressKind::service_health, Part::stage, "complete", News::ends},
    NewsRow{ProgressKind::service_health, Part::stage, "completed", News::ends},
    NewsRow{ProgressKind::service_health, Part::stage, "canceled", News::ends},
    NewsRow{ProgressKind::service_health, Part::stage, "cancelled", News::ends},
    NewsRow{ProgressKind::service_health, Part::stage, "mitigated", News::ends},
    NewsRow{ProgressKind::service_health, Part::stage, "closed", News::ends},

    NewsRow{ProgressKind::resource_health, Part::operation, "resolved", News::ends},
    NewsRow{ProgressKind::resource_health, Part::health, "available, available", News::continues},
    NewsRow{ProgressKind::resource_health, Part::health, "another, available", News::ends},
    NewsRow{ProgressKind::resource_health, Part::health, "unsaid, available", News::ends},
    NewsRow{ProgressKind::resource_health, Part::health, "another", News::begins},  // whatever its status says
    NewsRow{ProgressKind::resource_health, Part::stage, "resolved", News::ends},

    NewsRow{ProgressKind::issue, Part::stage, "resolved", News::ends},
    NewsRow{ProgressKind::issue, Part::stage, "closed", News::ends},
    NewsRow{ProgressKind::issue, Part::stage, "canceled", News::ends},
    NewsRow{ProgressKind::issue, Part::stage, "cancelled", News::ends},
    NewsRow{ProgressKind::issue, Part::stage, "mitigated", News::continues},  // not the end of an issue
};

std::string word_of(std::string_view text) {
    std::string word;
    for (const char c : lower(text))
        if (c != ' ' && c != '-' && c != '_') word += c;
    return word;
}

// "before, now", of which each is "available", "another" or "unsaid"; "another" alone if the resource is not available
// now, and "unsaid" if nothing says how it is.
std::string health_change(const Progress& progress) {
    const auto one = [](const std::string& health) -> std::string {
        const std::string word = word_of(health);
        return word.empty() ? "unsaid" : word == "available" ? word : "another";
    };
    const std::string now = one(progress.health);
    return now == "available" ? one(progress.health_before) + ", " + now : now;
}

bool holds(const NewsRow& row, const Progress& progress) {
    switch (row.part) {
        case Part::review: return progress.review;
        case Part::stage: return word_of(progress.stage) == row.word || word_of(progress.status) == row.word;
        case Part::operation: return word_of(progress.operation) == row.word;
        case Part::health: return health_change(progress) == row.word;
    }
    return false;
}

std::string name_of(const Progress& progress) {
    switch (progress.kind) {
        case ProgressKind::service_health: return "Service Health " + progress.id;
        case ProgressKind::resource_health: return "Resource Health of " + std::string(name_of_resource(progress.id));
        case ProgressKind::activity: return "operation " + progress.id;
        case ProgressKind::issue: return "issue " + std::string(name_of_resource(progress.id));
        case ProgressKind::none: break;
    }
    return {};
}

std::string news_in_words(const Progress& progress) {
    switch (progress.kind) {
        case ProgressKind::service_health:
            if (progress.review && word_of(progress.stage) != "rca") return "a review after the end";
            if (!progress.stage.empty()) return "stage " + progress.stage;
            break;
        case ProgressKind::resource_health:
            if (progress.health.empty()) break;
            return progress.health + (progress.health_before.empty() ? "" : ", before " + progress.health_before);
        case ProgressKind::activity:
        case ProgressKind::issue:
        case ProgressKind::none: break;
    }
    return progress.status.empty() ? progress.operation : "status " + progress.status;
}

}  // namespace

std::string happening_key(const Progress& progress) {
    const std::string id(trimmed(progress.id));
    if (id.empty() || id.find_first_not_of("0-") == std::string::npos) return {};
    switch (progress.kind) {
        case ProgressKind::service_health: return "service-health:" + lower(id);
        case ProgressKind::resource_health: return "resource-health:" + canonical_resource_id(id);
        case ProgressKind::activity: return "operation:" + lower(id);
        case ProgressKind::issue: return "issue:" + canonical_resource_id(id);
        case ProgressKind::none: break;
    }
    return {};
}

News news_of(const Progress& progress) {
    for (const NewsRow& row : news_table)
        if (row.kind == progress.kind && holds(row, progress)) return row.news;
    return News::begins;
}

void count_by_happening(Alert& alert) {
    if (alert.happening_key.empty()) return;
    alert.key = alert.happening_key;
    if (alert.condition == Condition::resolved) {  // nobody is known to send one, but it says so itself
        alert.news = News::ends;
        return;
    }
    if (alert.news != News::ends) return;
    alert.condition = Condition::resolved;
    // It carries the time it was sent, not the time at which the trouble began.
    alert.resolved_at = std::exchange(alert.fired_at, std::nullopt);
    alert.resolved_text = std::exchange(alert.fired_text, {});
}

bool is_of_happening(const Alert& alert) { return !alert.happening_key.empty() && alert.key == alert.happening_key; }

std::string news_line(const Alert& alert) {
    const std::string news = news_in_words(alert.progress);
    return name_of(alert.progress) + ": " + (news.empty() ? "a further message" : news);
}

}  // namespace secure_export
