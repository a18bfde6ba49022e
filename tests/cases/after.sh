#!/bin/sh
# A calculation after another one (--hc): stored curves give the same maps as a new calculation, other statistics are computed, and a
# preclassical calculation lends its job. usage: after.sh MAINSHOCK DEMO_DIR [PYTHON]
set -e
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export MAINSHOCK_DATADIR="$work/data"
cp -r "$2" "$work/job"
mkdir "$work/later"
cd "$work/job"
printf '[general]\ndescription = other probabilities\ncalculation_mode = classical\npoes = 0.05\n' > ../later/job.ini
printf '[general]\ndescription = another statistic\ncalculation_mode = classical\npoes = 0.05\nquantiles = 0.4\n' > ../later/stat.ini
sums() { (cd "$1" && for f in *.csv; do sed 1d "$f" | sha256sum | sed "s/-/${f%_*.csv}/"; done) > "$work/$2"; test "$(wc -l < "$work/$2")" -ge "$3"; }
new() { out=$1; shift; "$bin" run job.ini -p region_grid_spacing=50 "$@" --exports csv --export-dir "$work/$out" 2> "$work/$out.log"; }
later() { out=$1; shift; "$bin" run "$@" --exports csv --export-dir "$work/$out" 2> "$work/$out.log"; }
bin=$1 python=$3
new first                               # calculation 1
new fresh -p poes=0.05                  # 2
new other -p poes=0.05 -p quantiles=0.4 # 3
later reused ../later/job.ini --hc 1
grep -q 'curves are those of calculation 1' "$work/reused.log"
sums "$work/fresh" a 10; sums "$work/reused" b 10; cmp "$work/a" "$work/b"
later computed ../later/stat.ini --hc 1
grep -q 'other statistics' "$work/computed.log"
sums "$work/other" a 8; sums "$work/computed" b 8; cmp "$work/a" "$work/b"
new pre -p calculation_mode=preclassical
later after_pre ../later/stat.ini --hc -1
sums "$work/after_pre" b 8; cmp "$work/a" "$work/b"
# jobs in archives: the earlier one, the later one, both; each leaves no temporary folder
mkdir "$work/tmp"; export TMPDIR="$work/tmp"
pack() { "$python" -c 'import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w") as z: [z.write(f) for f in sys.argv[2:]]' "$@"; }
if [ -n "$python" ]; then
    pack ../packed.zip *; (cd ../later && pack ../stat.zip stat.ini)
    "$bin" run ../packed.zip -p region_grid_spacing=50 2> "$work/packed.log"
    later in_zip ../later/stat.ini --hc -1
    sums "$work/in_zip" b 8; cmp "$work/a" "$work/b"
    "$bin" run ../packed.zip -p region_grid_spacing=50 2> "$work/packed.log"
    later both_zip ../stat.zip --hc -1
    sums "$work/both_zip" b 8; cmp "$work/a" "$work/b"
    later later_zip ../stat.zip --hc 1
    sums "$work/later_zip" b 8; cmp "$work/a" "$work/b"
    test -z "$(ls "$work/tmp")"
fi
! later refused ../later/job.ini --hc 1 -p investigation_time=10
grep -q 'investigation_time is 10.0, but 50.0 in calculation 1' "$work/refused.log"
! later refused ../later/job.ini --hc 4
grep -q 'itself goes on from calculation 1' "$work/refused.log"
echo "calculations after others"
