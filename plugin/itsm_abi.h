/* The C boundary between an ITSM host and a plugin.  C11; readable from any language with a C foreign-function
 * interface.
 *
 * Growth: fields and functions are appended; none is moved, reused or given a new meaning.
 * Bytes:  text is UTF-8 with a length, not NUL-terminated, borrowed for the call; copy what you keep.
 * Codes:  ITSM_DONE (1) is done; 0 and below are not.  A scripting callback that dies hands back 0.
 * Tags:   [exclusive] no other call on this plugin is running; [concurrent] any thread, any number at once.
 * Threads: the plugin starts none and calls back only on the thread that entered it, before that call returns.
 * Forks:  itsm_open may be called before fork(); after a fork each process goes on with its own copy.
 */
#ifndef ITSM_ABI_H
#define ITSM_ABI_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define ITSM_EXPORT __attribute__((visibility("default")))
#else
#define ITSM_EXPORT
#endif

#define ITSM_ABI 1u

/* Codes.  More negative ones may be appended: treat any value below 1 as "not done". */
#define ITSM_DONE 1
#define ITSM_FAILED 0     /* no reason given: also what a scripting callback that died hands back */
#define ITSM_INVALID (-1) /* the arguments cannot be understood; repeating them unchanged cannot help */
#define ITSM_REFUSED (-2) /* understood, and refused; the reason is in what was put into the sink */
#define ITSM_LATER (-3)   /* not now: the other side could not be reached or is busy; try again */

/* Levels of itsm_host.log, as in syslog (RFC 5424 section 6.2.1). */
#define ITSM_LOG_ERROR 3
#define ITSM_LOG_WARNING 4
#define ITSM_LOG_INFO 6
#define ITSM_LOG_DEBUG 7

/* Who may call an endpoint. */
#define ITSM_ACCESS_PUBLIC 1u /* the plugin authorizes each request itself */
#define ITSM_ACCESS_ADMIN \
    2u /* the host has authenticated an administrator and checked CSRF, and passes the user's name */

/* Takes `length` bytes at `bytes` for the receiver behind `sink`, which copies them.  May be called several times for
 * one result: the parts follow each other. */
typedef int32_t (*itsm_put)(void* sink, const char* bytes, uint64_t length);

/* What a host gives its plugin.  The host keeps it unchanged from itsm_open to itsm_close. */
typedef struct itsm_host {
    uint32_t size; /* sizeof(itsm_host) where the host was compiled; a field beyond it is absent */
    uint32_t abi;  /* ITSM_ABI where the host was compiled */
    void* self;    /* the host's own: handed back, never looked into */

    /* A line for the host's log, without a line break at its end.  [concurrent] */
    int32_t (*log)(void* self, int32_t level, const char* text, uint64_t length);

    /* Only during itsm_open.  Serve `method` on `path` (absolute, below the host's own prefix) under `access`, and hand
     * its requests over with `endpoint` set to this number.  A path that ends in a slash and an asterisk ("/a/" "*")
     * stands for all below it; an exact path goes before it. */
    int32_t (*register_endpoint)(void* self, const char* method, uint64_t method_length, const char* path,
                                 uint64_t path_length, uint32_t access, uint32_t endpoint);

    /* An existing directory that belongs to this plugin alone, writable by every process that loads it. */
    const char* data_dir;
    uint64_t data_dir_length;

    /* One step of work in the host's own desk, in a transaction of the host's own.  Operations and their JSON are
     * documented in adapters/desks/host/operations.md.  JSON in `json`, JSON out through `put`: the result when the
     * code is ITSM_DONE, otherwise {"say": "..."}.  Null: this host is no desk.  Only on the thread that entered the
     * plugin, and only during itsm_pump (or an admin request of itsm_handle). */
    int32_t (*desk_call)(void* self, const char* operation, uint64_t operation_length, const char* json,
                         uint64_t json_length, itsm_put put, void* sink);
    /* The first release of abi 1 ended here: a host whose `size` ends before a field below, or has null in it, lacks
     * that field. */

    /* Where senders on the network reach the public endpoints, as JSON through `put`: a list, the best first, of
     * {"scheme": "http" or "https", "host": a name or an address, "" when the host cannot tell which senders may use,
     * "port": 443, "prefix": "" or what goes before each endpoint's path, such as "/rt"}.  Only on the thread that
     * entered the plugin, and only during itsm_handle.  The answer may change while the host runs. */
    int32_t (*public_endpoints)(void* self, itsm_put put, void* sink);
} itsm_host;

/* One HTTP request, complete. */
typedef struct itsm_request {
    uint32_t size;     /* sizeof(itsm_request) where the host was compiled */
    uint32_t endpoint; /* as registered */
    const char* method;
    uint64_t method_length;
    const char* path; /* without the host's prefix and without the query */
    uint64_t path_length;
    const char* query; /* what follows '?', still percent-encoded; empty when there is none */
    uint64_t query_length;
    const char* headers; /* "Name: value\n" for each field, in order; the host has refused values with CR, LF or NUL */
    uint64_t headers_length;
    const char* body;
    uint64_t body_length;
    const char* peer; /* the sender's address as text, for the log; empty when not known */
    uint64_t peer_length;
    const char* user; /* admin endpoints: the authenticated administrator's name; otherwise empty */
    uint64_t user_length;
    /* abi 1 ends here */
} itsm_request;

/* The answer to requests[index].  `headers` as in itsm_request.  The host adds Content-Length and its own fields. */
typedef int32_t (*itsm_reply)(void* sink, uint64_t index, int32_t status, const char* headers, uint64_t headers_length,
                              const char* body, uint64_t body_length);

typedef struct itsm_plugin itsm_plugin;

/* The ABI this plugin was built for; a host refuses a plugin whose number is above its own.  [concurrent] */
ITSM_EXPORT uint32_t itsm_abi_version(void);

/* Registers the endpoints.  Opens no file, socket or thread, so the host may fork afterwards.  Null when refused, with
 * the reason put into `error`.  `host` must outlive the plugin.  [exclusive] */
ITSM_EXPORT itsm_plugin* itsm_open(const itsm_host* host, itsm_put error, void* error_sink);

/* Answers `count` requests, committed together.  `requests` points to `count` structs laid out one after another, each
 * of requests[0].size bytes.  `reply` is called once for each, in any order, before this returns; what it is given is
 * borrowed for that call.  Below ITSM_DONE some were not answered: the host answers those 503.  May wait for the
 * database at most about 2 s; never for the network on public endpoints.  [concurrent] */
ITSM_EXPORT int32_t itsm_handle(itsm_plugin* plugin, const itsm_request* requests, uint64_t count, itsm_reply reply,
                                void* sink);

/* Optional: a host looks for it by name, and does without where the plugin has none.  Decides about `count` requests
 * whose headers are complete, before any of their bodies is taken in: the structs are those of itsm_handle, laid out in
 * the same way, with a null body.  `reply` is called at most once for each request that goes no further, before this
 * returns; the host sends that answer and reads no body.  All others go on: the host reads the body and hands the whole
 * request to itsm_handle, which decides again, by itself.  Below ITSM_DONE: a request without a reply was not decided
 * about, and the host answers it 503.  May wait for the database at most about 2 s, never for the network.
 * [concurrent] */
ITSM_EXPORT int32_t itsm_authorize(itsm_plugin* plugin, const itsm_request* requests, uint64_t count, itsm_reply reply,
                                   void* sink);

/* Works until nothing is due, `max_items` are done or `budget_ms` is spent; a desk call that has begun is finished, so
 * it may outlast the budget by one call's time limit.  *retry_after_ms (may be null): in how many milliseconds there
 * may be more to do, 0 for at once.  Call it also right after itsm_handle has answered.  [concurrent] */
ITSM_EXPORT int32_t itsm_pump(itsm_plugin* plugin, uint32_t max_items, uint32_t budget_ms, uint64_t* retry_after_ms);

/* Frees the plugin; all that matters is in the database already, so a host that is killed may leave it out.  Null is
 * allowed.  [exclusive] */
ITSM_EXPORT void itsm_close(itsm_plugin* plugin);

#ifdef __cplusplus
}
#endif
#endif
