#include "adapters/hosts/standalone/private_process.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

namespace secure_export::host {

// None of these can fail, since each only gives up rights.
void keep_process_private() {
    umask(0077);
    constexpr rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
    prctl(PR_SET_DUMPABLE, 0);  // the limit does not apply to a collector in core_pattern
}

}  // namespace secure_export::host
