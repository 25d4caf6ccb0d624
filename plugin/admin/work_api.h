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

Reply retry_all(const Request& request, const Talk& talk, ParkedItems& items);
Reply retry_one(const Request& request, const Talk& talk, ParkedItems& items, const std::string& delivery);
Reply drop_one(const Request& request, const Talk& talk, ParkedItems& items, const std::string& delivery);
// The body names the alert.
Reply forget_order(const Request& request, const Talk& talk, AlertMemory& memory);
Reply cis_reply(const Request& request, const Talk& talk, Cmdb& cmdb, const std::string& desk);
Reply import_reply(const Request& request, const Talk& talk, Cmdb& cmdb, const std::string& desk);
Reply test_reply(const Talk& talk, DeskTester& desks, const std::string& desk);
Reply pin_binding(const Request& request, const Talk& talk, CiBindings& bindings);
Reply unpin_binding(const Request& request, const Talk& talk, CiBindings& bindings);
// `body_of` gives the body of a stored delivery.
using BodyOf = std::function<Result<std::optional<std::string>>(std::int64_t delivery)>;
Reply dry_run_reply(const Request& request, const Talk& talk, DryRunner& runner, const BodyOf& body_of);

}  // namespace secure_export::admin
