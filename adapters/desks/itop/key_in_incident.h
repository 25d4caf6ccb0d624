#pragma once
// Where an incident keeps our key, and how it is found there.

#include <json/value.h>

#include <string>

#include "adapters/desks/itop/client.h"

namespace secure_export::desks::itop {

// With an extension field the field holds the key alone.  Without one the first entry of the private log does, in
// words: "alert key azm-1." and what that is for.  Keys are as rest::is_plain_key has them, so they need no quoting.
class Correlation {
public:
    explicit Correlation(const DeskSettings& settings);

    // The attribute to write and to read back.
    const std::string& attribute() const { return attribute_; }
    Json::Value written(const std::string& key) const;
    // The question for the incidents that carry `key`.  The answer may hold others, in whose log people quoted it.
    Json::Value question(const std::string& key) const;
    bool carried_by(const Row& incident, const std::string& key) const;
    // Whether an incident that was asked for by its key and does not carry it means that the field is another than the
    // settings say.
    bool must_be_carried() const { return !in_log_; }
    std::string look_at() const;

private:
    const std::string class_;
    const bool in_log_;
    const std::string attribute_;
};

}  // namespace secure_export::desks::itop
