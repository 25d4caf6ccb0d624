/* A host in C: loads a plugin, hands it one request, lets it work, closes it.  Copy it to begin your own.
 *
 *     cc -std=c11 example_host.c $(pkg-config --cflags secure-export) -ldl -o example_host
 *     ./example_host PLUGIN.so DATA_DIR METHOD PATH [BODY]
 *
 * Prints the status, the headers and the body of the answer; exit code 1 when there is none.  A real host serves HTTP,
 * checks who calls an admin endpoint, and calls itsm_pump again and again: adapters/hosts/standalone does. */
#define _POSIX_C_SOURCE 200809L
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "itsm_abi.h"

enum { MAX_ENDPOINTS = 64 };

struct endpoint {
    char method[16], path[256];
    uint32_t access, number;
};

struct host {
    struct endpoint endpoints[MAX_ENDPOINTS];
    size_t count;
};

static int fail(const char* what, const char* why) {
    fprintf(stderr, "example_host: %s: %s\n", what, why);
    return 1;
}

static int32_t log_line(void* self, int32_t level, const char* text, uint64_t length) {
    (void)self;
    fprintf(stderr, "<%d>%.*s\n", (int)level, (int)length, text);
    return ITSM_DONE;
}

static int32_t register_endpoint(void* self, const char* method, uint64_t method_length, const char* path,
                                 uint64_t path_length, uint32_t access, uint32_t number) {
    struct host* host = self;
    if (host->count == MAX_ENDPOINTS || method_length >= sizeof host->endpoints->method ||
        path_length >= sizeof host->endpoints->path)
        return ITSM_REFUSED;
    struct endpoint* endpoint = &host->endpoints[host->count++];
    snprintf(endpoint->method, sizeof endpoint->method, "%.*s", (int)method_length, method);
    snprintf(endpoint->path, sizeof endpoint->path, "%.*s", (int)path_length, path);
    endpoint->access = access;
    endpoint->number = number;
    return ITSM_DONE;
}

/* "/a/" followed by an asterisk matches everything below "/a/". */
static int is_below(const char* pattern, const char* path) {
    const size_t length = strlen(pattern);
    return length > 1 && pattern[length - 1] == '*' && strncmp(pattern, path, length - 1) == 0;
}

/* An exact path takes precedence over a pattern.  Null: the plugin has registered no endpoint for it. */
static const struct endpoint* find(const struct host* host, const char* method, const char* path) {
    const struct endpoint* found = NULL;
    for (const struct endpoint* e = host->endpoints; e < host->endpoints + host->count; e++) {
        if (strcmp(e->method, method) != 0) continue;
        if (strcmp(e->path, path) == 0) return e;
        if (is_below(e->path, path)) found = e;
    }
    return found;
}

static int32_t put_error(void* sink, const char* bytes, uint64_t length) {
    (void)sink;
    fprintf(stderr, "example_host: the plugin refuses: %.*s\n", (int)length, bytes);
    return ITSM_DONE;
}

static int32_t print_reply(void* sink, uint64_t index, int32_t status, const char* headers, uint64_t headers_length,
                           const char* body, uint64_t body_length) {
    (void)index;
    *(int*)sink = 1;
    printf("%d\n%.*s\n%.*s\n", (int)status, (int)headers_length, headers, (int)body_length, body);
    return ITSM_DONE;
}

/* ISO C has no conversion of an object pointer to a function pointer; POSIX promises that the bits are the same. */
static void* symbol(void* library, const char* name, void* function, size_t size) {
    void* found = dlsym(library, name);
    memcpy(function, &found, size);
    return found;
}

int main(int argc, char** argv) {
    if (argc < 5) return fail("usage", "example_host PLUGIN.so DATA_DIR METHOD PATH [BODY]");
    const char *data_dir = argv[2], *method = argv[3], *path = argv[4], *body = argc > 5 ? argv[5] : "";

    void* library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
    if (!library) return fail("cannot load the plugin", dlerror());
    uint32_t (*version)(void);
    itsm_plugin* (*open_plugin)(const itsm_host*, itsm_put, void*);
    int32_t (*handle)(itsm_plugin*, const itsm_request*, uint64_t, itsm_reply, void*);
    int32_t (*pump)(itsm_plugin*, uint32_t, uint32_t, uint64_t*);
    void (*close_plugin)(itsm_plugin*);
    if (!symbol(library, "itsm_abi_version", &version, sizeof version) ||
        !symbol(library, "itsm_open", &open_plugin, sizeof open_plugin) ||
        !symbol(library, "itsm_handle", &handle, sizeof handle) || !symbol(library, "itsm_pump", &pump, sizeof pump) ||
        !symbol(library, "itsm_close", &close_plugin, sizeof close_plugin))
        return fail("this is no plugin", dlerror());
    if (version() > ITSM_ABI) return fail("cannot load the plugin", "it was built for a newer ABI");

    /* Everything else is null: this host has no desk, and does not know its public URLs. */
    struct host world = {.count = 0};
    const itsm_host host = {.size = sizeof host,
                            .abi = ITSM_ABI,
                            .self = &world,
                            .log = log_line,
                            .register_endpoint = register_endpoint,
                            .data_dir = data_dir,
                            .data_dir_length = strlen(data_dir)};
    itsm_plugin* plugin = open_plugin(&host, put_error, NULL);
    if (!plugin) return 1;

    int answered = 0;
    const struct endpoint* endpoint = find(&world, method, path);
    if (!endpoint) {
        fail(path, "the plugin registered no such endpoint");
    } else if (endpoint->access != ITSM_ACCESS_PUBLIC) {
        fail(path, "is for administrators, and this host knows none");
    } else {
        static const char headers[] = "Content-Type: application/json\n", peer[] = "127.0.0.1";
        const itsm_request request = {.size = sizeof request,
                                      .endpoint = endpoint->number,
                                      .method = method,
                                      .method_length = strlen(method),
                                      .path = path,
                                      .path_length = strlen(path),
                                      .query = "",
                                      .headers = headers,
                                      .headers_length = sizeof headers - 1,
                                      .body = body,
                                      .body_length = strlen(body),
                                      .peer = peer,
                                      .peer_length = sizeof peer - 1,
                                      .user = ""};
        handle(plugin, &request, 1, print_reply, &answered);
    }
    uint64_t retry_after_ms = 0;
    pump(plugin, 100, 1000, &retry_after_ms); /* what is due now, for at most about a second */
    close_plugin(plugin);                     /* the library stays loaded: a plugin may be linked with -z nodelete */
    return answered ? 0 : 1;
}
