#pragma once
// iTop's REST endpoint: takes operations as JSON in a form, and answers with a code under HTTP 200.
// https://www.itophub.io/wiki/page?id=latest:advancedtopics:rest_json

#include <json/value.h>

#include <string>
#include <vector>

#include "adapters/desks/rest/client.h"

namespace secure_export::desks::itop {

using rest::Deadline;
struct DatabaseTrouble;

struct Row {
    std::string class_name;  // the actual class: "Server" in a reply about FunctionalCI
    std::string id;
    Json::Value fields;

    std::string text(const char* name) const;  // iTop writes scalars as strings; empty when absent
};

struct ItopResponse {
    enum class What { done, turned_down } what = What::done;  // turned_down: code 100, to be handled by the caller
    std::string words;                                        // iTop's message, in the account's language
    std::vector<Row> rows;

    bool done() const { return what == What::done; }
};

// A query: `key` is a number, an OQL text or an object of attributes.
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

    // Sends `operation` with its arguments.  Errors besides those of rest::Client::send():
    // - for code 1, which wrong credentials, a missing profile, a missing permission and the read-only mode share;
    //   further calls distinguish them: Fault::unauthenticated; refused for a class that the account must not read;
    //   unavailable, with retry_after, for one that it can read but not write, as in read-only mode;
    // - Fault::refused for codes that mean a mistake of ours or in the settings, or values that the database rejects;
    // - Fault::unavailable for other errors of iTop's database (database_errors.h), and for replies that are not
    //   iTop's.
    Result<ItopResponse> ask(const Json::Value& operation, Deadline deadline) const;

    // Sends core/get.  A refusal becomes an Error that names `look_at`.
    Result<std::vector<Row>> read(const Question& question, Deadline deadline, const std::string& look_at) const;

    // Fault::unauthenticated unless the account may use the web services.
    Outcome check_credentials(Deadline deadline) const;

    // Fault::unavailable, as in ask(), unless the account may write `class_name` now.  Tested by a change of no object:
    // iTop checks the permission first.
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
