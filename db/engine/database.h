#pragma once
// A thin layer over SQLite: one connection a process behind one mutex, fork-safe, statements prepared once.  Statement
// texts keep to what SQLite and PostgreSQL share ($1 placeholders, ON CONFLICT, RETURNING, plain types).

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/result.h"

struct sqlite3;

namespace secure_export::db {

// Storage that does not do what it must: disk full, I/O error, damaged file, a statement that does not fit the schema.
// Thrown inside a transaction, which then rolls back; the service answers 503 and says so in the log.
class StorageError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};
// A statement ran into a UNIQUE, CHECK or foreign key constraint.
class ConstraintError : public StorageError {
public:
    using StorageError::StorageError;
};

class Transaction;
sqlite3* handle_of(Transaction& tx);  // for db's own sources: what the classes below do not offer

// One row at a time.  Views given by text() and blob() are good until the next step() or the statement's end.
class Statement {
public:
    Statement(Statement&&) noexcept;
    ~Statement();                                    // resets, keeps it prepared for the next use
    Statement& bind(int place, std::int64_t value);  // place N is "$N" in the text
    Statement& bind(int place, int value) { return bind(place, static_cast<std::int64_t>(value)); }
    Statement& bind(int place, std::string_view text);
    Statement& bind(int place, const char* text) { return bind(place, std::string_view(text)); }
    Statement& bind_blob(int place, std::string_view bytes);
    Statement& bind(int place, std::nullptr_t);
    template <class T>
    Statement& bind(int place, const std::optional<T>& value) {
        return value ? bind(place, *value) : bind(place, nullptr);
    }
    bool step();  // true: there is a row
    void run() {
        while (step()) {
        }
    }
    int columns() const;
    std::string_view column_name(int column) const;  // columns count from 0
    bool is_null(int column) const;
    std::int64_t integer(int column) const;
    std::string_view text(int column) const;  // "" for NULL; blobs as their bytes
    std::optional<std::string> maybe_text(int column) const;

private:
    friend class Transaction;
    struct Impl;
    explicit Statement(Impl* impl);
    Impl* impl_;
};

// All views of a database, as one text, and what tells that text from an earlier one.  They are no part of its
// migrations: a migration could not change a table that an old view still names.
struct Views {
    std::string_view text, fingerprint;
};

// Which files are ours: those with this application_id in the header (PRAGMA application_id), empty ones, and those
// without any id that have all of these tables, written before files were stamped.  Others are refused untouched.
struct Identity {
    std::int32_t application_id = 0;  // 0: every file will do
    std::vector<std::string_view> tables;
};

class Database {
public:
    struct Options {
        bool create = true;      // make file (mode 0600) and schema where missing; migrate where old
        bool read_only = false;  // query: nothing can be written
        int busy_ms = 2000;      // how long a writer waits for other processes
        const char* synchronous = "FULL";
        // Numbered statements, oldest first: those above the file's user_version are run, each in one transaction.
        std::vector<std::string_view> migrations;
        // Made anew, and dropped before a migration runs, where the file's are of another text.  Empty: left alone.
        Views views;
        Identity identity;
    };
    // Opens nothing yet: the file is opened at the first transaction, once in each process.
    Database(std::filesystem::path file, Options options);
    ~Database();
    Database(const Database&) = delete;

    // Begin; Fault::unavailable when another process keeps the database locked or it cannot be opened.
    // write() takes the write lock at once (BEGIN IMMEDIATE); read() sees one unchanging state.  Both hold the mutex:
    // no network or host call while one lives.  [concurrent]
    Result<Transaction> write();
    Result<Transaction> read();

    const std::filesystem::path& file() const;

private:
    friend class Transaction;
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

class Transaction {
public:
    Transaction(Transaction&&) noexcept;
    ~Transaction();  // rolls back unless committed
    // The statement stays prepared for the process's life: `sql` is a constant.
    Statement prepare(std::string_view sql);
    // Prepared once and thrown away: for texts that operators write.
    Statement prepare_once(std::string_view sql);
    Outcome commit();     // on disk when it returns well (synchronous=FULL)
    int changes() const;  // rows changed by the last statement
    bool may_write() const;

private:
    friend class Database;
    friend sqlite3* handle_of(Transaction& tx);
    struct Impl;
    explicit Transaction(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace secure_export::db
