#pragma once
// The admin API, version 1, below /api/v1 (api.md beside this file): what `secure-export config`, `query`, `ci`,
// `parked` and the admin screens use.  The host has authenticated an administrator; Request::user is the name that
// changes are recorded under.

#include "admin/ports.h"
#include "core/clock.h"
#include "core/desk_kinds.h"
#include "core/exchange.h"
#include "db/engine/database.h"

namespace secure_export::admin {

class Api {
public:
    // All arguments must outlive the Api.
    Api(db::Database& database, const Ports& ports, const DeskKinds& kinds, const Clock& clock);
    Reply answer(const Request& request);  // [concurrent]

private:
    db::Database& database_;
    const Ports ports_;
    const DeskKinds& kinds_;
    const Clock& clock_;
};

}  // namespace secure_export::admin
