#pragma once
// A settings document with one route, for the tests of a route's keys.

#include <cppunit/extensions/HelperMacros.h>

#include "adapters/desks/desks.h"
#include "json/json.h"
#include "settings/document.h"

namespace secure_export::test {

// A document with one route, which has these keys.
inline Json::Value with_route(const std::string& keys) {
    Json::Value document = *json::read_strict(R"({"version": 1,
        "connections": [{"name": "contoso", "tenant_id": "AAAAAAAA-1111-2222-3333-444444444444",
                         "audiences": ["api://aaaaaaaa-0000-0000-0000-000000000000"], "desk": "local"}],
        "desks": [{"name": "local", "kind": "local"}]})");
    const auto route = json::read_strict(keys);
    if (!route) CPPUNIT_FAIL(keys + ": " + route.error().message);
    document["connections"][0]["routes"].append(*route);
    return document;
}

inline Result<Settings> read_document(const std::string& document) {
    return settings::read_settings(document, desks::kinds());
}

inline RoutePolicies policies_of(const std::string& keys) {
    const auto read = read_document(json::write(with_route(keys)));
    if (!read) CPPUNIT_FAIL(read.error().message);
    return read->connections.at(0).routes.at(0).policies;
}

inline std::string problems_of(const std::string& keys) {
    const auto read = read_document(json::write(with_route(keys)));
    return read ? "" : read.error().message;
}

// The route as write_settings() writes it.
inline Json::Value written(const std::string& keys) {
    const auto read = read_document(json::write(with_route(keys)));
    if (!read) CPPUNIT_FAIL(read.error().message);
    return (*json::read_strict(settings::write_settings(*read)))["connections"][0]["routes"][0];
}

inline std::string with_window(const std::string& window) { return R"({"maintenance": [)" + window + "]}"; }

inline const std::string place = "connections[0].routes[0].";

inline void is_told(const std::string& keys, const std::string& wanted) {
    CPPUNIT_ASSERT_EQUAL_MESSAGE(keys, place + wanted, problems_of(keys));
}

inline void is_told_about(const std::string& keys, const std::string& beginning) {
    const std::string told = problems_of(keys);
    CPPUNIT_ASSERT_MESSAGE(keys + " gave: " + told, told.starts_with(place + beginning));
    CPPUNIT_ASSERT_MESSAGE(keys + " gave: " + told, told.find('\n') == told.npos);
}

}  // namespace secure_export::test
