#pragma once
// Fields of an incident that refer to another record.  ServiceNow takes the record's sys_id, and drops a name without a
// word.

#include <string>
#include <vector>

#include "adapters/desks/servicenow/client.h"
#include "core/desk_fields.h"

namespace secure_export::desks::servicenow {

struct Reference {
    const char* field;
    const char* table;     // of the records that it refers to
    bool can_be_inactive;  // its records have a field "active"
};
const std::vector<Reference>& references();

// Puts the sys_id in the place of a record's name, which an alert or an operator gave; of a person also the user name.
// A name that no active record has, or several, is left out, and `remarks` gets a line that says so.  Errors:
// Fault::unavailable and unauthenticated.
Outcome name_to_sys_id(const Table& table, FieldMap& fields, std::vector<std::string>& remarks, Deadline deadline);

}  // namespace secure_export::desks::servicenow
