"""Reference figures for tests/unit/test_gsim_tables.c. Run by hand by whoever adds models; the tests need no Python.

  make_gsim_golden.py copy TABLES [NAME...] > tests/golden/gsim/FILE.csv   a few rows of the tables NAME.csv (default: all) in the folder TABLES
  make_gsim_golden.py tables FOLDER                                        small tables for GMPETable, double.hdf5 and single.hdf5
  make_gsim_golden.py cells FOLDER                                         terms in cells of H3 for GridAdjustedGMPE, cells.hdf5
  make_gsim_golden.py run SPEC              > tests/golden/gsim/FILE.csv   runs OpenQuake 3.26.2 on contexts of our own

SPEC: one model a line, as in a job (\\n for a new line); after ` @ ` its measures if not the usual ones, and NAME=value to fix
a context column: `[AvgGMPE]\\nb1.ChiouYoungs2014.weight=1 @ PGA SA(0.3) vs30=500`. Empty lines and # notes are skipped.
"""
import csv
import os
import sys
# Tables in float32: NumPy's log10 without AVX-512 is the C library's, see tools/pack_gmpe_tables.py.
os.environ['NPY_DISABLE_CPU_FEATURES'] = 'AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL AVX512_SPR'

HEAD = "# Figures of OpenQuake 3.26.2 (natural logs), written by tests/make_gsim_golden.py.\n"
USUAL = ['PGA', 'SA(0.1)', 'SA(0.37)', 'SA(1.0)', 'SA(3.0)']


def copy(tables, names):
    """Two contexts, far apart in the table, times at most three measures of each"""
    out = [HEAD]
    for name in names:
        with open(f'{tables}/{name}.csv') as f:
            rows = list(csv.reader(f))
        head, rows = rows[0], rows[1:]
        k = head.index('imt')
        ctxs = sorted(set(tuple(r[:k]) for r in rows), key=lambda c: hash_of(name, c))[:2]
        imts = list(dict.fromkeys(r[k] for r in rows))
        if name.startswith('CampbellBozorgnia20') and ('LowQ' in name or 'HighQ' in name):
            imts.remove('SA(0.37)')     # depends on what the reference computed before
        want = {imts[0], imts[len(imts) // 2], imts[-1]}
        out.append(f'> {name}\n' + ','.join(head) + '\n')
        out.extend(','.join(r) + '\n' for r in rows if tuple(r[:k]) in ctxs and r[k] in want)
    sys.stdout.writelines(out)


def hash_of(name, ctx):
    h = 0
    for c in name + ','.join(ctx):
        h = (h * 131 + ord(c)) % 1000003
    return h


def contexts(cmaker, n, fixed, seed):
    """n contexts of a moderate to great rupture; edges of the usual site classes among them"""
    import numpy
    rng = numpy.random.default_rng(seed)
    ctx = cmaker.new_ctx(n)
    rjb = 10 ** rng.uniform(-1, 2.5, n)
    ztor = rng.choice([0., 3.2, 11.7, 24., 55.], n)
    rrup = numpy.sqrt(rjb ** 2 + ztor ** 2) + .05
    vs30 = rng.choice([180., 270., 360., 480., 600., 760., 1100., 1500.], n)
    vals = dict(
        mag=rng.uniform(4.6, 8.2, n).round(2), rake=rng.choice([-90., -40., 0., 90., 175.], n),
        dip=rng.choice([30., 60., 90.], n), ztor=ztor, width=rng.uniform(5, 30, n), zbot=ztor + 12., hypo_depth=ztor + rng.uniform(1, 12, n),
        hypo_lon=rng.uniform(-.5, .5, n), hypo_lat=rng.uniform(-.5, .5, n), rjb=rjb, rrup=rrup, rhypo=rrup * 1.1 + 2,
        repi=rjb + 3., rx=rjb * rng.choice([-1., 1., .4], n), ry0=rjb * .3, vs30=vs30, vs30measured=rng.integers(0, 2, n),
        z1pt0=rng.uniform(5, 800, n).round(1), z2pt5=rng.uniform(.1, 6, n).round(2), backarc=rng.integers(0, 2, n),
        lon=rng.uniform(-1, 1, n), lat=rng.uniform(-1, 1, n), azimuth=rng.uniform(0, 360, n), xvf=rng.uniform(-200, 200, n),
        slope=rng.uniform(.001, .3, n), region=rng.integers(0, 6, n), bas=rng.integers(0, 2, n), amplfactor=rng.uniform(-.3, .6, n),
        ch_ampl03=rng.uniform(-.3, .6, n), ch_ampl06=rng.uniform(-.3, .6, n), ch_phis2s03=rng.uniform(.2, .4, n),
        ch_phis2s06=rng.uniform(.2, .4, n), z_sed=rng.uniform(0, 13, n), ch_phiss03=rng.uniform(.3, .5, n), ch_phiss06=rng.uniform(.3, .5, n),
        geology=rng.choice([b'CENOZOIC', b'HOLOCENE', b'PALEOZOIC'], n), occurrence_rate=.01,
        ec8_p18=rng.choice([b'A', b'B1', b'B2', b'C1', b'C2', b'C3', b'D', b'E'], n), ec8=rng.choice([b'A', b'B', b'C', b'D'], n), h800=rng.uniform(2, 150, n))
    for name in ctx.dtype.names:
        if name in vals or name in fixed:
            ctx[name] = fixed.get(name, vals.get(name))
    return ctx


def run(spec):
    import warnings
    warnings.filterwarnings('ignore')
    from openquake.hazardlib import valid, contexts as c
    base = os.path.dirname(os.path.abspath(spec))
    sys.stdout.write(HEAD)
    for i, line in enumerate(open(spec)):
        line = line.strip()
        if not line or line.startswith('#'):
            continue
        text, _, rest = line.partition(' @ ')
        imts = [w for w in rest.split() if '=' not in w] or USUAL
        fixed = {w.split('=')[0]: float(w.split('=')[1]) for w in rest.split() if '=' in w}
        try:
            gsim = valid.gsim(text.replace('\\n', '\n'), base)
            cmaker = c.ContextMaker('*', [gsim], dict(imtls={m: [0.] for m in imts}))
            ctx = contexts(cmaker, 8, fixed, i)
            parts = [ctx[j:j + 1] for j in range(len(ctx))]
            if 'tau_plus_delta' in text:    # takes the third context's tau, so it wants three of one magnitude, and models of one tau
                whole = cmaker.get_mean_stds([ctx])
                mea = [whole[:, 0, :, j] for j in range(len(ctx))]
            else:
                mea = [cmaker.get_mean_stds([p])[:, 0, :, 0] for p in parts]
        except Exception as exc:
            sys.stderr.write(f'{spec}:{i + 1}: {type(exc).__name__}: {exc}\n')
            continue
        rup, site, dist = cmaker.REQUIRES_RUPTURE_PARAMETERS, cmaker.REQUIRES_SITES_PARAMETERS, set(cmaker.REQUIRES_DISTANCES) | {'rrup'}
        cols = [('rup_', p) for p in sorted(rup)] + [('site_', p) for p in sorted(site)] + [('dist_', p) for p in sorted(dist)]
        print('> ' + text)
        print(','.join(a + b for a, b in cols) + ',imt,mean,sig,tau,phi')
        for j, p in enumerate(parts):
            cells = [fmt(p[b][0]) for a, b in cols]
            for m, imt in enumerate(imts):
                print(','.join(cells + [imt] + ['%.12g' % v for v in mea[j][:, m]]))


def tables(folder):
    """A plain attenuation on a coarse grid; in single.hdf5 with other distances for each magnitude, and deviations that vary"""
    import h5py
    import numpy as np
    for name, kind in (('double', np.float64), ('single', np.float32)):
        M = np.array([4.5, 5.3, 6.1, 7.0, 8.3], kind)
        d = np.array([1., 4., 10., 30., 90., 260.])
        D = np.array([d * (1 + .1 * i * (name == 'single')) for i in range(len(M))]).T.reshape(len(d), 1, len(M)).astype(kind)
        T = np.array([.05, .1, .4, 1.2, 4.])
        y = np.exp(1.1 * (M - 7)[None, None, :] - 1.2 * np.log(D + 8) + .3).astype(kind)
        sa = (y * (2.5 * np.exp(-np.log(T / .2) ** 2 / 3))[None, :, None]).astype(kind)
        s = (.5 + .02 * (8 - M)[None, None, :] + 1e-4 * D).astype(kind)
        with h5py.File(f'{folder}/{name}.hdf5', 'w') as f:
            f['Mw'], f['Distances'] = M, D
            f['Distances'].attrs['metric'] = 'rrup' if name == 'double' else 'rjb'
            for g, a, b in (('IMLs', y, sa), ('Total', s, s * np.linspace(.9, 1.1, len(T))[None, :, None])):
                f[f'{g}/PGA'], f[f'{g}/SA'], f[f'{g}/T'] = a, b.astype(kind), T.astype(kind)
                f[f'{g}/PGV'] = (a * (60 if g == 'IMLs' else 1)).astype(kind)


def cells(folder):
    """Coarse, middle and fine cells around the places of contexts(); not everywhere, other ones for each measure"""
    import h3
    import h5py
    import json
    import numpy as np
    terms = {'dL2L': ('hypo', 'sub', 'tau', .12), 'dS2S': ('site', 'add', 'phi', None), 'path': ('path', 'replace', 'phi', .41), 'bias': ('site', 'none', None, None)}
    with h5py.File(f'{folder}/cells.hdf5', 'w') as f:
        for t, (name, (where, how, what, sig)) in enumerate(terms.items()):
            for imt in ('PGA', 'SA(0.37)')[:1 + (t < 3)]:
                ids = sorted({h3.latlng_to_cell(y, x, r) for r in (3, 4, 5) for y in np.arange(-1.1, 1.2, .3) for x in np.arange(-1.1, 1.2, .3)
                              if (r == 3 and x < .3) or (r == 4 and x * y > -.2) or (r == 5 and abs(x - y) < .4)}, key=lambda c: c[::-1])
                rng = np.random.default_rng(10 * t + len(imt))
                ids = [c for c in ids if rng.uniform() < .8]
                g = f.create_group(f'{name}/{imt}')
                g['cell_id'] = np.array(ids, 'S15')
                g[name] = rng.normal(0, .002 if where == 'path' else .2, len(ids)).round(4).astype(np.float32 if t % 2 else np.float64)
                if sig is not None:
                    g.attrs[f'{name}_sig'] = sig
                elif how != 'none':
                    g[f'{name}_sig'] = rng.uniform(0, .3, len(ids)).round(3)
        f.attrs['res_terms'] = json.dumps({n: dict(location=w, sig_adjustment=h, sig_comp_modified=c) if c else dict(location=w) for n, (w, h, c, s) in terms.items()})


def fmt(v):
    return v.decode() if isinstance(v, bytes) else repr(float(v)) if float(v) != int(v) else str(int(v))


if __name__ == '__main__':
    if len(sys.argv) > 2 and sys.argv[1] == 'copy':
        copy(sys.argv[2], sys.argv[3:] or sorted(f[:-4] for f in os.listdir(sys.argv[2]) if f.endswith('.csv') and f != 'INDEX.csv'))
    elif len(sys.argv) == 3 and sys.argv[1] == 'tables':
        tables(sys.argv[2])
    elif len(sys.argv) == 3 and sys.argv[1] == 'cells':
        cells(sys.argv[2])
    elif len(sys.argv) == 3 and sys.argv[1] == 'run':
        run(sys.argv[2])
    else:
        sys.exit(__doc__)
