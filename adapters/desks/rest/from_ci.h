#pragma once
// Shared by the desks whose configuration items say who cares for them and how important they are: the options
// "assign_from_ci" and "priority_from_ci", and the remarks about what came of them.

#include <string>
#include <vector>

#include "core/desk.h"
#include "core/desk_kinds.h"

namespace secure_export::desks::rest {

enum class AssignFrom { none, support_group, owner };

// The two options; the meanings say what this kind of desk calls them.
std::vector<DeskOption> from_ci_options(const char* assign_meaning, const char* priority_meaning);
AssignFrom assign_from(const DeskSettings& settings);
bool priority_from(const DeskSettings& settings);

// The value of field `name` in a new incident, from the incident or the desk's "fields"; empty: not given.
std::string given_field(const NewIncident& incident, const DeskSettings& settings, const std::string& name);

// For remarks: a text from the desk in quotes, on one line, shortened.
std::string quoted_name(const std::string& text);

// Collects what is taken over, and the remarks.
class Additions {
public:
    // Adds a remark.
    void remark(std::string line) { added_.remarks.push_back(std::move(line)); }
    void add(const std::string& field, const std::string& value) { added_.fields[field] = value; }
    void at_least(int impact) { added_.impact = impact; }
    // A refusal becomes a remark that begins with `what`; false for other errors, which from_ci() returns.
    bool tolerates(const Error& error, const std::string& what);
    FromCi result() && { return std::move(added_); }

private:
    FromCi added_;
};

}  // namespace secure_export::desks::rest
