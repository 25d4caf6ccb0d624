#pragma once
// Becoming the user who owns the data directory.

#include <filesystem>
#include <initializer_list>

namespace secure_export::host {

// Run as root, what a command makes in the data directory would be root's, and the service, which runs as the
// directory's owner, could not write it: from here on this process is that owner.  It keeps the right to pass through
// directories where `data_dir`, or one of `also`, lies below one that is closed to the owner (systemd keeps
// /var/lib/private 0700, and /root is).  Does nothing unless run as root on a directory of somebody else.  Throws a
// Failure.
void become_owner_of(const std::filesystem::path& data_dir, std::initializer_list<std::filesystem::path> also = {});

}  // namespace secure_export::host
