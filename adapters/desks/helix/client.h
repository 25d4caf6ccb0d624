#pragma once
// The AR System's REST interface: entries of forms, and instances of CMDB classes.

#include <json/value.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/desks/helix/advice.h"
#include "adapters/desks/helix/sign_in.h"
#include "adapters/desks/rest/client.h"

namespace secure_export::desks::helix {

using Fields = std::vector<std::string>;

// Quotes a field or text for a qualification: 'Incident Number' = "INC000000000430".  Doubles the quotes inside.
std::string quoted_field(const std::string& name);
std::string quoted_text(const std::string& text);
// A pattern with which LIKE finds the text anywhere.  It may match more: LIKE's wildcards in `text` match any
// character.
std::string containing(const std::string& text);

// The result of a create.
struct Created {
    Json::Value values;      // of the requested fields, as far as the desk returned them
    bool confirmed = false;  // the desk reports that it created an entry
};

// [concurrent]
class ArSystem {
public:
    ArSystem(const DeskSettings& settings, const Environment& environment);
    ~ArSystem();  // signs out
    ArSystem(const ArSystem&) = delete;

    const rest::Client& client() const { return client_; }

    // The values of the entries that match.  Callers must compare them: the server may ignore parts of a query that it
    // does not understand.
    Result<std::vector<Json::Value>> query(const std::string& form, const std::string& qualification,
                                           const Fields& fields, int max, Doing doing, rest::Deadline deadline) const;
    // nullopt when there is no such entry, or the account cannot see it.
    Result<std::optional<Json::Value>> entry(const std::string& form, const std::string& id, const Fields& fields,
                                             rest::Deadline deadline) const;
    // `back`: the fields of the new entry to return.
    Result<Created> create(const std::string& form, const Json::Value& values, const Fields& back, Doing doing,
                           rest::Deadline deadline) const;
    // False when there is no such entry.
    Result<bool> modify(const std::string& form, const std::string& id, const Json::Value& values, Doing doing,
                        rest::Deadline deadline) const;
    // The attributes of the matching instances of a class; callers must compare them, as for query().
    Result<std::vector<Json::Value>> instances(const std::string& ci_class, const std::string& qualification,
                                               const Fields& attributes, int max, rest::Deadline deadline) const;

private:
    Result<rest::RestResponse> send(rest::RestRequest request, Doing doing, rest::Deadline deadline) const;
    bool says_no_such_entry(const rest::RestResponse& answer) const;
    Error failure(const rest::RestResponse& answer, Doing doing) const;

    const DeskSettings settings_;
    const Environment environment_;
    const std::vector<int> transient_;
    const std::shared_ptr<Session> session_;
    const rest::Client client_;
};

}  // namespace secure_export::desks::helix
