#pragma once
// Fetches signing keys from the authorities: on the work line alone.

#include "db/store/key_sets.h"
#include "service/environment.h"

namespace secure_export::service {

class KeyRefresh {
public:
    KeyRefresh(db::Database& database, const Environment& env);
    // Fetches one set that is due; false when none is.  A failure keeps the last good set.
    Result<bool> once();

private:
    db::Database& database_;
    const Environment& env_;
};

}  // namespace secure_export::service
