#include "adapters/hosts/standalone/admin/admin_address.h"

#include <unistd.h>

#include "adapters/hosts/standalone/base/private_file.h"

namespace secure_export::host {

std::optional<std::string> AdminAddress::current() const {
    auto text = read_private_file(file_);
    while (text && text->ends_with('\n')) text->pop_back();
    if (text && text->empty()) return std::nullopt;
    return text;
}

void AdminAddress::set(const std::string& base_url) const { write_private_file(file_, base_url + "\n"); }

void AdminAddress::forget() const { unlink(file_.c_str()); }

}  // namespace secure_export::host
