# For the settings of every Debian package of this project.  CPack reads it beside each package's own.
#
# CPack builds a package without its library dependencies where a tool is missing, and says so in one line among many; the
# first sign is a plugin that does not load on somebody else's machine.
foreach(tool dpkg-shlibdeps file dpkg-deb)
  find_program(found_${tool} ${tool} NO_CACHE)
  if(NOT found_${tool})
    message(FATAL_ERROR "This package cannot be built without ${tool}: apt-get install dpkg-dev file")
  endif()
endforeach()

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_VENDOR "Secure Export")
set(CPACK_PACKAGE_CONTACT "Secure Export <maintainers@example.com>")
set(CPACK_SET_DESTDIR ON)
set(CPACK_INSTALL_PREFIX /usr)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
# The system's libraries that the files are linked with.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
# Folders get Debian's modes, whatever umask the package is built under.
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
