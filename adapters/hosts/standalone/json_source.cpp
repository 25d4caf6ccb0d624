// Boost.JSON without its shared library: its documented way is to compile this header in one source of the program.
#include <boost/json/src.hpp>
