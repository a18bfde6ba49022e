#!/bin/sh
# link_gsim.sh SOURCE BUILD: builds examples/gsim/attenuation.c as somebody else would, with the public header and the static archives, and
# runs it; in C and, where there is a compiler, in C++. Skipped (77) without a compiler or pkg-config.
source=$1; build=$2
cc=${CC:-cc}
command -v "$cc" > /dev/null && command -v pkg-config > /dev/null || { echo "no compiler or pkg-config here"; exit 77; }
dir=$(mktemp -d) || exit 1
trap 'rm -r "$dir"' EXIT
libs="-L$build -lgsim -lmodel -lgeo -lmath -lio -lbase $(pkg-config --libs hdf5 libzip expat sqlite3 zlib) -lgeos_c -lm"
"$cc" -std=c11 -Wall -Wextra -Werror -I"$source/include" "$source/examples/gsim/attenuation.c" -o "$dir/attenuation" $libs || exit 1
"$dir/attenuation" > "$dir/out" || { cat "$dir/out"; echo "the example failed"; exit 1; }
grep -q "^# \[BooreEtAl2014\]" "$dir/out" || { cat "$dir/out"; exit 1; }
"$cc" -std=c11 -I"$source/include" "$source/examples/gsim/attenuation.c" -o "$dir/shared" -L"$build" -lmainshock -Wl,-rpath,"$build" -lm || exit 1
"$dir/shared" | cmp - "$dir/out" || exit 1
if command -v c++ > /dev/null; then
    printf '#include <mainshock/gsim.h>\nint main() { return mainshock_gsim_count() > 900 ? 0 : 1; }\n' > "$dir/count.cc"
    c++ -Wall -Wextra -Werror -I"$source/include" "$dir/count.cc" -o "$dir/count" -L"$build" -lmainshock -Wl,-rpath,"$build" && "$dir/count" || exit 1
fi
echo "archives, shared library and C++ agree"
