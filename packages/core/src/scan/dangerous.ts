/**
 * Why an import is never let in by a `*`: what it can do. Undefined of all others. Only its full name in `allow` lets it
 * in, so that whoever reviews the policy reads it there.
 */
export function dangerOf(name: string): string | undefined {
  const parts = name.split('.');
  for (const { what, names } of dangers) {
    for (let length = 1; length <= parts.length; length += 1) {
      if (names.has(parts.slice(0, length).join('.'))) return what;
    }
  }
  if (parts.slice(1).some((part) => /^__\w+__$/u.test(part))) return 'reaches into what a class is made of';
  return parts.slice(1).some((part) => programs.has(part)) ? 'reaches a module that can run code' : undefined;
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(' '));
}

/** Modules that run programs or code, also where another module has imported them. */
const programs = words(
  'os posix nt subprocess sys socket importlib runpy shutil ctypes marshal builtins __builtin__ pty code pickle',
);

/** Modules, or single names in them, by what they can do. The first that fits is told. */
const dangers: readonly { readonly what: string; readonly names: ReadonlySet<string> }[] = [
  {
    what: 'runs programs',
    names: words(
      'os posix nt posixpath ntpath subprocess _posixsubprocess pty popen2 commands multiprocessing _multiprocessing ' +
        'asyncio concurrent webbrowser antigravity platform pip ensurepip venv setuptools distutils pkg_resources ' +
        'signal _winapi msvcrt numpy.distutils numpy.f2py numpy.testing torch.utils.cpp_extension ' +
        'torch.utils.collect_env torch.distributed torch.multiprocessing torch.testing uuid._get_command_stdout ' +
        'uuid._popen sklearn.callback.Client',
    ),
  },
  {
    what: 'runs code',
    names: words(
      'builtins __builtin__ code codeop runpy timeit cProfile profile pdb bdb doctest trace unittest test idlelib lib2to3 ' +
        'pydoc rlcompleter sched atexit ast types new cloudpickle joblib.externals joblib._utils ' +
        'numpy.lib.utils numpy.core._ufunc_reconstruct numpy._core._ufunc_reconstruct numpy.core.fromnumeric ' +
        'pandas.eval pandas.core.computation torch.jit torch.hub torch.fx torch._dynamo torch._inductor torch.utils.bottleneck ' +
        'torch._export torch.package gc inspect faulthandler scipy.stats sympy jinja2 mako transformers.pipelines',
    ),
  },
  {
    what: 'loads another pickle, which was not scanned',
    names: words(
      'pickle _pickle cPickle dill shelve marshal joblib.load joblib.numpy_pickle.load joblib.memory numpy.load ' +
        'numpy.lib.npyio numpy.lib._npyio_impl pandas.read_pickle pandas.io pandas.compat torch.load torch.serialization.load ' +
        'torch.storage._load_from_bytes logging.config',
    ),
  },
  {
    what: 'imports what it likes',
    names: words('importlib imp zipimport pkgutil site sys pkg_resources'),
  },
  {
    what: 'calls what it likes',
    names: words('functools operator _operator itertools threading _thread dummy_threading weakref contextlib'),
  },
  {
    what: 'reads or writes files',
    names: words(
      'shutil io _io tempfile fileinput linecache glob zipfile tarfile sqlite3 dbm codecs.open mmap numpy.memmap ' +
        'numpy.fromfile numpy.save numpy.savetxt numpy.genfromtxt numpy.loadtxt torch.save',
    ),
  },
  {
    what: 'goes to the network',
    names: words(
      'socket _socket socketserver ssl http httplib urllib urllib2 urllib3 requests aiohttp httpx ftplib smtplib smtpd ' +
        'telnetlib poplib imaplib nntplib xmlrpc xmlrpclib paramiko',
    ),
  },
  { what: 'reaches into memory', names: words('ctypes _ctypes cffi') },
  {
    what: 'takes what the training script itself defined, which is not there where the model is served',
    names: words('__main__'),
  },
];
