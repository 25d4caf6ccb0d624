#pragma once
// What a handler of the admin API returns: JSON.  Handlers do not format text for terminals: the table of routes names
// the formatter for that JSON (lines.h), and respond.h sends one or the other.

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "admin/render.h"
#include "core/result.h"
#include "json/json.h"

namespace secure_export::admin {

// Rows of a view or a statement: a table, CSV or JSON, whichever is asked for.
struct Rows {
    std::vector<std::string> columns{};
    std::vector<Cells> rows{};
    std::optional<Format> format{};       // nullopt: a table for a terminal, otherwise JSON
    int limit = 0;                        // the number of rows requested
    const char* usual_columns = nullptr;  // columns shown in a table by default; null: all (db::View)
};

// A stored document that is returned unchanged, to a terminal too.
struct Kept {
    std::string type;  // Content-Type
    std::string text;
};

struct Response {
    Response(Json::Value facts) : body(std::move(facts)) {}
    Response(Rows rows) : body(std::move(rows)) {}
    Response(Kept kept) : body(std::move(kept)) {}
    Response(const Error& error);  // refused()

    int status = 200;
    std::variant<Json::Value, Rows, Kept> body;
    std::vector<std::pair<std::string, std::string>> headers{};  // without Content-Type
    // The JSON contains an operator's own document: characters that are not clean are escaped as \uXXXX, not removed.
    bool as_written = false;
};

// {"error": message}.  For status 400, lines of `message` like "desks[0].url: must be ..." are also listed as problems
// of single fields.
Response refused(int status, const std::string& message);

// A refusal with further facts; facts["error"] is its sentence.
Response refused_with(int status, Json::Value facts);

}  // namespace secure_export::admin
