#pragma once
// The host's log: one line on stderr for each event, "2026-01-31T12:00:00.123Z warning text".

#include <optional>
#include <string_view>

namespace secure_export::host {

// Values as in syslog (RFC 5424 section 6.2.1) and in itsm_abi.h.
enum class LogLevel : int { error = 3, warning = 4, info = 6, debug = 7 };

// Accepts "error", "warning", "info", "debug"; nullopt for any other word.
std::optional<LogLevel> log_level_named(std::string_view name);

class Log {
public:
    // Lines less important than `min` are not written.  Under systemd (JOURNAL_STREAM is set) each line begins with
    // "<N>", which the journal interprets as its level (sd-daemon(3)).
    explicit Log(LogLevel min);

    // Control characters become spaces, so that text from outside cannot forge a line.  Callers never pass a token, a
    // secret or a whole payload.  [concurrent]
    void write(LogLevel level, std::string_view text) const;

    void error(std::string_view text) const { write(LogLevel::error, text); }
    void warning(std::string_view text) const { write(LogLevel::warning, text); }
    void info(std::string_view text) const { write(LogLevel::info, text); }
    void debug(std::string_view text) const { write(LogLevel::debug, text); }

private:
    LogLevel min_;
    bool journal_;
};

}  // namespace secure_export::host
