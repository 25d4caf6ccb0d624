#pragma once
// The plugin's entry into its parts: service.cpp alone creates and connects them.

#include <memory>
#include <span>

#include "core/exchange.h"
#include "service/environment.h"

namespace secure_export::service {

struct Endpoint {
    std::uint32_t number;
    const char *method, *path;
    bool admin;  // the host must authenticate an administrator first
};

class Service {
public:
    // Opens no file: the first request or pump of each process does, so that hosts may fork before.
    explicit Service(const Environment& env);
    ~Service();

    // Checks the data directory: its key file must be readable by the owner only.  Opens no file.
    static Outcome may_open(const std::filesystem::path& data_dir);

    static std::span<const Endpoint> endpoints();

    // Decides by the headers alone, before the bodies are received: calls `refuse` for each request that is rejected;
    // handle() checks the others again.  [concurrent]
    void authorize(std::span<const Request> heads, const Answer& refuse);

    // `answer` is called once for each request, in any order.  [concurrent]
    void handle(std::span<const Request> requests, const Answer& answer);

    // Works until nothing is due, `max` items are done or `budget` is spent.  Returns when to call again: 0 means at
    // once.  [concurrent]
    Milliseconds pump(std::uint32_t max, Milliseconds budget);

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace secure_export::service
