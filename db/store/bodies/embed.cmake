# Writes OUTPUT, the source of db::dictionaries(): the bytes of each file of DICTIONARIES, which are named 1.dictionary,
# 2.dictionary ... without a gap.
list(SORT DICTIONARIES COMPARE NATURAL)
set(arrays "")
set(names "")
set(number 0)
foreach(path ${DICTIONARIES})
  math(EXPR number "${number} + 1")
  get_filename_component(name "${path}" NAME)
  if(NOT name STREQUAL "${number}.dictionary")
    message(FATAL_ERROR "${path}: expected ${number}.dictionary")
  endif()
  file(READ "${path}" bytes HEX)
  string(REGEX REPLACE "(..)" "\\\\x\\1" bytes "${bytes}")
  string(REPEAT "." 128 line)
  string(REGEX REPLACE "(${line})" "    \"\\1\"\n" bytes "${bytes}")
  if(NOT bytes MATCHES "^(    \"[^\n]*\"\n)+$")
    message(FATAL_ERROR "${path}: expected a multiple of 32 bytes")
  endif()
  string(APPEND arrays "constexpr char dictionary_${number}[] =\n${bytes}    ;\n")
  string(APPEND names "\n        {dictionary_${number}, sizeof dictionary_${number} - 1},")
endforeach()

file(WRITE "${OUTPUT}" "// Made by db/store/bodies/embed.cmake.
#include \"db/store/body_form.h\"

namespace secure_export::db {
namespace {

${arrays}
}  // namespace

std::span<const std::string_view> dictionaries() {
    static constexpr std::string_view all[] = {${names}
    };
    return all;
}

}  // namespace secure_export::db
")
