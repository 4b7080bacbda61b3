/**
 * Packages of which no further name may be allowed, whoever reviewed it: Python's standard library of every release, of
 * which honest models need only what is listed already (library-names.ts), and packages that exist to load, to run, to
 * fetch or to build. One name of these, called or made, can be anything.
 */
const PACKAGES = new Set(
  [
    // The standard library (sys.stdlib_module_names of 3.11 to 3.14); modules that begin with an underscore are refused as such.
    'abc aifc annotationlib antigravity argparse array ast asynchat asyncio asyncore atexit audioop base64 bdb binascii',
    'bisect builtins bz2 cProfile calendar cgi cgitb chunk cmath cmd code codecs codeop collections colorsys compileall',
    'compression concurrent configparser contextlib contextvars copy copyreg crypt csv ctypes curses dataclasses datetime',
    'dbm decimal difflib dis distutils doctest email encodings ensurepip enum errno faulthandler fcntl filecmp fileinput',
    'fnmatch formatter fractions ftplib functools gc genericpath getopt getpass gettext glob graphlib grp gzip hashlib heapq',
    'hmac html http idlelib imaplib imghdr imp importlib inspect io ipaddress itertools json keyword lib2to3 linecache',
    'locale logging lzma mailbox mailcap marshal math mimetypes mmap modulefinder msilib msvcrt multiprocessing netrc nis',
    'nntplib nt ntpath nturl2path numbers opcode operator optparse os ossaudiodev pathlib pdb pickle pickletools pipes',
    'pkgutil platform plistlib poplib posix posixpath pprint profile pstats pty pwd py_compile pyclbr pydoc pydoc_data',
    'pyexpat queue quopri random re readline reprlib resource rlcompleter runpy sched secrets select selectors shelve shlex',
    'shutil signal site smtpd smtplib sndhdr socket socketserver spwd sqlite3 sre_compile sre_constants sre_parse ssl stat',
    'statistics string stringprep struct subprocess sunau symtable sys sysconfig syslog tabnanny tarfile telnetlib tempfile',
    'termios test textwrap this threading time timeit tkinter token tokenize tomllib trace traceback tracemalloc tty turtle',
    'turtledemo types typing unicodedata unittest urllib uu uuid venv warnings wave weakref webbrowser winreg winsound',
    'wsgiref xdrlib xml xmlrpc zipapp zipfile zipimport zlib zoneinfo',
    // The same by the names of Python 2, which Python 3 still reads.
    'anydbm BaseHTTPServer cPickle cStringIO commands ConfigParser Cookie cookielib copy_reg dbhash dumbdbm exceptions',
    'gdbm httplib HTMLParser new os2 popen2 Queue robotparser sets sha SimpleHTTPServer SimpleXMLRPCServer SocketServer',
    'StringIO thread Tkinter urllib2 urlparse user UserDict UserList UserString whichdb xmlrpclib',
    // Packages that load, run, fetch or build.
    'aiohttp asgiref boto boto3 botocore cffi cloudpickle Cython dask dill distributed execnet fabric fsspec httpx',
    'huggingface_hub invoke ipykernel IPython jedi jinja2 joblib jsonpickle keyring kfp mlflow mypy nltk nose notebook',
    'paramiko parso pexpect pickle5 pickleshare pip pkg_resources plumbum psutil ptyprocess pydevd pyximport picklescan fickling modelscan ray requests',
    's3fs setuptools sh smart_open tblib twisted urllib3 virtualenv werkzeug wheel yaml zmq',
  ].flatMap((line) => line.split(' ')),
);

/** Libraries that people do build on, of which these parts load, run or fetch. */
const PARTS: readonly RegExp[] = [
  /^(numpy|scipy|pandas|sklearn|torch|tensorflow|keras|xgboost|lightgbm|onnx|onnxruntime|transformers|matplotlib)$/,
  /^numpy\.(core|_core|lib|testing|_pytesttester|f2py|distutils|ctypeslib|compat|_utils|ma\.testutils|polynomial\.tests)(\.|$)/,
  /^scipy\.(io|_lib|weave|misc|datasets|integrate\._ivp\.tests)(\.|$)/,
  /^pandas\.(io|core\.computation|util|compat|testing|_testing|plotting|api)(\.|$)/,
  /^sklearn\.(datasets|utils\._testing|utils\._mocking|externals|conftest|utils\.parallel|utils\.fixes)(\.|$)/,
  /^torch\.(hub|jit|serialization|storage|_C|_dynamo|_inductor|ops|package|fx|multiprocessing|distributed|testing|cuda|backends|utils|_utils_internal|_tensor|_ops|onnx|export|compiler|classes)(\.|$)/,
  /^(tensorflow|keras)\.(io|python\.(ops|saved_model|lib|platform|util)|saved_model|src\.(saving|utils|legacy)|saving|utils|models|layers\.core\.lambda_layer|lite)(\.|$)/,
  /(^|\.)(tests?|testing|conftest|compat|six|subprocess|os|sys|builtins|pickle|ctypes|importlib)(\.|$)/,
];

/** Names that read, run, import or reach through attributes, wherever they are imported from. */
const NAMES =
  /^(__\w+__|eval|exec|execfile|compile|open|input|getattr|setattr|delattr|globals|locals|vars|apply|reload|import_\w+|_?import_module|(attr|item)getter|methodcaller|partial|reduce|map|filter|run\w*|_run\w*|call|check_\w+|popen\w*|Popen|system|spawn\w*|exec\w*|fork\w*|load\w*|_load\w*|loads|read_\w+|from_?file|memmap|download\w*|fetch\w*|urlopen|urlretrieve|request\w*|remove|unlink|rmtree|_?[Uu]npickler\w*|_?Pickler|Lambda|Thread|Process|CodeType|MethodType|ModuleType|PurePath|Path|NamedTemporaryFile|TemporaryDirectory|TextIOWrapper|\w*ThreadPool\w*|\w*Executor|FunctionType)$/;

const PLAIN_NAME = /^[A-Za-z_]\w*$/;
const PLAIN_MODULE = /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/;

/** A dot in a name leads through attributes to anywhere; other characters have no honest use (S-11). */
export const isPlain = (module: string, name: string): boolean => PLAIN_NAME.test(name) && PLAIN_MODULE.test(module);

/** Why nobody may allow a name, or `undefined` when a review may. Names that cannot be read plainly never may (S-11). */
export const neverAllowed = (module: string, name: string): string | undefined => {
  if (!isPlain(module, name))
    return 'a module is plain words between dots, a name one plain word: a dot in it would lead to anywhere';
  const [root = ''] = module.split('.');
  if (root.startsWith('_')) return `${root} is internal to Python or to a package`;
  if (PACKAGES.has(root))
    return `${root} can load, run or reach anything; what honest models need of it is allowed already`;
  if (PARTS.some((part) => part.test(module)))
    return `${module} also leads to functions that load or run; what honest models need of it is allowed already`;
  if (PACKAGES.has(name) || NAMES.test(name)) return `${name} reads, runs, imports or reaches through attributes`;
  return undefined;
};
