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

inline bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace tickets
