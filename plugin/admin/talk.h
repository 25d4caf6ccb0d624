#pragma once
// How the admin API answers: lines for a terminal where the request accepts text/plain, otherwise JSON.  Every text in
// an answer is clean (core/clean_text.h), whoever's words it holds.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/exchange.h"
#include "core/result.h"
#include "db/store/views.h"
#include "json/json.h"

namespace secure_export::admin {

class Talk {
public:
    explicit Talk(const Request& request);
    bool in_lines() const { return text_; }
    // How wide the asker's terminal is, in columns; nothing when it is none.
    std::optional<std::size_t> width() const { return width_; }
    Reply fail(int status, const std::string& say) const;
    Reply fail(const Error& error) const;
    // A failure with more than its sentence: body["error"] is there.
    Reply fail_with(int status, const Json::Value& body) const;
    // `line` without its end.
    Reply done(const std::string& line, const Json::Value& body) const;
    // An operator's own document in JSON, which keeps its meaning: what is not clean is written as \uXXXX.
    Reply done_as_written(const std::string& json, const Json::Value& body) const;

private:
    Reply make(int status, const std::string& line, const Json::Value& body) const;
    bool text_;
    std::optional<std::size_t> width_;
};

// Nothing for a text that is not a whole number from 0.
std::optional<std::int64_t> whole_number(std::string_view text);

// The rows that `ask` gives, in the format and within the limit that the query names; without a format a table for a
// terminal, otherwise JSON.  The first row that it gives is the columns' names.
// `usual_columns`: those of a table, unless `wide` is asked for; null for all (db::View).
using AskForRows = std::function<Outcome(int limit, const db::RowSink& sink)>;
Reply rows_reply(const Request& request, const Talk& talk, const AskForRows& ask, const char* usual_columns = nullptr);

}  // namespace secure_export::admin
