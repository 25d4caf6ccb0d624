#pragma once
// What administrators order about alerts, desks and bindings (api.md): parked, desks, bindings/pin and unpin, dry-run.

#include "admin/alert_memory.h"
#include "admin/ci_bindings.h"
#include "admin/cmdb.h"
#include "admin/desk_tester.h"
#include "admin/dry_run.h"
#include "admin/parked_items.h"
#include "admin/talk.h"

namespace secure_export::admin {

Reply parked_order(const Request& request, const Talk& talk, const std::vector<std::string>& path, ParkedItems& items);
// POST alerts/forget: the body names the alert.
Reply forget_order(const Request& request, const Talk& talk, AlertMemory& memory);
Reply desk_order(const Request& request, const Talk& talk, const std::vector<std::string>& path, Cmdb& cmdb,
                 DeskTester& desks);
Reply binding_order(const Request& request, const Talk& talk, const std::vector<std::string>& path,
                    CiBindings& bindings);
// `body_of` gives the body of a stored delivery.
using BodyOf = std::function<Result<std::optional<std::string>>(std::int64_t delivery)>;
Reply dry_run_reply(const Request& request, const Talk& talk, DryRunner& runner, const BodyOf& body_of);

}  // namespace secure_export::admin
