# usage: awk -f tools/check_layers.awk src/*/*.[ch]
# A file in src/<layer>/ may include its own layer and those named here; the arrows only point left.
BEGIN {
    may["base"] = ""; may["math"] = may["io"] = may["swarm"] = "base"; may["geo"] = "base math"
    may["model"] = "base math geo"; may["source"] = "base math geo model"
    may["gsim"] = "base math io geo model"      # io: models with TOML arguments and HDF5 tables (docs/decisions)
    may["calc"] = "base math geo model source gsim"; may["job"] = "base math io geo model source gsim"
    may["engine"] = "base math io geo model source gsim calc job swarm"; may["out"] = may["engine"] " engine"; may["cli"] = may["out"] " out"
}
FNR == 1 { n = split(FILENAME, p, "/"); here = p[n - 1] }
/^#include "/ {
    split($2, q, /["\/]/); there = q[2]
    if (there in may && there != here && index(" " may[here] " ", " " there " ") == 0) { print FILENAME ":" FNR ": " here " must not include " there; bad = 1 }
}
END { exit bad }
