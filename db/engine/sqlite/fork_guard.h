#pragma once
// What makes open databases survive fork().  Only for db/*.cpp.
//
// SQLite keeps its file locks in a list of the process, which a child inherits although the kernel gives it none of the
// locks.  A connection that the child opens afresh on the same file trusts locks it does not hold: when the parent
// closes its own, the write-ahead log is removed under the child's feet and what the child commits is lost (seen: two
// of five rows).  So before a fork() every connection is closed, which empties that list; parent and child open again
// when they need to.  A copy made round pthread_atfork (a bare clone), or inside a transaction, leaves the inherited
// handle alone, for closing it would disturb the parent, and is told so instead of losing rows.

#include <atomic>

#include "db/engine/sqlite/sqlite_connection.h"

namespace secure_export::db {

using OwnConnection = std::atomic<SqliteConnection*>;

void watch_forks(OwnConnection& own);  // until forget_forks()
void forget_forks(OwnConnection& own);

}  // namespace secure_export::db
