#pragma once
// iTop's one address: operations as JSON in a form, their answers with a code under HTTP 200.
// https://www.itophub.io/wiki/page?id=latest:advancedtopics:rest_json

#include <json/value.h>

#include <string>
#include <vector>

#include "adapters/desks/rest/client.h"

namespace secure_export::desks::itop {

using rest::Deadline;
struct DatabaseTrouble;

struct Row {
    std::string class_name;  // the real one: "Server" in an answer about FunctionalCI
    std::string id;
    Json::Value fields;

    std::string text(const char* name) const;  // iTop writes scalars as strings; empty when absent
};

struct ItopResponse {
    enum class What { done, turned_down } what = What::done;  // turned_down: code 100, for the caller to look into
    std::string words;                                        // the desk's own, in the language of the account
    std::vector<Row> rows;

    bool done() const { return what == What::done; }
};

// What to read: `key` is a number, an OQL text or an object of attributes.
struct Question {
    std::string class_name;
    Json::Value key;
    std::string output_fields;
    int limit = 1, page = 1;
};

// [concurrent]
class Api {
public:
    Api(const DeskSettings& settings, const Environment& environment);

    const rest::Client& client() const { return client_; }
    Deadline deadline() const { return client_.deadline(); }

    // `operation` with its arguments.  Errors beside those of rest::Client::send:
    // - code 1, which wrong credentials, a missing profile, a missing right and the read-only mode share, told apart by
    //   further calls: Fault::unauthenticated; refused for a class that may not be read; unavailable, with retry_after,
    //   for one that may be read and not written, which the read-only mode looks like;
    // - Fault::refused for the codes that mean a mistake of ours or of the settings, or values that the database turns
    //   down;
    // - Fault::unavailable for other trouble with iTop's database (database_errors.h), and for answers that are not
    // iTop's.
    Result<ItopResponse> ask(const Json::Value& operation, Deadline deadline) const;

    // core/get.  A refusal is an error that names `look_at`.
    Result<std::vector<Row>> read(const Question& question, Deadline deadline, const std::string& look_at) const;

    // Whether the account may use the web services at all; Fault::unauthenticated when not.
    Outcome check_credentials(Deadline deadline) const;

    // Whether the account may write `class_name` now, asked by a change of no object: iTop looks at the right first.
    // Fault::unavailable, as in ask(), when not.
    Outcome may_write(const std::string& class_name, Deadline deadline) const;

private:
    struct Coded;
    Result<std::string> form(const Json::Value& operation) const;
    Result<Coded> exchange(const Json::Value& operation, Deadline deadline) const;
    Result<Coded> exchange_credentials(Deadline deadline) const;
    Result<Coded> exchange_small_read(const std::string& class_name, Deadline deadline) const;
    Error in_trouble(const DatabaseTrouble& trouble) const;
    Error not_allowed(const std::string& words, const Json::Value& operation, Deadline deadline) const;

    const DeskSettings settings_;
    const Environment environment_;
    const rest::Client client_;
};

}  // namespace secure_export::desks::itop
