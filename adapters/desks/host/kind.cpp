#include "adapters/desks/host/kind.h"

namespace secure_export::desks::host {

const DeskKind& kind() {
    static const DeskKind kind{"host", "The host that loaded the plugin", DeskReach::host, 3, 3, {}, {}};
    return kind;
}

}  // namespace secure_export::desks::host
