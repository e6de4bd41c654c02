"""Prints real pickles as JSON: hostile ones, and harmless ones with the imports that CPython's unpickler makes of them."""

import base64, collections, datetime, decimal, io, json, os, pickle, subprocess, sys, zipfile, zlib, gzip


class Runs:
    def __init__(self, call, *args):
        self.call, self.args = call, args

    def __reduce__(self):
        return self.call, self.args


class State:
    def __init__(self, state):
        self.state = state

    def __reduce__(self):
        return collections.OrderedDict, (), self.state


class Finder(pickle.Unpickler):
    def __init__(self, data):
        super().__init__(io.BytesIO(data))
        self.found = []

    def find_class(self, module, name):
        self.found.append(f"{module}.{name}")
        return super().find_class(module, name)


def text(data):
    return base64.b64encode(data).decode()


def zipped(name, data, method=zipfile.ZIP_STORED, twice=None):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr("model/version", "3\n")
        archive.writestr(name, data)
        if twice is not None:
            archive.writestr(name, twice)
    return out.getvalue()


evil = Runs(os.system, "true")
hostile = {}
for protocol in range(6):
    dump = lambda value: pickle.dumps(value, protocol)
    hostile[f"os.system, protocol {protocol}"] = dump(evil)
    hostile[f"exec, protocol {protocol}"] = dump(Runs(exec, "pass"))
    hostile[f"getattr, protocol {protocol}"] = dump(Runs(getattr, Runs(__import__, "os"), "system"))
    hostile[f"Popen, protocol {protocol}"] = dump(Runs(subprocess.Popen, "true"))
    hostile[f"in a dictionary in a list, protocol {protocol}"] = dump([{"model": [1, ("a", evil)]}] * 3)
    hostile[f"in a state, protocol {protocol}"] = dump(State({"x": evil}))
    hostile[f"a pickle that loads a pickle, protocol {protocol}"] = dump(Runs(pickle.loads, dump(evil)))
    hostile[f"a second pickle, protocol {protocol}"] = dump({"a": 1}) + dump(evil)
    hostile[f"behind megabytes of text and bytes, protocol {protocol}"] = dump(["." * 2_000_000, b"c" * 2_000_000, evil])
    hostile[f"broken off behind the call, protocol {protocol}"] = dump([evil, 1])[:-2]
payload = pickle.dumps(evil, 4)
hostile["zipped"] = zipped("model/data.pkl", payload)
hostile["zipped and packed"] = zipped("model/data.pkl", payload * 1, zipfile.ZIP_DEFLATED)
hostile["zipped under another name"] = zipped("model/weights.txt", payload)
hostile["zipped in a zip"] = zipped("inner.bin", zipped("data.pkl", payload), zipfile.ZIP_DEFLATED)
hostile["zlib"] = zlib.compress(payload)
hostile["gzip"] = gzip.compress(payload)
hostile["zlib, broken off"] = zlib.compress(payload + os.urandom(100_000))[:-50_000]
hostile["gzip, a second stream"] = gzip.compress(pickle.dumps(1)) + gzip.compress(payload)
hostile["zlib, a second stream"] = zlib.compress(pickle.dumps(1)[:-1]) + zlib.compress(payload)

values = [
    [1, -1, 255, 256, 65_536, -(2**31), 2**31, 2**70, -(2**70), 1.5, True, None, b"x", b"y" * 300, "é" * 300, bytearray(b"z")],
    {"a": {1, 2}, "b": frozenset([3]), "c": (), "d": (1,), "e": (1, 2, 3, 4), "f": [], "g": {}},
    collections.OrderedDict(a=1),
    collections.defaultdict(list, a=[1]),
    [datetime.datetime(2026, 1, 2, tzinfo=datetime.timezone.utc), datetime.timedelta(1), decimal.Decimal("1.5")],
    [str(n) for n in range(3000)],
    {str(n % 7): ("x" * n, n) for n in range(400)},
]
same = ["shared"] * 2
values.append([same, same, {"again": same}])
harmless = []
for value in values:
    for protocol in range(6):
        data = pickle.dumps(value, protocol)
        finder = Finder(data)
        finder.load()
        harmless.append({"data": text(data), "protocol": protocol, "imports": sorted(set(finder.found))})

base = zipped("model/data.pkl", pickle.dumps({"a": 1}))
print(json.dumps({"hostile": {name: text(data) for name, data in hostile.items()}, "harmless": harmless, "zip": text(base), "twice": text(zipped("model/data.pkl", pickle.dumps(1), twice=payload))}))
