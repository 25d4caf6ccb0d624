#include "adapters/desks/itop/key_in_incident.h"

#include <algorithm>

#include "adapters/desks/itop/notes.h"
#include "adapters/desks/itop/oql.h"
#include "core/text.h"
#include "json/json.h"

namespace secure_export::desks::itop {
namespace {

// The full stop prevents a search for azm-1 from matching azm-1-2.
std::string sentence(const std::string& key) { return "alert key " + key + "."; }

constexpr const char* what_for =
    " By this line the incident is found when the alert fires again or is resolved: please leave it here.";

}  // namespace

Correlation::Correlation(const DeskSettings& settings)
    : class_(settings.text("class")),
      in_log_(settings.text("correlation_field").empty()),
      attribute_(in_log_ ? "private_log" : settings.text("correlation_field")) {}

Json::Value Correlation::written(const std::string& key) const { return in_log_ ? sentence(key) + what_for : key; }

Json::Value Correlation::question(const std::string& key) const {
    if (in_log_) return "SELECT " + class_ + " WHERE private_log LIKE " + like(sentence(key));
    Json::Value equal(Json::objectValue);
    equal[attribute_] = key;
    return equal;
}

bool Correlation::carried_by(const Row& incident, const std::string& key) const {
    if (!in_log_) return trimmed(incident.text(attribute_.c_str())) == key;
    const auto entries = entries_of(json::member(incident.fields, "private_log"));
    // Only at the beginning, where we write it: people quote keys when they mention another incident.
    return std::ranges::any_of(entries, [&](const std::string& entry) { return entry.starts_with(sentence(key)); });
}

std::string Correlation::look_at() const {
    return in_log_ ? "the settings \"class\" and \"correlation_field\" (empty: the key is kept in private_log)"
                   : "the setting \"correlation_field\": " + class_ + " must have the field " + attribute_ +
                         ", with room for 40 characters";
}

}  // namespace secure_export::desks::itop
