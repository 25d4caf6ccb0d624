#include "adapters/hosts/standalone/cli/admin_account.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <iterator>
#include <system_error>

#include "adapters/hosts/standalone/admin/admin_address.h"
#include "adapters/hosts/standalone/base/failure.h"
#include "adapters/hosts/standalone/cli/owner.h"
#include "adapters/hosts/standalone/cli/secret_input.h"
#include "adapters/hosts/standalone/cli/settings.h"
#include "adapters/hosts/standalone/sign_in/one_time_link.h"
#include "adapters/hosts/standalone/sign_in/password_file.h"
#include "adapters/hosts/standalone/sign_in/tokens.h"

namespace secure_export::host {
namespace {

const std::string default_url = "http://127.0.0.1:8444";

// Rejects a mistyped directory, for which a link would be useless.
void check_data_directory(const std::filesystem::path& directory) {
    std::error_code unknown;
    if (!std::filesystem::exists(directory, unknown) && !unknown)
        throw Failure("there is no data directory " + directory.string() +
                      ": start the service, which creates it, or name another with --data-dir");
}

void enter_data_directory(const std::filesystem::path& directory) {
    std::error_code ignored;
    std::filesystem::create_directories(directory.parent_path(), ignored);
    if (mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST)
        throw Failure("cannot make the data directory " + directory.string() + ": " +
                      std::generic_category().message(errno) + "; give another with --data-dir");
    become_owner_of(directory);
}

std::string new_password() {
    std::string password = read_secret("New password for the admin screens (it will not be shown): ");
    switch (problem_with_password(password)) {
        case PasswordProblem::none: break;
        case PasswordProblem::too_short:
            throw Failure("the password needs at least " + std::to_string(min_password_characters) + " characters");
        case PasswordProblem::too_long:
            throw Failure("the password may have at most " + std::to_string(max_password_bytes) + " bytes");
        case PasswordProblem::not_typable:
            throw Failure("the password must be UTF-8 without control characters: no browser could send it");
    }
    if (isatty(STDIN_FILENO) == 1) {
        std::string again = read_secret("Repeat the password: ");
        const bool same = same_secret(password, again);
        wipe(again);
        if (!same) throw Failure("the two passwords differ; nothing was changed");
    }
    return password;
}

int set_password(const std::filesystem::path& data_dir) {
    std::string password = new_password();
    enter_data_directory(data_dir);
    const PasswordRecord record = record_of(password);
    wipe(password);
    PasswordFile(data_dir).set(record);
    unlink(OneTimeLink(data_dir).path().c_str());  // a link that was not used yet must not work any more
    std::puts("The password is set.  All sessions have ended.");
    return exit_done;
}

// `url`: of the screens; empty: the one that the service has stored.
int print_link(const std::filesystem::path& data_dir, std::string url) {
    if (url.empty()) {
        check_data_directory(data_dir);
        enter_data_directory(data_dir);
        const auto stored_url = AdminAddress(data_dir).current();
        if (!stored_url)
            std::fprintf(stderr,
                         "The service has not stored the URL of its admin screens, so this is the default one.  Start "
                         "it, or give --url.\n");
        url = stored_url.value_or(default_url);
    }
    while (url.ends_with('/')) url.pop_back();
    const bool whole =
        (url.starts_with("http://") && url.size() > 7) || (url.starts_with("https://") && url.size() > 8);
    if (!whole || url.find_first_of(" #?") != std::string::npos)
        throw UsageError("--url takes the address of the admin screens, such as " + default_url + ", not \"" + url +
                         "\"");
    check_data_directory(data_dir);
    enter_data_directory(data_dir);  // repeating it has no effect
    const std::string token = OneTimeLink(data_dir).make(std::chrono::system_clock::now());
    std::printf("%s/login#%s\n", url.c_str(), token.c_str());
    std::fprintf(stderr, "It works once, for %d hours, and lets its bearer set the password.\n",
                 static_cast<int>(OneTimeLink::lifetime.count()));
    return exit_done;
}

}  // namespace

int admin_account(std::span<const std::string> words) {
    const Args args = parse_with_shared(words, {{"--url"}});
    const std::string verb = args.words().empty() ? "" : args.words()[0];
    if (verb != "password" && verb != "link") throw UsageError("admin takes password or link");
    // Do not print the word: it may be the password.
    if (verb == "password" && args.words().size() > 1)
        throw UsageError("admin password takes no further arguments: the password itself is read from standard input");
    args.expect_words({verb});
    if (args.value("--url") == "") throw UsageError("option --url needs a value");
    if (args.has("--url") && verb != "link") throw UsageError("option --url goes with admin link only");

    std::filesystem::path data_dir = std::filesystem::absolute(data_dir_of(args)).lexically_normal();
    if (!data_dir.has_filename()) data_dir = data_dir.parent_path();  // removes a trailing slash
    if (verb == "password") return set_password(data_dir);
    return print_link(data_dir, args.value("--url").value_or(""));
}

}  // namespace secure_export::host
