#pragma once
// The admin API as an OpenAPI 3 document.  It is generated from the table of routes for each request, so it always
// describes the running version.

#include "admin/route.h"
#include "json/json.h"

namespace secure_export::admin {

Json::Value openapi_document(std::span<const Route> table);
Response openapi_reply();

}  // namespace secure_export::admin
