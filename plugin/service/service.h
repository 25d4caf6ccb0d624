#pragma once
// The one file that knows all parts.

#include <memory>
#include <span>

#include "core/exchange.h"
#include "service/environment.h"

namespace secure_export::service {

struct Endpoint {
    std::uint32_t number;
    const char *method, *path;
    bool admin;  // the host has authenticated an administrator
};

class Service {
public:
    // Opens nothing: the first request or pump of each process does.
    explicit Service(const Environment& env);
    ~Service();

    // Whether the data directory is one to work with: its key file is nobody else's to read.  Opens nothing.
    static Outcome may_open(const std::filesystem::path& data_dir);

    static std::span<const Endpoint> endpoints();

    // Decides by the headers alone, before the bodies are here: `refuse` is called for each request that goes no
    // further; handle() decides about the others once more.  [concurrent]
    void authorize(std::span<const Request> heads, const Answer& refuse);

    // `answer` is called once for each request, in any order.  [concurrent]
    void handle(std::span<const Request> requests, const Answer& answer);

    // Works until nothing is due, `max` items are done or `budget` is spent.  When there may be more: now for at once.
    // [concurrent]
    Milliseconds pump(std::uint32_t max, Milliseconds budget);

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace secure_export::service
