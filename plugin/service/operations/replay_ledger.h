#pragma once
// What became of each delivery, as it happened and in a replay, and the comparison.  About 150 bytes a delivery.

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "admin/replay.h"

namespace secure_export::service::operations {

// Numbers texts that come again and again, from 1; 0 is the empty one.
class Names {
public:
    std::int32_t number_of(const std::string& name);
    const std::string& name(std::int32_t number) const { return *names_[static_cast<std::size_t>(number)]; }

private:
    static const std::string empty;
    std::unordered_map<std::string, std::int32_t> numbers_;
    std::vector<const std::string*> names_{&empty};
};

struct Fate {
    std::int64_t delivery = 0;
    std::int32_t what = 0, incident = 0;  // of Names
    std::uint64_t why = 0;                // same_words() of the reason, where nothing was done; otherwise 0
    bool operator==(const Fate&) const = default;
};

// Equal for texts that differ in digits only: times and numbers.
std::uint64_t same_words(std::string_view text);

struct Compared {
    std::int64_t delivery = 0;
    std::uint64_t alert = 0;  // of alert_hash()
    Time received_at;
    bool unfinished = false;
};
std::uint64_t alert_hash(std::string_view connection, std::string_view alert_key);

class Ledger {
public:
    Names names;

    void happened(const Fate& fate, Time at);
    void replayed(const Fate& fate) { now_.push_back(fate); }
    void compare_also(const Compared& one) { compared_.push_back(one); }

    // Marks that explain a difference (ReplayDifference::because).
    void worked_late(std::int64_t delivery) { late_.insert(delivery); }
    void by_operator(std::uint64_t alert) { operated_.insert(alert); }
    void left_by_people(std::int32_t incident) { people_.insert(incident); }

    // Call when all that happened was told, before the questions below.
    void sort_history();
    // The first thing that became of the delivery as it happened; null: nothing yet.
    const Fate* first(std::int64_t delivery) const;
    Time first_at(std::int64_t delivery) const;

    // Fills the comparison's part of `into`, but for what is read from the deliveries' rows.  `settings_since`: when
    // the settings in force were saved.
    void compare(admin::Replay& into, Time settings_since, std::size_t listed);

private:
    struct Then {
        Fate fate;
        Time at;
    };
    std::string because(const Compared& one, const std::vector<Fate>& before, const std::vector<Fate>& after,
                        bool edited, Time settings_since) const;
    std::vector<Fate> then_of(std::int64_t delivery) const;
    std::vector<Fate> now_of(std::int64_t delivery) const;
    void spread_marks();

    std::vector<Then> then_;
    std::vector<Fate> now_;
    std::vector<Compared> compared_;
    std::unordered_set<std::int64_t> late_;
    std::unordered_set<std::uint64_t> operated_, late_alerts_;
    std::unordered_set<std::int32_t> people_, late_incidents_, opened_;
};

}  // namespace secure_export::service::operations
