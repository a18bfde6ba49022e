"""Ground-motion models on NumPy arrays.

    import mainshock
    model = mainshock.gsim('BooreEtAl2014')
    mean, sig, tau, phi = model(contexts, 'PGA')

Contexts are a structured array, or a dictionary of arrays, with the columns that `model.needs` names (a prefix rup_, site_ or dist_ is
allowed): degrees, km, m/s; -999 where a depth is not known. Results are natural logarithms of g, cm/s, ...: arrays of one value a context,
or, for a list of measures, one row a measure. Without measures the column `imt` of the contexts tells each context's own, else PGA is meant.
"""
import ctypes
import os

import numpy

__all__ = ['gsim', 'gsims', 'Gsim']


def _load():
    path = os.environ.get('MAINSHOCK_LIBRARY') or os.path.join(os.path.dirname(os.path.abspath(__file__)), 'libmainshock.so')
    lib = ctypes.CDLL(path)
    text, size, handle, error = ctypes.c_char_p, ctypes.c_size_t, ctypes.c_void_p, ctypes.c_char_p
    for name, result, arguments in (
            ('count', size, []), ('name', text, [size]), ('new', handle, [text, text, size, ctypes.POINTER(text), error, size]),
            ('free', None, [handle]), ('text', text, [handle]), ('reference', text, [handle]), ('component', text, [handle]),
            ('region', text, [handle]), ('needs', text, [handle, size]), ('code', ctypes.c_double, [text, text]),
            ('supports', ctypes.c_int, [handle, text]),
            ('eval_many', ctypes.c_int, [handle, size, ctypes.POINTER(text), size, size, ctypes.POINTER(text), ctypes.POINTER(ctypes.c_void_p)]
             + [ctypes.c_void_p] * 4 + [error, size])):
        function = getattr(lib, 'mainshock_gsim_' + name)
        function.restype, function.argtypes = result, arguments
    return lib


_lib = _load()
_TEXTS = ('siteclass', 'ec8', 'ec8_p18', 'geology')


def gsims():
    """Names of all models"""
    return [_lib.mainshock_gsim_name(i).decode() for i in range(_lib.mainshock_gsim_count())]


def gsim(text, imts=(), folder=''):
    """A model from its name or from `[Name]` and lines of TOML arguments; files that the arguments name are looked for in folder. imts: the
    measures that will be asked for together, which matters for few models. ValueError if something is wrong."""
    return Gsim(text, imts, folder)


class Gsim:
    """A ground-motion model with its arguments: call it with contexts"""

    def __init__(self, text, imts=(), folder=''):
        error = ctypes.create_string_buffer(1024)
        names = (ctypes.c_char_p * max(1, len(imts)))(*[i.encode() for i in imts])
        self._handle = _lib.mainshock_gsim_new(text.encode(), os.fspath(folder).encode(), len(imts), names, error, len(error))
        if not self._handle:
            raise ValueError(error.value.decode())
        self.text, self.reference, self.component, self.region = (
            getattr(_lib, 'mainshock_gsim_' + f)(self._handle).decode() for f in ('text', 'reference', 'component', 'region'))
        self.needs = []
        while True:
            name = _lib.mainshock_gsim_needs(self._handle, len(self.needs))
            if not name:
                break
            self.needs.append(name.decode())

    def __del__(self):
        if getattr(self, '_handle', None):
            _lib.mainshock_gsim_free(self._handle)

    def __repr__(self):
        return self.text

    def supports(self, imt):
        return bool(_lib.mainshock_gsim_supports(self._handle, imt.encode()))

    def __call__(self, contexts, imts=None):
        names = contexts.dtype.names if isinstance(contexts, numpy.ndarray) else tuple(contexts)
        columns = self._columns(contexts, names)
        n = len(columns[0]) if columns else 0
        if imts is None and 'imt' in names:
            return self._each(columns, numpy.asarray(contexts['imt']), n)
        if imts is None or isinstance(imts, str):
            return tuple(o[0] for o in self._many(columns, [imts or 'PGA'], n))
        return tuple(self._many(columns, list(imts), n))

    def _columns(self, contexts, names):
        """Contiguous doubles for each column that the model reads, all of one length"""
        where = {}
        for name in names:
            for prefix in ('rup_', 'site_', 'dist_'):
                where.setdefault(name[len(prefix):] if name.startswith(prefix) else name, name)
        out = []
        for need in self.needs:
            if need not in where:
                raise ValueError(f'{self.text} needs the column {need}')
            values = numpy.atleast_1d(contexts[where[need]])
            if need in _TEXTS and values.dtype.kind in 'SUO':
                code = {t: _lib.mainshock_gsim_code(need.encode(), t if isinstance(t, bytes) else str(t).encode()) for t in set(values.tolist())}
                values = numpy.array([code[t] for t in values.tolist()])
            out.append(values.astype(float))
        if any(column.ndim != 1 for column in out):
            raise ValueError('contexts must be columns of one dimension')
        n = max((len(column) for column in out), default=0)
        if any(len(column) not in (1, n) for column in out):
            raise ValueError('columns of contexts differ in length')
        return [numpy.ascontiguousarray(numpy.broadcast_to(column, n)) for column in out]

    def _many(self, columns, imts, n):
        """Four arrays of one row a measure: what the measures have in common is computed once"""
        measures = (ctypes.c_char_p * max(1, len(imts)))(*[imt.encode() for imt in imts])
        names = (ctypes.c_char_p * max(1, len(columns)))(*[need.encode() for need in self.needs])
        pointers = (ctypes.c_void_p * max(1, len(columns)))(*[column.ctypes.data for column in columns])
        out = [numpy.empty((len(imts), n)) for _ in range(4)]
        error = ctypes.create_string_buffer(1024)
        if _lib.mainshock_gsim_eval_many(self._handle, len(imts), measures, n, len(columns), names, pointers, *[o.ctypes.data for o in out], error, len(error)):
            raise ValueError(error.value.decode())
        return out

    def _each(self, columns, imts, n):
        out = [numpy.empty(n) for _ in range(4)]
        for imt in dict.fromkeys(imts.tolist()):
            rows = numpy.flatnonzero(imts == imt)
            part = self._many([numpy.ascontiguousarray(column[rows]) for column in columns], [imt if isinstance(imt, str) else imt.decode()], len(rows))
            for o, p in zip(out, part):
                o[rows] = p[0]
        return tuple(out)
