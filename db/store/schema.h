#pragma once
#include <string_view>
#include <vector>

#include "db/engine/database.h"

namespace secure_export::db {

// The mapping database, for Database::Options: db/schema/NNNN_*.sql, oldest first, and db/views/*.sql.
std::vector<std::string_view> mapping_schema();
Views mapping_views();

// How a program opens the mapping database: the two above, and how its file is known from other programs' files.
Database::Options mapping_options();

// The same for screens, lists and questions: makes the database where it is missing, and reads it on connections of its
// own, so that a slow list keeps neither the request line nor the work line waiting, nor other screens.
Database::Options screen_options();

}  // namespace secure_export::db
