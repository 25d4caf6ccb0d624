#include "adapters/hosts/standalone/cli/secret_input.h"

#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <system_error>

#include "adapters/hosts/standalone/base/failure.h"
#include "adapters/hosts/standalone/cli/plugin_limits.h"

namespace secure_export::host {
namespace {

// A terminal delivers lines of at most 4095 bytes and silently drops the rest (termios(3), MAX_CANON).
constexpr std::size_t terminal_line_bytes = 4095;

volatile std::sig_atomic_t caught = 0;
void remember(int number) { caught = number; }

// Blocks the signals that would end the program while the terminal's echo is off, except during wait().
class EndingSignals {
public:
    EndingSignals() {
        caught = 0;
        sigset_t held;
        sigemptyset(&held);
        for (std::size_t i = 0; i < std::size(numbers); ++i) {
            sigaddset(&held, numbers[i]);
            struct sigaction action {};
            // Ctrl-Z is ignored: after a stop, the input could not be continued.
            action.sa_handler = numbers[i] == SIGTSTP ? SIG_IGN : remember;
            sigaction(numbers[i], &action, &before_[i]);
        }
        sigprocmask(SIG_BLOCK, &held, &mask_before_);  // NOLINT(concurrency-mt-unsafe): one thread
    }
    EndingSignals(const EndingSignals&) = delete;
    ~EndingSignals() {
        for (std::size_t i = 0; i < std::size(numbers); ++i) sigaction(numbers[i], &before_[i], nullptr);
        sigprocmask(SIG_SETMASK, &mask_before_, nullptr);  // NOLINT(concurrency-mt-unsafe): one thread
        if (caught) std::raise(caught);
    }
    // Waits until standard input is readable: true; false if one of the signals arrived.
    bool wait() const {
        pollfd input{STDIN_FILENO, POLLIN, 0};
        while (!caught)
            if (ppoll(&input, 1, nullptr, &mask_before_) > 0) return true;
        return false;
    }

private:
    static constexpr int numbers[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP};
    struct sigaction before_[std::size(numbers)];
    sigset_t mask_before_;
};

class MuteTerminal {
public:
    MuteTerminal() {
        if (tcgetattr(STDIN_FILENO, &before_) != 0) fail();
        termios mute = before_;
        mute.c_lflag &= ~static_cast<tcflag_t>(ECHO | ECHOE | ECHOK | ECHONL);
        if (tcsetattr(STDIN_FILENO, TCSAFLUSH, &mute) != 0) fail();
    }
    MuteTerminal(const MuteTerminal&) = delete;
    ~MuteTerminal() {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
        std::fputc('\n', stderr);  // the typed line break was not echoed
    }

private:
    [[noreturn]] static void fail() {
        throw Failure(std::string("cannot turn off the terminal's echo: ") + std::generic_category().message(errno));
    }
    termios before_;
};

// Reads at most `max` bytes up to the end of input, or from a terminal up to the end of the line.
std::string read_bytes(std::size_t max, const EndingSignals* terminal) {
    std::string text(max, '\0');
    std::size_t size = 0;
    while (size < max) {
        if (terminal && !terminal->wait()) break;
        const ssize_t count = ::read(STDIN_FILENO, text.data() + size, max - size);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0)
            throw Failure(std::string("cannot read standard input: ") + std::generic_category().message(errno));
        if (count == 0) break;
        size += static_cast<std::size_t>(count);
        if (terminal && text[size - 1] == '\n') break;
    }
    text.resize(size);
    return text;
}

std::string read_from_terminal(const std::string& prompt) {
    const EndingSignals signals;
    const MuteTerminal mute;  // destroyed first: a signal takes effect after the terminal was restored
    std::fputs(prompt.c_str(), stderr);
    std::fflush(stderr);
    std::string text = read_bytes(terminal_line_bytes + 1, &signals);
    if (text.size() >= terminal_line_bytes)
        throw Failure("the secret is too long for a terminal: pass it through a pipe or from a file");
    return text;
}

}  // namespace

std::string read_secret(const std::string& prompt) {
    const bool terminal = isatty(STDIN_FILENO) == 1;
    std::string text = terminal ? read_from_terminal(prompt) : read_bytes(max_secret_bytes + 2, nullptr);
    if (text.ends_with('\n')) text.pop_back();
    if (text.empty())
        throw Failure(
            "standard input was empty: type the secret at the prompt, or pass it through a pipe or from a file");
    if (text.size() > max_secret_bytes)
        throw Failure("the secret on standard input is longer than " + std::to_string(max_secret_bytes) + " bytes");
    return text;
}

}  // namespace secure_export::host
