#pragma once
// template-fields and ticket-kinds of the admin API (api.md).

#include "admin/response.h"

namespace secure_export::admin {

Response template_fields_reply();
Response ticket_kinds_reply();

}  // namespace secure_export::admin
