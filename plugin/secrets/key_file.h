#pragma once
// DATA_DIR/secret.key, mode 0600: the keys that encrypt the desks' secrets, newest first; exactly one except during a
// rotation.  A text file of lines "ID KEY" in hex, and comments that begin with '#'.

#include <filesystem>
#include <vector>

#include "core/result.h"
#include "secrets/sealing.h"

namespace secure_export::secrets {

class KeyFile {
public:
    explicit KeyFile(const std::filesystem::path& data_dir);
    const std::filesystem::path& path() const { return path_; }

    // Checks the file's type and mode without opening it, since hosts fork afterwards.  A missing file is fine.
    // Fault::refused names the file and the remedy.  [concurrent]
    Outcome check() const;

    // Empty when there is no file.  Fault::refused, with the remedy, for a file that is not regular (links are not
    // followed), that users other than its owner can read or write, or that is damaged.  [concurrent]
    Result<std::vector<Key>> read() const;

    // Both are durable when they succeed; after a crash the file is either the old or the new one, complete.  One
    // writer at a time: callers hold the mapping database's write lock.  If root creates the file, it is given to the
    // owner of the data directory, which is the service's user.
    Outcome create(const Key& first) const;  // fails if the file exists
    Outcome replace(const std::vector<Key>& keys) const;

private:
    Outcome write_draft(const std::vector<Key>& keys) const;
    Outcome put_in_place(int result) const;
    std::filesystem::path path_, draft_;
};

}  // namespace secure_export::secrets
