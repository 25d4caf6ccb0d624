#include "tests/fuzz/scratch_plugin.h"

#include <stdlib.h>

#include "adapters/http/client.h"
#include "json/json.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/token_maker.h"

namespace secure_export {
namespace {

const std::string tenant = "72f988bf-86f1-41af-91ab-2d7cd011db47";
const std::string client_id = "8a0a4d1e-5f53-4c0e-9d5b-6a1c7c1b2f3d";
const std::string authority = "https://login.microsoftonline.com";

const test::SigningKey& key() {
    static const test::SigningKey made("the-key");
    return made;
}

class Authority : public HttpClient {
public:
    Result<HttpResponse> call(const HttpRequest& request) const override {
        if (!request.url.starts_with(authority + "/")) return Error{Fault::unavailable, "there is no network here", ""};
        const bool second = request.url.find("/v2.0/") != std::string::npos;
        if (!request.url.ends_with("/.well-known/openid-configuration"))
            return HttpResponse{200, {}, test::key_set({key().jwk()})};
        Json::Value document(Json::objectValue);
        document["issuer"] = second ? authority + "/" + tenant + "/v2.0" : "https://sts.windows.net/" + tenant + "/";
        document["jwks_uri"] = authority + "/" + tenant + (second ? "/discovery/v2.0/keys" : "/discovery/keys");
        return HttpResponse{200, {}, json::write(document)};
    }
};

}  // namespace

// In the place of adapters/http's, which is not linked: no input reaches the network.
std::unique_ptr<HttpClient> make_http_client() { return std::make_unique<Authority>(); }

namespace fuzz {
namespace {

std::int32_t no_log(void*, std::int32_t, const char* text, std::uint64_t length) {
    MUST_HOLD(std::string_view(text, length).find('\n') == std::string_view::npos);
    return ITSM_DONE;
}

std::int32_t register_endpoint(void* self, const char* method, std::uint64_t method_length, const char* path,
                               std::uint64_t path_length, std::uint32_t access, std::uint32_t number) {
    static_cast<std::vector<ScratchPlugin::Endpoint>*>(self)->push_back(
        {{method, method_length}, {path, path_length}, access, number});
    return ITSM_DONE;
}

std::int32_t keep_reply(void* sink, std::uint64_t index, std::int32_t status, const char* headers,
                        std::uint64_t headers_length, const char* body, std::uint64_t body_length) {
    auto& answers = *static_cast<std::vector<Answer>*>(sink);
    MUST_HOLD(index < answers.size());
    Answer& answer = answers[index];
    ++answer.times;
    answer.status = status;
    answer.headers.assign(headers, headers_length);
    answer.body.assign(body, body_length);
    return ITSM_DONE;
}

// Memory where there is such a place: each accepted alert is written through to the disk.
std::filesystem::path new_folder() {
    const bool memory = std::filesystem::is_directory("/dev/shm") && !getenv("TMPDIR");
    std::string name = ((memory ? "/dev/shm" : std::filesystem::temp_directory_path()) / "se-fuzz-XXXXXX").string();
    MUST_HOLD(mkdtemp(name.data()));
    return name;
}

}  // namespace

itsm_request request_of(std::uint32_t endpoint, std::string_view method, std::string_view path, std::string_view query,
                        std::string_view headers, std::string_view body, std::string_view user) {
    itsm_request request{};
    request.size = sizeof request;
    request.endpoint = endpoint;
    const auto put = [](const char*& bytes, std::uint64_t& length, std::string_view text) {
        bytes = text.data();
        length = text.size();
    };
    put(request.method, request.method_length, method);
    put(request.path, request.path_length, path);
    put(request.query, request.query_length, query);
    put(request.headers, request.headers_length, headers);
    put(request.body, request.body_length, body);
    put(request.peer, request.peer_length, "192.0.2.7");
    put(request.user, request.user_length, user);
    return request;
}

std::vector<Answer> ask(const ScratchPlugin& scratch, const std::vector<itsm_request>& requests, bool headers_alone) {
    std::vector<Answer> answers(requests.size());
    const std::int32_t code = (headers_alone ? itsm_authorize : itsm_handle)(scratch.plugin(), requests.data(),
                                                                             requests.size(), keep_reply, &answers);
    MUST_HOLD(code == ITSM_DONE || code == ITSM_INVALID);
    if (code == ITSM_INVALID) answers.clear();
    return answers;
}

ScratchPlugin::ScratchPlugin() : folder_(new_folder()), folder_text_(folder_.string()) {
    host_.size = sizeof host_;
    host_.abi = ITSM_ABI;
    host_.self = &endpoints_;
    host_.log = no_log;
    host_.register_endpoint = register_endpoint;
    host_.data_dir = folder_text_.data();
    host_.data_dir_length = folder_text_.size();
    plugin_ = itsm_open(&host_, nullptr, nullptr);
    MUST_HOLD(plugin_ && !endpoints_.empty());
    configure();
    work();  // fetches the keys
    const Time now = std::chrono::time_point_cast<Milliseconds>(std::chrono::system_clock::now());
    headers_ = "Content-Type: application/json\nAuthorization: Bearer " +
               test::signed_token(test::token_header(key()), test::claims_v2(tenant, client_id, now), key()) + "\n";
}

ScratchPlugin::~ScratchPlugin() {
    itsm_close(plugin_);
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

void ScratchPlugin::configure() {
    const std::string document = R"({"version":1,"connections":[{"name":"contoso","tenant_id":")" + tenant +
                                 R"(","audiences":[")" + client_id +
                                 R"("],"desk":"here"}],"desks":[{"name":"here","kind":"local"}]})";
    for (const Endpoint& endpoint : endpoints_) {
        if (endpoint.method != "PUT") continue;
        const auto answers =
            ask(*this, {request_of(endpoint.number, "PUT", "/api/v1/settings", "", "", document, "alice")}, false);
        MUST_HOLD(answers.size() == 1 && answers[0].status == 200);
    }
}

void ScratchPlugin::work() {
    std::uint64_t again = 0;
    for (int i = 0; i < 1000 && again == 0; ++i) MUST_HOLD(itsm_pump(plugin_, 16, 1000, &again) == ITSM_DONE);
}

}  // namespace fuzz
}  // namespace secure_export
