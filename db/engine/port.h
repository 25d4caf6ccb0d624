#pragma once
// The interface that an engine implements; other code uses Database, Transaction and Statement (database.h,
// statement.h).  Each engine has a folder of its own here, and the types of its library stay in it.
//
// SQL texts use only what all engines support: parameters "$1", "$2", ... in any order, also repeated; ON CONFLICT,
// RETURNING and plain types.  Functions that do not return a Result throw StorageError and ConstraintError (error.h).

#include <cstdint>
#include <memory>
#include <string_view>

#include "core/result.h"
#include "db/engine/reader.h"

namespace secure_export::db {

// A prepared statement; destroying it releases it for the next use.  Parameters count from 1, columns from 0.
class StatementPort {
public:
    virtual ~StatementPort() = default;
    virtual void bind(int place, std::int64_t value) = 0;
    virtual void bind(int place, std::string_view text) = 0;
    virtual void bind_null(int place) = 0;
    virtual bool step() = 0;  // true: there is a row
    virtual int columns() const = 0;
    virtual std::string_view column_name(int column) const = 0;
    virtual bool is_null(int column) const = 0;
    virtual bool is_integer(int column) const = 0;  // the value in the current row
    virtual std::int64_t integer(int column) const = 0;
    // "" for NULL; a blob's bytes.  Valid until the next step() or the statement's end.
    virtual std::string_view text(int column) const = 0;
};

// Rolls back when destroyed, unless it is over; the destructor does not throw.
class TransactionPort {
public:
    virtual ~TransactionPort() = default;
    virtual std::unique_ptr<StatementPort> prepare(std::string_view sql) = 0;       // cached
    virtual std::unique_ptr<StatementPort> prepare_once(std::string_view sql) = 0;  // not cached
    virtual Outcome commit() = 0;                                                   // durable when it succeeds
    virtual void roll_back() noexcept = 0;
    virtual bool is_over() const = 0;  // committed or rolled back
    virtual int changes() const = 0;   // rows changed by the last statement
    virtual bool may_write() const = 0;
};

// One database, shared by all threads of a process.  [concurrent]
class Engine {
public:
    virtual ~Engine() = default;
    // Fault::unavailable while others hold the lock; Fault::invalid for `to_write` if only reading is allowed.
    virtual Result<std::unique_ptr<TransactionPort>> begin(bool to_write) = 0;
    virtual Outcome read_rows(const Question& question, const RowSink& row) = 0;  // as db::read_rows
    virtual Outcome checkpoint() = 0;                                             // as Database::checkpoint
};

}  // namespace secure_export::db
