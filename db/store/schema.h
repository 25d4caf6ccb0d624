#pragma once
#include <string_view>
#include <vector>

#include "db/engine/database.h"

namespace secure_export::db {

// The mapping database, for Database::Options: db/schema/NNNN_*.sql, oldest first, and db/views/*.sql.
std::vector<std::string_view> mapping_schema();
Views mapping_views();

// The options for opening the mapping database: schema, views, and the identity of its file.
Database::Options mapping_options();

// Options for screens, lists and operators' statements: creates a missing database, and reads on several connections,
// so that a slow list delays neither the request line, the work line nor other screens.
Database::Options screen_options();

}  // namespace secure_export::db
