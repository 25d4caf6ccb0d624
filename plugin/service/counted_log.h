#pragma once
// Decorator: the same trouble is logged once, then counted.

#include <map>
#include <mutex>
#include <string>

#include "core/clock.h"
#include "core/log.h"

namespace secure_export::service {

// Warnings and errors that differ in nothing but numbers (delivery 17, 60 s, a time of day) are one trouble.  Its first
// line is written at once; those that follow are counted, and a minute later one line has their number and the last of
// them: "... 898 more times in 60 s: <text>".  After a minute without it, it is news again.  What tells of single
// things that went well (info, debug) passes.
class CountedLog : public Log {
public:
    CountedLog(const Log& log, const Clock& clock) : log_(log), clock_(clock) {}
    ~CountedLog() override;                                         // writes what is still counted
    void write(Level level, std::string_view text) const override;  // [concurrent]
    // Writes the lines whose minute is over.  Call it now and then: nothing else tells the end of a trouble.
    void write_if_due() const;

private:
    struct Trouble {
        Level level;
        Time since;
        std::int64_t more = 0;
        std::string last;
    };
    void sum_up(bool all) const;  // mutex_ is held

    const Log& log_;
    const Clock& clock_;
    mutable std::mutex mutex_;
    mutable std::map<std::string, Trouble> troubles_;
};

// What tells lines of one trouble from those of another: the text with its numbers left out.  Digits inside words and
// between quotes (desk "snow1", INC0000001) are no numbers.
std::string kind_of_line(std::string_view text);

}  // namespace secure_export::service
