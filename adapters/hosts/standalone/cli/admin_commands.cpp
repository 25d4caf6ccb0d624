// Long: one function a subcommand.
#include "adapters/hosts/standalone/cli/admin_commands.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <system_error>

#include "adapters/hosts/standalone/base/failure.h"
#include "adapters/hosts/standalone/base/json_text.h"
#include "adapters/hosts/standalone/base/limits.h"
#include "adapters/hosts/standalone/cli/plugin_limits.h"
#include "adapters/hosts/standalone/cli/secret_input.h"

namespace secure_export::host {
namespace {

const std::string api = "/api/v1/";

// "-" is standard input.
std::string read_input(const std::string& name) {
    struct Close {
        void operator()(std::FILE* file) const {
            if (file != stdin) std::fclose(file);
        }
    };
    const std::unique_ptr<std::FILE, Close> file(name == "-" ? stdin : std::fopen(name.c_str(), "rb"));
    if (!file) throw Failure("cannot read " + name + ": " + std::generic_category().message(errno));
    std::string text;
    char block[65536];
    for (std::size_t count; (count = std::fread(block, 1, sizeof block, file.get())) > 0;) {
        text.append(block, count);
        if (text.size() > max_command_input_bytes)
            throw Failure(name + " is larger than " + std::to_string(max_command_input_bytes >> 20) + " MiB");
    }
    if (std::ferror(file.get())) throw Failure("cannot read " + name + ": " + std::generic_category().message(errno));
    return text;
}

std::int64_t whole_number(const std::string& text) {
    std::int64_t value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed != std::errc() || end != text.data() + text.size() || value < 0)
        throw UsageError("\"" + text + "\" is not a whole number");
    return value;
}

// `pattern`: a route of the plugin's admin API (plugin/admin/routes.cpp); `values` replace its {parameters} in order.
AdminCall call_for(const Args& args, std::string method, std::string_view pattern,
                   std::initializer_list<std::string_view> values = {}) {
    AdminCall call;
    call.settings = shared_settings(args, LogLevel::warning);
    call.method = std::move(method);
    call.path = api;
    auto value = values.begin();
    while (!pattern.empty()) {
        const std::size_t open = std::min(pattern.find('{'), pattern.size());
        call.path += pattern.substr(0, open);
        if (open == pattern.size()) break;
        call.path += percent_encoded(*value++);
        pattern.remove_prefix(pattern.find('}') + 1);
    }
    return call;
}

void add_query(AdminCall& call, std::string_view name, std::string_view value) {
    if (!call.query.empty()) call.query += '&';
    call.query.append(name).append("=").append(percent_encoded(value));
}

AdminCall config(std::span<const std::string> words) {
    const Args args = parse_with_shared(words);
    const std::string verb = args.words().empty() ? "" : args.words()[0];
    if (verb == "export") {
        args.expect_words({"export"});
        return call_for(args, "GET", "settings");
    }
    if (verb == "history") {
        args.expect_words({"history"});
        return call_for(args, "GET", "settings/history");
    }
    if (verb == "undo") {
        args.expect_words({"undo", "VERSION"});
        AdminCall call = call_for(args, "POST", "settings/undo");
        call.content_type = "application/json";
        Json::Value body;
        body["version"] = Json::Int64(whole_number(args.words()[1]));
        call.body = to_json(body);
        return call;
    }
    if (verb != "import" && verb != "check")
        throw UsageError("config takes import FILE, check FILE, export, history or undo VERSION");
    args.expect_words({verb, "FILE"});
    AdminCall call = call_for(args, "PUT", "settings");
    if (verb == "check") add_query(call, "dry_run", "1");
    call.makes_data_dir = verb == "import";
    call.content_type = "application/json";
    call.body = read_input(args.words()[1]);
    return call;
}

AdminCall query(std::span<const std::string> words) {
    const Args args = parse_with_shared(
        words, {{"--sql"}, {"--where"}, {"--since"}, {"--until"}, {"--limit"}, {"--format"}, {"--wide", false}});
    const std::string format = args.value("--format").value_or("table");
    if (format != "table" && format != "csv" && format != "json")
        throw UsageError("--format takes table, csv or json, not \"" + format + "\"");
    args.number("--limit", 1, max_rows, max_rows);  // checks the range; the text is passed on unchanged
    const auto only = [&](std::initializer_list<std::string_view> allowed) {
        for (const char* option : {"--sql", "--where", "--since", "--until", "--limit", "--format", "--wide"})
            if (args.has(option) && std::find(allowed.begin(), allowed.end(), option) == allowed.end())
                throw UsageError(std::string("option ") + option + " does not go with this form of query");
    };
    const auto pass_look = [&](AdminCall& call) {
        if (args.has("--wide") && format != "table") throw UsageError("option --wide goes with tables only");
        if (args.has("--wide")) add_query(call, "wide", "1");
        add_query(call, "format", format);
    };
    const auto pass = [&](AdminCall& call, const char* name) {
        if (const auto value = args.value(std::string("--") + name)) add_query(call, name, *value);
    };

    if (const auto sql = args.value("--sql")) {
        args.expect_words({});
        only({"--sql", "--limit", "--format", "--wide"});
        AdminCall call = call_for(args, "POST", "sql");
        pass_look(call);
        pass(call, "limit");
        call.content_type = "text/plain; charset=utf-8";
        call.body = *sql;
        return call;
    }
    if (args.words().empty()) {
        only({});
        return call_for(args, "GET", "views");
    }
    if (args.words()[0] == "explain") {
        args.expect_words({"explain", "ALERT_OR_INCIDENT"});
        only({});
        AdminCall call = call_for(args, "GET", "explain");
        add_query(call, "of", args.words()[1]);
        return call;
    }
    if (args.words()[0] == "body") {
        args.expect_words({"body", "DELIVERY"});
        only({});
        return call_for(args, "GET", "deliveries/{delivery}/body", {std::to_string(whole_number(args.words()[1]))});
    }
    args.expect_words({"VIEW"});
    AdminCall call = call_for(args, "GET", "views/{view}", {args.words()[0]});
    pass(call, "where");
    pass(call, "since");
    pass(call, "until");
    pass(call, "limit");
    pass_look(call);
    return call;
}

AdminCall ci(std::span<const std::string> words) {
    const Args args = parse_with_shared(words, {{"--desk"}});
    if (args.words().empty() || args.words()[0] != "import") throw UsageError("ci takes import FILE.csv");
    args.expect_words({"import", "FILE.csv"});
    AdminCall call = call_for(args, "POST", "desks/{desk}/cis", {args.value("--desk").value_or("local")});
    call.content_type = "text/csv; charset=utf-8";
    call.body = read_input(args.words()[1]);
    return call;
}

AdminCall parked(std::span<const std::string> words) {
    const Args args =
        parse_with_shared(words, {{"--all", false}, {"--reason"}, {"--without-looking", false}, {"--wide", false}});
    const std::string verb = args.words().empty() ? "" : args.words()[0];
    if (args.has("--all") && verb != "retry") throw UsageError("option --all goes with parked retry only");
    if (args.has("--reason") && verb != "drop") throw UsageError("option --reason goes with parked drop only");
    if (args.has("--without-looking") && verb != "drop")
        throw UsageError("option --without-looking goes with parked drop only");
    if (args.has("--wide") && !verb.empty())
        throw UsageError("option --wide goes with the list of what is parked only");
    if (verb.empty()) {
        AdminCall call = call_for(args, "GET", "parked");
        if (args.has("--wide")) add_query(call, "wide", "1");
        return call;
    }
    if (verb == "retry" && args.has("--all")) {
        args.expect_words({"retry"});
        return call_for(args, "POST", "parked/retry");
    }
    if (verb != "retry" && verb != "drop")
        throw UsageError("parked takes nothing, retry ID, retry --all, or drop ID --reason TEXT");
    args.expect_words({verb, "ID"});
    if (verb == "retry") return call_for(args, "POST", "parked/{delivery}/retry", {args.words()[1]});
    const std::string reason = args.value("--reason").value_or("");
    if (reason.empty()) throw UsageError("parked drop needs --reason TEXT: it is kept with what is dropped");
    AdminCall call = call_for(args, "POST", "parked/{delivery}/drop", {args.words()[1]});
    if (args.has("--without-looking")) call.query = "look=no";
    call.content_type = "text/plain; charset=utf-8";
    call.body = reason;
    return call;
}

AdminCall alert(std::span<const std::string> words) {
    const Args args = parse_with_shared(words);
    if (args.words().empty() || args.words()[0] != "forget") throw UsageError("alert takes forget ALERT");
    args.expect_words({"forget", "ALERT"});
    AdminCall call = call_for(args, "POST", "alerts/forget");
    call.content_type = "text/plain; charset=utf-8";
    call.body = args.words()[1];
    return call;
}

AdminCall desk(std::span<const std::string> words) {
    const Args args = parse_with_shared(words);
    const std::string verb = args.words().empty() ? "" : args.words()[0];
    if (verb == "kinds") {
        args.expect_words({"kinds"});
        return call_for(args, "GET", "desk-kinds");
    }
    if (verb != "test") throw UsageError("desk takes test NAME or kinds");
    args.expect_words({"test", "NAME"});
    return call_for(args, "POST", "desks/{desk}/test", {args.words()[1]});
}

// The alert is a stored delivery, or a file with the body as Azure sends it.
AdminCall dry_run(std::span<const std::string> words) {
    const Args args = parse_with_shared(words, {{"--connection"}, {"--delivery"}});
    const auto connection = args.value("--connection");
    if (!connection) throw UsageError("dry-run needs --connection NAME");
    AdminCall call = call_for(args, "POST", "dry-run");
    call.content_type = "application/json";
    Json::Value body;
    body["connection"] = *connection;
    if (const auto delivery = args.value("--delivery")) {
        args.expect_words({});
        body["delivery"] = Json::Int64(whole_number(*delivery));
    } else {
        args.expect_words({"FILE"});
        std::string alert = read_input(args.words()[0]);
        while (alert.ends_with('\n') || alert.ends_with('\r')) alert.pop_back();  // added by editors, not by Azure
        body["alert"] = alert;
    }
    call.body = to_json(body);
    return call;
}

AdminCall replay(std::span<const std::string> words) {
    const Args args = parse_with_shared(
        words, {{"--since"}, {"--settings"}, {"--connection"}, {"--limit"}, {"--list"}, {"--format"}});
    args.expect_words({});
    const auto since = args.value("--since");
    if (!since) throw UsageError("replay needs --since TIME, such as --since 7d");
    const std::string format = args.value("--format").value_or("table");
    if (format != "table" && format != "csv" && format != "json")
        throw UsageError("--format takes table, csv or json, not \"" + format + "\"");
    AdminCall call = call_for(args, "POST", "replay");
    // Its progress is told in the log: on a terminal it is shown unless another level is asked for.
    if (!args.has("--log-level") && isatty(STDERR_FILENO) == 1) call.settings.log_level = LogLevel::info;
    call.content_type = "application/json";
    if (format == "json") call.accept = "application/json";
    if (format == "csv") add_query(call, "format", format);
    Json::Value body;
    body["since"] = *since;
    if (const auto connection = args.value("--connection")) body["connection"] = *connection;
    if (args.has("--limit")) body["limit"] = args.number("--limit", 1, max_replayed, max_replayed);
    if (args.has("--list")) body["listed"] = args.number("--list", 1, max_replay_rows, max_replay_rows);
    std::string text = to_json(body);
    // The document as it is: what is wrong with it is told by the plugin.
    if (const auto settings = args.value("--settings"))
        text.insert(text.size() - 1, ",\"settings\":" + read_input(*settings));
    call.body = std::move(text);
    return call;
}

AdminCall secret(std::span<const std::string> words) {
    const Args args = parse_with_shared(words);
    const std::string verb = args.words().empty() ? "" : args.words()[0];
    if (verb == "list") {
        args.expect_words({"list"});
        return call_for(args, "GET", "secrets");
    }
    if (verb == "rotate-key") {
        args.expect_words({"rotate-key"});
        return call_for(args, "POST", "secrets/rotate-key");
    }
    if (verb != "set" && verb != "remove")
        throw UsageError("secret takes set DESK FIELD, list, remove DESK FIELD or rotate-key");
    // Do not print the word: it may be the secret.
    if (verb == "set" && args.words().size() > 3)
        throw UsageError("secret set takes DESK and FIELD only: the secret itself is read from standard input");
    args.expect_words({verb, "DESK", "FIELD"});
    const std::string &name = args.words()[1], &field = args.words()[2];
    if (verb == "remove") return call_for(args, "POST", "secrets/{desk}/{field}/remove", {name, field});
    AdminCall call = call_for(args, "PUT", "secrets/{desk}/{field}", {name, field});
    call.makes_data_dir = true;
    call.content_type = "text/plain; charset=utf-8";
    call.body = read_secret("Secret \"" + field + "\" of desk \"" + name + "\" (it will not be shown): ");
    return call;
}

}  // namespace

std::optional<AdminCall> admin_command(const std::string& name, std::span<const std::string> words) {
    if (name == "config") return config(words);
    if (name == "query") return query(words);
    if (name == "ci") return ci(words);
    if (name == "parked") return parked(words);
    if (name == "alert") return alert(words);
    if (name == "desk") return desk(words);
    if (name == "secret") return secret(words);
    if (name == "dry-run") return dry_run(words);
    if (name == "replay") return replay(words);
    return std::nullopt;
}

}  // namespace secure_export::host
