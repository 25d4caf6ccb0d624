#pragma once
// Random histories of a connection, in words of their own: what the routes say, and which messages come when.  Neither
// the generator nor the model that judges (policy_model.h) knows the product's types.

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace histories {

using Millis = std::int64_t;  // since the history began
constexpr Millis second = 1000, minute = 60 * second, hour = 60 * minute, day = 24 * hour;

enum class Group { alert, series, resource, rule, ci, resource_group, subscription, custom_property };
enum class AtEnd { resolve, note, nothing };

struct Window {
    Millis from, to;  // covers `from`, not `to`
};

// The policies of one route.  0 stands for "not set".
struct Policy {
    bool ticket = true;
    Group group_by = Group::alert;
    Millis hold = 0, hold_resolve = 0, reopen_within = 0, quiet_after = 0;
    AtEnd on_resolved = AtEnd::resolve;
    int flapping_changes = 0;
    Millis flapping_within = 0;
    int max_tickets = 0;
    Millis max_tickets_per = 0;
    std::vector<Window> maintenance;
};

constexpr int rule_count = 4, resource_count = 5;

struct Route {
    std::array<bool, rule_count> matches{};  // by rule
    Policy policy;
};

// What Azure evaluates again and again: a rule on a resource, for one set of dimensions.
struct Series {
    int rule = 0, resource = 0, dimension = 0;
    bool origin = false;  // its alerts carry an originAlertId
    int team = 0;         // custom property "team"; 0: its alerts have none
};

struct Message {
    Millis at = 0;  // when it arrives; no two at once
    int series = 0;
    int alert = 0;         // the alertId
    bool fired = true;     // else Resolved
    Millis fired_at = -1;  // firedDateTime; -1: not told
    int severity = 2;      // 0 is the worst
};

struct History {
    bool reopen_refired = false;           // Connection::refire
    std::array<int, resource_count> ci{};  // the configuration item of a resource; 0: none
    std::vector<Route> routes;             // the first that matches applies
    std::vector<Series> series;
    std::vector<Message> messages;  // in the order of their arrival
    Millis end = 0;                 // of the long quiet time after the last message
};

// The same history for the same seed, on every machine.
History random_history(std::uint64_t seed);

// Resources share resource groups, these share subscriptions.
constexpr int resource_group_of(int resource) { return resource / 2; }
constexpr int subscription_of(int resource) { return resource / 4; }

// For people: the routes, then a line for each message.
std::string in_words(const History& history);
std::string in_words(const Message& message);
std::string time_in_words(Millis time);

}  // namespace histories
