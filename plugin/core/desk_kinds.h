#pragma once
// What a kind of desk says of itself, as data: what the settings document is checked against, what the command line and
// the screens show, and where a desk's defaults come from.

#include <string>
#include <string_view>
#include <vector>

#include "core/settings.h"

namespace secure_export {

struct DeskOption {
    const char* name;
    const char* meaning;                       // one sentence for an operator
    OptionValue fallback;                      // its type is the option's type
    bool required = false;                     // must be given, and not empty
    std::vector<std::string> choices = {};     // of a text: the only values; empty: any
    int min = 0, max = 0;                      // of a number: its range; of a text: max is its length in bytes
    bool address = false;                      // of a text: https://..., or http:// to a loopback address
    std::vector<std::string> needed_for = {};  // required when the option "auth" is one of these
};

struct DeskSecret {
    const char* name;
    const char* meaning;
    std::vector<std::string> needed_for;  // used when the option "auth" is one of these; empty: always
};

// What the screens show for an option or secret in one language.  Words that several kinds share stand in
// admin/assets/texts; an empty text is left to those, and at last to the name and the meaning.
struct DeskText {
    const char* language;  // "en" or "de"
    const char* name;      // of the option or secret
    const char* label;
    const char* help = "";
};

struct DeskKind {
    const char* name;
    const char* title;
    DeskReach reach;
    int max_impact, max_urgency;      // the least important level of each
    std::vector<DeskOption> options;  // every remote kind has those of adapters/desks/rest/options.h, and ci_rules
    std::vector<DeskSecret> secrets;  // what Secrets may hold for it
    std::vector<DeskText> texts = {};

    bool remote() const { return reach == DeskReach::remote; }
};

// The kinds of which desks can be made, in the order in which they are listed.  Who needs them is handed them.
using DeskKinds = std::vector<DeskKind>;

// Null: none has that name.
const DeskKind* find_kind(const DeskKinds& kinds, std::string_view name);

// Settings of that kind with every option at its default.
DeskSettings default_desk(std::string name, const DeskKind& kind);

}  // namespace secure_export
