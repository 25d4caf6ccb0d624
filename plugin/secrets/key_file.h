#pragma once
// DATA_DIR/secret.key, mode 0600: the keys that the desks' secrets are encrypted under, newest first; one, except while
// a rotation is under way.  Text: "ID KEY" lines in hex, and lines that begin with '#'.

#include <filesystem>
#include <vector>

#include "core/result.h"
#include "secrets/sealing.h"

namespace secure_export::secrets {

class KeyFile {
public:
    explicit KeyFile(const std::filesystem::path& data_dir);
    const std::filesystem::path& path() const { return path_; }

    // Whether what lies there may be used, by its type and mode alone: opens nothing, for hosts fork afterwards.  No
    // file is good.  Fault::refused names the file and the remedy.  [concurrent]
    Outcome check() const;

    // Empty when there is no file.  Fault::refused, with the remedy, for a file that is not regular (a link is not
    // followed), that others than its owner can read or write, or that is damaged.  [concurrent]
    Result<std::vector<Key>> read() const;

    // Both are on disk when they return well, and a crash leaves the old file or the new one, whole.  One writer at a
    // time: callers hold the mapping database's write lock.  Made by root, the file is given to the owner of the data
    // directory, as whom the service runs.
    Outcome create(const Key& first) const;  // fails where a file is already
    Outcome replace(const std::vector<Key>& keys) const;

private:
    Outcome write_draft(const std::vector<Key>& keys) const;
    Outcome put_in_place(int result) const;
    std::filesystem::path path_, draft_;
};

}  // namespace secure_export::secrets
