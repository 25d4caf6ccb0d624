#include "tests/unit/service/service_fixture.h"

#include "db/store/schema.h"
#include "json/json.h"

namespace secure_export::test {

namespace {

const std::string tenant = "11111111-2222-3333-4444-555555555555";
const std::string audience = "api://secure-export";
const std::string host = "https://login.microsoftonline.com";

}  // namespace

Result<HttpResponse> Authority::call(const HttpRequest& request) const {
    if (unreachable) return Error{Fault::unavailable, "could not reach the authority: connection refused", ""};
    const bool v2 = request.url.find("/v2.0/") != std::string::npos;
    if (request.url.ends_with("/.well-known/openid-configuration")) {
        Json::Value document(Json::objectValue);
        document["issuer"] = v2 ? host + "/" + tenant + "/v2.0" : "https://sts.windows.net/" + tenant + "/";
        document["jwks_uri"] =
            keys_at.empty() ? host + "/" + tenant + (v2 ? "/discovery/v2.0/keys" : "/discovery/keys") : keys_at;
        return HttpResponse{200, {}, json::write(document)};
    }
    ++key_set_fetches;
    return HttpResponse{200, {}, key_set(published)};
}

const SigningKey& ServiceFixture::key() {
    static const SigningKey made("first");
    return made;
}

const SigningKey& ServiceFixture::new_key() {
    static const SigningKey made("second");
    return made;
}

ServiceFixture::ServiceFixture() : desk(harness.desk()) {
    authority.published = {key().jwk()};
    restart();
    configure();
    work();
}

void ServiceFixture::restart() {
    service.reset();
    const auto make_desk = [this](const DeskSettings& settings,
                                  const desks::Environment& env) -> Result<std::unique_ptr<Desk>> {
        const auto fake = fake_desks.find(settings.name);
        return fake == fake_desks.end() ? desks::make_desk(settings, env) : fake->second();
    };
    service = std::make_unique<service::Service>(
        service::Environment{folder.path(), clock, zones, log, authority, &desk, make_desk});
}

void ServiceFixture::configure(const std::string& refire, const std::string& more) {
    const std::string document = R"({"version":1,"connections":[{"name":"contoso","tenant_id":")" + tenant +
                                 R"(","audiences":[")" + audience + R"("],"desk":"host","refire":")" + refire + "\"" +
                                 more + R"(}],"desks":[{"name":"host","kind":"host"}]})";
    CPPUNIT_ASSERT_EQUAL(200, admin("PUT", "/api/v1/settings", document).status);
}

void ServiceFixture::configure_remote(const std::vector<std::string>& names, int max_concurrency) {
    std::string connections, all;
    for (const std::string& name : names) {
        const std::string comma = all.empty() ? "" : ",";
        connections += comma + R"({"name":")" + name + R"(","tenant_id":")" + tenant + R"(","audiences":["api://)" +
                       name + R"("],"desk":")" + name + R"("})";
        all += comma + R"({"name":")" + name + R"(","kind":"itop","url":"https://)" + name +
               R"(.example","user":"azure","organization":"Demo","calls_at_once":)" + std::to_string(max_concurrency) +
               "}";
    }
    const std::string document = R"({"version":1,"connections":[)" + connections + R"(],"desks":[)" + all + "]}";
    const Reply saved = admin("PUT", "/api/v1/settings", document);
    CPPUNIT_ASSERT_EQUAL_MESSAGE(saved.body, 200, saved.status);
}

Reply ServiceFixture::post_to(const std::string& connection, const std::string& body) {
    return post({body}, token(key(), {{"aud", "api://" + connection}})).at(0);
}

std::string ServiceFixture::token(const SigningKey& signer,
                                  const std::map<std::string, Json::Value>& other_claims) const {
    Json::Value claims = claims_v1(tenant, audience, clock.time);
    for (const auto& [name, value] : other_claims) claims[name] = value;
    return signed_token(token_header(signer), claims, signer);
}

namespace {

std::string headers_with(const std::string& token) {
    return "Content-Type: application/json; charset=utf-8\nAuthorization: Bearer " + token + "\n";
}

Request alert_request(const std::string& headers) {
    Request request;
    request.endpoint = service::Service::endpoints()[0].number;
    request.method = "POST";
    request.path = "/azure-monitor/alerts";
    request.headers = headers;
    request.peer = "192.0.2.7";
    return request;
}

}  // namespace

std::optional<Reply> ServiceFixture::knock(const std::string& token) {
    const std::string headers = headers_with(token);
    const Request head = alert_request(headers);
    std::optional<Reply> refusal;
    service->authorize({&head, 1}, [&](std::size_t, const Reply& reply) { refusal = reply; });
    return refusal;
}

std::vector<Reply> ServiceFixture::post(const std::vector<std::string>& bodies, const std::string& token) {
    const std::string headers = headers_with(token);
    std::vector<Request> requests;
    for (const std::string& body : bodies) {
        requests.push_back(alert_request(headers));
        requests.back().body = body;
    }
    std::vector<Reply> replies(requests.size());
    std::vector<int> answered(requests.size());
    service->handle(requests, [&](std::size_t i, const Reply& reply) {
        replies[i] = reply;
        ++answered[i];
    });
    for (int times : answered) CPPUNIT_ASSERT_EQUAL(1, times);
    return replies;
}

Reply ServiceFixture::admin(const std::string& method, const std::string& path, const std::string& body,
                            const std::string& query) {
    return ask_api(method, path, body, query, "Accept: text/plain\n");
}

Reply ServiceFixture::ask_api(const std::string& method, const std::string& path, const std::string& body,
                              const std::string& query, const std::string& headers) {
    Request request;
    // Hosts bring HEAD where GET goes and refuse themselves what no endpoint takes; here that goes to the plugin, too.
    const std::string_view found = method == "PUT" || method == "POST" ? std::string_view(method) : "GET";
    for (const service::Endpoint& endpoint : service::Service::endpoints()) {
        const std::string_view prefix(endpoint.path, std::string_view(endpoint.path).find('*'));
        if (endpoint.admin && path.starts_with(prefix) && found == endpoint.method) request.endpoint = endpoint.number;
    }
    request.method = method;
    request.path = path;
    request.query = query;
    request.body = body;
    request.headers = headers;
    request.user = "alice";
    Reply answer;
    service->handle({&request, 1}, [&](std::size_t, const Reply& reply) { answer = reply; });
    return answer;
}

void ServiceFixture::work() {
    for (int i = 0; i < 1000; ++i)
        if (service->pump(1, Milliseconds(1000)) > Milliseconds(0)) return;
    CPPUNIT_FAIL("the work never ends");
}

std::string ServiceFixture::ask(const std::string& sql) {
    db::Database database(folder.path() / "secure-export.sqlite", db::mapping_options());
    auto tx = database.read();
    CPPUNIT_ASSERT(tx);
    auto statement = tx->prepare_once(sql);
    return statement.step() ? std::string(statement.text(0)) : "";
}

void ServiceFixture::change(const std::string& sql) {
    db::Database database(folder.path() / "secure-export.sqlite", db::mapping_options());
    auto tx = database.write();
    CPPUNIT_ASSERT(tx);
    tx->prepare_once(sql).run();
    CPPUNIT_ASSERT(tx->commit());
}

std::string alert(const std::string& id, const std::string& condition, const std::string& fired,
                  const std::string& vm) {
    const std::string resources =
        vm.empty()
            ? ""
            : R"("alertTargetIDs":["/subscriptions/s1/resourcegroups/rg/providers/microsoft.compute/virtualmachines/)" +
                  vm + R"("],"configurationItems":[")" + vm + R"("],)";
    return R"({"schemaId":"azureMonitorCommonAlertSchema","data":{"essentials":{"alertId":"/subscriptions/s1/providers/Microsoft.AlertsManagement/alerts/)" +
           id + R"(","alertRule":"CPU high","severity":"Sev1","signalType":"Metric","monitorCondition":")" + condition +
           R"(","monitoringService":"Platform",)" + resources + R"("firedDateTime":")" + fired +
           R"("},"alertContext":{}}})";
}

}  // namespace secure_export::test
