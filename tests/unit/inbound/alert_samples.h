#pragma once
// Sample bodies: our own (tests/data/alerts), and Microsoft's published ones if they are available; and ways to damage
// them.

#include <cppunit/TestAssert.h>
#include <json/value.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <vector>

#include "core/alert.h"
#include "json/json.h"

namespace alert_samples {

struct Sample {
    std::string name;  // "own/legacy/budget.json"; published ones are without "own/"
    std::string body;
};

// Checks that the alert is within all limits, whatever the body contains.
inline void assert_bounded(const secure_export::Alert& alert) {
    CPPUNIT_ASSERT(!alert.key.empty() && alert.key.size() <= 600);
    CPPUNIT_ASSERT(alert.facts.size() <= 60 && alert.links.size() <= 10 && alert.computers.size() <= 20);
    CPPUNIT_ASSERT(alert.target_ids.size() <= 100 && alert.configuration_items.size() <= 100);
    CPPUNIT_ASSERT(alert.custom_properties.size() <= 50);
    for (const secure_export::Fact& one : alert.facts) CPPUNIT_ASSERT(!one.value.empty() && one.value.size() <= 4096);
    for (const secure_export::Fact& link : alert.links) CPPUNIT_ASSERT(link.value.starts_with("https://"));
    CPPUNIT_ASSERT(alert.rule.size() <= 1100 && alert.description.size() <= 8192);
    CPPUNIT_ASSERT(alert.rule.find('\n') == std::string::npos && alert.rule.find('\0') == std::string::npos);
}

// The .json files in `root`/`folder`, sorted by name; none if the folder does not exist.
inline std::vector<Sample> files_in(const std::filesystem::path& root, const std::string& folder,
                                    const std::string& prefix) {
    std::vector<Sample> all;
    if (!std::filesystem::exists(root / folder)) return all;
    for (const auto& entry : std::filesystem::directory_iterator(root / folder)) {
        if (entry.path().extension() != ".json") continue;
        std::ifstream file(entry.path(), std::ios::binary);
        all.push_back({prefix + entry.path().lexically_relative(root).lexically_normal().generic_string(),
                       std::string(std::istreambuf_iterator<char>(file), {})});
    }
    std::sort(all.begin(), all.end(), [](const Sample& a, const Sample& b) { return a.name < b.name; });
    return all;
}

inline bool published_are_here() { return std::filesystem::exists(SHARED_DATA "/azure/samples"); }

// Our own bodies, as "own/...", and also the published ones if they are available.
inline std::vector<Sample> in(const std::string& folder) {
    std::vector<Sample> all = files_in(TEST_DATA "/alerts", folder, "own/");
    CPPUNIT_ASSERT_MESSAGE("no bodies of our own in tests/data/alerts/" + folder, !all.empty());
    for (Sample& sample : files_in(SHARED_DATA "/azure/samples", folder, "")) all.push_back(std::move(sample));
    return all;
}

inline std::vector<Sample> whole_bodies() {
    std::vector<Sample> all = in("");
    for (Sample& sample : in("legacy")) all.push_back(std::move(sample));
    return all;
}

// Bodies with the contents of a CMDB: {"cmdb": [{"name", "resource_id"}], "posts": [{"body", "binds"}]}.  Only our own
// ones have "binds", the expected configuration item.
inline std::vector<Sample> cases() {
    std::vector<Sample> all = files_in(TEST_DATA, "cases", "own/");
    CPPUNIT_ASSERT_MESSAGE("no tests/data/cases", !all.empty());
    for (Sample& sample : files_in(SHARED_DATA "/azure", "cases", "")) all.push_back(std::move(sample));
    return all;
}

// Further published bodies, if they are available.
inline std::vector<Sample> payloads() { return files_in(SHARED_DATA "/azure", "payloads", ""); }

inline std::string sample(const std::string& name) {
    for (const Sample& one : whole_bodies()) {
        if (one.name == name) return one.body;
    }
    return {};
}

// Calls `visit` once with every value inside `root`; it may change the value but must restore it.
inline void every_value(Json::Value& root, const std::function<void(Json::Value& parent, Json::Value& value)>& visit) {
    if (root.isObject()) {
        for (const std::string& name : root.getMemberNames()) {
            every_value(root[name], visit);
            visit(root, root[name]);
        }
    } else if (root.isArray()) {
        for (Json::ArrayIndex i = 0; i < root.size(); ++i) {
            every_value(root[i], visit);
            visit(root, root[i]);
        }
    }
}

// Replacements to try for every value.
inline const std::vector<Json::Value>& odd_values() {
    static const std::vector<Json::Value> odd = [] {
        std::vector<Json::Value> all = {Json::Value(),
                                        Json::Value(true),
                                        Json::Value(-1),
                                        Json::Value(1.5),
                                        Json::Value(""),
                                        Json::Value("None"),
                                        Json::Value("x"),
                                        Json::Value(Json::arrayValue),
                                        Json::Value(Json::objectValue),
                                        Json::Value(std::string("a\0b\n\x1F", 5)),
                                        Json::Value(std::string(9000, 'y'))};
        Json::Value nested(Json::objectValue);
        nested["name"] = Json::Value(Json::objectValue);
        nested["alertId"] = Json::Value(Json::arrayValue);
        all.push_back(nested);
        Json::Value list(Json::arrayValue);
        list.append(Json::Value());
        list.append("text");
        list.append(nested);
        all.push_back(list);
        return all;
    }();
    return odd;
}

// Every body that differs from `body` in one value, which is removed or replaced by each of these.
inline void every_damaged(const std::string& body, const std::function<void(const std::string& damaged)>& use) {
    Json::Value root = *secure_export::json::read_strict(body);
    for (const Json::Value& odd : odd_values()) {
        every_value(root, [&](Json::Value&, Json::Value& value) {
            const Json::Value kept = value;
            value = odd;
            use(secure_export::json::write(root));
            value = kept;
        });
    }
    std::vector<Json::Value*> objects;  // inner ones first: putting a member back moves what is inside it
    every_value(root, [&](Json::Value&, Json::Value& value) {
        if (value.isObject()) objects.push_back(&value);
    });
    if (root.isObject()) objects.push_back(&root);
    for (Json::Value* object : objects) {
        for (const std::string& name : object->getMemberNames()) {
            const Json::Value kept = (*object)[name];
            object->removeMember(name);
            const std::string damaged = secure_export::json::write(root);
            (*object)[name] = kept;
            use(damaged);
        }
    }
}

}  // namespace alert_samples
