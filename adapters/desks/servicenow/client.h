#pragma once
// ServiceNow's Table API: records of any table, and a common interpretation of its errors.  Values are text; a
// reference is the sys_id of another record.

#include <json/value.h>

#include <string>
#include <vector>

#include "adapters/desks/rest/client.h"
#include "adapters/desks/servicenow/advice.h"

namespace secure_export::desks::servicenow {

using rest::Deadline;

// The instance's own message in any of its errors, including those of /oauth_token.do; empty when there is none.
std::string words_of(const Json::Value& body);

// Whether `text` is a record's key, 32 letters and digits; anything else must not get into a path or query.
bool is_sys_id(const std::string& text);

// The record's field as text; empty when absent.  For a reference with a link, the sys_id.
std::string field_of(const Json::Value& record, const std::string& name);
// False: the field does not exist in the table, or our account may not read it.  ServiceNow silently leaves out such
// fields.
bool has_field(const Json::Value& record, const std::string& name);

class Table {
public:
    Table(const DeskSettings& settings, const Environment& environment);

    const rest::Client& client() const { return client_; }

    // The records that an encoded query finds, at most `limit`.  Callers must compare them: ServiceNow silently ignores
    // conditions that it does not understand.
    Result<std::vector<Json::Value>> list(const std::string& table, const std::string& query, const std::string& fields,
                                          int limit, Deadline deadline) const;
    // Null: no such record, or hidden from our account.
    Result<Json::Value> read(const std::string& table, const std::string& sys_id, const std::string& fields,
                             Deadline deadline) const;
    Result<Json::Value> create(const std::string& table, const Json::Value& values, const std::string& fields,
                               Deadline deadline) const;
    // Null: no such record.
    Result<Json::Value> change(const std::string& table, const std::string& sys_id, const Json::Value& values,
                               Purpose purpose, const std::string& fields, Deadline deadline) const;

private:
    Result<Json::Value> result_of(const rest::RestRequest& request, Purpose purpose, Deadline deadline) const;
    Result<Json::Value> record_in(Result<Json::Value> result, const std::string& sys_id) const;

    const DeskSettings settings_;
    const rest::Client client_;
};

}  // namespace secure_export::desks::servicenow
