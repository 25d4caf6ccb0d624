# Writes OUTPUT, the source of db::mapping_schema() and db::mapping_views(): one string for each file of MIGRATIONS in the
# order of their names, and one with all of VIEWS and its fingerprint.
set(body "")
list(SORT MIGRATIONS)
list(SORT VIEWS)

# Appends a raw string literal.  Texts stay in quotes: as a CMake list they would come apart at each semicolon.
function(append_file path)
  file(READ "${path}" text)
  if(text MATCHES "\\)sql\"")
    message(FATAL_ERROR "${path}: contains )sql\" and cannot be embedded")
  endif()
  string(APPEND body "R\"sql(${text})sql\"\n")
  set(body "${body}" PARENT_SCOPE)
endfunction()

set(number 0)
foreach(path ${MIGRATIONS})
  math(EXPR number "${number} + 1")
  get_filename_component(name "${path}" NAME)
  if(NOT name MATCHES "^0*${number}_")
    message(FATAL_ERROR "${path}: expected the migration with number ${number}")
  endif()
  append_file("${path}")
  string(APPEND body ",\n")
endforeach()
set(migrations "${body}")

set(body "")
foreach(path ${VIEWS})
  append_file("${path}")
endforeach()
string(SHA256 fingerprint "${body}")

file(WRITE "${OUTPUT}" "// Made by db/store/embed.cmake.
#include \"db/store/schema.h\"

namespace secure_export::db {

std::vector<std::string_view> mapping_schema() {
    return {
${migrations}    };
}

Views mapping_views() {
    return {
${body}    , \"${fingerprint}\"};
}

}  // namespace secure_export::db
")
