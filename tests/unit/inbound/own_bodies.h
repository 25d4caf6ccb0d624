#pragma once
// The bodies of tests/data/tickets/own, to be changed and read.

#include "json/json.h"
#include "tests/unit/inbound/tickets.h"

namespace tickets {

inline Json::Value own(const std::string& name) {
    return *json::read_lenient_names(content(std::filesystem::path(TEST_DATA) / "tickets" / "own" / (name + ".json")));
}

inline NewIncident ticket(const Json::Value& body, int title_limit = 0, int description_limit = 0) {
    return ticket(*inbound::read_alert(json::write(body)), desk(title_limit, description_limit));
}

inline Json::Value parsed(const char* text) { return *json::read_strict(text); }

inline Json::Value& properties(Json::Value& body) { return body["data"]["alertContext"]["properties"]; }

// Of the ticket's description.
inline std::string first_line(const Json::Value& body) { return lines(ticket(body).description).front(); }

inline bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace tickets
