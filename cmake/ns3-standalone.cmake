# Builds the module against an installed ns-3 (Debian: libns3-dev). Supplies what an ns-3 tree
# would: build_lib(), build_lib_example() and the variables libcore, libnetwork, ...

set(AI_INTERCONNECT_STANDALONE ON)
if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

include(GNUInstallDirs)
include(CTest)
set(ENABLE_TESTS ${BUILD_TESTING})
option(ENABLE_EXAMPLES "Build the examples" ON)
option(NS3_LOG "Compile this module with NS_LOG" OFF)
option(NS3_ASSERT "Compile this module with NS_ASSERT" OFF)
option(AI_INTERCONNECT_WERROR "Treat compiler warnings as errors" OFF)

# Debian's CMake files for ns-3 insist on three programs of a package that libns3-dev does not
# depend on, and the message of CMake would not name it.
if(EXISTS /usr/lib/${CMAKE_LIBRARY_ARCHITECTURE}/cmake/ns3 AND NOT EXISTS /usr/libexec/ns3)
  message(WARNING "libns3-dev needs the package ns3 beside it: apt-get install ns3")
endif()

# No version here: ns-3's package matches exact versions only.
find_package(ns3 REQUIRED)
if(ns3_VERSION VERSION_LESS 3.37)
  message(FATAL_ERROR "ai-interconnect needs ns-3.37 or later; found ${ns3_VERSION} in ${ns3_DIR}")
endif()

# The C++ standard of the headers that this ns-3 installs.
if(ns3_VERSION VERSION_GREATER_EQUAL 3.46)
  set(CMAKE_CXX_STANDARD 23)
elseif(ns3_VERSION VERSION_GREATER_EQUAL 3.41)
  set(CMAKE_CXX_STANDARD 20)
else()
  set(CMAKE_CXX_STANDARD 17)
endif()
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)

add_compile_options(-Wall -Wextra -Wno-unused-parameter)
if(AI_INTERCONNECT_WERROR)
  add_compile_options(-Werror)
endif()
if(NS3_LOG)
  add_compile_definitions(NS3_LOG_ENABLE)
endif()
if(NS3_ASSERT)
  add_compile_definitions(NS3_ASSERT_ENABLE)
endif()

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()

# The imported targets are ns3::libcore up to 3.42 and ns3::core since; a tree names both by the
# variable libcore. Debian's targets also list development files (libgsl.so, libxml2 headers) that
# libns3-dev does not depend on and that no user of ns-3 needs: the absent ones are dropped.
get_property(imported_targets DIRECTORY PROPERTY IMPORTED_TARGETS)
foreach(target IN LISTS imported_targets)
  if(NOT target MATCHES "^ns3::(lib)?(.+)$")
    continue()
  endif()
  set(lib${CMAKE_MATCH_2} ${target})
  foreach(property INTERFACE_LINK_LIBRARIES INTERFACE_INCLUDE_DIRECTORIES)
    get_target_property(entries ${target} ${property})
    set(present)
    foreach(entry IN LISTS entries)
      if(entry AND (NOT IS_ABSOLUTE "${entry}" OR (EXISTS "${entry}" AND NOT entry STREQUAL "/usr")))
        list(APPEND present "${entry}")
      endif()
    endforeach()
    set_target_properties(${target} PROPERTIES ${property} "${present}")
  endforeach()
endforeach()

# Headers are included as "ns3/NAME.h" from every directory, as in a tree: one stub each.
function(write_header_stubs headers module_header)
  set(stub_dir ${PROJECT_BINARY_DIR}/include/ns3)
  set(module_content "#pragma once\n")
  foreach(header IN LISTS headers)
    get_filename_component(name ${header} NAME)
    file(GENERATE OUTPUT ${stub_dir}/${name}
         CONTENT "#include \"${CMAKE_CURRENT_SOURCE_DIR}/${header}\" // IWYU pragma: export\n"
    )
    string(APPEND module_content "#include \"ns3/${name}\"\n")
  endforeach()
  file(GENERATE OUTPUT ${stub_dir}/${module_header} CONTENT "${module_content}")
endfunction()

# TEST_SOURCES are for a tree; standalone, test/CMakeLists.txt builds the tests.
function(build_lib)
  cmake_parse_arguments(
    LIB "" "LIBNAME" "SOURCE_FILES;HEADER_FILES;LIBRARIES_TO_LINK;TEST_SOURCES" ${ARGN}
  )
  write_header_stubs("${LIB_HEADER_FILES}" ${LIB_LIBNAME}-module.h)

  add_library(${LIB_LIBNAME} SHARED ${LIB_SOURCE_FILES})
  set_target_properties(${LIB_LIBNAME} PROPERTIES OUTPUT_NAME ns3-${LIB_LIBNAME})
  target_include_directories(${LIB_LIBNAME} PUBLIC ${PROJECT_BINARY_DIR}/include)
  target_link_libraries(${LIB_LIBNAME} PUBLIC ${LIB_LIBRARIES_TO_LINK})
  install(TARGETS ${LIB_LIBNAME} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
  install(FILES ${LIB_HEADER_FILES} ${PROJECT_BINARY_DIR}/include/ns3/${LIB_LIBNAME}-module.h
          DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/ns3
  )

  set(lib${LIB_LIBNAME} ${LIB_LIBNAME})
  if(ENABLE_EXAMPLES)
    add_subdirectory(examples)
  endif()
endfunction()

function(build_lib_example)
  cmake_parse_arguments(EXAMPLE "" "NAME" "SOURCE_FILES;LIBRARIES_TO_LINK" ${ARGN})
  add_executable(${EXAMPLE_NAME} ${EXAMPLE_SOURCE_FILES})
  target_link_libraries(${EXAMPLE_NAME} PRIVATE ${EXAMPLE_LIBRARIES_TO_LINK})
endfunction()
