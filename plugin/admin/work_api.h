#pragma once
// What administrators order about alerts, desks and bindings (api.md): parked, desks, bindings/pin and unpin, dry-run.

#include "admin/actions.h"
#include "admin/talk.h"

namespace secure_export::admin {

Reply parked_order(const Request& request, const Talk& talk, const std::vector<std::string>& path, Actions& actions);
// POST alerts/forget: the body names the alert.
Reply forget_order(const Request& request, const Talk& talk, Actions& actions);
Reply desk_order(const Request& request, const Talk& talk, const std::vector<std::string>& path, Actions& actions);
Reply binding_order(const Request& request, const Talk& talk, const std::vector<std::string>& path, Actions& actions);
// `body_of` gives the body of a stored delivery.
using BodyOf = std::function<Result<std::optional<std::string>>(std::int64_t delivery)>;
Reply dry_run_reply(const Request& request, const Talk& talk, Actions& actions, const BodyOf& body_of);

}  // namespace secure_export::admin
