#pragma once
// The admin API, version 1, below /api/v1: what `secure-export config`, `query`, `ci`, `parked` and the admin screens
// use. The host has authenticated an administrator; Request::user is the name that changes are recorded under.
//
//   GET  settings                           the settings document
//   PUT  settings[?dry_run=1]               checks it, and saves it unless dry_run
//   GET  views                              the documented views
//   GET  views/NAME?where=&since=&limit=&format=table|csv|json
//   POST sql?limit=&format=                 one read-only statement
//   GET  explain?of=                        the story of an alert, incident or delivery
//   GET  parked                             like views/parked
//   POST parked/retry, parked/ID/retry, parked/ID/drop (body: the reason)
//   POST desks/NAME/cis                     CSV of configuration items
//   POST desks/NAME/test
//
// With "Accept: text/plain" answers and errors are lines for a terminal, otherwise JSON.

#include "admin/actions.h"
#include "core/exchange.h"
#include "core/log.h"
#include "db/database.h"

namespace secure_export::admin {

class Api {
public:
    Api(db::Database& database, Actions& actions);
    Reply answer(const Request& request);  // [concurrent]

private:
    db::Database& database_;
    Actions& actions_;
};

}  // namespace secure_export::admin
