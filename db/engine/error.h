#pragma once
// The exceptions of an engine inside a transaction.  in_transaction() (in_transaction.h) catches them, rolls back and
// returns an Error.

#include <stdexcept>

namespace secure_export::db {

// The storage failed: disk full, I/O error, damaged file, or a statement that does not match the schema.
class StorageError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// A statement violated a UNIQUE, CHECK or foreign key constraint.
class ConstraintError : public StorageError {
public:
    using StorageError::StorageError;
};

}  // namespace secure_export::db
