"""test_mainshock.py LIBRARY: the Python package against the tables of tests/golden/gsim, from the source tree and from its wheel.

Exits with 77 (skipped) where there is no NumPy.
"""
import csv
import os
import subprocess
import sys
import tempfile
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
try:
    import numpy
except ImportError:
    if os.path.exists('/usr/bin/python3') and sys.flags.ignore_environment == 0:        # the system's may have it
        os.execv('/usr/bin/python3', ['/usr/bin/python3', '-E'] + sys.argv)
    print('no NumPy here')
    sys.exit(77)
os.environ['MAINSHOCK_LIBRARY'] = os.path.abspath(sys.argv[1])
sys.path.insert(0, os.environ.get('MAINSHOCK_TEST_PACKAGE', HERE))
import mainshock

GOLDEN = os.path.join(HERE, '..', 'tests', 'golden', 'gsim')


def tables(path):
    """(text of the model, columns, rows) for each table in a golden file"""
    text, head, rows = None, None, []
    with open(path) as f:
        for line in f:
            if line.startswith('#'):
                continue
            if line.startswith('>'):
                if rows:
                    yield text, head, rows
                text, head, rows = line[1:].strip().replace('\\n', '\n'), None, []
            elif head is None:
                head = line.strip().split(',')
            else:
                cells = next(csv.reader([line.strip()]))
                while len(cells) > len(head):      # SDi(T,R)
                    k = head.index('imt')
                    cells[k:k + 2] = [cells[k] + ',' + cells[k + 1]]
                rows.append(cells)
    if rows:
        yield text, head, rows


def column(values):
    try:
        return numpy.array([{'True': 1, 'False': 0}.get(v, v) for v in values], float)
    except ValueError:
        return numpy.array(values)


def check_tables():
    n = 0
    for name in ('tables.csv', 'arguments.csv', 'catalogue.csv'):
        for text, head, rows in tables(os.path.join(GOLDEN, name)):
            contexts = {h: column([r[k] for r in rows]) for k, h in enumerate(head)}
            if text.split('\n')[0].strip('[]') not in mainshock.gsims():
                continue
            imts = list(dict.fromkeys(contexts['imt'].tolist()))
            try:
                model = mainshock.gsim(text, imts, GOLDEN)
            except ValueError as exc:
                assert 'cannot' in str(exc) or 'not' in str(exc), exc
                continue
            out = model(contexts)
            for k, what in enumerate(('mean', 'sig', 'tau', 'phi')):
                want = contexts[what]
                same = (out[k] == want) | (numpy.isnan(out[k]) & numpy.isnan(want))       # infinities too
                error = numpy.abs(numpy.where(same, 0, out[k]) - numpy.where(same, 0, want)) / numpy.maximum(numpy.abs(want), .01)
                assert (error < 1e-6).all(), (text, what, error.max())
            n += 1
    assert n > 900, n
    return n


def check_interface():
    model = mainshock.gsim('[KothaEtAl2020ESHM20]\nsigma_mu_epsilon = 1')
    assert model.text == '[KothaEtAl2020ESHM20]\nsigma_mu_epsilon = 1' and model.component == 'RotD50'
    assert sorted(model.needs) == ['hypo_depth', 'mag', 'region', 'rjb', 'vs30', 'vs30measured']
    assert model.supports('SA(0.2)') and not model.supports('IA') and not model.supports('nonsense')
    rng = numpy.random.default_rng(1)
    n = 1300                                        # more than two blocks
    contexts = numpy.zeros(n, [(c, float if c != 'vs30measured' else bool) for c in model.needs])
    for c, lo, hi in (('mag', 4, 8), ('rjb', 0, 300), ('hypo_depth', 0, 40), ('vs30', 150, 1500), ('region', 0, 5)):
        contexts[c] = rng.uniform(lo, hi, n).round(2)
    contexts['vs30measured'] = rng.integers(0, 2, n)
    many = model(contexts, ['PGA', 'SA(0.37)'])
    one = model(contexts, 'SA(0.37)')
    assert many[0].shape == (2, n) and one[0].shape == (n,)
    empty = model(contexts, [])
    assert [o.shape for o in empty] == [(0, n)] * 4
    nga = mainshock.gsim('BooreEtAl2014')           # keeps terms from one measure to the next: the same bits as one at a time
    motion = {c: rng.uniform(lo, hi, n) for c, lo, hi in (('mag', 4, 8), ('rake', -180, 180), ('rjb', 0, 300), ('vs30', 150, 1500))}
    together = nga(motion, ['SA(1.0)', 'PGA', 'PGV'])
    for j, imt in enumerate(('SA(1.0)', 'PGA', 'PGV')):
        assert all((together[k][j] == nga(motion, imt)[k]).all() for k in range(4))
    back = model(contexts[::-1], 'SA(0.37)')
    for k in range(4):
        assert (many[k][1] == one[k]).all() and (back[k][::-1] == one[k]).all()
        for i in (0, 511, 512, 777, 1299):          # alone: the same bits
            assert model(contexts[i:i + 1], 'SA(0.37)')[k][0] == one[k][i]
    record = contexts.view(numpy.recarray)
    assert (model({'rup_mag': record.mag, 'rup_hypo_depth': record.hypo_depth, 'dist_rjb': record.rjb, 'site_vs30': record.vs30,
                   'site_vs30measured': record.vs30measured, 'site_region': record.region})[0] == many[0][0]).all()
    scalar = model(dict(mag=6.5, hypo_depth=10, rjb=numpy.arange(5.), vs30=760, vs30measured=True, region=0))
    assert scalar[0].shape == (5,)
    for text, imt, part in (('NoSuchModel', 'PGA', 'unknown'), ('[KothaEtAl2020]\nx = 1', 'PGA', "no argument 'x'"), ('KothaEtAl2020', 'IA', 'IA'),
                            ('KothaEtAl2020ESHM20', 'PGA', 'needs the column')):
        try:
            mainshock.gsim(text)({'mag': [6.], 'rjb': [1.], 'hypo_depth': [10.]}, imt)
        except ValueError as exc:
            assert part in str(exc), exc
        else:
            raise AssertionError(text)


def check_wheel():
    """Built by pip, as a user would; unpacked, it works without MAINSHOCK_LIBRARY"""
    with tempfile.TemporaryDirectory() as tmp:
        done = subprocess.run([sys.executable, '-m', 'pip', 'wheel', '--quiet', '--disable-pip-version-check', '--no-deps', '--no-index', '-w', tmp, HERE],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True)
        if 'No module named pip' in done.stdout:
            return 'no pip here'
        assert done.returncode == 0, done.stdout
        wheel, = [f for f in os.listdir(tmp) if f.endswith('.whl')]
        zipfile.ZipFile(os.path.join(tmp, wheel)).extractall(os.path.join(tmp, 'site'))
        env = {k: v for k, v in os.environ.items() if k != 'MAINSHOCK_LIBRARY'}
        code = ("import sys; sys.path.insert(0, sys.argv[1]); import mainshock; "
                "print(mainshock.gsim('AkkarBommer2010')(dict(mag=[6.5], rake=[0.], rjb=[10.], vs30=[760.]))[0][0])")
        out = subprocess.check_output([sys.executable, '-c', code, os.path.join(tmp, 'site')], env=env, cwd=tmp, universal_newlines=True)
        want = mainshock.gsim('AkkarBommer2010')(dict(mag=[6.5], rake=[0.], rjb=[10.], vs30=[760.]))[0][0]
        assert float(out) == want, out
        return f'{wheel}, {os.path.getsize(os.path.join(tmp, wheel)) >> 20} MB'


if __name__ == '__main__':
    check_interface()
    print(check_tables(), 'tables agree;', check_wheel())
