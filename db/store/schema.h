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

}  // namespace secure_export::db
