# cmake -DFOLDER=assets -DOUTPUT=embedded_assets.cpp -P embed_assets.cmake: the files of FOLDER as one C++ source.
file(GLOB_RECURSE files RELATIVE ${FOLDER} ${FOLDER}/*.html ${FOLDER}/*.css ${FOLDER}/*.js ${FOLDER}/*.svg)
list(SORT files)
set(type_html "text/html; charset=utf-8")
set(type_css "text/css; charset=utf-8")
set(type_js "text/javascript; charset=utf-8")
set(type_svg "image/svg+xml")

set(arrays "")
set(rows "")
set(number 0)
foreach(file IN LISTS files)
  file(READ ${FOLDER}/${file} bytes HEX)
  file(SHA256 ${FOLDER}/${file} hash)
  string(SUBSTRING ${hash} 0 16 hash)
  string(REGEX REPLACE "(..)" "'\\\\x\\1'," bytes "${bytes}")
  string(REGEX REPLACE "^.*\\." "" suffix ${file})
  string(APPEND arrays "constexpr char file_${number}[] = {${bytes}};\n")
  string(APPEND rows "    {\"${file}\", \"${type_${suffix}}\", \"${hash}\", {file_${number}, sizeof file_${number}}},\n")
  math(EXPR number "${number} + 1")
endforeach()

file(WRITE ${OUTPUT} "#include \"admin/assets.h\"

namespace secure_export::admin {
namespace {

${arrays}
constexpr Asset all[] = {
${rows}};

}  // namespace

const Asset* asset(std::string_view path) {
    if (path.empty()) path = \"index.html\";
    for (const Asset& one : all)
        if (one.path == path) return &one;
    return nullptr;
}

}  // namespace secure_export::admin
")
