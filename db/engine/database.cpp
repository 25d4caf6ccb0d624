#include "db/engine/database.h"

#include "db/engine/in_transaction.h"
#include "db/engine/sqlite_engine.h"

namespace secure_export::db {

namespace {
template <class Port>
Result<Transaction> begun(Result<Port> port) {
    if (!port) return port.error();
    return Transaction(std::move(*port));
}
}  // namespace

// Resolve the path now, since the host may change its working directory.
Database::Database(const std::filesystem::path& file, Options options)
    : file_(std::filesystem::absolute(file)), engine_(sqlite_engine(file_, std::move(options))) {}

Database::Database(std::unique_ptr<Engine> engine, std::filesystem::path name)
    : file_(std::move(name)), engine_(std::move(engine)) {}

Result<Transaction> Database::write() { return begun(engine_->begin(true)); }
Result<Transaction> Database::read() { return begun(engine_->begin(false)); }
Outcome Database::checkpoint() { return engine_->checkpoint(); }

Outcome read_rows(Database& db, const Question& question, const RowSink& row) {
    return db.engine().read_rows(question, row);
}

Error not_written(const std::filesystem::path& file, const StorageError& thrown) {
    return {Fault::unavailable,
            "database " + file.filename().string() +
                " cannot be written: check that its disk has free space and that it belongs to the user this program "
                "runs as",
            thrown.what()};
}

Error not_read(const std::filesystem::path& file, const StorageError& thrown) {
    return {Fault::unavailable,
            "database " + file.filename().string() +
                " cannot be read: check that its disk works and that it belongs to the user this program runs as",
            thrown.what()};
}

Error not_allowed(const ConstraintError& thrown) {
    return {Fault::refused, "a constraint of the database forbids it", thrown.what()};
}

}  // namespace secure_export::db
