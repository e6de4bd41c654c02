"""Runs a command and prints {"cpu": s, "wall": s, "mib": peak, "code": exit code, "out": its output} of the process.

CPU and memory are the process's own and its threads'. After LIMIT seconds it is ended, and "code" is null.

    python measure.py LIMIT COMMAND [ARGUMENT ...]
"""

import json
import resource
import subprocess
import sys
import time

started = time.monotonic()
try:
    done = subprocess.run(sys.argv[2:], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=float(sys.argv[1]))
    code, out, said = done.returncode, done.stdout, done.stderr[-2000:]
except subprocess.TimeoutExpired:
    code, out, said = None, "", ""
wall = time.monotonic() - started
used = resource.getrusage(resource.RUSAGE_CHILDREN)
found = {"cpu": used.ru_utime + used.ru_stime, "wall": wall, "mib": used.ru_maxrss / 1024, "code": code}
print(json.dumps({**found, "out": out, "said": said}))
