# Writes OUTPUT, the source of db::mapping_schema(): one string for each file of MIGRATIONS in the order of their names;
# the last one ends with the text that makes each of VIEWS anew.
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
list(LENGTH MIGRATIONS count)
foreach(path ${MIGRATIONS})
  math(EXPR number "${number} + 1")
  get_filename_component(name "${path}" NAME)
  if(NOT name MATCHES "^0*${number}_")
    message(FATAL_ERROR "${path}: expected the migration with number ${number}")
  endif()
  append_file("${path}")
  if(number EQUAL count)
    foreach(view ${VIEWS})
      get_filename_component(view_name "${view}" NAME_WE)
      string(APPEND body "\"DROP VIEW IF EXISTS ${view_name};\\n\"\n")
      append_file("${view}")
    endforeach()
  endif()
  string(APPEND body ",\n")
endforeach()

file(WRITE "${OUTPUT}" "// Made by db/embed.cmake.
#include \"db/schema.h\"

namespace secure_export::db {

std::vector<std::string_view> mapping_schema() {
    return {
${body}    };
}

}  // namespace secure_export::db
")
