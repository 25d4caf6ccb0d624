#pragma once
// Formats values from Azure's bodies for people.  A value that is not understood is returned unchanged.

#include <string>
#include <string_view>

namespace secure_export::inbound {

std::string number_in_words(std::string_view number);      // "50000000.0": "50,000,000"
std::string operator_in_words(std::string_view name);      // "GreaterThan": ">"
std::string duration_in_words(std::string_view duration);  // "PT5M" or "5": "5 min"
std::string seconds_in_words(std::string_view seconds);    // "300": "5 min"
std::string minutes_in_words(std::string_view minutes);    // "1440": "1 day"
std::string time_in_words(std::string_view time);          // "2026-01-01T10:00:00Z": "2026-01-01 10:00:00 UTC"
std::string spaced(std::string_view name);    // "PlatformInitiated", "platform_initiated": "platform initiated"
std::string label_of(std::string_view name);  // "jobId", "job_id": "Job id"

}  // namespace secure_export::inbound
