#pragma once
#include <string_view>

#include "core/result.h"

namespace secure_export::db {

// Why a database cannot be written: distinguishes the places where an operator has to look.
enum class Trouble {
    database,  // locked, damaged, write-protected, from another program or a newer version
    disk       // full, or input/output errors
};

// For an Error from db/engine/database.h, or one with a StorageError's text in its `detail`.
Trouble trouble_of(const Error& error);

}  // namespace secure_export::db
