# Protobuf, to read and write Chakra traces: without it everything else is built, and the reader
# says what is missing. Sets chakra_generated, sources, and chakra_libraries.
find_package(Protobuf QUIET MODULE)
if(Protobuf_FOUND AND Protobuf_PROTOC_EXECUTABLE)
  set(chakra_generated ${CMAKE_CURRENT_BINARY_DIR}/chakra-trace.pb.cc
                       ${CMAKE_CURRENT_BINARY_DIR}/chakra-trace.pb.h
  )
  add_custom_command(
    OUTPUT ${chakra_generated}
    COMMAND ${Protobuf_PROTOC_EXECUTABLE} --cpp_out=${CMAKE_CURRENT_BINARY_DIR}
            --proto_path=${CMAKE_CURRENT_SOURCE_DIR}/model/workload
            ${CMAKE_CURRENT_SOURCE_DIR}/model/workload/chakra-trace.proto
    DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/model/workload/chakra-trace.proto
  )
  set_source_files_properties(
    ${chakra_generated} PROPERTIES COMPILE_OPTIONS -w SKIP_PRECOMPILE_HEADERS ON
  )
  # The build folder is named for this file alone: ns-3 3.37 exports a directory's include paths,
  # and refuses one inside its build.
  set_source_files_properties(
    model/workload/chakra-trace.cc
    PROPERTIES INCLUDE_DIRECTORIES ${CMAKE_CURRENT_BINARY_DIR}
               COMPILE_DEFINITIONS AI_INTERCONNECT_PROTOBUF SKIP_PRECOMPILE_HEADERS ON
               OBJECT_DEPENDS ${CMAKE_CURRENT_BINARY_DIR}/chakra-trace.pb.h
  )
  include_directories(SYSTEM ${Protobuf_INCLUDE_DIRS})
  set(chakra_libraries ${Protobuf_LITE_LIBRARIES})
else()
  message(STATUS "ai-interconnect: no Chakra traces, protobuf is not installed "
                 "(Debian: protobuf-compiler libprotobuf-dev)"
  )
endif()
