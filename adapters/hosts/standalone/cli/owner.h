#pragma once
// Switches to the user who owns the data directory.

#include <filesystem>
#include <initializer_list>

namespace secure_export::host {

// For commands run as root: files that root creates in the data directory could not be written by the service, which
// runs as the directory's owner.  So this process becomes that owner for the rest of its life.  If `data_dir`, or one
// of `also`, is below a directory that the owner cannot enter (systemd's /var/lib/private has mode 0700, /root too), it
// keeps the capability to enter directories.  Does nothing unless run as root on another user's directory.  Throws
// Failure.
void become_owner_of(const std::filesystem::path& data_dir, std::initializer_list<std::filesystem::path> also = {});

}  // namespace secure_export::host
