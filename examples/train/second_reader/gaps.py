"""The gaps that the library leaves in doubt: what it holds likely, what stands around, and what is right.

    gaps.py FOLDER REPAIR NAME FILE[:FROM:TO]...

garbles the files, or these shares of their lines, as windows-1254 with its controls stripped, has them repaired by REPAIR (the built example
`repair`), and writes NAME.npz into the folder. `symbols.py` comes first.
"""

import subprocess
import sys
from pathlib import Path

import numpy as np

from symbols import NONE, RARE, load, places

LOST = {0x81, 0x8D, 0x8E, 0x8F, 0x90, 0x9D, 0x9E, 0xAD}
READ = {byte: bytes([byte]).decode("cp1254") for byte in range(256) if byte not in LOST}
LINES = 200  # a document
REACH = 40  # symbols on either side
CANDIDATES = 5
IN_DOUBT = 0.97  # what has a smaller share


def blocks(spec):
    name, *part = spec.split(":")
    lines = [line for line in Path(name).read_text("utf-8").split("\n") if line.strip()]
    begin, end = (float(share) for share in part or (0, 1))
    lines = lines[int(begin * len(lines)) : int(end * len(lines))]
    for at in range(0, len(lines), LINES):
        yield "".join(c for c in "\n".join(lines[at : at + LINES]) if c in "\n\t" or c >= " ")


def repaired(program, text):
    """What the library makes of the garbled text, and for each gap its place and its candidates with their shares."""
    garbled = ["".join(READ[byte] for byte in c.encode() if byte not in LOST) for c in text]
    begins, at = {}, 0
    for place, piece in enumerate(garbled):
        begins[at] = place
        at += len(piece.encode())
    run = subprocess.run([program, "--explain"], input="".join(garbled).encode(), capture_output=True, check=True)
    restored = run.stdout.decode()
    if len(restored) != len(text):
        return restored, []
    found = []
    for line in run.stderr.decode().split("\n"):
        fields = line.split("\t")
        if len(fields) > 4 and fields[4].startswith("inferred "):
            place = begins[int(fields[0].split("..")[0])]
            shares = [(restored[place], float(fields[4].split()[1]))]
            shares += [(field[0], float(field[2:])) for field in fields[5:]]
            found.append((place, shares[:CANDIDATES]))
    return restored, found


def main(folder, program, name, *files):
    symbols, _ = load(folder)
    end = symbols.number["\n"]
    around, candidates, shares, right, source = [], [], [], [], []
    gaps = errors = unread = 0
    for number, spec in enumerate(files):
        for text in blocks(spec):
            restored, found = repaired(program, text)
            unread += not found
            seen = symbols.read(restored)
            seen = np.concatenate([np.full(REACH, end), seen, np.full(REACH, end)])
            symbol = places(restored)
            for place, listed in found:
                gaps += 1
                errors += restored[place] != text[place]
                if listed[0][1] >= IN_DOUBT:
                    continue
                empty = CANDIDATES - len(listed)
                around.append(seen[symbol[place] : symbol[place] + 2 * REACH + 1].astype(np.int16))
                candidates.append([symbols.number.get(c, RARE) for c, _ in listed] + [NONE] * empty)
                shares.append([share for _, share in listed] + [0.0] * empty)
                right.append(next((at for at, (c, _) in enumerate(listed) if c == text[place]), -1))
                source.append(number)
    np.savez(
        Path(folder) / f"{name}.npz",
        around=np.array(around),
        candidates=np.array(candidates, np.int64),
        shares=np.array(shares, np.float32),
        right=np.array(right, np.int64),
        source=np.array(source),
        gaps=gaps,
        errors=errors,
    )
    print(f"{name}: {gaps} gaps, {errors} errors, {len(right)} in doubt, {unread} documents left out")


if __name__ == "__main__":
    main(*sys.argv[1:])
