// HTTP requests as a stranger sends them.  The first byte says where the bytes are torn apart.

#include "adapters/hosts/standalone/http/request_reader.h"

#include <algorithm>

#include "tests/fuzz/fuzz.h"

using namespace secure_export;
using namespace secure_export::host;

namespace {

constexpr std::size_t small_body_limit = 16 * 1024;  // so that short inputs reach it

class OpenSite : public Site {
public:
    Admission admit(IncomingRequest& request) override {
        if (request.path == "/closed") return {{404, "", ""}, small_body_limit};
        return {{}, small_body_limit};
    }
    Entry ask_entry(const IncomingRequest&, std::shared_ptr<ReplyHandler>) override { return Entry::open; }
    bool submit(IncomingRequest&, std::shared_ptr<ReplyHandler>) override { return true; }
    std::string_view fields() const override { return {}; }
    std::string_view name() const override { return "fuzz"; }
};

// What somebody behind the reader gets to see.
struct Seen {
    std::vector<std::string> requests;
    int refusal = 0;
    bool closed = false;
    bool operator==(const Seen&) const = default;
};

void check_request(const IncomingRequest& request) {
    MUST_HOLD(!request.method.empty() && request.body.size() <= small_body_limit);
    MUST_HOLD(request.path.find('?') == request.path.npos);
    MUST_HOLD(request.headers.size() <= 2 * max_header_bytes);
    std::string_view lines = request.headers;
    std::size_t fields = 0;
    while (!lines.empty()) {
        MUST_HOLD(lines.find('\n') != lines.npos);
        const std::string_view line = fuzz::take(lines, "\n");
        const std::size_t colon = line.find(": ");
        MUST_HOLD(colon != line.npos && colon > 0);
        MUST_HOLD(line.substr(0, colon).find_first_of(" \t") == line.npos);
        MUST_HOLD(std::none_of(line.begin(), line.end(), [](char c) { return c == '\r' || c == '\0' || c == '\n'; }));
        ++fields;
    }
    MUST_HOLD(fields <= max_header_fields);
}

class Listener {
public:
    Listener(BodyBudget& budget) : reader_({site_, budget, proxies_}, "192.0.2.7", [](std::size_t) { return false; }) {}

    void receive(std::string_view bytes) {
        while (!bytes.empty() && !seen_.closed) {
            const std::span<char> space = reader_.space();
            MUST_HOLD(!space.empty());
            const std::size_t count = std::min(space.size(), bytes.size());
            std::copy_n(bytes.begin(), count, space.begin());
            bytes.remove_prefix(count);
            reader_.received(count);
            look();
        }
    }
    const Seen& seen() const { return seen_; }

private:
    void look() {
        while (!seen_.closed) switch (reader_.state()) {
                case RequestReader::State::nothing:
                case RequestReader::State::partial: (void)reader_.owes_continue(); return;
                case RequestReader::State::head:
                    check_request(reader_.head());
                    announced_ = reader_.announces_body();
                    reader_.go_on();
                    break;
                case RequestReader::State::complete: complete(); break;
                case RequestReader::State::refused:
                    seen_.refusal = reader_.refusal().status;
                    MUST_HOLD(seen_.refusal >= 400 && seen_.refusal <= 599 && seen_.refusal != 500);
                    seen_.closed = true;
                    return;
            }
    }

    void complete() {
        const IncomingRequest request = reader_.take();
        check_request(request);
        MUST_HOLD(request.body.empty() || announced_);
        seen_.requests.push_back(request.method + "\n" + request.host + "\n" + request.path + "\n" + request.query +
                                 "\n" + request.headers + "\n" + request.body + "\n" + request.peer +
                                 (reader_.keep_alive() ? " on" : " off") + (reader_.head_only() ? " head" : ""));
        seen_.closed = !reader_.keep_alive();
        reader_.next();
    }

    OpenSite site_;
    TrustedProxies proxies_;
    RequestReader reader_;
    Seen seen_;
    bool announced_ = false;
};

template <class Feed>
Seen seen_by(Feed feed) {
    BodyBudget budget(1 << 20, 1 << 20);
    Seen seen;
    {
        Listener listener(budget);
        feed(listener);
        seen = listener.seen();
    }
    MUST_HOLD(budget.used() == 0);
    return seen;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    // With an end behind it: a header that is not whole is refused at the first bad byte, or waits for its end, as the
    // pieces come.
    const std::string ended = std::string(fuzz::text_of(data + 1, size - 1)) + "\r\n\r\n";
    const std::string_view bytes = ended;
    const Seen whole = seen_by([&](Listener& listener) { listener.receive(bytes); });
    const Seen two = seen_by([&](Listener& listener) {
        const std::size_t at = bytes.size() * data[0] / 255;
        listener.receive(bytes.substr(0, at));
        listener.receive(bytes.substr(at));
    });
    MUST_HOLD(two == whole);
    const Seen drops = seen_by([&](Listener& listener) {
        const std::size_t step = data[0] % 7 + 1;
        for (std::size_t at = 0; at < bytes.size(); at += step) listener.receive(bytes.substr(at, step));
    });
    MUST_HOLD(drops == whole);
    return 0;
}
