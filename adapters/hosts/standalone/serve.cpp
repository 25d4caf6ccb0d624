#include "adapters/hosts/standalone/serve.h"

#include <pthread.h>
#include <sys/resource.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <optional>

#include "adapters/hosts/standalone/admin/admin_address.h"
#include "adapters/hosts/standalone/admin/admin_listener.h"
#include "adapters/hosts/standalone/base/failure.h"
#include "adapters/hosts/standalone/base/limits.h"
#include "adapters/hosts/standalone/cli/serve_settings.h"
#include "adapters/hosts/standalone/http/front.h"
#include "adapters/hosts/standalone/http/listen_address.h"
#include "adapters/hosts/standalone/http/server_tls.h"
#include "adapters/hosts/standalone/plugin_host/public_site.h"
#include "adapters/hosts/standalone/plugin_host/pumps.h"
#include "adapters/hosts/standalone/plugin_host/request_queue.h"
#include "adapters/hosts/standalone/service_manager.h"

namespace secure_export::host {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

// File descriptors reserved for other uses than alert connections: databases, libraries, the log, the plugin's
// connections to desks, and the admin listener's connections, which are half of these.
constexpr rlim_t other_files = 256;
static_assert(max_admin_connections * 2 <= other_files);

// The number of connections that the limit of open files allows; raises the soft limit, often 1024 for services.
std::size_t allow_connections(const Log& log) {
    rlimit files{};
    if (getrlimit(RLIMIT_NOFILE, &files) != 0) return max_connections;
    const rlim_t wanted = max_connections + other_files;
    if (files.rlim_cur != RLIM_INFINITY && files.rlim_cur < wanted) {
        files.rlim_cur = files.rlim_max == RLIM_INFINITY ? wanted : std::min(files.rlim_max, wanted);
        setrlimit(RLIMIT_NOFILE, &files);
        getrlimit(RLIMIT_NOFILE, &files);
    }
    if (files.rlim_cur == RLIM_INFINITY || files.rlim_cur >= wanted) return max_connections;
    const std::size_t allowed = files.rlim_cur > 2 * other_files ? files.rlim_cur - other_files : files.rlim_cur / 2;
    log.warning("the system allows this process " + std::to_string(files.rlim_cur) + " open files, so " +
                std::to_string(allowed) + " connections instead of " + std::to_string(max_connections));
    return allowed;
}

// Threads started during its lifetime have signals blocked: only the loop waits for them.
class SignalsBlocked {
public:
    SignalsBlocked() {
        sigset_t all;
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

private:
    sigset_t before_;
};

// Binds and logs the addresses; returns them in order.
std::vector<tcp::endpoint> listen_and_tell(Front& front, const ServeSettings& settings, const Plugins& plugins,
                                           const Log& log) {
    std::vector<std::string> bases;
    std::vector<tcp::endpoint> all;
    for (const auto& addresses : settings.listen) {
        std::uint16_t chosen = 0;  // for "localhost:0", the same port on each of its addresses
        for (tcp::endpoint address : addresses) {
            if (address.port() == 0) address.port(chosen);
            const tcp::endpoint bound = front.listen(address);
            chosen = bound.port();
            all.push_back(bound);
            bases.push_back((settings.tls.given() ? "https://" : "http://") + text_of(bound));
        }
    }
    for (const auto& plugin : plugins.loaded) {
        const Manifest& manifest = plugin->manifest();
        log.info("plugin " + manifest.name + " " + manifest.version + " from " + manifest.library.string() +
                 ", data in " + plugin->data_dir().string());
        for (const DeclaredEndpoint& endpoint : manifest.endpoints)
            if (endpoint.access == Access::open)
                log.info("serving " + endpoint.method + " " + endpoint.path + ": " + endpoint.purpose);
    }
    for (const std::string& base : bases) log.info("listening on " + base);
    return all;
}

// The queues and pumps of one plugin.
struct Lines {
    Lines(Plugin& plugin, unsigned workers, const RequestQueue::Deliver& deliver)
        : pumps(plugin, workers),
          alerts(handling(plugin), RequestQueue::all_together, deliver,
                 [this](std::size_t requests) { pumps.wake(requests); }),
          admin(handling(plugin), RequestQueue::one_by_one, deliver,
                [this](std::size_t requests) { pumps.wake(requests); }) {
        if (plugin.decides_on_headers())
            entries.emplace([&plugin](std::span<const IncomingRequest> heads) { return plugin.authorize(heads); },
                            RequestQueue::some_together, deliver, nullptr);
    }
    static RequestQueue::Work handling(Plugin& plugin) {
        return [&plugin](std::span<const IncomingRequest> requests) { return plugin.handle(requests); };
    }
    Site::Entry ask_entry(const IncomingRequest& head, std::shared_ptr<ReplyHandler> reply_handler) {
        if (!entries) return Site::Entry::open;
        IncomingRequest copy = head_of(head);  // the connection's own objects stay on the loop's thread
        return entries->offer(copy, std::move(reply_handler)) ? Site::Entry::asked : Site::Entry::full;
    }
    void stop_intakes() {
        if (entries) entries->stop();
        alerts.stop();
        admin.stop();
    }
    Pumps pumps;
    RequestQueue alerts, admin;  // after the pumps: they wake them
    std::optional<RequestQueue> entries;
};

void serve_until_stopped(const ServeSettings& settings, Plugins& plugins, std::size_t connections, const Log& log) {
    // The order matters: later objects use earlier ones and are destroyed before them.
    BodyBudget budget(large_body_budget_bytes, small_body_reserve_bytes);
    BodyBudget admin_budget(admin_body_budget_bytes, admin_body_reserve_bytes);
    asio::io_context loop(1);  // one thread runs it
    asio::signal_set stop_signals(loop, SIGTERM, SIGINT), reload_signal(loop, SIGHUP);
    std::vector<std::unique_ptr<Lines>> lines;
    PublicSite alerts(
        plugins.router,
        [&lines](const IncomingRequest& head, std::shared_ptr<ReplyHandler> reply_handler) {
            return lines[head.endpoint->plugin]->ask_entry(head, std::move(reply_handler));
        },
        [&lines](IncomingRequest& request, std::shared_ptr<ReplyHandler> reply_handler) {
            return lines[request.endpoint->plugin]->alerts.offer(request, std::move(reply_handler));
        });
    unsigned fronts = 1;
    const auto front_ended = [&] {
        if (--fronts == 0) loop.stop();
    };
    Front front(loop, {alerts, budget, settings.trusted_proxies}, front_ended, connections, log);
    std::unique_ptr<AdminListener> admin;
    if (!settings.admin.listen.empty()) {
        const SignalsBlocked here;
        ++fronts;
        admin = std::make_unique<AdminListener>(
            loop, settings.admin, plugins.router, plugins.addresses, admin_budget,
            [&lines](IncomingRequest& request, std::shared_ptr<ReplyHandler> reply_handler) {
                return lines[request.endpoint->plugin]->admin.offer(request, std::move(reply_handler));
            },
            front_ended, log);
    } else {
        AdminAddress(settings.shared.data_dir).forget();
    }
    std::vector<tcp::endpoint> bound;
    std::vector<std::string> names;
    const auto use_certificate = [&] {
        if (!settings.tls.given()) return;
        const auto context = load_tls(settings.tls, log);
        front.use_tls(context);
        if (admin) admin->use_tls(context);
        names = certificate_names(*context);
        plugins.addresses.set(bound, true, names);
    };
    use_certificate();
    bound = listen_and_tell(front, settings, plugins, log);
    plugins.addresses.set(bound, settings.tls.given(), names);

    const auto deliver = [&loop](std::vector<RequestQueue::Answered>&& answered) {
        asio::post(loop, [answered = std::move(answered)]() mutable {
            for (auto& [reply_handler, reply] : answered) reply_handler->replied(std::move(reply));
        });
    };
    {
        const SignalsBlocked here;
        for (const auto& plugin : plugins.loaded)
            lines.push_back(std::make_unique<Lines>(*plugin, settings.workers, deliver));
    }

    std::function<void()> await_stop = [&] {
        stop_signals.async_wait([&](const boost::system::error_code& error, int) {
            if (error) return;
            log.info("asked to stop");
            tell_service_manager("STOPPING=1");
            for (const auto& line : lines) line->pumps.ask_to_stop();
            front.stop();
            if (admin) admin->stop();
            await_stop();  // a second signal ends the wait for pending requests
        });
    };
    std::function<void()> await_reload = [&] {
        reload_signal.async_wait([&](const boost::system::error_code& error, int) {
            if (error) return;
            try {
                use_certificate();
            } catch (const Failure& failure) {
                log.error(std::string("cannot load the new certificate, the old one stays in use: ") + failure.what());
            }
            await_reload();
        });
    };
    await_stop();
    await_reload();
    front.start();
    if (admin) admin->start();
    tell_service_manager("READY=1");
    loop.run();

    for (const auto& line : lines) line->stop_intakes();
    for (const auto& line : lines) line->pumps.join();
}

}  // namespace

int serve(std::span<const std::string> words) {
    const ServeSettings settings = read_serve_settings(words);
    const Log log(settings.shared.log_level);
    std::signal(SIGPIPE, SIG_IGN);  // a plugin's library may write to a closed socket
    const std::size_t connections = allow_connections(log);
    {
        Plugins plugins(settings.shared.plugins, settings.shared.data_dir, MissingData::is_made, log);
        serve_until_stopped(settings, plugins, connections, log);
    }
    log.info("stopped");
    return exit_done;
}

}  // namespace secure_export::host
