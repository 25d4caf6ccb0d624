/* Long: one program in C, so that it builds as a stranger would build it. */
/* Loads a plugin and talks the ABI with it, as a host in C would: abi_client PLUGIN.so DATA_DIR.
 *
 * It knows no plugin: it calls whatever endpoints the plugin registers, with requests that carry no credentials, and
 * holds the plugin to what itsm_abi.h promises.  Prints one line for each check; exit code 1 when one failed. */
#define _POSIX_C_SOURCE 200809L
#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "itsm_abi.h"

enum { MOST_ENDPOINTS = 64, BATCH = 8, THREADS = 4, ROUNDS = 25 };

static struct {
    uint32_t (*version)(void);
    itsm_plugin* (*open)(const itsm_host*, itsm_put, void*);
    int32_t (*handle)(itsm_plugin*, const itsm_request*, uint64_t, itsm_reply, void*);
    int32_t (*authorize)(itsm_plugin*, const itsm_request*, uint64_t, itsm_reply, void*); /* null: it has none */
    int32_t (*pump)(itsm_plugin*, uint32_t, uint32_t, uint64_t*);
    void (*close)(itsm_plugin*);
} plugin_calls;

struct endpoint {
    char method[16], path[256];
    uint32_t access, number;
};

/* What our host remembers. */
struct world {
    struct endpoint endpoints[MOST_ENDPOINTS];
    int count;
    int refuses; /* every registration */
};

static int failures;

static void check(int good, const char* promise) {
    printf("%s: %s\n", good ? "ok" : "FAILED", promise);
    if (!good) failures++;
}

static int32_t log_line(void* self, int32_t level, const char* text, uint64_t length) {
    (void)self;
    if (level <= ITSM_LOG_WARNING) fprintf(stderr, "plugin: %.*s\n", (int)length, text);
    return ITSM_DONE;
}

static int32_t register_endpoint(void* self, const char* method, uint64_t method_length, const char* path,
                                 uint64_t path_length, uint32_t access, uint32_t number) {
    struct world* world = self;
    if (world->refuses || world->count == MOST_ENDPOINTS) return ITSM_REFUSED;
    struct endpoint* endpoint = &world->endpoints[world->count++];
    snprintf(endpoint->method, sizeof endpoint->method, "%.*s", (int)method_length, method);
    snprintf(endpoint->path, sizeof endpoint->path, "%.*s", (int)path_length, path);
    endpoint->access = access;
    endpoint->number = number;
    return ITSM_DONE;
}

static int32_t put_text(void* sink, const char* bytes, uint64_t length) {
    char* text = sink; /* of 512 bytes */
    const size_t have = strlen(text), room = 511 - have, take = length < room ? (size_t)length : room;
    memcpy(text + have, bytes, take);
    text[have + take] = 0;
    return ITSM_DONE;
}

struct answers {
    int times[BATCH];
    int32_t status[BATCH];
};

static int32_t take_reply(void* sink, uint64_t index, int32_t status, const char* headers, uint64_t headers_length,
                          const char* body, uint64_t body_length) {
    struct answers* answers = sink;
    if (index >= BATCH || (headers_length && !headers) || (body_length && !body)) return ITSM_INVALID;
    answers->times[index]++;
    answers->status[index] = status;
    return ITSM_DONE;
}

static itsm_host host_of(struct world* world, const char* data_dir) {
    const itsm_host host = {.size = sizeof host,
                            .abi = ITSM_ABI,
                            .self = world,
                            .log = log_line,
                            .register_endpoint = register_endpoint,
                            .data_dir = data_dir,
                            .data_dir_length = strlen(data_dir),
                            .desk_call = NULL};
    return host;
}

static itsm_request request_for(const struct endpoint* endpoint) {
    static const char headers[] = "Content-Type: application/json\n";
    const itsm_request request = {.size = sizeof request,
                                  .endpoint = endpoint->number,
                                  .method = endpoint->method,
                                  .method_length = strlen(endpoint->method),
                                  .path = endpoint->path,
                                  .path_length = strlen(endpoint->path),
                                  .query = "",
                                  .headers = headers,
                                  .headers_length = sizeof headers - 1,
                                  .body = "{}",
                                  .body_length = 2,
                                  .peer = "127.0.0.1",
                                  .peer_length = 9,
                                  .user = ""};
    return request;
}

/* `count` of one request in one call: each answered once, with a status that a sender can act on. */
static int all_answered(itsm_plugin* plugin, const struct endpoint* endpoint, uint64_t count) {
    itsm_request requests[BATCH] = {{0}};
    for (uint64_t i = 0; i < count; i++) requests[i] = request_for(endpoint);
    struct answers answers = {{0}, {0}};
    int good = plugin_calls.handle(plugin, requests, count, take_reply, &answers) == ITSM_DONE;
    for (uint64_t i = 0; i < count; i++)
        good = good && answers.times[i] == 1 && answers.status[i] >= 200 && answers.status[i] <= 599 &&
               answers.status[i] != 500 && answers.status[i] != 502;
    return good;
}

struct caller {
    itsm_plugin* plugin;
    const struct world* world;
    int good;
};

static void* call_often(void* argument) {
    struct caller* caller = argument;
    caller->good = 1;
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < caller->world->count; i++)
            if (caller->world->endpoints[i].access == ITSM_ACCESS_PUBLIC)
                caller->good &= all_answered(caller->plugin, &caller->world->endpoints[i], 2);
        uint64_t again = 0;
        caller->good &= plugin_calls.pump(caller->plugin, 1, 10, &again) == ITSM_DONE;
    }
    return NULL;
}

static void check_refused_hosts(const char* data_dir) {
    struct world world = {.count = 0};
    char error[512] = "";
    check(!plugin_calls.open(NULL, put_text, error), "no host: refused");
    check(error[0] != 0, "and the reason is put into the sink");

    itsm_host host = host_of(&world, data_dir);
    host.size = offsetof(itsm_host, log);
    check(!plugin_calls.open(&host, put_text, error), "a host struct that ends before its functions: refused");

    world.refuses = 1;
    host = host_of(&world, data_dir);
    itsm_plugin* plugin = plugin_calls.open(&host, put_text, error);
    check(world.count == 0, "a host that refuses every endpoint: nothing is registered");
    plugin_calls.close(plugin);
}

/* A host that was compiled before a field was appended. */
static void check_older_host(const char* data_dir) {
    struct world world = {.count = 0};
    itsm_host host = host_of(&world, data_dir);
    host.size = offsetof(itsm_host, public_endpoints);
    host.public_endpoints = (int32_t(*)(void*, itsm_put, void*))(uintptr_t)16; /* calling it would crash */
    char error[512] = "";
    itsm_plugin* plugin = plugin_calls.open(&host, put_text, error);
    check(plugin != NULL, "a host of the first release, with a shorter struct: accepted");
    if (!plugin) return;
    int good = 1;
    for (int i = 0; i < world.count; i++) good &= all_answered(plugin, &world.endpoints[i], 1);
    check(good, "and what it lacks is not asked for");
    plugin_calls.close(plugin);
}

static void check_newer_host(const char* data_dir) {
    struct world world = {.count = 0};
    struct {
        itsm_host host;
        void* appended[4];
    } newer = {host_of(&world, data_dir), {NULL}};
    newer.host.size = sizeof newer;
    newer.host.abi = ITSM_ABI + 1;
    char error[512] = "";
    itsm_plugin* plugin = plugin_calls.open(&newer.host, put_text, error);
    check(plugin != NULL, "a newer host with a longer struct: accepted");
    if (!plugin) return;

    struct {
        itsm_request request;
        void* appended[3];
    } requests[2];
    memset(requests, 0x5a, sizeof requests);
    int good = 1;
    for (int i = 0; i < world.count; i++) {
        if (world.endpoints[i].access != ITSM_ACCESS_PUBLIC) continue;
        requests[0].request = requests[1].request = request_for(&world.endpoints[i]);
        requests[0].request.size = requests[1].request.size = sizeof requests[0];
        struct answers answers = {{0}, {0}};
        good &= plugin_calls.handle(plugin, &requests[0].request, 2, take_reply, &answers) == ITSM_DONE &&
                answers.times[0] == 1 && answers.times[1] == 1;
    }
    check(good, "longer request structs: stepped over by their own size");
    plugin_calls.close(plugin);
}

static void check_requests(itsm_plugin* plugin, const struct world* world) {
    int publics = 0, single = 1, batch = 1;
    for (int i = 0; i < world->count; i++) {
        const struct endpoint* endpoint = &world->endpoints[i];
        if (endpoint->access != ITSM_ACCESS_PUBLIC) continue;
        publics++;
        single &= all_answered(plugin, endpoint, 1);
        batch &= all_answered(plugin, endpoint, BATCH);
    }
    check(publics > 0, "a public endpoint is registered");
    check(single, "a request on each public endpoint is answered once, never with 500 or 502");
    check(batch, "and so is each of a batch");
    if (world->count == 0) return;

    struct answers answers = {{0}, {0}};
    itsm_request request = request_for(&world->endpoints[0]);
    check(plugin_calls.handle(NULL, &request, 1, take_reply, &answers) < ITSM_DONE, "no plugin: not done");
    check(plugin_calls.handle(plugin, NULL, 1, take_reply, &answers) < ITSM_DONE, "a count, but no requests: not done");
    check(plugin_calls.handle(plugin, &request, 1, NULL, NULL) < ITSM_DONE, "nowhere to reply to: not done");
    check(plugin_calls.handle(plugin, NULL, 0, take_reply, &answers) == ITSM_DONE, "no requests at all: done");
    request.size = offsetof(itsm_request, body);
    check(plugin_calls.handle(plugin, &request, 1, take_reply, &answers) < ITSM_DONE,
          "a request struct that ends before its body: not done");
    request.size = sizeof request;
    request.endpoint = 0xfffffff0u;
    memset(&answers, 0, sizeof answers);
    plugin_calls.handle(plugin, &request, 1, take_reply, &answers);
    check(answers.times[0] <= 1 && answers.status[0] != 500, "an endpoint that was never registered: no harm");
}

/* Headers alone: what is not answered goes on, and is then answered by itsm_handle. */
static void check_headers(itsm_plugin* plugin, const struct world* world) {
    if (!plugin_calls.authorize) {
        check(1, "it decides nothing by headers alone");
        return;
    }
    int good = 1, refused = 0;
    for (int i = 0; i < world->count; i++) {
        if (world->endpoints[i].access != ITSM_ACCESS_PUBLIC) continue;
        itsm_request heads[BATCH] = {{0}};
        for (int j = 0; j < BATCH; j++) {
            heads[j] = request_for(&world->endpoints[i]);
            heads[j].body = NULL;
            heads[j].body_length = 0;
        }
        struct answers answers = {{0}, {0}};
        good &= plugin_calls.authorize(plugin, heads, BATCH, take_reply, &answers) == ITSM_DONE;
        for (int j = 0; j < BATCH; j++) {
            good &= answers.times[j] <= 1 && answers.status[j] != 500 && answers.status[j] != 502;
            refused += answers.times[j];
        }
    }
    check(good, "each of several headers is answered once or goes on, never with 500 or 502");
    printf("note: %d of the headers without credentials were refused\n", refused);
    struct answers answers = {{0}, {0}};
    itsm_request head = request_for(&world->endpoints[0]);
    check(plugin_calls.authorize(NULL, &head, 1, take_reply, &answers) < ITSM_DONE, "headers, but no plugin: not done");
    check(plugin_calls.authorize(plugin, &head, 1, NULL, NULL) < ITSM_DONE, "headers, nowhere to reply: not done");
    check(plugin_calls.authorize(plugin, NULL, 0, take_reply, &answers) == ITSM_DONE, "no headers at all: done");
    head.size = offsetof(itsm_request, headers);
    check(plugin_calls.authorize(plugin, &head, 1, take_reply, &answers) < ITSM_DONE,
          "a request struct that ends before its headers: not done");
}

static void check_work(itsm_plugin* plugin, const struct world* world) {
    uint64_t again = 0;
    check(plugin_calls.pump(plugin, 16, 1000, &again) == ITSM_DONE, "the work line runs");
    check(plugin_calls.pump(plugin, 16, 1000, NULL) == ITSM_DONE, "and tells nobody when to come again, if so asked");
    check(plugin_calls.pump(NULL, 16, 1000, &again) < ITSM_DONE, "work without a plugin: not done");

    pthread_t threads[THREADS];
    struct caller callers[THREADS];
    int good = 1;
    for (int i = 0; i < THREADS; i++) {
        callers[i] = (struct caller){plugin, world, 0};
        if (pthread_create(&threads[i], NULL, call_often, &callers[i]) != 0) abort();
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        good &= callers[i].good;
    }
    check(good, "several threads call at once: each request is answered");
}

static void* find(void* library, const char* name) {
    void* symbol = dlsym(library, name);
    if (!symbol) {
        fprintf(stderr, "the plugin has no %s\n", name);
        exit(1);
    }
    return symbol;
}

int main(int argc, char** argv) {
    if (argc != 3) {
        fprintf(stderr, "usage: abi_client PLUGIN.so DATA_DIR\n");
        return 2;
    }
    void* library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        fprintf(stderr, "%s\n", dlerror());
        return 1;
    }
    /* ISO C has no cast from an object pointer to a function pointer; POSIX promises that the bytes are the same. */
    void* symbol;
#define FIND(field, name) symbol = find(library, name), memcpy(&plugin_calls.field, &symbol, sizeof symbol)
    FIND(version, "itsm_abi_version");
    FIND(open, "itsm_open");
    FIND(handle, "itsm_handle");
    FIND(pump, "itsm_pump");
    FIND(close, "itsm_close");
    symbol = dlsym(library, "itsm_authorize");
    memcpy(&plugin_calls.authorize, &symbol, sizeof symbol);
    check(plugin_calls.version() >= 1 && plugin_calls.version() <= ITSM_ABI, "built for an ABI this host has");

    check_refused_hosts(argv[2]);
    check_older_host(argv[2]);
    check_newer_host(argv[2]);
    struct world world = {.count = 0};
    const itsm_host host = host_of(&world, argv[2]);
    char error[512] = "";
    itsm_plugin* plugin = plugin_calls.open(&host, put_text, error);
    check(plugin != NULL, "a host of this ABI: accepted");
    if (plugin) {
        check_requests(plugin, &world);
        check_headers(plugin, &world);
        check_work(plugin, &world);
    } else {
        fprintf(stderr, "%s\n", error);
    }
    plugin_calls.close(plugin);
    plugin_calls.close(NULL); /* allowed */
    return failures ? 1 : 0;
}
