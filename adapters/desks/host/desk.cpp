#include "adapters/desks/host/desk.h"

#include "adapters/desks/host/answers.h"
#include "adapters/desks/host/limits.h"
#include "core/text.h"
#include "json/json.h"

namespace secure_export::desks {
namespace {

// Adds the host's own message, {"say": "..."}, if it sent a valid one.
Error said_by_host(Error error) {
    if (const auto put = json::read_lenient_names(error.message))
        if (const std::string message = json::text(*put, "say"); !message.empty())
            error.message = cut(one_line(message), max_said_bytes);
    return error;
}

template <class T, class Read>
Result<T> ask(const DeskCall& call, const char* operation, const Json::Value& request, const Read& read) {
    const Result<std::string> answer = call.call(operation, json::write(request));
    if (!answer) return said_by_host(answer.error());
    try {
        return read(read_answer(*answer));
    } catch (const BadAnswer& what) {
        return Error{Fault::unavailable,
                     std::string("the host's answer to ") + operation + " violates operations.md: " + what.what(),
                     {}};
    }
}

Outcome nothing(const Json::Value&) { return {}; }

Json::Value about(const std::string& id) {
    Json::Value request(Json::objectValue);
    request["id"] = id;
    return request;
}

Json::Value about(const std::string& id, const std::string& text) {
    Json::Value request = about(id);
    request["text"] = cut(text, max_note_bytes);
    return request;
}

}  // namespace

Result<std::vector<DeskIncident>> HostDesk::find_all(const std::string& key) {
    Json::Value request(Json::objectValue);
    request["key"] = key;
    return ask<std::vector<DeskIncident>>(call_, "incident.find", request, incidents_in);
}

Result<DeskIncident> HostDesk::open(const NewIncident& incident, const BeforeCreate&) {
    Json::Value request(Json::objectValue);
    request["key"] = incident.key;
    request["title"] = incident.title;
    request["description"] = incident.description;
    request["impact"] = incident.impact;
    request["urgency"] = incident.urgency;
    if (incident.ci) request["ci"] = incident.ci->id;
    return ask<DeskIncident>(call_, "incident.open", request, opened_incident_in);
}

Result<DeskIncident> HostDesk::get(const std::string& id) {
    return ask<DeskIncident>(call_, "incident.get", about(id), any_incident_in);
}

Outcome HostDesk::note(const std::string& id, const std::string& text) {
    return ask<void>(call_, "incident.note", about(id, text), nothing);
}

Result<Resolution> HostDesk::resolve(const std::string& id, const std::string& text) {
    return ask<Resolution>(call_, "incident.resolve", about(id, text), resolution_in);
}

Result<Reopening> HostDesk::reopen(const std::string& id, const std::string& text) {
    return ask<Reopening>(call_, "incident.reopen", about(id, text), reopening_in);
}

// A host written for an earlier version does not know the operation: its incidents stay as important as they are.
Outcome HostDesk::raise(const std::string& id, int impact, int urgency) {
    Json::Value request = about(id);
    request["impact"] = impact;
    request["urgency"] = urgency;
    const Outcome raised = ask<void>(call_, "incident.raise", request, nothing);
    return !raised && raised.error().fault == Fault::invalid ? Outcome() : raised;
}

Outcome HostDesk::bind(const std::string& id, const ConfigurationItem& ci) {
    Json::Value request = about(id);
    request["ci"] = ci.id;
    return ask<void>(call_, "incident.bind", request, nothing);
}

// incident.bind replaces what it or incident.open set before, and nothing else.
Result<Rebound> HostDesk::rebind(const std::string& id, const ConfigurationItem&, const ConfigurationItem& to) {
    if (const Outcome bound = bind(id, to); !bound) return bound.error();
    return Rebound::replaced;
}

Result<std::vector<ConfigurationItem>> HostDesk::find_ci(const CiQuery& query) {
    Json::Value request(Json::objectValue);
    request["by"] = query.by == CiQuery::By::resource_id ? "resource_id" : "name";
    request["value"] = query.value;
    return ask<std::vector<ConfigurationItem>>(call_, "ci.find", request, cis_in);
}

Result<DeskCheck> HostDesk::check() {
    return ask<DeskCheck>(call_, "desk.check", Json::Value(Json::objectValue), check_in);
}

Result<std::unique_ptr<Desk>> host::make(const DeskSettings& settings, const Environment& environment) {
    if (environment.host) return std::unique_ptr<Desk>(std::make_unique<HostDesk>(*environment.host));
    return Error{Fault::invalid,
                 "desk \"" + settings.name +
                     "\": kind \"host\" needs a host that is itself a desk, and this one is not; use kind \"local\"",
                 {}};
}

}  // namespace secure_export::desks
