#include "adapters/hosts/standalone/cli/serve_settings.h"

#include <iterator>

#include "adapters/hosts/standalone/base/failure.h"
#include "adapters/hosts/standalone/cli/args.h"
#include "adapters/hosts/standalone/cli/limits.h"
#include "adapters/hosts/standalone/cli/options_file.h"
#include "adapters/hosts/standalone/http/listen_address.h"

namespace secure_export::host {
namespace {

const std::string default_admin_listen = "127.0.0.1:8444";

void read_admin_options(const Args& args, ServeSettings& settings) {
    for (const std::string& text : args.values("--admin-name")) {
        const auto name = parse_host(text);
        if (!name)
            throw UsageError("--admin-name takes HOST or HOST:PORT, such as admin.example.org, not \"" + text + "\"");
        settings.admin.names.push_back(*name);
    }
    settings.admin.listen_given = args.has("--admin-listen");
    settings.admin.tls = args.has("--admin-tls");
    if (settings.admin.tls && !settings.tls.given()) throw UsageError("--admin-tls needs --tls-cert and --tls-key");
    auto texts = args.values("--admin-listen");
    if (!settings.admin.listen_given) texts = {default_admin_listen};
    if (texts.size() == 1 && texts[0] == "off") return;
    for (const std::string& text : texts) {
        if (text == "off") throw UsageError("--admin-listen off goes alone");
        settings.admin.listen.push_back(resolve_listen_address("--admin-listen", text));
        for (const auto& address : settings.admin.listen.back()) {
            if (is_loopback(address)) continue;
            if (!settings.tls.given())
                throw UsageError("refusing plain http on " + text_of(address) +
                                 ": the administrator's password would cross the network in the clear. Give --tls-cert "
                                 "and --tls-key, or listen on a loopback address such as " +
                                 default_admin_listen + " and reach it through ssh -L");
            settings.admin.tls = true;
        }
    }
}

// Inserts the options of the file named by --config before the others, as if they had been typed.
std::vector<std::string> with_options_file(std::span<const std::string> words, std::span<const Option> known) {
    std::vector<std::string> all;
    if (const auto file = Args(words, known).value("--config")) {
        std::vector<Option> allowed(known.begin(), known.end());
        std::erase_if(allowed, [](const Option& option) { return option.name == "--config"; });
        all = read_options_file(*file, allowed);
    }
    all.insert(all.end(), words.begin(), words.end());
    return all;
}

}  // namespace

ServeSettings read_serve_settings(std::span<const std::string> words) {
    std::vector<Option> options = {{"--listen", true, true},
                                   {"--workers"},
                                   {"--tls-cert"},
                                   {"--tls-key"},
                                   {"--behind-proxy", false},
                                   {"--trusted-proxy", true, true},
                                   {"--admin-listen", true, true},
                                   {"--admin-tls", false},
                                   {"--config"},
                                   {"--admin-name", true, true}};
    options.insert(options.end(), std::begin(shared_options), std::end(shared_options));
    const Args args(with_options_file(words, options), options);
    args.expect_words({});

    ServeSettings settings;
    settings.workers = args.number("--workers", 1, max_workers, settings.workers);
    settings.tls = {args.value("--tls-cert").value_or(""), args.value("--tls-key").value_or("")};
    if (settings.tls.certificate.empty() != settings.tls.key.empty())
        throw UsageError("--tls-cert and --tls-key must be given together");
    if (!args.has("--listen")) throw UsageError("missing --listen HOST:PORT");
    for (const std::string& text : args.values("--listen")) {
        settings.listen.push_back(resolve_listen_address("--listen", text));
        for (const auto& address : settings.listen.back())
            if (!settings.tls.given() && !args.has("--behind-proxy") && !is_loopback(address))
                throw UsageError("refusing plain http on " + text_of(address) +
                                 ": tokens and alerts would cross the network in the clear. Give --tls-cert and "
                                 "--tls-key, or listen on a loopback address such as 127.0.0.1:8080, or add "
                                 "--behind-proxy when only a proxy that ends TLS can reach this address");
    }
    for (const std::string& text : args.values("--trusted-proxy"))
        if (!settings.trusted_proxies.add(text))
            throw UsageError(
                "--trusted-proxy takes an address or a network, such as 192.0.2.7, 10.0.0.0/8 or "
                "2001:db8::/32 (no bits set behind the prefix), not \"" +
                text + "\"");
    read_admin_options(args, settings);
    settings.shared = shared_settings(args, LogLevel::info);
    settings.admin.data_dir = settings.shared.data_dir;
    settings.admin.trusted_proxies = settings.trusted_proxies;
    return settings;
}

}  // namespace secure_export::host
