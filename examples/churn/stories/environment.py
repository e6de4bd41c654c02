"""Makes a Python environment with the packages of requirements.txt, once for each content of that file.

    python3 environment.py FOLDER REQUIREMENTS
"""

import hashlib
import subprocess
import sys
import time
import venv
from pathlib import Path


def install(folder, requirements):
    started = time.monotonic()
    print(f"Python: installing {requirements.name} into {folder} (most of a minute on a slow line) …", flush=True)
    venv.EnvBuilder(with_pip=True, clear=True).create(folder)
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:"]
    subprocess.run([*pip, "--requirement", str(requirements)], check=True)
    print(f"Python: installed in {time.monotonic() - started:.0f} s", flush=True)


def main():
    if sys.version_info < (3, 11):
        sys.exit(f"The example needs Python 3.11 or newer; python3 is {sys.version.split()[0]}.")
    folder, requirements = Path(sys.argv[1]), Path(sys.argv[2])
    wanted = hashlib.sha256(requirements.read_bytes() + sys.version.encode()).hexdigest()
    stamp = folder / "installed.sha256"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    try:
        install(folder, requirements)
    except subprocess.CalledProcessError as error:
        sys.exit(f"Python: `{' '.join(error.cmd)}` failed. On Debian and Ubuntu, install python3-venv and try again.")
    stamp.write_text(wanted)


if __name__ == "__main__":
    main()
