#pragma once
// What a handler of the admin API gives: the facts of an answer, in JSON.  No handler writes what a terminal gets: the
// table of routes names who makes its lines of those facts (lines.h), and respond.h sends one or the other.

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
    std::optional<Format> format{};       // nothing: a table for a terminal, otherwise JSON
    int limit = 0;                        // how many were asked for
    const char* usual_columns = nullptr;  // those of a table, unless all are asked for; null for all (db::View)
};

// A document in JSON that is given as it is kept, to a terminal too.
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
    std::vector<std::pair<std::string, std::string>> headers{};  // Content-Type apart
    // The facts hold an operator's own document, whose meaning is kept: what is not clean is written as \uXXXX.
    bool as_written = false;
};

// {"error": message}.  At 400 lines of `message` like "desks[0].url: must be ..." are told as the problems of single
// fields, too.
Response refused(int status, const std::string& message);

// With more than the sentence, which is facts["error"].
Response refused_with(int status, Json::Value facts);

}  // namespace secure_export::admin
