#pragma once
#include <string_view>

#include "core/result.h"

namespace secure_export::db {

// Why a database takes nothing, as far as an operator looks in different places.
enum class Trouble {
    database,  // locked, damaged, write-protected, of another program or a newer version
    disk       // full, or input/output errors
};

// Of an error that the classes of db/engine/database.h gave, or of a StorageError's text in its `detail`.
Trouble trouble_of(const Error& error);

}  // namespace secure_export::db
