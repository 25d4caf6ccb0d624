#pragma once
// The admin API as an OpenAPI 3 document, made of the table of routes whenever it is asked for: so it is that of the
// version which runs, and there is no file to grow old.

#include "admin/route.h"
#include "json/json.h"

namespace secure_export::admin {

Json::Value openapi_document(std::span<const Route> table);
Response openapi_reply();

}  // namespace secure_export::admin
