#include "adapters/hosts/standalone/cli/backup.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <iterator>
#include <optional>
#include <system_error>
#include <vector>

#include "adapters/hosts/standalone/base/failure.h"
#include "adapters/hosts/standalone/cli/admin_call.h"
#include "adapters/hosts/standalone/cli/args.h"
#include "adapters/hosts/standalone/cli/checked_copy.h"

namespace secure_export::host {
namespace {

namespace fs = std::filesystem;

const char* const key_file = "secret.key";
// Files besides the databases; if one is missing, it can be set or created again.
const char* const private_files[] = {key_file, "admin.password"};

// A file lock, which the kernel releases however the process ends.
class Lock {
public:
    explicit Lock(const fs::path& directory) : number_(open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
        if (number_ < 0)
            throw Failure("cannot open the data directory " + directory.string() + ": " +
                          std::generic_category().message(errno) + "; give another with --data-dir");
        if (flock(number_, LOCK_EX | LOCK_NB) != 0)
            throw Failure("another backup or restore of " + directory.string() +
                          " is running: wait until it has finished");
    }
    Lock(const Lock&) = delete;
    ~Lock() { close(number_); }

private:
    const int number_;
};

void make_empty_directory(const fs::path& directory) {
    if (mkdir(directory.c_str(), 0700) == 0) return;
    std::error_code failed;
    if (errno != EEXIST)
        throw Failure("cannot make " + directory.string() + ": " + std::generic_category().message(errno));
    if (!fs::is_empty(directory, failed) || failed)
        throw Failure(directory.string() +
                      " is not an empty directory: name a new one, so that no backup replaces another");
}

// Lets the plugin copy its databases in a child process, which becomes the owner of the data directory.  So this
// process keeps its user and can write the backup wherever that user may.  Returns the exit code.
int copy_databases(const SharedSettings& settings) {
    const pid_t child = fork();
    if (child < 0) throw Failure(std::string("cannot start a process: ") + std::generic_category().message(errno));
    if (child == 0) {
        int code = exit_failed;
        try {
            AdminCall call;
            call.settings = settings;
            call.method = "POST";
            call.path = "/api/v1/backup";
            code = call_admin(call);
        } catch (const std::exception& error) {
            std::fprintf(stderr, "secure-export: %s\n", error.what());
        }
        std::fflush(nullptr);
        _exit(code);
    }
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : exit_failed;
}

std::optional<std::string> time_and_size(const fs::path& file) {
    std::error_code failed;
    if (!fs::exists(file, failed)) return std::nullopt;
    const auto time = fs::last_write_time(file, failed).time_since_epoch().count();
    return std::to_string(time) + " " + std::to_string(fs::file_size(file, failed));
}

// Copies under temporary names; removes those that were not renamed.
class Drafts {
public:
    Drafts() = default;
    Drafts(const Drafts&) = delete;
    ~Drafts() {
        for (const auto& [draft, file] : files_) unlink(draft.c_str());
    }
    fs::path add(const fs::path& file) {
        files_.emplace_back(file.string() + ".restoring", file);
        unlink(files_.back().first.c_str());
        return files_.back().first;
    }
    void put_in_place() {
        for (const auto& [draft, file] : files_)
            if (rename(draft.c_str(), file.c_str()) != 0)
                throw Failure("cannot write " + file.string() + ": " + std::generic_category().message(errno));
        files_.clear();
    }

private:
    std::vector<std::pair<fs::path, fs::path>> files_;
};

}  // namespace

int backup(std::span<const std::string> words) {
    const Args args = parse_with_shared(words, {{"--without-key", false}});
    args.expect_words({"DIR"});
    const SharedSettings settings = shared_settings(args, LogLevel::warning);
    const fs::path& data = settings.data_dir;
    const fs::path to = fs::absolute(args.words()[0]).lexically_normal();
    const Lock lock(data);
    make_empty_directory(to);

    const auto key_before = time_and_size(data / key_file);
    if (const int code = copy_databases(settings); code != exit_done) {
        rmdir(to.c_str());
        return code;
    }
    const fs::path copies = data / "backup.new";
    Checksums sums;
    for (const auto& entry : fs::directory_iterator(copies))
        sums[entry.path().filename()] = copy_with_checksum(entry.path(), to / entry.path().filename(), to);
    for (const char* const name : private_files)
        if (fs::exists(data / name) && !(args.has("--without-key") && name == key_file))
            sums[name] = copy_with_checksum(data / name, to / name, to);
    std::error_code ignored;
    fs::remove_all(copies, ignored);
    if (time_and_size(data / key_file) != key_before)
        throw Failure("the key of the secrets was rotated during the backup, so " + to.string() +
                      " may contain the wrong one: remove it and repeat the backup");
    write_checksums(to, sums);
    std::printf("%s holds %zu files and SHA256SUMS.%s\n", to.c_str(), sums.size(),
                args.has("--without-key")
                    ? "  Keep a copy of secret.key elsewhere: without it nobody can read the secrets."
                : key_before ? "  Whoever can read it can read the secrets of the desks."
                             : "");
    return exit_done;
}

int restore(std::span<const std::string> words) {
    const Args args = parse_with_shared(words, {});
    args.expect_words({"DIR"});
    const fs::path data = fs::absolute(data_dir_of(args)).lexically_normal();
    const fs::path from = fs::absolute(args.words()[0]).lexically_normal();
    const Checksums sums = read_checksums(from);
    if (!sums.contains("secure-export.sqlite")) throw Failure(from.string() + " holds no mapping database");
    if (mkdir(data.c_str(), 0700) != 0 && errno != EEXIST)
        throw Failure("cannot make the data directory " + data.string() + ": " +
                      std::generic_category().message(errno));
    const Lock lock(data);
    for (const auto& entry : fs::directory_iterator(data))
        if (const std::string name = entry.path().filename(); name.find(".sqlite") != name.npos || sums.contains(name))
            throw Failure(data.string() + " holds " + name +
                          " already: stop the service, move the existing files elsewhere, and repeat the restore");

    Drafts drafts;
    for (const auto& [name, sum] : sums) {
        const bool known = name.ends_with(".sqlite") || name == private_files[0] || name == private_files[1];
        if (!known || name.starts_with('.'))
            throw Failure(from.string() + " names " + name + ", which is not part of a backup");
        if (copy_with_checksum(from / name, drafts.add(data / name), data) != sum)
            throw Failure((from / name).string() +
                          " differs from the file that was backed up (SHA-256); nothing was restored");
    }
    drafts.put_in_place();
    std::printf("%zu files are in %s.  Start the service.\n", sums.size(), data.c_str());
    return exit_done;
}

}  // namespace secure_export::host
