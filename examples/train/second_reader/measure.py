"""What the reader of whole stretches gains beside the library's model.

    measure.py FOLDER WEIGHTS REPAIR NAME=FILE[:FROM:TO]...

garbles the files, or these lines of them, as windows-1254 with its controls stripped, has them repaired by REPAIR (the built example `repair`), and asks the reader
about the gaps in doubt: it sees what is left of them, and all else as restored. The weight of its scores is chosen on the first file.
"""

import sys
from pathlib import Path

import numpy as np
import torch

import whole
from gaps import IN_DOUBT, LINES, repaired
from symbols import RARE, load, places

MARGIN = 48  # symbols of a stretch that only inform the others
WEIGHTS = (0, 0.25, 0.4, 0.5, 0.6, 0.75, 1)
UNKNOWN = -12.0  # the score of a character that is no symbol


def blocks(spec):
    name, *part = spec.split(":")
    lines = [line for line in Path(name).read_text("utf-8").split("\n") if line.strip()]
    begin, end = (int(number) for number in part or (0, len(lines)))
    for at in range(begin, end, LINES):
        yield "".join(c for c in "\n".join(lines[at : min(end, at + LINES)]) if c in "\n\t" or c >= " ")


@torch.no_grad()
def states(net, seen, form):
    """The state of each place, read in stretches that overlap."""
    out = torch.empty(len(seen), whole.WIDTH, dtype=whole.HALF)
    step = whole.STRETCH - 2 * MARGIN
    for at in range(0, len(seen), step):
        begin = max(0, at - MARGIN)
        part = slice(begin, begin + whole.STRETCH)
        own = net.trunk(torch.from_numpy(seen[part])[None], torch.from_numpy(form[part])[None])[0]
        last = min(len(seen), at + step)
        out[at:last] = own[at - begin : last - begin]
    return out


class Sums:
    """What comes of a file, under each weight."""

    def __init__(self):
        self.gaps = self.asked = self.errors = self.listed = 0
        self.wrong, self.loss = np.zeros(len(WEIGHTS), int), np.zeros(len(WEIGHTS))

    @torch.no_grad()
    def add(self, net, listed, numbers, state, right):
        self.asked += 1
        scores = net.scores(state[None], torch.tensor([numbers]))[0]
        unknown = torch.tensor([number == RARE for number in numbers])
        scores = scores.masked_fill(unknown, UNKNOWN).log_softmax(-1)
        shares = torch.tensor([max(share, 1e-5) for _, share in listed]).log()
        answer = next((at for at, (c, _) in enumerate(listed) if c == right), -1)
        self.listed += answer >= 0
        for at, weight in enumerate(WEIGHTS):
            both = shares + weight * scores
            self.wrong[at] += int(both.argmax()) != answer
            self.loss[at] -= float(both.log_softmax(-1)[answer]) if answer >= 0 else 0


def measure(net, symbols, table, program, spec):
    sums = Sums()
    for text in blocks(spec):
        restored, found = repaired(program, text)
        if len(restored) != len(text):
            continue
        seen, place_of = symbols.read(restored), places(restored)
        form = np.zeros(len(seen), np.int64)
        asked = []
        for place, listed in found:
            sums.gaps += 1
            is_wrong = restored[place] != text[place]
            sums.errors += is_wrong
            numbers = [symbols.number.get(c, RARE) for c, _ in listed]
            damaged = max(int(table[number]) for number in numbers)
            if listed[0][1] >= IN_DOUBT or not damaged:
                sums.wrong += is_wrong
                continue
            form[place_of[place]] = damaged
            asked.append((place, listed, numbers))
        state = states(net, seen, form)
        for place, listed, numbers in asked:
            sums.add(net, listed, numbers, state[place_of[place]], text[place])
    return sums


def main(folder, weights, program, *specs):
    torch.set_num_threads(1)
    symbols, _ = load(folder)
    forms = whole.Forms(sorted(symbols.number, key=symbols.number.get), symbols.size)
    table = whole.usual(forms)["windows-1254"]
    net = whole.Reader(symbols.size)
    stored = torch.load(weights)
    net.load_state_dict(stored["net"], strict=False)
    print(f"{stored['step']} steps, {stored['seconds']:.0f} s")
    chosen = None
    for spec in specs:
        name, spec = spec.split("=")
        sums = measure(net, symbols, table, program, spec)
        if chosen is None:
            chosen = int(sums.loss.argmin())
            print(f"weight {WEIGHTS[chosen]}")
        after, loss = sums.wrong[chosen], sums.loss / max(1, sums.listed)
        print(
            f"{name}\tgaps {sums.gaps}\tasked {sums.asked}\terrors {sums.errors} -> {after} ({after / max(1, sums.errors) - 1:+.3f})\t"
            f"loss in doubt {loss[0]:.4f} -> {loss[chosen]:.4f}",
            flush=True,
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
