#pragma once
// Stores our key in an incident, and finds the incident by it.

#include <json/value.h>

#include <string>

#include "adapters/desks/itop/client.h"

namespace secure_export::desks::itop {

// With an extension field, the field contains just the key.  Without one, the first entry of the private log contains
// "alert key azm-1." and an explanation.  Keys satisfy rest::is_plain_key(), so they need no quoting.
class Correlation {
public:
    explicit Correlation(const DeskSettings& settings);

    // The attribute to write and to read back.
    const std::string& attribute() const { return attribute_; }
    Json::Value written(const std::string& key) const;
    // The query for incidents that carry `key`.  It may also return others, in whose log people quoted the key.
    Json::Value question(const std::string& key) const;
    bool carried_by(const Row& incident, const std::string& key) const;
    // Whether a result of question() that does not carry the key proves that the settings name the wrong field.
    bool must_be_carried() const { return !in_log_; }
    std::string look_at() const;

private:
    const std::string class_;
    const bool in_log_;
    const std::string attribute_;
};

}  // namespace secure_export::desks::itop
