#!/usr/bin/env python3
"""Verifies the log of a coalition without Netvakt: Python 3.8 or later, no package.

    verify-log.py FOLDER KEYS [CHECKPOINT...]

FOLDER      a copy of the coalition's folder; it holds public/log
KEYS        the file of verifier keys, the log's first. Keep a copy of your own: keys next to a forged log would be forged too
CHECKPOINT  checkpoints that you kept or were given; the log must still contain what they stand for

Prints a line for each fault. Exit code 0: no fault, 1: faults, 2: wrong arguments.
Formats: RFC 6962 section 2.1, RFC 8032, C2SP signed-note, tlog-checkpoint, tlog-cosignature, tlog-tiles.
"""
import base64
import hashlib
import json
import re
import sys
from pathlib import Path

P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D, I = -121665 * pow(121666, P - 2, P) % P, pow(2, (P - 1) // 4, P)


def point(raw):
    """Decodes a point of edwards25519 (RFC 8032, 5.1.3)."""
    sign, y = divmod(int.from_bytes(raw, "little"), 2**255)
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x2, (P + 3) // 8, P)
    x = x if (x * x - x2) % P == 0 else x * I % P
    if (x * x - x2) % P or y >= P or (x == 0 and sign):
        raise ValueError("a key or signature holds no point of the curve")
    x = x if x & 1 == sign else P - x
    return (x, y, 1, x * y % P)


def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times(number, p):
    total = (0, 1, 1, 0)
    while number:
        total = add(total, p) if number & 1 else total
        p, number = add(p, p), number >> 1
    return total


BASE = point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def verifies(key, message, signature):
    s = int.from_bytes(signature[32:], "little")
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    left, right = times(s, BASE), add(point(signature[:32]), times(h, point(key)))
    return len(signature) == 64 and s < L and all((left[i] * right[2] - right[i] * left[2]) % P == 0 for i in (0, 1))


def read_key(line):
    name, key_id, encoded = line.split("+", 2)
    raw = base64.b64decode(encoded)
    if hashlib.sha256(name.encode() + b"\n" + raw).hexdigest()[:8] != key_id:
        raise ValueError(f"the key of {name} was changed")
    return (name, bytes.fromhex(key_id)), raw[0], raw[1:]


def read_checkpoint(raw, keys):
    """Returns size, root, and who has signed. Every signature of a known key must hold, the log's among them."""
    text, lines = re.fullmatch(r"((?:[^\n]+\n){3})\n((?:— [^\n]+\n)+)", raw.decode()).groups()
    origin, size, root = text.splitlines()
    signers = set()
    for name, encoded in (line[2:].rsplit(" ", 1) for line in lines.splitlines()):
        signature = base64.b64decode(encoded, validate=True)
        for _, kind, key in (known for known in keys if known[0] == (name, signature[:4])):
            rest, message = signature[4:], text.encode()
            if kind == 4:  # a cosignature: the time in 8 bytes, then the signature
                message = f"cosignature/v1\ntime {int.from_bytes(rest[:8], 'big')}\n".encode() + message
                rest = rest[8:]
            if not verifies(key, message, rest):
                raise ValueError(f"the signature of {name} does not hold")
            signers.add(name)
    if origin not in signers or origin != keys[0][0][0]:
        raise ValueError("the log has not signed this checkpoint")
    return int(size), base64.b64decode(root), signers - {origin}


def tile(level, index, width):
    name = re.sub("(...)(?=...)", r"x\1/", str(index).zfill(-(-len(str(index)) // 3) * 3))
    return f"tile/{level}/{name}" + (f".p/{width}" if width < 256 else "")


def entries_of(folder, size):
    for start in range(0, size, 256):
        width = min(256, size - start)
        raw, at = (folder / tile("entries", start // 256, width)).read_bytes(), 0
        for _ in range(width):
            at, end = at + 2, at + 2 + int.from_bytes(raw[at : at + 2], "big")
            yield raw[at:end]
            at = end


def fold(peaks):
    total = peaks[-1] if peaks else hashlib.sha256(b"").digest()
    for peak in reversed(peaks[:-1]):
        total = hashlib.sha256(b"\1" + peak + total).digest()
    return total


def main(root, keys, *kept):
    keys, folder = [read_key(line) for line in Path(keys).read_text().split()], Path(root, "public/log")
    size, head, cosigners = read_checkpoint((folder / "checkpoint").read_bytes(), keys)
    others = [*sorted(Path(root, "public/witness").glob("[!.]*")), *map(Path, kept)]
    seen = [("checkpoint", size, head), *((path, *read_checkpoint(path.read_bytes(), keys)[:2]) for path in others)]
    levels, peaks, faults, roots = {}, [], [], {0: fold([])}
    for index, entry in enumerate(entries_of(folder, size)):
        node, level = hashlib.sha256(b"\0" + entry).digest(), 0
        levels.setdefault(0, []).append(node)
        while index >> level & 1:
            node, level = hashlib.sha256(b"\1" + peaks.pop() + node).digest(), level + 1
            if level % 8 == 0:
                levels.setdefault(level // 8, []).append(node)
        peaks.append(node)
        if any(index + 1 == at for _, at, _ in seen):
            roots[index + 1] = fold(peaks)
        fields = json.loads(entry)
        path = Path(root, fields.get("path", ""))
        if "path" in fields and (path.exists() or fields["path"].startswith("public/")):
            if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != fields["sha256"]:
                faults.append(f"entry {index}: {fields['path']} is not the file that was recorded")
    faults += [f"{path}: belongs to another history, or a longer one" for path, at, root in seen if roots.get(at) != root]
    for level, hashes in levels.items():
        for start in range(0, len(hashes), 256):
            expected = hashes[start : start + 256]
            path = tile(level, start // 256, len(expected))
            if (folder / path).read_bytes() != b"".join(expected):
                faults.append(f"{path}: does not hold the hashes of the entries")
    return faults, f"{size} entries, cosigned by {len(cosigners)}: nothing was changed"


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(sys.stderr.write(__doc__) and 2)
    try:
        found, summary = main(*sys.argv[1:])
    except (ValueError, KeyError, IndexError, AttributeError, OSError) as error:
        found, summary = [f"the log cannot be verified: {error}"], ""
    print("\n".join(found) or summary)
    sys.exit(bool(found))
