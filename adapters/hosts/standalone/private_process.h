#pragma once
// What this process holds in memory and writes to disk is for its own user alone.

namespace secure_export::host {

// No core dumps, since tokens and secrets are in memory, and no access for debuggers of the same user; what it makes
// from here on is private, whatever umask it was started with.  Call it first: threads and files are to come later.
void keep_process_private();

}  // namespace secure_export::host
