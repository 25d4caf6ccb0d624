#pragma once
#include <string_view>
#include <vector>

namespace secure_export::db {

// The mapping database, for Database::Options::migrations: db/schema/NNNN_*.sql, oldest first.  The newest one also
// makes the views of db/views anew, so that a change to a view needs a new number.
std::vector<std::string_view> mapping_schema();

}  // namespace secure_export::db
