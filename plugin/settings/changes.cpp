#include "settings/changes.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "core/text.h"
#include "json/json.h"
#include "settings/limits.h"
#include "settings/policy_document.h"

namespace secure_export::settings {
namespace {

std::string shown(const Json::Value& value) { return cut(one_line(json::write(value)), max_changed_value); }

class Comparison {
public:
    void compare(const std::string& place, const Json::Value& before, const Json::Value& after) {
        if (before == after) return;
        if (before.isObject() && after.isObject()) return members(place, before, after);
        if (named(before) && named(after)) return by_name(place, before, after);
        if (of_objects(before) && of_objects(after)) return elements(place, before, after);
        add_line(place + ": " + shown(before) + " -> " + shown(after));
    }
    std::vector<std::string> lines() { return std::move(lines_); }

private:
    static bool named(const Json::Value& array) {
        if (!array.isArray()) return false;
        std::set<std::string> seen;
        for (const Json::Value& one : array)
            if (json::text(one, "name").empty() || !seen.insert(json::text(one, "name")).second) return false;
        return true;
    }

    static bool of_objects(const Json::Value& array) {
        return array.isArray() && std::ranges::all_of(array, [](const Json::Value& one) { return one.isObject(); });
    }

    // Objects without names, such as maintenance windows: which one was changed cannot be told, so each is shown.
    void elements(const std::string& place, const Json::Value& before, const Json::Value& after) {
        const auto lacks = [](const Json::Value& array, const Json::Value& one) {
            return std::ranges::find(array, one) == array.end();
        };
        bool others = false;
        for (const auto& [from, to, what] :
             {std::tuple(&before, &after, ": removed "), std::tuple(&after, &before, ": added ")})
            for (const Json::Value& one : *from)
                if (lacks(*to, one)) {
                    add_line(place + what + shown(one));
                    others = true;
                }
        if (!others)
            add_line(place +
                     (before.size() == after.size() ? ": in another order" : ": the same entries in another number"));
    }

    void members(const std::string& place, const Json::Value& before, const Json::Value& after) {
        std::set<std::string> names;
        for (const Json::Value* object : {&before, &after})
            for (const std::string& name : object->getMemberNames()) names.insert(name);
        for (const std::string& name : names)
            part(place, name, json::member(before, name.c_str()), json::member(after, name.c_str()));
    }

    void by_name(const std::string& place, const Json::Value& before, const Json::Value& after) {
        std::map<std::string, std::pair<Json::Value, Json::Value>> pairs;
        std::vector<std::string> order_before, order_after;
        for (const Json::Value& one : before) {
            pairs[json::text(one, "name")].first = one;
            order_before.push_back(json::text(one, "name"));
        }
        for (const Json::Value& one : after) {
            pairs[json::text(one, "name")].second = one;
            order_after.push_back(json::text(one, "name"));
        }
        for (const auto& [name, pair] : pairs) part(place, name, pair.first, pair.second);
        if (order_before != order_after &&
            std::set(order_before.begin(), order_before.end()) == std::set(order_after.begin(), order_after.end()))
            add_line(place + ": in another order");
    }

    void part(const std::string& place, const std::string& name, const Json::Value& before, const Json::Value& after) {
        const std::string here = (place.empty() ? "" : place + ".") + cut(one_line(name), max_place_bytes);
        if (before.isNull() && after.isObject()) return add_line(here + ": added");
        if (after.isNull() && before.isObject()) return add_line(here + ": removed");
        compare(here, before, after);
    }

    void add_line(std::string line) {
        if (lines_.size() + 1 < max_changes)
            lines_.push_back(std::move(line));
        else if (lines_.size() + 1 == max_changes)
            lines_.emplace_back("and more");
    }

    std::vector<std::string> lines_;
};

}  // namespace

std::vector<std::string> changes(const Json::Value& before, const Json::Value& after) {
    Comparison comparison;
    comparison.compare("", with_policies(before), with_policies(after));
    return comparison.lines();
}

}  // namespace secure_export::settings
