#!/usr/bin/env python3
"""Runs the demo and compares mean curves and maps at some sites with what OpenQuake 3.26.2 gave for the same job (tests/golden/demo).

usage: compare_demo.py MAINSHOCK DEMO_DIR GOLDEN_DIR
"""
import csv, glob, os, subprocess, sys, tempfile

exe, demo, golden = sys.argv[1:4]
bad = n = 0
worst = 0.0
with tempfile.TemporaryDirectory() as work:
    out = os.path.join(work, 'out')
    env = dict(os.environ, MAINSHOCK_DATADIR=os.path.join(work, 'data'))
    subprocess.run([exe, 'run', os.path.join(demo, 'job.ini'), '--exports', 'csv', '--export-dir', out], check=True, env=env, stderr=subprocess.DEVNULL)
    for path in sorted(glob.glob(os.path.join(golden, '*.csv'))):
        name = os.path.basename(path)[:-4]
        with open(path) as f:
            want = list(csv.reader(line for line in f if not line.startswith('#')))
        with open(glob.glob(os.path.join(out, glob.escape(name) + '_*.csv'))[0]) as f:
            got = list(csv.reader(line for line in f if not line.startswith('#')))
        if want[0] != got[0]:
            print(name, 'has other columns')
            bad += 1
        rows = {tuple(r[:2]): r for r in got[1:]}
        for r in want[1:]:
            for a, b in zip(r[2:], rows[tuple(r[:2])][2:]):
                a, b = float(a), float(b)
                n += 1
                worst = max(worst, abs(a - b) / a if a > 1e-5 else 0)
                if abs(a - b) > 1e-7 + 1e-4 * abs(a):
                    bad += 1
                    print(name, r[:2], a, b)
print('%d values, %d differ, largest relative difference %.1e' % (n, bad, worst))
sys.exit(bad > 0 or n < 1000)
