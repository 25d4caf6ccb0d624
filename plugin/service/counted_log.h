#pragma once
// Decorator of Log: repeated warnings and errors are logged once and then counted.

#include <map>
#include <mutex>
#include <string>

#include "core/clock.h"
#include "core/log.h"

namespace secure_export::service {

// Warnings and errors that differ only in numbers (delivery 17, 60 s, a time of day) count as one kind.  The first line
// of a kind is written at once; those that follow are counted, and a minute later one line states their number and the
// last of them: "... 898 more times in 60 s: <text>".  After a minute without the kind, its next line is written at
// once again.  Lines of the levels info and debug always pass.
class CountedLog : public Log {
public:
    CountedLog(const Log& log, const Clock& clock) : log_(log), clock_(clock) {}
    ~CountedLog() override;                                         // writes what is still counted
    void write(Level level, std::string_view text) const override;  // [concurrent]
    // Writes the summary lines whose minute is over.  Call it regularly: nothing else writes them.
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

// The kind of a line: the text without its numbers.  Digits inside words and quotes (desk "snow1", INC0000001) are
// kept.
std::string kind_of_line(std::string_view text);

}  // namespace secure_export::service
