#include "adapters/hosts/standalone/private_process.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

namespace secure_export::host {

// None of these can fail for a process that asks for less than it has.
void keep_process_private() {
    umask(0077);
    constexpr rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
    prctl(PR_SET_DUMPABLE, 0);  // a collector that core_pattern pipes to is not bound by the limit
}

}  // namespace secure_export::host
