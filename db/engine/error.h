#pragma once
// What an engine throws inside a transaction.  None of it leaves in_transaction() (in_transaction.h), which rolls back
// and returns an Error.

#include <stdexcept>

namespace secure_export::db {

// Storage that does not do what it must: disk full, I/O error, damaged file, a statement that does not fit the schema.
class StorageError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// A statement ran into a UNIQUE, CHECK or foreign key constraint.
class ConstraintError : public StorageError {
public:
    using StorageError::StorageError;
};

}  // namespace secure_export::db
