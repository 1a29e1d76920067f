"""A second reader that reads whole stretches: known symbols and what is left of the others go in, shares of the candidates come out.

    whole.py CORPORA FOLDER HOURS [--threads N] [--resume FILE]

learns from the Chinese training text and writes `whole.pt` into the folder, now and then and at the end, and `stable.pt` when the rate begins to
fall: from there one can go on. `symbols.py` comes first.
"""

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from symbols import CHARACTERS, NONE, RARE, load

STRETCH = 256  # symbols that are read together
BATCH = 40  # stretches
WIDTH, HEADS = 256, 4
KNOWN, FORMS = 64, 4096  # candidates of a damaged form that take part; forms
HALF = torch.bfloat16
# What a share of a text is learnt from; 1 where nothing is said.
SHARES = {
    "gaokao_bench": 0, "go_web_book": 0, "huatuo_med": 0, "common_voice_wiki": 0, "tw_laws_tw2s": 0, "tw_laws": 0.1,
    "sayit_transcripts": 0.3, "sayit_transcripts_tw2s": 0.35, "gutenberg_vernacular_novels": 0.25, "gutenberg_vernacular_novels2": 0.25,
    "gutenberg_vernacular_novels_tw2s": 0.1, "gutenberg_vernacular_novels2_tw2s": 0.1, "prc_laws_cases": 0.25, "bible_cuv": 0.5,
}  # fmt: skip
LOST = {
    "windows-1254": [0x81, *range(0x8D, 0x91), 0x9D, 0x9E, 0xAD],
    "Latin-1": [*range(0x80, 0xA0), 0xAD],
    "windows-1250": [0x81, 0x83, 0x88, 0x90, 0x98, 0xAD],
    "windows-1253": [0x81, 0x88, 0x8A, 0x8C, 0x8D, 0x8E, 0x8F, 0x90, 0x98, 0x9A, 0x9C, 0x9D, 0x9E, 0x9F, 0xAD, 0xD2],
    "windows-1257": [0x81, 0x83, 0x88, 0x8A, 0x8C, 0x90, 0x98, 0x9A, 0x9C, 0x9F, 0xAD],
}
# Of a hundred stretches, how many are learnt under these losses, added up.
LINES_OF = {"windows-1254": 0.5, "Latin-1": 0.7, "windows-1253": 0.8, "windows-1257": 0.9, "windows-1250": 1}


class Forms:
    """The damaged forms of the symbols: what is left of a character whose bytes were lost, numbered, and the candidates of each."""

    def __init__(self, characters, size):
        self.bytes = np.zeros((size, 4), np.uint8)
        for i, c in enumerate(characters):
            b = c.encode("utf-8", "replace")
            self.bytes[CHARACTERS + i, : len(b)] = list(b)
        self.number, self.members = {}, []
        self.size = size
        self.table = {}  # of each loss, the form of each symbol; 0 where nothing was lost

    def of(self, lost):
        """The form of each symbol under a loss, 0 where it keeps all bytes."""
        key = tuple(sorted(lost))
        if key in self.table:
            return self.table[key]
        gone = np.zeros(256, bool)
        gone[list(lost)] = True
        out = np.zeros(self.size, np.int64)
        for s in np.nonzero((gone[self.bytes] & (self.bytes >= 0x80)).any(1))[0]:
            left = bytes(b for b in self.bytes[s] if b and not gone[b])
            n = self.number.get(left)
            if n is None:
                if len(self.members) + 1 >= FORMS:
                    continue
                n = len(self.members) + 1
                self.number[left] = n
                self.members.append([])
            if s not in self.members[n - 1]:
                self.members[n - 1].append(int(s))
            out[s] = n
        self.table[key] = out
        return out

    def candidates(self):
        out = np.full((FORMS, KNOWN), NONE, np.int64)
        for n, members in enumerate(self.members):
            members = sorted(members)[:KNOWN]  # symbols are numbered by their frequency
            out[n + 1, : len(members)] = members
        return out


def usual(forms):
    """All forms of the losses that occur, so that their numbers are the same in every run."""
    return {name: forms.of(lost) for name, lost in LOST.items()}


class Gated(nn.Module):
    def __init__(self):
        super().__init__()
        self.matrix = nn.Parameter(torch.randn(2 * WIDTH, 3 * WIDTH) * (3 * WIDTH) ** -0.5)

    def forward(self, x):
        y = F.rms_norm(x, x.shape[-1:])
        y = F.pad(y, (0, 0, 1, 1))
        three = torch.cat([y[:, :-2], y[:, 1:-1], y[:, 2:]], -1)
        value, gate = F.linear(three, self.matrix.to(x.dtype)).chunk(2, -1)
        return x + value * torch.sigmoid(gate)


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.qkv = nn.Parameter(torch.randn(3 * WIDTH, WIDTH) * WIDTH**-0.5)
        self.out = nn.Parameter(torch.zeros(WIDTH, WIDTH))
        self.up = nn.Parameter(torch.randn(4 * WIDTH, WIDTH) * WIDTH**-0.5)
        self.down = nn.Parameter(torch.zeros(WIDTH, 2 * WIDTH))

    def forward(self, x, cos, sin):
        b, t, _ = x.shape
        y = F.linear(F.rms_norm(x, x.shape[-1:]), self.qkv.to(x.dtype)).view(b, t, 3, HEADS, -1).permute(2, 0, 3, 1, 4)
        q, k, v = turn(F.rms_norm(y[0], y.shape[-1:]), cos, sin), turn(F.rms_norm(y[1], y.shape[-1:]), cos, sin), y[2]
        y = F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(b, t, WIDTH)
        x = x + F.linear(y, self.out.to(x.dtype))
        value, gate = F.linear(F.rms_norm(x, x.shape[-1:]), self.up.to(x.dtype)).chunk(2, -1)
        return x + F.linear(value * F.silu(gate), self.down.to(x.dtype))


def turn(x, cos, sin):
    a, b = x.chunk(2, -1)
    return torch.cat([a * cos - b * sin, a * sin + b * cos], -1)


class Reader(nn.Module):
    def __init__(self, size, vectors=None):
        super().__init__()
        self.symbols = nn.Parameter(torch.randn(size, WIDTH) * 0.1)
        if vectors is not None:
            with torch.no_grad():
                self.symbols[:, : vectors.shape[1]] = torch.from_numpy(vectors)
        self.forms = nn.Parameter(torch.randn(FORMS, WIDTH) * 0.3)
        self.layers = nn.ModuleList([Gated(), Gated(), Block(), Gated(), Block(), Gated()])
        self.last = nn.Parameter(torch.randn(WIDTH, WIDTH) * WIDTH**-0.5 * 0.3)
        self.prior = nn.Parameter(torch.zeros(size))
        angle = torch.arange(STRETCH)[:, None] * 256.0 ** (-torch.arange(WIDTH // HEADS // 2) / (WIDTH // HEADS // 2))
        self.cos, self.sin = nn.Buffer(angle.cos().to(HALF), persistent=False), nn.Buffer(angle.sin().to(HALF), persistent=False)

    def trunk(self, seen, form):
        """The state of each place. `form` is 0 where `seen` is known."""
        gap = form > 0
        x = torch.where(gap[..., None], F.embedding(form, self.forms), F.embedding(seen, self.symbols)).to(HALF)
        for layer in self.layers:
            x = layer(x, self.cos[: x.shape[1]], self.sin[: x.shape[1]]) if isinstance(layer, Block) else layer(x)
        x = F.rms_norm(x, x.shape[-1:])
        return F.linear(x, self.last.to(HALF))

    def scores(self, states, candidates):
        own = F.embedding(candidates, self.symbols.to(HALF))
        scores = (own @ states[:, :, None]).squeeze(-1).float() * WIDTH**-0.5 * 4 + F.embedding(candidates, self.prior[:, None]).squeeze(-1)
        return scores.masked_fill(candidates == NONE, -30)


def text(corpora, symbols):
    """The text that is learnt from, stretch by stretch, in the order that chance gives."""
    random, parts = np.random.default_rng(1), []
    for file in sorted(Path(corpora).glob("train/zh*/*.txt")):
        share = SHARES.get(file.stem, 1)
        if share:
            ids = symbols.read(file.read_text("utf-8")).astype(np.int16)
            ids = ids[: len(ids) // STRETCH * STRETCH].reshape(-1, STRETCH)
            parts.append(ids[random.random(len(ids)) < share])
    all_of_it = np.concatenate(parts)
    random.shuffle(all_of_it)
    return all_of_it


def draw(random, tables, ids):
    """What is seen of some stretches, which forms the gaps have, and where the answer is asked for."""
    form = np.zeros(ids.shape, np.int64)
    dice = random.random(len(ids))
    for i in range(len(ids)):
        name = next(name for name, share in LINES_OF.items() if dice[i] < share)
        form[i] = tables[name][ids[i]]
    asked = form > 0
    # Some gaps are shown as if they were known, sometimes with something else.
    shown = random.random(ids.shape) < random.random((len(ids), 1)) * 1.2 - 0.1
    form[shown] = 0
    asked &= ~shown
    return form, asked


def learn(net, tables, candidates, stretches, hours, folder, resume):
    random = np.random.default_rng(2 + resume.get("step", 0))
    matrices = [p for layer in net.layers for p in layer.parameters()] + [net.last]
    for_matrices = torch.optim.Muon(matrices, weight_decay=0.02, adjust_lr_fn="match_rms_adamw", ns_steps=4)
    for_vectors = torch.optim.Adam([net.symbols, net.forms, net.prior], betas=(0.9, 0.98))
    if "matrices" in resume:
        for_matrices.load_state_dict(resume["matrices"])
        for_vectors.load_state_dict(resume["vectors"])
    began, step, sums, saved = time.time(), resume.get("step", 0), np.zeros(3), time.time()
    before = resume.get("seconds", 0)
    first = step
    at = step * BATCH
    while (spent := (time.time() - began) / 3600 / hours) < 1:
        warm = min(1, (step - first + 1) / (100 if first == 0 else 20))
        rate = 1e-3 * warm * min(1, (1 - spent) / 0.25 + 0.02)
        if spent > 0.75 and "stable" not in resume:
            resume["stable"] = True
            save(net, for_matrices, for_vectors, step, before + time.time() - began, Path(folder) / "stable.pt")
        for_matrices.param_groups[0]["lr"] = rate
        for_vectors.param_groups[0]["lr"] = rate * 1.5
        ids = np.stack([stretches[(at + i) % len(stretches)] for i in range(BATCH)]).astype(np.int64)
        at += BATCH
        form, asked = draw(random, tables, ids)
        seen, form = torch.from_numpy(ids), torch.from_numpy(form)
        seen = torch.where(torch.rand(seen.shape) < 0.02, RARE, seen)
        right = torch.from_numpy(ids[asked])
        listed = torch.from_numpy(candidates)[form[torch.from_numpy(asked)]]
        place = listed == right[:, None]
        known = place.any(1)
        states = net.trunk(seen, form)[torch.from_numpy(asked)][known]
        scores = net.scores(states, listed[known])
        answer = place[known].int().argmax(1)
        loss = F.cross_entropy(scores, answer, reduction="sum")
        for_matrices.zero_grad()
        for_vectors.zero_grad()
        (loss / max(1, len(states))).backward()
        for_matrices.step()
        for_vectors.step()
        sums += np.array([loss.item(), len(states), int((scores.argmax(1) != answer).sum())])
        step += 1
        if step % 50 == 0:
            seconds, symbols = before + time.time() - began, at * STRETCH / 1e6
            loss, wrong = sums[0] / sums[1], sums[2] / sums[1]
            print(f"{step}\t{symbols:.2f} M symbols\t{seconds:.0f} s\tloss {loss:.4f}\twrong {wrong:.4f}\trate {rate:.5f}", flush=True)
            sums = np.zeros(3)
        if time.time() - saved > 600:
            saved = time.time()
            save(net, for_matrices, for_vectors, step, before + time.time() - began, Path(folder) / "whole.pt")
    save(net, for_matrices, for_vectors, step, before + time.time() - began, Path(folder) / "whole.pt")


def save(net, for_matrices, for_vectors, step, seconds, path):
    states = {"net": net.state_dict(), "matrices": for_matrices.state_dict(), "vectors": for_vectors.state_dict()}
    torch.save({**states, "step": step, "seconds": seconds}, path)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora")
    parser.add_argument("folder")
    parser.add_argument("hours", type=float)
    parser.add_argument("--resume")
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(0)
    symbols, vectors = load(arguments.folder)
    characters = sorted(symbols.number, key=symbols.number.get)
    forms = Forms(characters, symbols.size)
    tables = usual(forms)
    candidates = forms.candidates()
    print(symbols.size, "symbols", len(forms.members), "forms", flush=True)
    net = Reader(symbols.size, vectors)
    print(sum(p.numel() for p in net.layers.parameters()), "weights in layers", flush=True)
    resume = torch.load(arguments.resume) if arguments.resume else {}
    if resume:
        net.load_state_dict(resume["net"], strict=False)
    stretches = text(arguments.corpora, symbols)
    print(stretches.size / 1e6, "M symbols to learn from", flush=True)
    learn(net, tables, candidates, stretches, arguments.hours, arguments.folder, resume)


if __name__ == "__main__":
    main()
