#pragma once
// Reads a JSON object member by member and collects its errors, each with its place.

#include <json/value.h>

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace secure_export::settings {

class Problems {
public:
    void add(const std::string& place, const std::string& what) { lines_.push_back(place + ": " + what); }
    const std::vector<std::string>& lines() const { return lines_; }

private:
    std::vector<std::string> lines_;
};

// Each function reads one member; finish() reports members that were not read.  An absent member yields its default.  A
// missing required member, or one of the wrong type, is a problem and yields an empty value.
class ObjectReader {
public:
    ObjectReader(const Json::Value& value, std::string place, Problems& problems);

    // `meaning`: what the value is and where to find it; part of the problem's text when it is missing or empty.
    std::string required_text(const char* name, std::size_t max, const char* meaning = "");
    std::string text(const char* name, std::string fallback, std::size_t max);
    // null yields nullopt, an absent member `fallback`.
    std::optional<std::string> text_or_null(const char* name, std::optional<std::string> fallback, std::size_t max);
    bool boolean(const char* name, bool fallback);
    // "5m", "1h 30m", at most max_duration; "" is zero, which a required one must not be.
    std::chrono::milliseconds duration(const char* name);
    std::chrono::milliseconds required_duration(const char* name);
    int integer(const char* name, std::optional<int> fallback, int min, int max);
    // The index in `choices` of the member's value.
    int choice(const char* name, const std::vector<std::string>& choices, std::optional<int> fallback);
    std::optional<std::vector<std::string>> texts(const char* name, std::size_t max);
    // An object with any names, whose values are all texts; nullopt when absent.
    std::optional<std::map<std::string, std::string>> text_map(const char* name, std::size_t max_entries,
                                                               std::size_t max_key, std::size_t max_value);
    bool has(const char* name) const { return value_.isObject() && value_.isMember(name); }
    bool is_object() const { return value_.isObject(); }
    void ignore(const char* name) { asked_.insert(name); }  // finish() does not report it
    // Calls `each` for every element of an array of objects.  An absent array is empty unless it is `required`.
    void objects(const char* name, bool required, const std::function<void(ObjectReader&)>& each);
    // Calls `use` for a member that is an object; not if it is absent.
    void object(const char* name, const std::function<void(ObjectReader&)>& use);
    // Likewise; null is the same as absent.
    void object_or_null(const char* name, const std::function<void(ObjectReader&)>& use);

    std::string place_of(const std::string& name) const { return place_.empty() ? name : place_ + "." + name; }
    const std::string& place() const { return place_; }
    Problems& problems() { return problems_; }
    void finish();

private:
    const Json::Value* take(const char* name);
    void wrong_type(const char* name, const char* wanted);

    const Json::Value& value_;
    std::string place_;
    Problems& problems_;
    std::set<std::string> asked_;
};

}  // namespace secure_export::settings
