#include "adapters/desks/itop/advice.h"

#include <algorithm>
#include <iterator>

#include "adapters/desks/itop/oql.h"
#include "adapters/desks/rest/advice.h"

namespace secure_export::desks::itop {
namespace {

enum class Doing { creating, resolving };

// Advice::said contains attribute codes here, which must occur as whole words.
const std::vector<rest::Advice<Doing>>& table() {
    static const std::vector<rest::Advice<Doing>> rows{
        {{"org_id"}, {Doing::creating}, "the setting \"organization\""},
        {{"origin"},
         {Doing::creating},
         "the setting \"origin\" (user requests have no \"monitoring\" unless the site added it; empty: not sent)"},
        {{"title"}, {Doing::creating}, "the setting \"title_limit\""},
        {{"resolution_code"}, {Doing::resolving}, "the setting \"resolution_code\""},
        {{"team_id"}, {Doing::resolving}, "the setting \"team\""},
        {{"agent_id"}, {Doing::resolving}, "the setting \"agent\""},
    };
    return rows;
}

bool part_of_a_code(char c) { return is_code(std::string("a") + c); }

bool names(const std::string& words, std::string_view attribute) {
    for (std::size_t at = words.find(attribute); at != std::string::npos; at = words.find(attribute, at + 1)) {
        const std::size_t end = at + attribute.size();
        if ((at == 0 || !part_of_a_code(words[at - 1])) && (end == words.size() || !part_of_a_code(words[end])))
            return true;
    }
    return false;
}

// The setting to check for one attribute.
struct LookAt {
    std::string attribute, setting;
};

// Configured fields come first, since they override ours.
std::string advised(const std::string& words, Doing doing, std::vector<LookAt> more, const FieldMap& configured,
                    const std::string& fields_setting) {
    std::vector<LookAt> all;
    for (const auto& [attribute, value] : configured)
        all.insert(all.begin(), {attribute, "the setting \"" + fields_setting + "\", " + attribute});
    for (const rest::Advice<Doing>& row : table())
        if (row.during.front() == doing) all.push_back({std::string(row.said.front()), std::string(row.look_at)});
    std::ranges::move(more, std::back_inserter(all));
    for (const LookAt& one : all)
        if (names(words, one.attribute)) return one.setting;
    std::string settings = "the setting \"" + fields_setting + "\", which has to give what this iTop demands";
    for (const LookAt& one : all)
        if (!configured.contains(one.attribute)) settings += ", and " + one.setting;
    return settings;
}

}  // namespace

// iTop's message about missing attributes is the same in every language.
std::vector<std::string> missing_attributes(const std::string& words) {
    constexpr std::string_view begin = "Missing mandatory attribute";
    std::vector<std::string> missing;
    std::size_t at = words.find(begin);
    if (at == std::string::npos || (at = words.find(": ", at)) == std::string::npos) return missing;
    std::string code;
    for (const char c : words.substr(at + 2) + ",") {
        if (part_of_a_code(c)) {
            code += c;
        } else {
            if (!code.empty()) missing.push_back(code);
            code.clear();
        }
    }
    return missing;
}

std::string look_at_new(const DeskSettings& settings, const Correlation& correlation, const std::string& words) {
    return advised(words, Doing::creating, {{correlation.attribute(), correlation.look_at()}},
                   settings.fields("fields"), "fields");
}

std::string look_at_resolve(const DeskSettings& settings, const std::string& words) {
    // Do not suggest "resolve_fields": it would overwrite what people chose.
    for (const std::string& attribute : missing_attributes(words))
        if (!settings.fields("resolve_fields").contains(attribute) && attribute != "solution" &&
            attribute != "resolution_code")
            return "the setting \"fields\": give " + attribute +
                   " there; new incidents carry it then, and it is filled in where nobody chose one";
    return advised(words, Doing::resolving, {}, settings.fields("resolve_fields"), "resolve_fields");
}

}  // namespace secure_export::desks::itop
