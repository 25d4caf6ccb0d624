#pragma once
// A stream of mixed alerts as Azure sends them, the same for the same seed.

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "core/clock.h"

namespace secure_export::test {

struct GeneratedAlert {
    Milliseconds after;  // since the one before
    std::string body;
};

struct StreamKind {
    int messages = 100;
    int series = 12;              // on that many resources and rules
    Milliseconds longest_gap{0};  // between two messages
    Time begin;                   // of the first message
    int first = 0;                // ids of alerts count from there on
};

// Metric alerts with their ends, some doubled, some late, some whose end comes first; log alerts that never end;
// bursts; Service Health and Resource Health in their stages.
std::vector<GeneratedAlert> generated_alerts(std::uint32_t seed, const StreamKind& kind);

}  // namespace secure_export::test
