"""What the second reader sees of a text: symbols, and a first vector for each.

    symbols.py CORPORA FOLDER

writes `symbols.npz` into the folder: the characters of the Chinese training text, and their vectors. A vector is cut from the positive pointwise
mutual information with what stands at four places nearby.
"""

import collections
import re
import sys
from pathlib import Path

import numpy as np

WORDS = re.compile(r"[A-Za-z](?:[A-Za-z'_.-]| (?=[A-Za-z]))*")
NUMBERS = re.compile(r"[0-9][0-9.,:]*")
# A run of Latin words and a number are one symbol each; what is rare is one, too. Characters follow.
WORD, NUMBER, RARE, NONE = range(4)
CHARACTERS = 4
WORD_SIGN, NUMBER_SIGN = "\ue000", "\ue001"

WIDTH = 192
LEAST_COUNT = 6
PLACES = (-2, -1, 1, 2)
STRETCH, ONE_IN = 100_000, 4  # symbols; one stretch in so many counts for the vectors
LEFT_OUT = ("gaokao_bench", "tw_laws_tw2s")  # the weight of the sum is chosen on the first; there are laws enough without the other


def shorten(text):
    """The text with a sign for each run of words and each number, without blanks."""
    return NUMBERS.sub(NUMBER_SIGN, WORDS.sub(WORD_SIGN, text)).replace(" ", "")


def places(text):
    """For each character, the place of its symbol."""
    begins = np.ones(len(text), bool)
    for runs in (WORDS, NUMBERS):
        for run in runs.finditer(text):
            begins[run.start() + 1 : run.end()] = False
    begins[[i for i, c in enumerate(text) if c == " "]] = False
    return np.cumsum(begins) - 1


class Symbols:
    """Numbers of symbols."""

    def __init__(self, characters):
        self.number = {c: CHARACTERS + i for i, c in enumerate(characters)}
        self.size = CHARACTERS + len(characters)
        self.table = np.full(0x110000, RARE, np.int16)
        self.table[ord(WORD_SIGN)], self.table[ord(NUMBER_SIGN)] = WORD, NUMBER
        for c, number in self.number.items():
            self.table[ord(c)] = number

    def read(self, text):
        codes = shorten(text).encode("utf-32-le", "replace")
        return self.table[np.frombuffer(codes, np.uint32)].astype(np.int64)


def load(folder):
    """The symbols and their vectors."""
    stored = np.load(Path(folder) / "symbols.npz")
    return Symbols(str(stored["characters"])), stored["vectors"]


def vectors(ids, size):
    from scipy import sparse

    parts = [ids[i : i + STRETCH] for i in range(0, len(ids), STRETCH * ONE_IN)]
    tables = []
    for place in PLACES:
        table = sparse.csr_matrix((size, size), dtype=np.float32)
        for part in parts:
            here, there = part[2:-2], part[2 + place : len(part) - 2 + place]
            pairs, counts = np.unique(here * size + there, return_counts=True)
            table += sparse.csr_matrix((counts.astype(np.float32), (pairs // size, pairs % size)), (size, size))
        all_of_it, rows, columns = table.sum(), np.asarray(table.sum(1)).ravel() + 5, np.asarray(table.sum(0)).ravel() + 5
        table = table.tocoo()
        worth = np.log(table.data * all_of_it / (rows[table.row] * columns[table.col])).clip(min=0)
        tables.append(sparse.csr_matrix((worth, (table.row, table.col)), (size, size), dtype=np.float32))
    table = sparse.hstack(tables).tocsr()
    table.eliminate_zeros()
    # Randomised singular value decomposition (Halko, Martinsson and Tropp 2011).
    random = np.random.default_rng(0)
    basis = table @ random.standard_normal((table.shape[1], WIDTH + 20), dtype=np.float32)
    for _ in range(2):
        basis = table @ np.linalg.qr(table.T @ np.linalg.qr(basis)[0])[0]
    basis = np.linalg.qr(basis)[0]
    small = (table.T @ basis).T
    left, values, _ = np.linalg.svd(small @ small.T)
    found = (basis @ left)[:, :WIDTH] * values[:WIDTH] ** 0.25
    found = found @ np.linalg.qr(random.standard_normal((WIDTH, WIDTH)))[0]  # no number is larger than another
    lengths = np.sqrt((found**2).mean(1, keepdims=True)).clip(found.std() * 0.3)
    return (found / lengths / 2).astype(np.float32)


def main(corpora, folder):
    counts, texts = collections.Counter(), []
    for file in sorted(Path(corpora).glob("train/zh*/*.txt")):
        if file.stem not in LEFT_OUT:
            texts.append(file.read_text("utf-8"))
            codes = np.bincount(np.frombuffer(texts[-1].encode("utf-32-le"), np.uint32))
            counts.update({chr(code): int(codes[code]) for code in codes.nonzero()[0]})
    usual = [c for c, n in counts.items() if n >= LEAST_COUNT and c != " " and not (c.isascii() and c.isalnum())]
    characters = "".join(sorted(usual, key=lambda c: (-counts[c], c)))
    symbols = Symbols(characters)
    ids = np.concatenate([symbols.read(text) for text in texts])
    Path(folder).mkdir(parents=True, exist_ok=True)
    np.savez(Path(folder) / "symbols.npz", characters=characters, vectors=vectors(ids, symbols.size))
    print(f"{len(ids)} symbols of text, {symbols.size} different ones")


if __name__ == "__main__":
    main(*sys.argv[1:])
