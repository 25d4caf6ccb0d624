/* A plugin in C, as small as one can be: it answers one endpoint.  Copy it to begin your own.
 *
 *     cc -std=c11 -shared -fPIC example_plugin.c $(pkg-config --cflags secure-export) -o example_plugin.so
 *
 * It keeps the promises of itsm_abi.h: no thread, no file at open, nothing kept that was borrowed. */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "itsm_abi.h"

enum { HELLO = 1 }; /* our number for the endpoint: the host passes it with each request */

struct itsm_plugin {
    const itsm_host* host;
};

ITSM_EXPORT uint32_t itsm_abi_version(void) { return ITSM_ABI; }

static itsm_plugin* refuse(itsm_put error, void* sink, const char* why) {
    if (error) error(sink, why, strlen(why));
    return NULL;
}

ITSM_EXPORT itsm_plugin* itsm_open(const itsm_host* host, itsm_put error, void* error_sink) {
    /* A host of the first release knows no public_endpoints: ask for no more than what is used. */
    if (!host || host->size < offsetof(itsm_host, public_endpoints))
        return refuse(error, error_sink, "the host is too old");
    static const char method[] = "GET", path[] = "/example/hello";
    /* Public: everybody can call it.  A real endpoint must authorize the request by its headers first. */
    if (host->register_endpoint(host->self, method, sizeof method - 1, path, sizeof path - 1, ITSM_ACCESS_PUBLIC,
                                HELLO) < ITSM_DONE)
        return refuse(error, error_sink, "the host refused the endpoint GET /example/hello");
    itsm_plugin* plugin = malloc(sizeof *plugin);
    if (!plugin) return refuse(error, error_sink, "out of memory");
    plugin->host = host;
    return plugin;
}

/* The structs may be longer than ours, if the host is newer: the first one says how long each is. */
static const itsm_request* request_at(const itsm_request* requests, uint64_t index) {
    return (const itsm_request*)((const char*)requests + index * requests[0].size);
}

ITSM_EXPORT int32_t itsm_handle(itsm_plugin* plugin, const itsm_request* requests, uint64_t count, itsm_reply reply,
                                void* sink) {
    static const char headers[] = "Content-Type: text/plain\n", hello[] = "hello\n";
    (void)plugin;
    for (uint64_t i = 0; i < count; i++) {
        if (request_at(requests, i)->endpoint == HELLO)
            reply(sink, i, 200, headers, sizeof headers - 1, hello, sizeof hello - 1);
        else
            reply(sink, i, 404, "", 0, "", 0);
    }
    return ITSM_DONE;
}

/* Work that is due: none. */
ITSM_EXPORT int32_t itsm_pump(itsm_plugin* plugin, uint32_t max_items, uint32_t budget_ms, uint64_t* retry_after_ms) {
    (void)plugin, (void)max_items, (void)budget_ms;
    if (retry_after_ms) *retry_after_ms = 60000;
    return ITSM_DONE;
}

ITSM_EXPORT void itsm_close(itsm_plugin* plugin) { free(plugin); }
