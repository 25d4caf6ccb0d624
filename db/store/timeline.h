#pragma once
// The time that a mapping database keeps of its own, for all that waits in it.
//
// A wall clock is set: back, and what is due stays undone; forward, and a lease ends while its holder still works.  So
// what is stored and compared is a Tick: the time since the machine's boot, which nobody can set, plus an offset that
// is kept in the database for that boot.  After a boot the first writer makes a new offset, so large that every stored
// tick is past: what waited is due, leases have ended.  What must wait anew is named in timeline.cpp.

#include "core/clock.h"
#include "db/engine/database.h"

namespace secure_export::db {

// Now, of the wall clock and of this database.  In a write transaction of a new boot this begins the new timeline, kept
// once the transaction commits; in a read transaction it gives what that would be, and writes nothing.
Moment now(Transaction& tx, const Clock& clock);
// The same outside of a transaction.  Fault::unavailable when the database cannot be read.
Result<Moment> now(Database& database, const Clock& clock);

inline std::int64_t ms(Tick tick) { return tick.time_since_epoch().count(); }
inline std::int64_t ms(Milliseconds wait) { return wait.count(); }
inline Tick tick_of(std::int64_t value) { return Tick(Milliseconds(value)); }

}  // namespace secure_export::db
