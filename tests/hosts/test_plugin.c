#define _POSIX_C_SOURCE 200809L
/* A plugin that does as its requests say, for tests of hosts.  It shows that a host needs nothing but itsm_abi.h.
 *
 *   POST /test/do     the query decides: "hold" waits in the call until DATA_DIR/release exists, "none" gives no
 *                     answer, "status=N" answers N, "field" adds header lines that a host must not let through;
 *                     otherwise 202.  The body "no" is answered 403.  The reply's body is "BATCH SIZE INDEX LENGTH":
 *                     which call, how many requests in it, which of them, and the length of the request's body; its
 *                     field X-Heads says how many headers itsm_authorize was asked about so far.
 *                     By the header alone (itsm_authorize, left out where WITHOUT_AUTHORIZE is defined): "door=N"
 * answers N, "door=hold" waits as above and lets it in, "door=fail" fails; after a request with the body "shut" it
 * answers 401 to every header. GET  /test/seen   the header lines, path,
 * query and peer of this request, as they were handed over With the query "where": what the host says of its public
 * endpoints. GET  /test/below/(asterisk)         "below" GET, PUT, POST /api/v1/(asterisk)   admin: as /test/seen, with
 * method, user and body; "of=N" in the query: status N, "hold" waits as above GET  /ui/(asterisk) admin: "screen", with
 * fields that a host's own must go before
 */
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "itsm_abi.h"

enum { DO = 1, SEEN, BELOW, ADMIN, SCREEN };

struct itsm_plugin {
    const itsm_host* host;
    atomic_ulong batches, requests, pumps, heads;
    atomic_int shut;
};

static int is(const itsm_request* request, const char* query) {
    return request->query_length == strlen(query) && memcmp(request->query, query, (size_t)request->query_length) == 0;
}

static void wait_for_release(const itsm_host* host) {
    char path[4096];
    snprintf(path, sizeof path, "%.*s/release", (int)host->data_dir_length, host->data_dir);
    const struct timespec moment = {0, 2000000};
    while (access(path, F_OK) != 0) nanosleep(&moment, NULL);
}

static void say(const itsm_host* host, const char* text) { host->log(host->self, ITSM_LOG_INFO, text, strlen(text)); }

static int add(const itsm_host* host, const char* method, const char* path, uint32_t who, uint32_t number) {
    return host->register_endpoint(host->self, method, strlen(method), path, strlen(path), who, number) == ITSM_DONE;
}

ITSM_EXPORT uint32_t itsm_abi_version(void) {
    const char* pretend = getenv("TEST_PLUGIN_ABI");
    return pretend ? (uint32_t)atoi(pretend) : ITSM_ABI;
}

ITSM_EXPORT itsm_plugin* itsm_open(const itsm_host* host, itsm_put error, void* sink) {
    const char* why = getenv("TEST_PLUGIN_REFUSES");
    if (!host || host->size < offsetof(itsm_host, public_endpoints) || host->abi < 1) why = "no host of ABI 1 or later";
    if (why) {
        if (error) error(sink, why, strlen(why));
        return NULL;
    }
    itsm_plugin* plugin = calloc(1, sizeof *plugin);
    if (!plugin) return NULL;
    plugin->host = host;
    int added = add(host, "POST", "/test/do", ITSM_ACCESS_PUBLIC, DO) &
                add(host, "GET", "/test/seen", ITSM_ACCESS_PUBLIC, SEEN) &
                add(host, "GET", "/test/below/*", ITSM_ACCESS_PUBLIC, BELOW) &
                add(host, "GET", "/api/v1/*", ITSM_ACCESS_ADMIN, ADMIN) &
                add(host, "PUT", "/api/v1/*", ITSM_ACCESS_ADMIN, ADMIN) &
                add(host, "POST", "/api/v1/*", ITSM_ACCESS_ADMIN, ADMIN) &
                add(host, "GET", "/ui/*", ITSM_ACCESS_ADMIN, SCREEN);
    if (getenv("TEST_PLUGIN_ASKS_MORE")) added &= add(host, "GET", "/undeclared", ITSM_ACCESS_PUBLIC, SEEN);
    if (!added) say(host, "an endpoint was refused");
    return plugin;
}

/* The number behind "name=" in the query, or `otherwise`. */
static unsigned long number_in(const itsm_request* request, const char* name, unsigned long otherwise) {
    char query[256];
    const size_t length = request->query_length < sizeof query ? (size_t)request->query_length : sizeof query - 1;
    memcpy(query, request->query, length);
    query[length] = 0;
    const char* found = strstr(query, name);
    if (!found || found[strlen(name)] < '0' || found[strlen(name)] > '9') return otherwise;
    return strtoul(found + strlen(name), NULL, 10);
}

static int has_body(const itsm_request* request, const char* text) {
    return request->body_length == strlen(text) && memcmp(request->body, text, (size_t)request->body_length) == 0;
}

static void answer_do(itsm_plugin* plugin, const itsm_request* request, uint64_t index, uint64_t count,
                      unsigned long batch, itsm_reply reply, void* sink) {
    if (is(request, "none")) return;
    if (has_body(request, "shut")) atomic_store(&plugin->shut, 1);
    char body[128], fields[128];
    const int length = snprintf(body, sizeof body, "%lu %llu %llu %llu\n", batch, (unsigned long long)count,
                                (unsigned long long)index, (unsigned long long)request->body_length);
    snprintf(fields, sizeof fields, "Content-Type: text/plain\nX-Heads: %lu\n", atomic_load(&plugin->heads));
    const char* headers = fields;
    if (is(request, "field"))
        headers =
            "X-Good: yes\nServer: me\nContent-Length: 3\nTransfer-Encoding: chunked\n"
            "X-Bad: a\rSet-Cookie: b\nno colon\nCache-Control: max-age=60\n";
    const int32_t status = has_body(request, "no") ? 403 : (int32_t)number_in(request, "status=", 202);
    reply(sink, index, status, headers, strlen(headers), body, (uint64_t)length);
}

static void answer_seen(const itsm_request* request, uint64_t index, itsm_reply reply, void* sink) {
    const size_t most = 4096 + (size_t)(request->headers_length + request->body_length + request->path_length);
    char* body = malloc(most);
    if (!body) return;
    const int length = snprintf(body, most, "method=%.*s\npath=%.*s\nquery=%.*s\npeer=%.*s\nuser=%.*s\n%.*s\n%.*s",
                                (int)request->method_length, request->method, (int)request->path_length, request->path,
                                (int)request->query_length, request->query, (int)request->peer_length, request->peer,
                                (int)request->user_length, request->user, (int)request->headers_length,
                                request->headers, (int)request->body_length, request->body);
    const int status = request->endpoint == ADMIN ? (int)number_in(request, "of=", 200) : 200;
    const char* headers = request->endpoint == ADMIN ? "Content-Type: text/plain\nCache-Control: max-age=60\n"
                                                     : "Content-Type: text/plain\n";
    reply(sink, index, status, headers, strlen(headers), body, (uint64_t)length);
    free(body);
}

struct told {
    char text[2048];
    size_t length;
};

static int32_t put_told(void* sink, const char* bytes, uint64_t length) {
    struct told* told = sink;
    if (length > sizeof told->text - told->length) return ITSM_INVALID;
    memcpy(told->text + told->length, bytes, (size_t)length);
    told->length += (size_t)length;
    return ITSM_DONE;
}

static void answer_where(const itsm_host* host, uint64_t index, itsm_reply reply, void* sink) {
    struct told told = {"", 0};
    const int good = host->size > offsetof(itsm_host, public_endpoints) && host->public_endpoints &&
                     host->public_endpoints(host->self, put_told, &told) == ITSM_DONE;
    reply(sink, index, good ? 200 : 404, "Content-Type: application/json\n", 31, told.text, told.length);
}

static void answer_screen(uint64_t index, itsm_reply reply, void* sink) {
    const char* headers =
        "Content-Type: text/html\nCache-Control: no-cache\nX-Content-Type-Options: none\n"
        "content-security-policy: script-src *\nReferrer-Policy: unsafe-url\n";
    reply(sink, index, 200, headers, strlen(headers), "screen", 6);
}

/* The host's structs may be longer than ours: it says how long. */
static const itsm_request* request_at(const itsm_request* requests, uint64_t index) {
    return (const itsm_request*)((const char*)requests + index * requests[0].size);
}

#ifndef WITHOUT_AUTHORIZE
ITSM_EXPORT int32_t itsm_authorize(itsm_plugin* plugin, const itsm_request* requests, uint64_t count, itsm_reply reply,
                                   void* sink) {
    if (!plugin || !reply || (count > 0 && (!requests || requests[0].size < sizeof(itsm_request)))) return ITSM_INVALID;
    int32_t result = ITSM_DONE;
    atomic_fetch_add(&plugin->heads, count);
    for (uint64_t i = 0; i < count; i++) {
        const itsm_request* head = request_at(requests, i);
        if (head->body || head->body_length) return ITSM_INVALID;
        if (atomic_load(&plugin->shut))
            reply(sink, i, 401, "", 0, "shut", 4);
        else if (is(head, "door=hold")) {
            say(plugin->host, "holding the door");
            wait_for_release(plugin->host);
        } else if (is(head, "door=fail")) {
            result = ITSM_FAILED;
        } else {
            const unsigned long status = number_in(head, "door=", 0);
            if (status) reply(sink, i, (int32_t)status, "X-Door: shut\n", 13, "shut", 4);
        }
    }
    return result;
}
#endif

ITSM_EXPORT int32_t itsm_handle(itsm_plugin* plugin, const itsm_request* requests, uint64_t count, itsm_reply reply,
                                void* sink) {
    if (!plugin || !reply || (count > 0 && (!requests || requests[0].size < sizeof(itsm_request)))) return ITSM_INVALID;
    const unsigned long batch = atomic_fetch_add(&plugin->batches, 1) + 1;
    atomic_fetch_add(&plugin->requests, count);
    int hold = 0;
    for (uint64_t i = 0; i < count; i++) hold |= is(request_at(requests, i), "hold");
    if (hold) {
        say(plugin->host, "holding");
        wait_for_release(plugin->host);
    }
    for (uint64_t i = count; i-- > 0;) { /* backwards: any order is allowed */
        const itsm_request* request = request_at(requests, i);
        if (request->endpoint == DO)
            answer_do(plugin, request, i, count, batch, reply, sink);
        else if (request->endpoint == BELOW)
            reply(sink, i, 200, "", 0, "below", 5);
        else if (request->endpoint == SEEN && is(request, "where"))
            answer_where(plugin->host, i, reply, sink);
        else if (request->endpoint == SCREEN)
            answer_screen(i, reply, sink);
        else
            answer_seen(request, i, reply, sink);
    }
    return ITSM_DONE;
}

ITSM_EXPORT int32_t itsm_pump(itsm_plugin* plugin, uint32_t max_items, uint32_t budget_ms, uint64_t* retry_after_ms) {
    if (!plugin || max_items == 0 || budget_ms == 0) return ITSM_INVALID;
    atomic_fetch_add(&plugin->pumps, 1);
    if (retry_after_ms) *retry_after_ms = 60000; /* nothing due: only a wake-up or the host's own cap brings it back */
    return ITSM_DONE;
}

ITSM_EXPORT void itsm_close(itsm_plugin* plugin) {
    if (!plugin) return;
    char text[128];
    snprintf(text, sizeof text, "closed after %lu requests in %lu calls, pumped: %s", atomic_load(&plugin->requests),
             atomic_load(&plugin->batches), atomic_load(&plugin->pumps) > 0 ? "yes" : "no");
    say(plugin->host, text);
    free(plugin);
}
