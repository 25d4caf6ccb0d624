#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "adapters/hosts/standalone/base/failure.h"
#include "adapters/hosts/standalone/cli/admin_account.h"
#include "adapters/hosts/standalone/cli/admin_commands.h"
#include "adapters/hosts/standalone/cli/backup.h"
#include "adapters/hosts/standalone/cli/help.h"
#include "adapters/hosts/standalone/private_process.h"
#include "adapters/hosts/standalone/serve.h"

namespace {

namespace host = secure_export::host;

int print(const std::string& text) {
    std::signal(SIGPIPE, SIG_IGN);  // a closed pipe ("| head") is not an error
    errno = 0;
    std::fputs(text.c_str(), stdout);
    return std::fflush(stdout) == 0 || errno == EPIPE ? host::exit_done : host::exit_failed;
}

int help(const std::vector<std::string>& words) {
    if (words.empty()) return print(host::general_help());
    const std::string text = host::help_on(words[0]);
    if (text.empty()) throw host::UsageError("no subcommand \"" + words[0] + "\"");
    return print(text);
}

int run(const std::string& name, const std::vector<std::string>& words) {
    if (name.empty()) throw host::UsageError("missing a subcommand");
    if (name == "--version") return print("secure-export " SECURE_EXPORT_VERSION "\n");
    if (name == "--help" || name == "-h" || name == "help") return help(words);
    if (std::find(words.begin(), words.end(), "--help") != words.end()) return help({name});
    if (name == "serve") return host::serve(words);
    if (name == "backup") return host::backup(words);
    if (name == "restore") return host::restore(words);
    if (name == "admin") return host::admin_account(words);
    if (const auto call = host::admin_command(name, words)) return host::call_admin(*call);
    throw host::UsageError((name[0] == '-' ? "unknown option " : "no subcommand ") + name);
}

}  // namespace

int main(int argc, char** argv) {
    const std::string name = argc > 1 ? argv[1] : "";
    const std::vector<std::string> words(argv + std::min(argc, 2), argv + argc);
    try {
        host::keep_process_private();
        return run(name, words);
    } catch (const host::UsageError& error) {
        const std::string more = host::help_on(name).empty() ? "--help" : "help " + name;
        std::fprintf(stderr, "secure-export: %s\n(see: secure-export %s)\n", error.what(), more.c_str());
        return error.exit_code();
    } catch (const host::Failure& failure) {
        std::fprintf(stderr, "secure-export: %s\n", failure.what());
        return failure.exit_code();
    } catch (const std::exception& error) {
        std::fprintf(stderr, "secure-export: %s\n", error.what());
        return host::exit_failed;
    }
}
