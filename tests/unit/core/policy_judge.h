#pragma once
// Plays a history through the product's Simulation and through the model, and compares after each decision.

#include <string>

#include "tests/unit/core/policy_model.h"

namespace histories {

struct Verdict {
    std::string fault;  // the first difference; empty: none
    std::string log;    // every decision up to it; only when asked for
    int decisions = 0, incidents = 0;
};

Verdict judge(const History& history, const Rules& rules, const Counted& counted = {}, bool with_log = false);

}  // namespace histories
