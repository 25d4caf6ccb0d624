#include "adapters/desks/host/answers.h"

#include <utility>

#include "adapters/desks/host/limits.h"
#include "core/text.h"
#include "json/json.h"

namespace secure_export::desks {
namespace {

[[noreturn]] void bad(const std::string& place, const std::string& what) { throw BadAnswer(place + " " + what); }

// A text for people: it is cut if it is too long.
std::string remark_in(const Json::Value& object, const char* name, const std::string& place) {
    const Json::Value& value = json::member(object, name);
    if (value.isNull()) return {};
    if (!value.isString()) bad(place + name, "is not a string");
    return cut(one_line(value.asString()), max_remark);
}

std::string text_in(const Json::Value& object, const char* name, const std::string& place, std::size_t max) {
    const Json::Value& value = json::member(object, name);
    if (value.isNull()) return {};
    if (!value.isString()) bad(place + name, "is not a string");
    std::string text = value.asString();
    if (text.size() > max) bad(place + name, "is longer than " + std::to_string(max) + " bytes");
    if (one_line(text) != text) bad(place + name, "has a control character");
    return text;
}

std::string needed_in(const Json::Value& object, const char* name, const std::string& place, std::size_t max) {
    std::string text = text_in(object, name, place, max);
    if (text.empty()) bad(place + name, "is missing or empty");
    return text;
}

// One of the words that operations.md lists.
template <class T, std::size_t count>
T word_in(const Json::Value& object, const char* name, const std::string& place,
          const std::pair<const char*, T> (&words)[count]) {
    const Json::Value& value = json::member(object, name);
    for (const auto& [word, meaning] : words) {
        if (value.isString() && value.asString() == word) return meaning;
    }
    bad(place + name, "is not one of its allowed values");
}

DeskIncident read_incident(const Json::Value& value, const std::string& name) {
    static constexpr std::pair<const char*, IncidentState> states[] = {{"open", IncidentState::open},
                                                                       {"resolved", IncidentState::resolved},
                                                                       {"closed", IncidentState::closed},
                                                                       {"gone", IncidentState::gone}};
    if (!value.isObject()) bad(name, "is not an object");
    const std::string place = name + ".";
    DeskIncident incident;
    incident.id = needed_in(value, "id", place, max_id);
    incident.state = word_in(value, "state", place, states);
    incident.number = text_in(value, "number", place, max_number);
    incident.url = text_in(value, "url", place, max_url);
    if (incident.number.empty() && incident.state != IncidentState::gone) bad(place + "number", "is missing or empty");
    // The URL becomes a link on the admin screens: reject javascript: and similar schemes.
    const bool web = incident.url.starts_with("https://") || incident.url.starts_with("http://");
    if (!incident.url.empty() && !web) bad(place + "url", "does not begin with https:// or http://");
    return incident;
}

DeskIncident read_present(const Json::Value& value, const std::string& name) {
    DeskIncident incident = read_incident(value, name);
    if (incident.state == IncidentState::gone) bad(name + ".state", "is \"gone\", which only incident.get may say");
    return incident;
}

const Json::Value& array_in(const Json::Value& answer, const char* name) {
    const Json::Value& array = json::member(answer, name);
    if (!array.isArray()) bad(name, "is not an array");
    return array;
}

}  // namespace

Json::Value read_answer(const std::string& text) {
    if (text.size() > max_answer_bytes) bad("the answer", "is longer than 1 MiB");
    auto answer = json::read_strict(text);
    if (!answer) bad("the answer", "is not JSON: " + answer.error().message);
    if (!answer->isObject()) bad("the answer", "is not a JSON object");
    return std::move(*answer);
}

DeskIncident any_incident_in(const Json::Value& answer) {
    return read_incident(json::member(answer, "incident"), "incident");
}

DeskIncident present_incident_in(const Json::Value& answer) {
    return read_present(json::member(answer, "incident"), "incident");
}

DeskIncident opened_incident_in(const Json::Value& answer) {
    DeskIncident incident = present_incident_in(answer);
    const Json::Value& linked = json::member(answer, "ci_linked");
    if (!linked.isNull() && !linked.isBool()) bad("ci_linked", "is not true or false");
    if (linked.isBool()) incident.ci_linked = linked.asBool();
    return incident;
}

std::vector<DeskIncident> incidents_in(const Json::Value& answer) {
    std::vector<DeskIncident> incidents;
    if (answer.isMember("incidents")) {
        const Json::Value& array = array_in(answer, "incidents");
        if (array.size() > max_incidents) bad("incidents", "has more than 100 entries");
        for (Json::ArrayIndex i = 0; i < array.size(); ++i)
            incidents.push_back(read_present(array[i], "incidents[" + std::to_string(i) + "]"));
        return incidents;
    }
    // A missing member may be a mistake in the host; taken for "no such incident", it would open another one.
    if (!answer.isMember("incident")) bad("incidents", "is missing ([] when there is none)");
    if (!answer["incident"].isNull()) incidents.push_back(present_incident_in(answer));
    return incidents;
}

Resolution resolution_in(const Json::Value& answer) {
    using What = Resolution::What;
    static constexpr std::pair<const char*, What> words[] = {{"resolved", What::resolved},
                                                             {"already_over", What::already_over},
                                                             {"gone", What::gone},
                                                             {"left_open", What::left_open}};
    return {word_in(answer, "what", "", words), remark_in(answer, "why", "")};
}

Reopening reopening_in(const Json::Value& answer) {
    static constexpr std::pair<const char*, Reopening> words[] = {{"reopened", Reopening::reopened},
                                                                  {"was_open", Reopening::was_open},
                                                                  {"not_possible", Reopening::not_possible}};
    return word_in(answer, "what", "", words);
}

std::vector<ConfigurationItem> cis_in(const Json::Value& answer) {
    const Json::Value& array = array_in(answer, "cis");
    std::vector<ConfigurationItem> cis;
    for (Json::ArrayIndex i = 0; i < array.size() && i < max_answered_cis; ++i) {
        const std::string place = "cis[" + std::to_string(i) + "].";
        cis.push_back({needed_in(array[i], "id", place, max_id), needed_in(array[i], "name", place, max_name),
                       text_in(array[i], "class", place, max_name),
                       text_in(array[i], "resource_id", place, max_resource_id)});
    }
    return cis;
}

DeskCheck check_in(const Json::Value& answer) {
    const Json::Value& array = array_in(answer, "lines");
    DeskCheck check;
    for (Json::ArrayIndex i = 0; i < array.size() && i < max_check_lines; ++i) {
        const std::string place = "lines[" + std::to_string(i) + "].";
        if (!json::member(array[i], "good").isBool()) bad(place + "good", "is not true or false");
        check.lines.push_back(
            {array[i]["good"].asBool(), remark_in(array[i], "what", place), remark_in(array[i], "remedy", place)});
        if (check.lines.back().what.empty()) bad(place + "what", "is missing or empty");
    }
    return check;
}

}  // namespace secure_export::desks
