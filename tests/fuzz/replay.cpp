// Runs a target over the files of its corpus, without libFuzzer: what every run of the tests does, with any compiler.
//
//     fuzz_TARGET FOLDER_OR_FILE...

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <vector>

#include "tests/fuzz/fuzz.h"

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> files_below(int count, char** names) {
    std::vector<fs::path> files;
    for (int i = 1; i < count; ++i) {
        if (!fs::is_directory(names[i])) {
            files.emplace_back(names[i]);
            continue;
        }
        for (const auto& entry : fs::directory_iterator(names[i]))
            if (entry.is_regular_file()) files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

// In memory of exactly that size, so that AddressSanitizer sees a read beyond its end.
void run(const std::vector<char>& bytes, std::size_t size) {
    const std::unique_ptr<std::uint8_t[]> copy(new std::uint8_t[size]);
    std::copy_n(bytes.begin(), size, copy.get());
    LLVMFuzzerTestOneInput(copy.get(), size);
}

}  // namespace

int main(int count, char** names) {
    const auto files = files_below(count, names);
    if (files.empty()) {
        std::fprintf(stderr, "usage: %s FOLDER_OR_FILE..., with at least one file\n", names[0]);
        return 2;
    }
    for (const fs::path& file : files) {
        std::ifstream in(file, std::ios::binary);
        const std::vector<char> bytes{std::istreambuf_iterator<char>(in), {}};
        if (!in) {
            std::fprintf(stderr, "cannot read %s\n", file.c_str());
            return 2;
        }
        std::printf("%s (%zu bytes)\n", file.c_str(), bytes.size());
        std::fflush(stdout);  // the last line names the input that ended the process
        run(bytes, bytes.size());
        run(bytes, bytes.size() / 2);  // cut off, as by a lost connection
    }
    std::printf("%zu inputs, whole and cut in half\n", files.size());
}
