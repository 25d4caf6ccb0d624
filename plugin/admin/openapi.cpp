#include "admin/openapi.h"

#include <algorithm>
#include <cctype>

namespace secure_export::admin {

namespace {

std::string named(std::string_view word) { return std::string(word); }

Json::Value described(std::string_view meaning) {
    Json::Value one(Json::objectValue);
    one["description"] = named(meaning);
    return one;
}

// The names in braces in `pattern`.
std::vector<std::string> parameters_of(std::string_view pattern) {
    std::vector<std::string> names;
    for (std::size_t at = 0; (at = pattern.find('{', at)) != pattern.npos;) {
        const std::size_t end = pattern.find('}', at);
        names.emplace_back(pattern.substr(at + 1, end - at - 1));
        at = end;
    }
    return names;
}

// "POST parked/{delivery}/retry" is post_parked_delivery_retry.
std::string operation_id(const Route& route) {
    std::string id;
    for (const char c : std::string(route.method) + "/" + std::string(route.pattern)) {
        if (std::isalnum(static_cast<unsigned char>(c)))
            id += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        else if (!id.ends_with('_') && c != '}')
            id += '_';
    }
    return id;
}

Json::Value schema_of(const Parameter& parameter) {
    Json::Value schema(Json::objectValue);
    if (parameter.max < parameter.min) {
        schema["type"] = "string";
        return schema;
    }
    schema["type"] = "integer";
    schema["minimum"] = Json::Int64(parameter.min);
    schema["maximum"] = Json::Int64(parameter.max);
    return schema;
}

Json::Value content_of(std::string_view type) {
    Json::Value content(Json::objectValue);
    content[named(type)]["schema"] = Json::Value(Json::objectValue);
    if (type != "application/json") content[named(type)]["schema"]["type"] = "string";
    return content;
}

Json::Value operation(const Route& route) {
    Json::Value one(Json::objectValue);
    one["operationId"] = operation_id(route);
    one["summary"] = named(route.meaning);
    Json::Value parameters(Json::arrayValue);
    for (const std::string& name : parameters_of(route.pattern)) {
        Json::Value parameter(Json::objectValue);
        parameter["name"] = name;
        parameter["in"] = "path";
        parameter["required"] = true;
        parameter["schema"]["type"] = "string";
        parameters.append(parameter);
    }
    for (const Parameter& given : route.query) {
        Json::Value parameter = described(given.meaning);
        parameter["name"] = named(given.name);
        parameter["in"] = "query";
        parameter["schema"] = schema_of(given);
        parameters.append(parameter);
    }
    if (!parameters.empty()) one["parameters"] = parameters;
    if (!route.body.empty()) {
        one["requestBody"]["required"] = true;
        one["requestBody"]["content"] = content_of(route.body);
    }
    Json::Value done = described("done");
    done["content"] = content_of(route.answer);
    if (route.answer != "text/plain") done["content"]["text/plain"]["schema"]["type"] = "string";
    one["responses"]["200"] = done;
    one["responses"]["default"]["$ref"] = "#/components/responses/refused";
    return one;
}

Json::Value refusal_schema() {
    Json::Value problem(Json::objectValue);
    problem["type"] = "object";
    problem["properties"]["place"]["type"] = "string";
    problem["properties"]["what"]["type"] = "string";
    Json::Value refusal(Json::objectValue);
    refusal["type"] = "object";
    refusal["required"].append("error");
    refusal["properties"]["error"]["type"] = "string";
    refusal["properties"]["problems"]["type"] = "array";
    refusal["properties"]["problems"]["items"] = problem;
    return refusal;
}

}  // namespace

Json::Value openapi_document(std::span<const Route> table) {
    Json::Value document(Json::objectValue);
    document["openapi"] = "3.0.3";
    document["info"]["title"] = "Secure Export admin API";
    document["info"]["version"] = SECURE_EXPORT_VERSION;
    document["info"]["description"] = "The host signs administrators in and wants its CSRF token with every change.";
    Json::Value here(Json::objectValue);
    here["url"] = ".";  // relative to this document, wherever the host serves it
    document["servers"].append(here);
    document["paths"] = Json::Value(Json::objectValue);
    for (const Route& route : table) {
        std::string method(route.method);
        std::ranges::transform(method, method.begin(),
                               [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        document["paths"]["/" + std::string(route.pattern)][method] = operation(route);
    }
    Json::Value& refused = document["components"]["responses"]["refused"];
    refused = described("one sentence for people; problems where single fields are at fault");
    refused["content"]["application/json"]["schema"] = refusal_schema();
    refused["content"]["text/plain"]["schema"]["type"] = "string";
    return document;
}

Response openapi_reply() { return openapi_document(routes()); }

}  // namespace secure_export::admin
