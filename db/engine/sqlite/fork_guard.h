#pragma once
// Makes open databases survive fork().  Only for db/engine/*.cpp.
//
// SQLite keeps a list of its file locks in process memory.  A child inherits the list, but the kernel gives it none of
// the locks.  So a connection that the child opens to the same file relies on locks that it does not hold: when the
// parent closes its own, SQLite deletes the write-ahead log that the child uses, and the child's commits are lost
// (seen: two of five rows).  Therefore every connection is closed before a fork(), which empties the list; parent and
// child open the file again when needed.  A process copied without pthread_atfork handlers (a bare clone), or inside a
// transaction, does not touch the inherited handle, since closing it would disturb the parent; its transactions fail
// with an Error instead of losing rows.

#include <atomic>

#include "db/engine/sqlite/sqlite_connection.h"

namespace secure_export::db {

using OwnConnection = std::atomic<SqliteConnection*>;

// Closes `own` before each fork(), until forget_forks().  [concurrent]
void watch_forks(OwnConnection& own);
void forget_forks(OwnConnection& own);

}  // namespace secure_export::db
