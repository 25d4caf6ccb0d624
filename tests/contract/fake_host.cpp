#include "tests/contract/fake_host.h"

#include <map>
#include <stdexcept>
#include <utility>

#include "core/text.h"
#include "json/json.h"

namespace secure_export::contract {
namespace {

// ITSM_INVALID: the request is not as documented.
struct NotUnderstood : std::runtime_error {
    using std::runtime_error::runtime_error;
};

constexpr std::size_t max_text = 32 << 10;

// Reads the members of a request and knows at the end whether there were others.
class Members {
public:
    explicit Members(const Json::Value& request) : request_(request) {}

    std::string text(const char* name, std::size_t min, std::size_t max) {
        ++read_;
        const Json::Value& value = json::member(request_, name);
        if (!value.isString()) throw NotUnderstood(std::string(name) + " is no string");
        std::string text = value.asString();
        if (text.size() < min || text.size() > max)
            throw NotUnderstood(std::string(name) + " is too short or too long");
        return text;
    }
    std::string line(const char* name, std::size_t min, std::size_t max) {
        std::string text = this->text(name, min, max);
        if (one_line(text) != text) throw NotUnderstood(std::string(name) + " has a control character");
        return text;
    }
    int weight(const char* name) {
        ++read_;
        const Json::Value& value = json::member(request_, name);
        if (!value.isInt() || value.asInt() < 1 || value.asInt() > 3)
            throw NotUnderstood(std::string(name) + " is not 1 to 3");
        return value.asInt();
    }
    bool has(const char* name) const { return request_.isMember(name); }
    void nothing_else() const {
        if (request_.size() != read_) throw NotUnderstood("members that are not documented");
    }

private:
    const Json::Value& request_;
    Json::ArrayIndex read_ = 0;
};

std::string key_in(Members& members) {
    std::string key = members.text("key", 1, 40);
    if (key.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") != std::string::npos) {
        throw NotUnderstood("key has a character that is not documented");
    }
    return key;
}

std::string id_in(Members& members) { return members.line("id", 1, 255); }

Json::Value json_of(const DeskIncident& incident) {
    static const std::map<IncidentState, const char*> states{{IncidentState::open, "open"},
                                                             {IncidentState::resolved, "resolved"},
                                                             {IncidentState::closed, "closed"},
                                                             {IncidentState::gone, "gone"}};
    Json::Value value;
    value["id"] = incident.id;
    value["number"] = incident.number;
    value["url"] = incident.state == IncidentState::gone ? "" : "https://desk.example/incident?id=" + incident.id;
    value["state"] = states.at(incident.state);
    value["queue"] = "a member of a later version";
    return value;
}

// Results that carry nothing but success.
Result<Json::Value> nothing(const Outcome& outcome) {
    if (!outcome) return outcome.error();
    return Json::Value(Json::objectValue);
}

Result<Json::Value> incident_open(Desk& desk, Members& members) {
    NewIncident incident;
    incident.key = key_in(members);
    incident.title = members.line("title", 1, 4 * 255);
    incident.description = members.text("description", 0, max_text);
    incident.impact = members.weight("impact");
    incident.urgency = members.weight("urgency");
    if (members.has("ci")) incident.ci = ConfigurationItem{members.line("ci", 1, 255), {}, {}, {}};
    members.nothing_else();
    const auto opened = desk.open(incident);
    if (!opened) return opened.error();
    Json::Value answer;
    answer["incident"] = json_of(*opened);
    if (opened->ci_linked) answer["ci_linked"] = *opened->ci_linked;
    return answer;
}

Result<Json::Value> incident_find(Desk& desk, Members& members) {
    const std::string key = key_in(members);
    members.nothing_else();
    const auto found = desk.find_all(key);
    if (!found) return found.error();
    Json::Value answer;
    answer["incidents"] = Json::Value(Json::arrayValue);
    for (const DeskIncident& incident : *found) answer["incidents"].append(json_of(incident));
    return answer;
}

Result<Json::Value> incident_get(Desk& desk, Members& members) {
    const std::string id = id_in(members);
    members.nothing_else();
    const auto found = desk.get(id);
    if (!found) return found.error();
    Json::Value answer;
    answer["incident"] = json_of(*found);
    return answer;
}

Result<Json::Value> incident_note(Desk& desk, Members& members) {
    const std::string id = id_in(members), text = members.text("text", 0, max_text);
    members.nothing_else();
    return nothing(desk.note(id, text));
}

Result<Json::Value> incident_resolve(Desk& desk, Members& members) {
    using What = Resolution::What;
    static const std::map<What, const char*> words{{What::resolved, "resolved"},
                                                   {What::already_over, "already_over"},
                                                   {What::gone, "gone"},
                                                   {What::left_open, "left_open"}};
    const std::string id = id_in(members), text = members.text("text", 0, max_text);
    members.nothing_else();
    const auto resolution = desk.resolve(id, text);
    if (!resolution) return resolution.error();
    Json::Value answer;
    answer["what"] = words.at(resolution->what);
    if (!resolution->why.empty()) answer["why"] = resolution->why;
    return answer;
}

Result<Json::Value> incident_reopen(Desk& desk, Members& members) {
    static const std::map<Reopening, const char*> words{{Reopening::reopened, "reopened"},
                                                        {Reopening::was_open, "was_open"},
                                                        {Reopening::not_possible, "not_possible"}};
    const std::string id = id_in(members), text = members.text("text", 0, max_text);
    members.nothing_else();
    const auto reopening = desk.reopen(id, text);
    if (!reopening) return reopening.error();
    Json::Value answer;
    answer["what"] = words.at(*reopening);
    return answer;
}

Result<Json::Value> incident_raise(Desk& desk, Members& members) {
    const std::string id = id_in(members);
    const int impact = members.weight("impact"), urgency = members.weight("urgency");
    members.nothing_else();
    return nothing(desk.raise(id, impact, urgency));
}

Result<Json::Value> incident_bind(Desk& desk, Members& members) {
    const std::string id = id_in(members), ci = members.line("ci", 1, 255);
    members.nothing_else();
    return nothing(desk.bind(id, {ci, {}, {}, {}}));
}

Result<Json::Value> ci_find(Desk& desk, Members& members) {
    const std::string by = members.text("by", 1, 20), value = members.text("value", 1, 2048);
    members.nothing_else();
    if (by != "resource_id" && by != "name") throw NotUnderstood("by is neither resource_id nor name");
    const bool by_name = by == "name";
    if (!by_name && (lower(value) != value || value.ends_with('/')))
        throw NotUnderstood("value is no canonical resource id");
    const auto found = desk.find_ci({by_name ? CiQuery::By::name : CiQuery::By::resource_id, value});
    if (!found) return found.error();
    Json::Value answer;
    answer["cis"] = Json::Value(Json::arrayValue);
    for (const ConfigurationItem& ci : *found) {
        Json::Value entry;
        entry["id"] = ci.id;
        entry["name"] = ci.name;
        if (!ci.ci_class.empty()) entry["class"] = ci.ci_class;
        entry["resource_id"] = ci.resource_id.empty() ? Json::Value() : Json::Value(ci.resource_id);
        answer["cis"].append(entry);
    }
    return answer;
}

Result<Json::Value> desk_check(Desk& desk, Members& members) {
    members.nothing_else();
    const auto check = desk.check();
    if (!check) return check.error();
    Json::Value answer;
    answer["lines"] = Json::Value(Json::arrayValue);
    for (const DeskCheck::Line& line : check->lines) {
        Json::Value entry;
        entry["good"] = line.good;
        entry["what"] = line.what;
        if (!line.remedy.empty()) entry["remedy"] = line.remedy;
        answer["lines"].append(entry);
    }
    return answer;
}

using Operation = Result<Json::Value> (*)(Desk&, Members&);
const std::map<std::string, Operation, std::less<>> operations{
    {"incident.find", incident_find},   {"incident.open", incident_open},       {"incident.get", incident_get},
    {"incident.note", incident_note},   {"incident.resolve", incident_resolve}, {"incident.reopen", incident_reopen},
    {"incident.raise", incident_raise}, {"incident.bind", incident_bind},       {"ci.find", ci_find},
    {"desk.check", desk_check}};

}  // namespace

Result<std::string> FakeHost::call(std::string_view operation, std::string_view json) const {
    const auto trouble = std::exchange(trouble_, std::nullopt);
    if (trouble == Trouble::unreachable) return Error{Fault::unavailable, "the host's database is locked", {}};
    if (trouble == Trouble::busy) return Error{Fault::unavailable, "the host is busy", {}};
    if (trouble == Trouble::refused) return Error{Fault::refused, "refused by the desk: no right", {}};
    try {
        const auto known = operations.find(operation);
        if (known == operations.end()) throw NotUnderstood("unknown operation " + std::string(operation));
        const auto request = json::read_strict(json);
        if (!request) throw NotUnderstood("the request is not JSON: " + request.error().message);
        if (!request->isObject()) throw NotUnderstood("the request is no object");
        Members members(*request);
        auto answer = known->second(desk_, members);
        if (!answer) return answer.error();
        const bool first = losing_ && lost_.insert(std::string(operation) + '\n' + std::string(json)).second;
        if (first || trouble == Trouble::answer_lost) return Error{Fault::unavailable, "the callback died", {}};
        if (trouble == Trouble::nonsense) return std::string("<html>Internal error</html>");
        (*answer)["later"] = "a member of a later version";
        return json::write(*answer);
    } catch (const NotUnderstood& error) {
        complaints_.push_back(std::string(operation) + ": " + error.what());
        return Error{Fault::invalid, error.what(), {}};
    }
}

}  // namespace secure_export::contract
