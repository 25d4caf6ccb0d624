#pragma once
// The mapping database's own monotonic time, used for everything that waits in it.
//
// A wall clock can be set.  If it is set back, due work is not done; if it is set forward, a lease ends while its owner
// still works.  So the database stores and compares Ticks: the time since the machine's boot, which nobody can set,
// plus an offset stored in the database for that boot.  After a boot the first writer stores a new offset, so large
// that every stored tick is in the past: waiting items are due, leases have ended.  timeline.cpp names the exceptions,
// which wait again.

#include "core/clock.h"
#include "db/engine/database.h"

namespace secure_export::db {

// The current wall time and tick.  After a boot, a write transaction begins the new timeline, which lasts if the
// transaction commits; a read transaction returns the same value and writes nothing.  Throws StorageError.
Moment now(Transaction& tx, const Clock& clock);
// now() outside of a transaction.  Fault::unavailable when the database cannot be read.
Result<Moment> now(Database& database, const Clock& clock);

inline std::int64_t ms(Tick tick) { return tick.time_since_epoch().count(); }
inline std::int64_t ms(Milliseconds wait) { return wait.count(); }
inline Tick tick_of(std::int64_t value) { return Tick(Milliseconds(value)); }

}  // namespace secure_export::db
