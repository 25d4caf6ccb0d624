#include "adapters/desks/rest/from_ci.h"

#include "adapters/desks/rest/limits.h"
#include "adapters/desks/rest/options.h"
#include "core/field_templates.h"
#include "core/text.h"

namespace secure_export::desks::rest {
namespace {

constexpr const char* assign = "assign_from_ci";
constexpr const char* priority = "priority_from_ci";

}  // namespace

std::vector<DeskOption> from_ci_options(const char* assign_meaning, const char* priority_meaning) {
    return {one_of(assign, assign_meaning, {"none", "support_group", "owner"}),
            yes_or_no(priority, priority_meaning, false)};
}

AssignFrom assign_from(const DeskSettings& settings) {
    const std::string& chosen = settings.text(assign);
    if (chosen == "support_group") return AssignFrom::support_group;
    return chosen == "owner" ? AssignFrom::owner : AssignFrom::none;
}

bool priority_from(const DeskSettings& settings) { return settings.flag(priority); }

std::string given_field(const NewIncident& incident, const DeskSettings& settings, const std::string& name) {
    const FieldMap& own = incident.fields.values;
    if (const auto at = own.find(name); at != own.end()) return at->second;
    const FieldMap fixed = fixed_fields(settings, "fields");
    const auto at = fixed.find(name);
    return at == fixed.end() ? "" : at->second;
}

std::string quoted_name(const std::string& text) { return "\"" + cut(one_line(text), max_quoted_name) + "\""; }

bool Additions::tolerates(const Error& error, const std::string& what) {
    if (worth_retrying(error.fault) || error.fault == Fault::unauthenticated) return false;
    remark(what + ": " + error.message);
    return true;
}

}  // namespace secure_export::desks::rest
