#include "adapters/desks/local/kind.h"

namespace secure_export::desks::local {

const DeskKind& kind() {
    static const DeskKind kind{"local", "Embedded register", DeskReach::local, 3, 3, {}, {}};
    return kind;
}

}  // namespace secure_export::desks::local
