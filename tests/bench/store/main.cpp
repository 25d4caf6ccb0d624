// Intake cost of four layers over SQLite: microseconds a delivery, as processor time with the ratio to bare sqlite3
// calls, and as time on the wall, which the disk decides.  The contenders take turns within one run, so that what else
// the machine does falls on all of them; the median of the turns counts.

#include <time.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <vector>

#include "contender.h"
#include "db/engine/database.h"
#include "db/store/schema.h"

namespace {

struct Entry {
    const char* name;
    std::unique_ptr<Contender> (*make)(const std::string&, const char*);
};
constexpr Entry entries[] = {{"sqlite3", raw}, {"ours", wrapper}, {"SQLiteCpp", sqlitecpp}, {"Poco::Data", poco}};

double microseconds_of(clockid_t clock) {
    timespec now{};
    clock_gettime(clock, &now);
    return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

struct Costs {
    std::vector<double> processor, wall;
};

void measure(Contender& contender, int first, int batch, int commits, const std::string& body, Costs& costs) {
    const double processor = microseconds_of(CLOCK_THREAD_CPUTIME_ID), wall = microseconds_of(CLOCK_MONOTONIC);
    for (int i = 0; i < commits; ++i) contender.put(first + i * batch, batch, body);
    costs.processor.push_back((microseconds_of(CLOCK_THREAD_CPUTIME_ID) - processor) / (commits * batch));
    costs.wall.push_back((microseconds_of(CLOCK_MONOTONIC) - wall) / (commits * batch));
}

double median(std::vector<double> values) {
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
    return values[values.size() / 2];
}

void compare(const std::filesystem::path& directory, const char* synchronous, int batch) {
    const std::string body(2048, 'x');
    const int turns = 11, commits = std::max(2, (std::string_view(synchronous) == "OFF" ? 320 : 8) / batch);
    std::vector<std::unique_ptr<Contender>> contenders;
    std::vector<Costs> costs(std::size(entries));
    for (const Entry& entry : entries) {
        const std::string file =
            (directory / (std::string(entry.name) + synchronous + std::to_string(batch) + ".sqlite")).string();
        if (!secure_export::db::Database(file, secure_export::db::mapping_options()).write())
            throw std::runtime_error("cannot make " + file);
        contenders.push_back(entry.make(file, synchronous));
    }
    for (int turn = 0; turn <= turns; ++turn) {
        for (std::size_t i = 0; i < contenders.size(); ++i) {
            const std::size_t one = (i + static_cast<std::size_t>(turn)) % contenders.size();
            Costs warming_up;
            measure(*contenders[one], turn * 100'000, batch, commits, body, turn > 0 ? costs[one] : warming_up);
        }
    }
    std::printf("synchronous=%-4s batch %2d: ", synchronous, batch);
    const double base = median(costs[0].processor);
    for (std::size_t i = 0; i < costs.size(); ++i) {
        const double processor = median(costs[i].processor);
        std::printf(" %s %.0f us (%.2f; wall %.0f)", entries[i].name, processor, processor / base,
                    median(costs[i].wall));
    }
    std::printf("\n");
    std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) return std::fprintf(stderr, "usage: bench_store EMPTY_DIRECTORY\n"), 2;
    for (const char* synchronous : {"OFF", "FULL"}) {
        for (const int batch : {1, 32}) compare(argv[1], synchronous, batch);
    }
}
