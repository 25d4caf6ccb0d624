#include "adapters/hosts/standalone/base/log.h"

#include <sys/time.h>
#include <unistd.h>
#include <ctime>

#include <cstdio>
#include <cstdlib>
#include <string>

namespace secure_export::host {
namespace {

const char* name_of(LogLevel level) {
    switch (level) {
        case LogLevel::error: return "error";
        case LogLevel::warning: return "warning";
        case LogLevel::info: return "info";
        case LogLevel::debug: return "debug";
    }
    return "error";
}

std::string utc_now() {
    timeval now{};
    gettimeofday(&now, nullptr);
    tm parts{};
    gmtime_r(&now.tv_sec, &parts);
    char text[40];
    const std::size_t length = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts);
    std::snprintf(text + length, sizeof text - length, ".%03dZ", static_cast<int>(now.tv_usec / 1000));
    return text;
}

}  // namespace

std::optional<LogLevel> log_level_named(std::string_view name) {
    for (const LogLevel level : {LogLevel::error, LogLevel::warning, LogLevel::info, LogLevel::debug})
        if (name == name_of(level)) return level;
    return std::nullopt;
}

// NOLINTNEXTLINE(concurrency-mt-unsafe): nobody changes the environment
Log::Log(LogLevel min) : min_(min), journal_(std::getenv("JOURNAL_STREAM") != nullptr) {}

void Log::write(LogLevel level, std::string_view text) const {
    if (level > min_) return;
    std::string line;
    line.reserve(text.size() + 48);
    if (journal_) line.append("<").append(std::to_string(static_cast<int>(level))).append(">");
    line.append(utc_now()).append(" ").append(name_of(level)).append(" ");
    for (const char c : text) line += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
    line += '\n';
    // One write() per line, so that lines of several threads and processes do not mix.  Errors are ignored: the service
    // continues without a log.
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace secure_export::host
