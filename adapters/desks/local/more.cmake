# The register's tables, as a source.
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS local/schema.sql local/numbers.sql)
file(READ local/schema.sql SE_REGISTER_SCHEMA)
file(READ local/numbers.sql SE_REGISTER_NUMBERS)
configure_file(local/schema.cpp.in ${CMAKE_CURRENT_BINARY_DIR}/register_schema.cpp @ONLY)
target_sources(se_desk_local PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/register_schema.cpp)
target_link_libraries(se_desk_local PUBLIC se_db_engine)
