#pragma once
// The plugin as a host has it, behind its C boundary: a data directory that is thrown away, an authority that answers
// in memory, no network.

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

    // Header lines with a token that is good for an hour.
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
// One answer for each; their count is how many the plugin was asked about.
std::vector<Answer> ask(const ScratchPlugin& scratch, const std::vector<itsm_request>& requests, bool headers_alone);

}  // namespace secure_export::fuzz
