#include "adapters/hosts/standalone/cli/admin_call.h"

#include <pwd.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <system_error>

#include "adapters/hosts/standalone/base/failure.h"
#include "adapters/hosts/standalone/cli/owner.h"
#include "adapters/hosts/standalone/plugin_host/plugin.h"

namespace secure_export::host {
namespace {

std::string login_name() {
    const passwd* const entry = getpwuid(getuid());  // NOLINT(concurrency-mt-unsafe): one thread
    return entry ? entry->pw_name : std::to_string(getuid());
}

// The terminal's width in columns: from COLUMNS, else from the terminal; empty when the output is not a terminal, and
// so must not be cut.
std::string width_of_output() {
    const char* const said = std::getenv("COLUMNS");  // NOLINT(concurrency-mt-unsafe): one thread
    if (said && *said && std::strspn(said, "0123456789") == std::strlen(said)) return said;
    winsize size{};
    if (isatty(STDOUT_FILENO) != 1 || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return "";
    return std::to_string(size.ws_col);
}

bool print(std::FILE* out, const std::string& text) {
    const bool whole = std::fwrite(text.data(), 1, text.size(), out) == text.size();
    const bool ended = text.empty() || text.back() == '\n' || std::fputc('\n', out) != EOF;
    return std::fflush(out) == 0 && whole && ended;
}

}  // namespace

std::string percent_encoded(std::string_view text) {
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                                c == '-' || c == '.' || c == '_' || c == '~';
        if (unreserved)
            out += c;
        else
            out.append({'%', digits[byte >> 4], digits[byte & 15]});
    }
    return out;
}

int call_admin(const AdminCall& call) {
    const Log log(call.settings.log_level);
    std::signal(SIGPIPE, SIG_IGN);
    IncomingRequest request;
    request.user = "cli:" + login_name();
    become_owner_of(call.settings.data_dir, {call.settings.plugins});
    const auto missing = call.makes_data_dir ? MissingData::is_made : MissingData::stays_missing;
    Plugins plugins(call.settings.plugins, call.settings.data_dir, missing, log);

    const Router::Match match = plugins.router.find(Access::admin, call.method, call.path);
    if (!match.endpoint) throw Failure("no plugin in " + call.settings.plugins.string() + " answers this command");
    request.endpoint = match.endpoint;
    request.path = call.path;
    std::string query = call.query;
    if (const std::string width = width_of_output(); !width.empty())
        query += (query.empty() ? "width=" : "&width=") + width;
    request.query = query;
    request.headers = "Accept: " + call.accept + "\n";
    if (!call.content_type.empty()) request.headers += "Content-Type: " + call.content_type + "\n";
    request.body = call.body;

    const OutgoingReply reply = plugins.loaded[match.endpoint->plugin]->handle({&request, 1}).front();
    if (reply.status == 0) throw Failure("the plugin gave no answer; the database may be busy: try again");
    if (reply.status >= 200 && reply.status < 300) {
        // EPIPE is not an error: the reader has enough ("| head").
        if (!print(stdout, reply.body) && errno != EPIPE)
            throw Failure(std::string("cannot write the output: ") + std::generic_category().message(errno));
        return exit_done;
    }
    if (reply.body.empty()) throw Failure("refused with status " + std::to_string(reply.status));
    print(stderr, "secure-export: " + reply.body);
    return exit_failed;
}

}  // namespace secure_export::host
