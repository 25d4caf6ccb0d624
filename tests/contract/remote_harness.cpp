#include "tests/contract/remote_harness.h"

#include <Poco/Pipe.h>
#include <Poco/PipeStream.h>
#include <Poco/Process.h>

#include <cstdlib>
#include <stdexcept>

#include "adapters/http/client.h"
#include "json/json.h"

namespace secure_export::contract {
namespace {

const char* name_of(IncidentState state) {
    switch (state) {
        case IncidentState::open: return "open";
        case IncidentState::resolved: return "resolved";
        case IncidentState::closed: return "closed";
        case IncidentState::gone: break;
    }
    return "gone";
}

const char* name_of(Trouble trouble) {
    switch (trouble) {
        case Trouble::unreachable: return "unreachable";
        case Trouble::busy: return "busy";
        case Trouble::answer_lost: return "answer_lost";
        case Trouble::nonsense: return "nonsense";
        case Trouble::refused: return "refused";
        case Trouble::session_over: break;
    }
    return "session_over";
}

Json::Value with(const char* name, const Json::Value& value) {
    Json::Value object(Json::objectValue);
    object[name] = value;
    return object;
}

// One for the program: its authority is what the program trusts.
const std::filesystem::path& certificate_folder() {
    static const TemporaryDirectory folder;
    return folder.path();
}

std::string behind(const std::string& line, const std::string& word) {
    const std::size_t at = line.find(word);
    if (at == std::string::npos) throw std::runtime_error("the stand-in said: " + line);
    const std::size_t from = at + word.size();
    return line.substr(from, line.find_first_of(", ", from) - from);
}

}  // namespace

Result<std::optional<std::string>> KeptSecrets::get(const std::string&, const std::string& field) const {
    const auto at = by_field.find(field);
    return at == by_field.end() ? std::nullopt : std::optional(at->second);
}

Result<bool> KeptSecrets::replace_if(const std::string&, const std::string& field, const std::string& expected,
                                     const std::string& value) const {
    const auto at = by_field.find(field);
    if (at == by_field.end() || at->second != expected) return false;
    at->second = value;
    return true;
}

UnpluggableClient::UnpluggableClient() : real_(make_http_client()) {}

Result<HttpResponse> UnpluggableClient::call(const HttpRequest& request) const {
    if (!unplugged) return real_->call(request);
    HttpRequest nowhere = request;
    nowhere.url = "https://127.0.0.1:1/";  // nobody listens there
    return real_->call(nowhere);
}

// Ends when its standard input does, however this program ends.
struct RemoteHarness::Server {
    explicit Server(const std::string& script)
        : process(Poco::Process::launch("python3", {"-B", STAND_INS "/" + script, certificate_folder().string()}, &in,
                                        &out, nullptr)) {
        Poco::PipeInputStream said(out);
        std::string line;
        std::getline(said, line);
        desk = behind(line, "desk on ");
        people = behind(line, "people on ");
        setenv("SSL_CERT_FILE", (certificate_folder() / "ca.pem").c_str(), 1);
    }
    ~Server() {
        in.close(Poco::Pipe::CLOSE_BOTH);
        process.wait();
    }
    Poco::Pipe in, out;
    Poco::ProcessHandle process;
    std::string desk, people;
};

const RemoteHarness::Server& RemoteHarness::server(const char* script) {
    certificate_folder();  // outlives the servers
    static std::map<std::string, Server> servers;
    return servers.try_emplace(script, script).first->second;
}

RemoteHarness::RemoteHarness(const char* script, DeskSettings given, std::map<std::string, std::string> stored,
                             MakeDesk make)
    : settings(std::move(given)), server_(server(script)), make_(make) {
    settings.options["url"] = server_.desk;
    secrets.by_field = std::move(stored);
    order("reset");
    desk_ = another();
}

RemoteHarness::~RemoteHarness() = default;

desks::Environment RemoteHarness::environment() const {
    return {directory_.path(), &clock_, &http_, nullptr, &secrets};
}

std::unique_ptr<Desk> RemoteHarness::another() const { return std::move(*make_(settings, environment())); }

Json::Value RemoteHarness::order(const std::string& what, Json::Value more) const {
    more["do"] = what;
    HttpRequest request;
    request.method = "POST";
    request.url = server_.people + "/";
    request.body = json::write(more);
    const auto response = make_http_client()->call(request);
    if (!response) throw std::runtime_error(what + ": " + response.error().message);
    auto answer = json::read_strict(response->body);
    if (response->status != 200 || !answer) throw std::runtime_error(what + ": " + response->body);
    return *answer;
}

std::string RemoteHarness::add_ci(const ConfigurationItem& ci) {
    Json::Value item(Json::objectValue);
    item["name"] = ci.name;
    item["class"] = ci.ci_class;
    item["resource_id"] = ci.resource_id;
    return order("add_ci", item)["id"].asString();
}

void RemoteHarness::remove_ci(const std::string& id) { order("remove_ci", with("id", id)); }

Held RemoteHarness::held(const std::string& id) {
    const Json::Value told = order("held", with("id", id));
    Held held{told["title"].asString(),
              told["description"].asString(),
              told["resolution"].asString(),
              told["impact"].asInt(),
              told["urgency"].asInt(),
              told["ci"].asString(),
              {}};
    for (const Json::Value& note : told["notes"]) held.notes.push_back(note.asString());
    return held;
}

std::size_t RemoteHarness::incidents() { return order("incidents")["count"].asUInt(); }

void RemoteHarness::set_state(const std::string& id, IncidentState state) {
    Json::Value change = with("id", id);
    change["state"] = name_of(state);
    order("set_state", change);
}

void RemoteHarness::trouble_next_call(Trouble trouble) { order("trouble", with("trouble", name_of(trouble))); }

Desk& RemoteHarness::impatient() {
    if (!impatient_) {
        DeskSettings hasty = settings;
        hasty.options["time_limit_s"] = 1;
        impatient_ = std::move(*make_(hasty, environment()));
    }
    return *impatient_;
}

std::unique_ptr<Desk> RemoteHarness::trusting(Trust trust) {
    const std::string authority = (certificate_folder() / "ca.pem").string();
    const std::string another = (directory_.path() / "another.pem").string();
    if (!std::filesystem::exists(another)) {
        Poco::Pipe unread;
        Poco::Process::launch("openssl",
                              {"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                               "-subj", "/CN=another CA", "-keyout", "/dev/null", "-out", another},
                              nullptr, nullptr, &unread)
            .wait();
    }
    other_clients_.push_back(make_http_client());
    if (trust != Trust::wrong_file) {  // a client keeps the store that it found at its first call
        setenv("SSL_CERT_FILE", "/dev/null", 1);
        HttpRequest first;
        first.url = server_.desk + "/";
        if (other_clients_.back()->call(first)) throw std::runtime_error("nobody is trusted, and yet it went well");
        setenv("SSL_CERT_FILE", authority.c_str(), 1);
    }
    DeskSettings own = settings;
    own.options["ca_file"] = trust == Trust::nobody ? "" : trust == Trust::right_file ? authority : another;
    desks::Environment theirs = environment();
    theirs.http = other_clients_.back().get();
    auto desk = desks::make_desk(own, theirs);
    if (!desk) throw std::runtime_error(desk.error().message);
    return *std::move(desk);
}

void RemoteHarness::set_levels(const std::string& id, int impact, int urgency) {
    Json::Value levels = with("id", id);
    levels["impact"] = impact;
    levels["urgency"] = urgency;
    order("set_levels", levels);
}

std::vector<std::string> RemoteHarness::later_ways() {
    std::vector<std::string> all;
    const Json::Value told = order("later_ways");
    for (const Json::Value& one : told["ways"]) all.push_back(one.asString());
    return all;
}

void RemoteHarness::later_next_call(const std::string& way) { order("later", with("way", way)); }

std::vector<std::string> RemoteHarness::complaints() const {
    std::vector<std::string> all;
    const Json::Value told = order("complaints");  // a temporary would not outlive the loop's first line
    for (const Json::Value& one : told["complaints"]) all.push_back(one.asString());
    return all;
}

std::vector<std::string> RemoteHarness::calls() const {
    std::vector<std::string> all;
    const Json::Value told = order("calls");  // a temporary would not outlive the loop's first line
    for (const Json::Value& one : told["calls"]) all.push_back(one.asString());
    return all;
}

}  // namespace secure_export::contract
