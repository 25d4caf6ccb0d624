#include "service/operations/replay_ledger.h"

#include <algorithm>
#include <functional>

#include "core/audit_event_types.h"

namespace secure_export::service::operations {

const std::string Names::empty;

std::int32_t Names::number_of(const std::string& name) {
    if (name.empty()) return 0;
    const auto [known, is_new] = numbers_.try_emplace(name, static_cast<std::int32_t>(names_.size()));
    if (is_new) names_.push_back(&known->first);
    return known->second;
}

// FNV-1a.
std::uint64_t same_words(std::string_view text) {
    std::uint64_t hash = 14695981039346656037u;
    for (const char c : text) {
        if (c >= '0' && c <= '9') continue;
        hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
    }
    return hash;
}

std::uint64_t alert_hash(std::string_view connection, std::string_view alert_key) {
    return std::hash<std::string>{}(std::string(connection) + '\n' + std::string(alert_key));
}

void Ledger::happened(const Fate& fate, Time at) { then_.push_back({fate, at}); }

void Ledger::sort_history() {
    std::stable_sort(then_.begin(), then_.end(),
                     [](const Then& a, const Then& b) { return a.fate.delivery < b.fate.delivery; });
}

namespace {

template <class List, class IdOf>
auto range_of(const List& list, std::int64_t delivery, const IdOf& id_of) {
    const auto begin =
        std::partition_point(list.begin(), list.end(), [&](const auto& one) { return id_of(one) < delivery; });
    auto end = begin;
    while (end != list.end() && id_of(*end) == delivery) ++end;
    return std::pair(begin, end);
}

}  // namespace

const Fate* Ledger::first(std::int64_t delivery) const {
    const auto [begin, end] = range_of(then_, delivery, [](const Then& one) { return one.fate.delivery; });
    return begin == end ? nullptr : &begin->fate;
}

Time Ledger::first_at(std::int64_t delivery) const {
    const auto [begin, end] = range_of(then_, delivery, [](const Then& one) { return one.fate.delivery; });
    return begin == end ? Time{} : begin->at;
}

std::vector<Fate> Ledger::then_of(std::int64_t delivery) const {
    const auto [begin, end] = range_of(then_, delivery, [](const Then& one) { return one.fate.delivery; });
    std::vector<Fate> all;
    for (auto one = begin; one != end; ++one) all.push_back(one->fate);
    return all;
}

std::vector<Fate> Ledger::now_of(std::int64_t delivery) const {
    const auto [begin, end] = range_of(now_, delivery, [](const Fate& one) { return one.delivery; });
    return {begin, end};
}

// Late work of one message shifts what becomes of the others of its alert and of its incidents.
void Ledger::spread_marks() {
    for (const Compared& one : compared_)
        if (late_.contains(one.delivery)) late_alerts_.insert(one.alert);
    for (const auto* fates : {&now_})
        for (const Fate& fate : *fates)
            if (fate.incident && late_.contains(fate.delivery)) late_incidents_.insert(fate.incident);
    const std::int32_t opened = names.number_of(std::string(name_of(AuditEventType::opened)));
    for (const Then& one : then_) {
        if (one.fate.incident && late_.contains(one.fate.delivery)) late_incidents_.insert(one.fate.incident);
        if (one.fate.what == opened) opened_.insert(one.fate.incident);
    }
}

std::string Ledger::because(const Compared& one, const std::vector<Fate>& before, const std::vector<Fate>& after,
                            bool edited, Time settings_since) const {
    if (late_.contains(one.delivery) || late_alerts_.contains(one.alert)) return "late_work";
    bool people = false, began_before = false;
    for (const auto* fates : {&before, &after})
        for (const Fate& fate : *fates) {
            if (!fate.incident) continue;
            if (late_incidents_.contains(fate.incident)) return "late_work";
            people = people || people_.contains(fate.incident);
            began_before = began_before || (fates == &before && !opened_.contains(fate.incident));
        }
    if (operated_.contains(one.alert)) return "operator";
    if (people) return "people";
    if (began_before) return "began_before";
    if (edited) return "settings";
    return one.received_at < settings_since ? "earlier_settings" : "unknown";
}

void Ledger::compare(admin::Replay& into, Time settings_since, std::size_t listed) {
    std::stable_sort(now_.begin(), now_.end(), [](const Fate& a, const Fate& b) { return a.delivery < b.delivery; });
    spread_marks();
    const auto shown = [&](const std::vector<Fate>& fates) {
        std::vector<admin::ReplayFate> all;
        all.reserve(fates.size());
        for (const Fate& fate : fates) all.push_back({names.name(fate.what), names.name(fate.incident)});
        return all;
    };
    for (const Compared& one : compared_) {
        if (one.unfinished) {
            ++into.unfinished;
            continue;
        }
        const std::vector<Fate> before = then_of(one.delivery), after = now_of(one.delivery);
        if (before == after) {
            ++into.same;
            continue;
        }
        ++into.different;
        const std::string why = because(one, before, after, into.edited, settings_since);
        ++into.because[why];
        if (into.differences.size() >= listed) continue;
        admin::ReplayDifference& difference = into.differences.emplace_back();
        difference.delivery = one.delivery;
        difference.received_at = one.received_at;
        difference.before = shown(before);
        difference.after = shown(after);
        difference.because = why;
    }
}

}  // namespace secure_export::service::operations
