#pragma once
// Reads one JSON object member by member and collects what is wrong with it, each problem with its place.

#include <json/value.h>

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

// Every read_... asks for a member once; finish() reports the members that nobody asked for.  A member that is absent
// gives the default; a required one that is absent, or one of the wrong type, is a problem and gives an empty value.
class ObjectReader {
public:
    ObjectReader(const Json::Value& value, std::string place, Problems& problems);

    // `meaning`: what it is and where it is found, told when it is missing or empty.
    std::string required_text(const char* name, std::size_t max, const char* meaning = "");
    std::string text(const char* name, std::string fallback, std::size_t max);
    // null and absent differ: absent gives `fallback`.
    std::optional<std::string> text_or_null(const char* name, std::optional<std::string> fallback, std::size_t max);
    bool boolean(const char* name, bool fallback);
    int integer(const char* name, std::optional<int> fallback, int min, int max);
    // One of `choices`, by its place in the list.
    int choice(const char* name, const std::vector<std::string>& choices, std::optional<int> fallback);
    std::optional<std::vector<std::string>> texts(const char* name, std::size_t max);
    // An object whose values are all texts, whatever its names; nothing when absent.
    std::optional<std::map<std::string, std::string>> text_map(const char* name, std::size_t max_entries,
                                                               std::size_t max_key, std::size_t max_value);
    bool has(const char* name) const { return value_.isObject() && value_.isMember(name); }
    // Each element of an array of objects; absent is an empty array when not `required`.
    void objects(const char* name, bool required, const std::function<void(ObjectReader&)>& each);
    // A member that is an object itself; not called when absent.
    void object(const char* name, const std::function<void(ObjectReader&)>& use);

    std::string place_of(const std::string& name) const { return place_.empty() ? name : place_ + "." + name; }
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
