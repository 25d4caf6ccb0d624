// Requests as a host hands them over the C boundary, to a whole plugin.  The first byte says what is made of the rest:
//   a  the rest is an alert's body, sent with a genuine token
//   h  "HEADERS\n\nBODY", sent by a stranger
//   b  several bodies with lines "---" between them, handed over together
//   g, u, p  GET, PUT, POST of the admin API: "PATH\nQUERY\nBODY"
//   n  two bytes that are the endpoint's number, then as h

#include <algorithm>
#include <memory>

#include "json/json.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/scratch_plugin.h"

using namespace secure_export;
using fuzz::Answer;

namespace {

constexpr int max_taken = 2000;  // about 10 KiB each; then begin anew

std::unique_ptr<fuzz::ScratchPlugin> scratch;
int taken = 0;

void begin_anew() {
    if (scratch && taken < max_taken) return;
    scratch.reset();
    scratch = std::make_unique<fuzz::ScratchPlugin>();
    taken = 0;
}

std::uint32_t number_of(std::string_view method, std::string_view path) {
    for (const auto& endpoint : scratch->endpoints()) {
        const std::string_view prefix = std::string_view(endpoint.path).substr(0, endpoint.path.find('*'));
        if (endpoint.method == method && path.starts_with(prefix)) return endpoint.number;
    }
    return 0xffffffff;
}

void check_answer(const Answer& answer) {
    MUST_HOLD(answer.times == 1);
    MUST_HOLD(answer.status >= 200 && answer.status <= 599 && answer.status != 500 && answer.status != 502);
    MUST_HOLD(fuzz::is_utf8(answer.body));
    std::string_view lines = answer.headers;
    bool is_json = false;
    while (!lines.empty()) {
        const std::string_view line = fuzz::take(lines, "\n");
        MUST_HOLD(line.find(": ") != line.npos && line.find('\r') == line.npos);
        is_json = is_json || line == "Content-Type: application/json";
    }
    if (is_json) MUST_HOLD(json::read_lenient_names(answer.body));
}

// What the plugin says about a header must be what it says about the whole request.
std::vector<Answer> send(const std::vector<itsm_request>& requests) {
    std::vector<itsm_request> heads = requests;
    for (itsm_request& head : heads) {
        head.body = nullptr;
        head.body_length = 0;
    }
    const auto decided = fuzz::ask(*scratch, heads, true);
    const auto answers = fuzz::ask(*scratch, requests, false);
    MUST_HOLD(decided.size() == requests.size() && answers.size() == requests.size());
    for (std::size_t i = 0; i < answers.size(); ++i) {
        check_answer(answers[i]);
        MUST_HOLD(decided[i].times <= 1);
        if (decided[i].times == 1) MUST_HOLD(decided[i].status >= 400 && answers[i].status >= 400);
    }
    return answers;
}

void send_alerts(std::string_view headers, std::string_view rest, bool genuine) {
    static constexpr std::string_view path = "/azure-monitor/alerts";
    std::vector<itsm_request> requests;
    do {
        requests.push_back(
            fuzz::request_of(number_of("POST", path), "POST", path, "", headers, fuzz::take(rest, "\n---\n"), ""));
    } while (!rest.empty() && requests.size() < 8);
    for (const Answer& answer : send(requests)) {
        if (genuine)
            MUST_HOLD(answer.status == 202 || answer.status == 400 || answer.status == 403 || answer.status == 413);
        else
            MUST_HOLD(answer.status >= 400);
        taken += answer.status == 202;
    }
    scratch->work();
}

// Not asked here: what would change the connection (undo, a saved document), and SQL, which is SQLite's to read.
bool is_left_out(std::string_view path, std::string_view query) {
    return path.find("undo") != path.npos || path.find("sql") != path.npos || query.find("where") != query.npos ||
           query.find('%') != query.npos;
}

void send_admin(std::string_view method, std::string_view rest) {
    const std::string path = "/api/v1/" + std::string(fuzz::take(rest, "\n"));
    std::string query(fuzz::take(rest, "\n"));
    if (is_left_out(path, query)) return;
    if (method == "PUT" && path.find("settings") != path.npos) query = "dry_run=1";
    for (const char* headers : {"Accept: text/plain\n", ""})
        (void)send({fuzz::request_of(number_of(method, path), method, path, query, headers, rest, "alice")});
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    begin_anew();
    std::string_view rest = fuzz::text_of(data + 1, size - 1);
    switch (data[0]) {
        case 'h': {
            const std::string headers(fuzz::take(rest, "\n\n"));
            send_alerts(headers + "\n", rest, false);
            break;
        }
        case 'b': send_alerts(scratch->genuine_headers(), rest, true); break;
        case 'g': send_admin("GET", rest); break;
        case 'u': send_admin("PUT", rest); break;
        case 'p': send_admin("POST", rest); break;
        case 'n': {
            if (rest.size() < 2) break;
            const auto number = static_cast<std::uint32_t>(static_cast<unsigned char>(rest[0]) << 8 |
                                                           static_cast<unsigned char>(rest[1]));
            rest.remove_prefix(2);
            const std::string headers(fuzz::take(rest, "\n\n"));
            const bool known = std::any_of(scratch->endpoints().begin(), scratch->endpoints().end(),
                                           [&](const auto& endpoint) { return endpoint.number == number; });
            if (!known) (void)send({fuzz::request_of(number, "GET", "/x", "", headers + "\n", rest, "")});
            break;
        }
        default: {
            // No further body: "---" belongs to it.
            static constexpr std::string_view path = "/azure-monitor/alerts";
            const auto answers = send(
                {fuzz::request_of(number_of("POST", path), "POST", path, "", scratch->genuine_headers(), rest, "")});
            const int status = answers.at(0).status;
            MUST_HOLD(status == 202 || status == 400 || status == 413);
            taken += status == 202;
            scratch->work();
        }
    }
    return 0;
}
