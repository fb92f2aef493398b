"""Pages for `test_watched_pages`: how what is read reaches a page, and what does not reach it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from safetensors.numpy import save

Text = str | bytes | None  # None: there is no such file
PACKAGE = {
    "__init__.py": "",
    "files.py": (
        "from pathlib import Path\n\n"
        "def words():\n    return (Path(__file__).parent / 'words.txt').read_text()\n\n"
        "def text(path):\n    with open(path) as file:\n        return file.read()\n"
    ),
    "words.txt": "old words",
    "letters.txt": "old letters",
    "shown.py": (
        '"""Old module."""\ndef f():\n    """Old function."""\n    return 1  # old note\n'
        "def call(g):\n    return g()\ndef fail():\n    raise ValueError  # old note\n"
    ),
}


@dataclass(frozen=True)
class Case:
    """A page.

    Attributes:
        code: of its cell, which prints something old before the change and something new after.
        files: in the page's folder, each before and after.
        package: files of the package, before and after.
    """

    code: str
    files: dict[str, tuple[Text, Text]] = field(default_factory=dict)
    package: dict[str, tuple[str, str]] = field(default_factory=dict)


NOTES: dict[str, tuple[Text, Text]] = {"notes.txt": ("old", "new")}
SCRIPT: dict[str, tuple[Text, Text]] = {"script.py": ("print('old')", "print('new')")}
HELPER: dict[str, tuple[Text, Text]] = {"helper.py": ("WORD = 'old'", "WORD = 'new'")}
TENSOR: dict[str, tuple[Text, Text]] = {
    "a.safetensors": tuple(save({word: np.zeros(1)}) for word in ("old", "new"))  # type: ignore[dict-item]
}
SHOWN = {
    "shown.py": (
        PACKAGE["shown.py"],
        PACKAGE["shown.py"].replace("Old", "New").replace("old", "new"),
    )
}
READ = "with open('notes.txt') as file: print(file.read())"

CASES = {
    "open": Case(READ, NOTES),
    "a path": Case("from pathlib import Path\nPath('notes.txt').read_text()", NOTES),
    "an absolute path": Case("import os\nopen(os.path.abspath('notes.txt')).read()", NOTES),
    "bytes for a path": Case("open(b'notes.txt').read()", NOTES),
    "a computed path": Case("open('no' + 'tes.txt').read()", NOTES),
    "a descriptor": Case(
        "import os\nos.read(os.open('notes' + '.txt', os.O_RDONLY), 9).decode()", NOTES
    ),
    "another folder": Case(
        "import os\nos.chdir('..')\nopen('another_folder/notes.txt').read()", NOTES
    ),
    "a name that was removed elsewhere": Case(
        "from pathlib import Path\nfrom tempfile import TemporaryDirectory\n"
        "with TemporaryDirectory() as folder: Path(folder, 'notes.txt').touch()\n"
        "Path('no' + 'tes.txt').read_text()",
        NOTES,
    ),
    "a link": Case("open('link').read()", NOTES),
    "the package": Case("from fakebook.files import text\ntext('notes' + '.txt')", NOTES),
    "a thread": Case(
        "from concurrent.futures import ThreadPoolExecutor\n"
        "ThreadPoolExecutor().submit(lambda: open('notes' + '.txt').read()).result()",
        NOTES,
    ),
    "a forked process": Case(
        "import multiprocessing\ndef read(name): return open(name).read()\n"
        "with multiprocessing.get_context('fork').Pool(1) as pool:\n"
        "    print(pool.map(read, ['notes' + '.txt']))",
        NOTES,
    ),
    "numbers": Case(
        "import numpy as np\n['old', 'new'][int(np.loadtxt('n' + '.csv'))]", {"n.csv": ("0", "1")}
    ),
    "raw numbers": Case(
        "import numpy as np\nnp.fromfile('n' + '.raw', 'S3')[0].decode()", {"n.raw": ("old", "new")}
    ),
    "what no hook sees": Case(
        "from safetensors import safe_open\n[*safe_open('a.safetensors', 'numpy').keys()]", TENSOR
    ),
    "a line": Case("import linecache\nlinecache.getline('notes' + '.txt', 1)", NOTES),
    "a database": Case(
        "import sqlite3\ntry: sqlite3.connect('notes' + '.txt').execute('select 1 from x')\n"
        "except sqlite3.Error as error: print('old' if 'file' in str(error) else 'new')",
        {"notes.txt": ("no database", b"")},
    ),
    "a file that is not there": Case(
        "try: print(open('notes' + '.txt').read())\nexcept FileNotFoundError: print('old')",
        {"notes.txt": (None, "new")},
    ),
    "whether a file is there": Case(
        "from pathlib import Path\n['old', 'new'][Path('notes' + '.txt').exists()]",
        {"notes.txt": (None, "")},
    ),
    "the size of a file": Case(
        "import os\n'new' if os.path.getsize('notes' + '.txt') else 'old'",
        {"notes.txt": ("", "new")},
    ),
    "whether a folder is there": Case(
        "import os\n['old', 'new'][os.path.isdir('fol' + 'der')]", {"folder/file": (None, "")}
    ),
    "a pattern": Case(
        "from glob import glob\n['old', 'new'][len(glob('*.c' + 'sv'))]", {"a.csv": (None, "")}
    ),
    "a folder": Case(
        "import os\n'new' if 'a.c' + 'sv' in os.listdir() else 'old'", {"a.csv": (None, "")}
    ),
    "folders below": Case(
        "from pathlib import Path\n'new' if [*Path().rglob('a.c' + 'sv')] else 'old'",
        {"deep/er/b.csv": ("", ""), "deep/er/a.csv": (None, "")},
    ),
    "a module": Case("import helper\nhelper.WORD", HELPER),
    "a module by name": Case(
        "import importlib\nimportlib.import_module('hel' + 'per').WORD", HELPER
    ),
    "a module by path": Case("import runpy\nrunpy.run_path('hel' + 'per.py')['WORD']", HELPER),
    "a module in a folder": Case(
        "from parts import helper\nhelper.WORD",
        {"parts/helper.py": HELPER["helper.py"], "parts/__init__.py": ("", "")},
    ),
    "a docstring of a module": Case(
        "import helper\nhelper.__doc__", {"helper.py": ("'old'", "'new'")}
    ),
    "a module that is not there": Case(
        "try:\n    from helper import WORD\nexcept ImportError:\n    WORD = 'old'\nWORD",
        {"helper.py": (None, "WORD = 'new'")},
    ),
    "a script": Case("%run script.py", SCRIPT),
    "a script as text": Case("exec(open('script' + '.py').read())", SCRIPT),
    "a program": Case("!cat notes.txt", NOTES),
    "a shell": Case("%%bash\ncat notes.txt", NOTES),
    "a process": Case(
        "import subprocess\nsubprocess.run(['cat', 'no' + 'tes.txt'], capture_output=True).stdout",
        NOTES,
    ),
    "a process of Python": Case(
        "import subprocess, sys\nsubprocess.run([sys.executable, 'script.py'], "
        "capture_output=True).stdout",
        {"script.py": ("print(open('notes.txt').read())",) * 2, **NOTES},
    ),
    "a spawned process": Case(
        "import multiprocessing, helper\n"
        "with multiprocessing.get_context('spawn').Pool(1) as pool: print(pool.map(helper.f, 'x'))",
        {"helper.py": ("def f(_): return open('notes' + '.txt').read()",) * 2, **NOTES},
    ),
    "data of the package": Case(
        "from fakebook.files import words\nwords()",
        package={"words.txt": ("old words", "new words")},
    ),
    "resources of the package": Case(
        "import pkgutil\npkgutil.get_data('fakebook', 'letters' + '.txt')",
        package={"letters.txt": ("old letters", "new letters")},
    ),
    "a docstring": Case("from fakebook import shown\nshown.f.__doc__", package=SHOWN),
    "help": Case("from fakebook import shown\nhelp(shown.f)", package=SHOWN),
    "a docstring by name": Case(
        "import fakebook.shown\ngetattr(fakebook.shown, '__doc__')", package=SHOWN
    ),
    "a docstring by a module's help": Case(
        "import helper\nfrom fakebook import shown\nhelper.text_of(shown)",
        {"helper.py": ("def text_of(x): return x.__doc__",) * 2},
        package=SHOWN,
    ),
    "a docstring by a script": Case(
        "from fakebook import shown\n%run script.py",
        {"script.py": ("import fakebook.shown\nprint(fakebook.shown.f.__doc__)",) * 2},
        package=SHOWN,
    ),
    "a traceback": Case(
        "import traceback, fakebook.shown\n"
        "try: fakebook.shown.fail()\nexcept ValueError: traceback.print_exc()",
        package=SHOWN,
    ),
    "a source after a library has read it": Case(
        "import inspect, numpy, torch\nfrom fakebook import shown\n"
        "shown.call(lambda: torch.cuda.random.manual_seed_all(1))\nprint(inspect.getsource(shown))",
        package=SHOWN,
    ),
    "a source": Case(
        "import inspect\nfrom fakebook import shown\nprint(inspect.getsource(shown))", package=SHOWN
    ),
}

# Pages that a change of their own file must not execute.
UNMOVED = {
    "what it has not read": Case("1 + 1", {"notes.txt": (None, "new")}),
    "what it has written itself": Case(
        "open('own.txt', 'w').write('own')\nopen('own.txt').read()", {"own.txt": (None, "new")}
    ),
    "what it only adds to": Case(
        "with open('log.txt', 'a') as log: log.write('x')", {"log.txt": ("old", "new")}
    ),
    "what it has put in place": Case(
        "import os\nopen('a.part', 'w').close()\nos.replace('a.part', 'a')\nopen('a').read()",
        {"a": (None, "new")},
    ),
    "a module's comment": Case("import helper", {"helper.py": ("x = 1", "x = 1  # new")}),
    "a module that it does not import": Case("import json", {"helper.py": (None, "x = 1")}),
    "a file beside one that it reads": Case(READ, {"notes.txt": ("", ""), "more": (None, "new")}),
    "a comment of the package": Case(
        "import torch\nfrom fakebook import shown\n"
        "shown.call(lambda: torch.cuda.random.manual_seed_all(1))",
        package={
            "shown.py": (PACKAGE["shown.py"], PACKAGE["shown.py"].replace("old note", "new note"))
        },
    ),
}
