#pragma once
// The plugin behind its C boundary, as hosts use it: with a temporary data directory, an authority in memory, and no
// network.

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "itsm_abi.h"

namespace secure_export::fuzz {

class ScratchPlugin {
public:
    ScratchPlugin();  // with a connection whose keys are fetched, and a desk of the kind "local"
    ~ScratchPlugin();
    ScratchPlugin(const ScratchPlugin&) = delete;

    struct Endpoint {
        std::string method, path;
        std::uint32_t access, number;
    };
    const std::vector<Endpoint>& endpoints() const { return endpoints_; }
    itsm_plugin* plugin() const { return plugin_; }

    // Header lines with a token that is valid for an hour.
    const std::string& genuine_headers() const { return headers_; }
    void work();  // until nothing is due

private:
    void configure();

    std::filesystem::path folder_;
    std::string folder_text_;
    std::vector<Endpoint> endpoints_;
    itsm_host host_{};
    itsm_plugin* plugin_ = nullptr;
    std::string headers_;
};

// A request with all its parts; the views must outlive it.
itsm_request request_of(std::uint32_t endpoint, std::string_view method, std::string_view path, std::string_view query,
                        std::string_view headers, std::string_view body, std::string_view user);

struct Answer {
    int times = 0, status = 0;
    std::string headers, body;
};
// Checks that the plugin gave one reply for each request.
std::vector<Answer> ask(const ScratchPlugin& scratch, const std::vector<itsm_request>& requests, bool headers_alone);

}  // namespace secure_export::fuzz
