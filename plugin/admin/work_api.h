#pragma once
// Administrators' actions on alerts, desks and bindings (api.md): parked, desks, bindings/pin and unpin, dry-run.

#include <functional>

#include "admin/alert_memory.h"
#include "admin/ci_bindings.h"
#include "admin/cmdb.h"
#include "admin/desk_tester.h"
#include "admin/dry_run.h"
#include "admin/parked_items.h"
#include "admin/response.h"

namespace secure_export::admin {

Response retry_all(const Request& request, ParkedItems& items);
Response retry_one(const Request& request, ParkedItems& items, const std::string& delivery);
Response drop_one(const Request& request, ParkedItems& items, const std::string& delivery);
// The request's body names the alert.
Response forget_order(const Request& request, AlertMemory& memory);
Response cis_reply(const Request& request, Cmdb& cmdb, const std::string& desk);
Response import_reply(const Request& request, Cmdb& cmdb, const std::string& desk);
Response test_reply(DeskTester& desks, const std::string& desk);
Response pin_binding(const Request& request, CiBindings& bindings);
Response unpin_binding(const Request& request, CiBindings& bindings);
// Returns the body of a stored delivery; nullopt when there is none.
using BodyOf = std::function<Result<std::optional<std::string>>(std::int64_t delivery)>;
Response dry_run_reply(const Request& request, DryRunner& runner, const BodyOf& body_of);

}  // namespace secure_export::admin
