"""Runs a command and prints {"cpu": seconds, "mib": peak, "out": its output} of the whole process.

Usage: python measure.py COMMAND [ARGUMENT ...]
"""
import json
import resource
import subprocess
import sys

done = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE, check=True, text=True)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({"cpu": used.ru_utime + used.ru_stime, "mib": used.ru_maxrss / 1024, "out": done.stdout}))
