#pragma once
// Keeps this process's memory and files private to its user.

namespace secure_export::host {

// Disables core dumps, since memory contains tokens and secrets, and debuggers of the same user; files created from now
// on are private, whatever the umask was.  Call it before threads are started and files created.
void keep_process_private();

}  // namespace secure_export::host
