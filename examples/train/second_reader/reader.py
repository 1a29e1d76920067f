"""The second reader: a small net that is asked about gaps in doubt. Its scores are added to the library's.

    reader.py FOLDER TRAIN WEIGHT SET... [--reach SYMBOLS] [--share OF_THE_GAPS]

learns from TRAIN.npz, chooses the weight of its scores on WEIGHT.npz, and prints the errors of each set before and after. `gaps.py` writes these.
It sees the library's guesses in the neighbouring gaps. What it learns is what the library's own shares leave open: these are part of the sum in
training, too, so TRAIN has to be text that the library's model was not learnt from.
"""

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from gaps import REACH
from symbols import NONE, RARE, WIDTH, load

NEAR = 13  # symbols on either side that go through the tree: 27 become 9, 3 and 1
BATCH = 512
RATE = 1.5e-3
UNKNOWN_IN_TRAINING = 0.05
WEIGHTS = (0, 0.25, 0.5, 0.75, 1)
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"
HALF = torch.bfloat16


class Reader(nn.Module):
    def __init__(self, vectors):
        super().__init__()
        self.vectors = nn.Buffer(torch.from_numpy(vectors).to(HALF))
        self.place = nn.Parameter(torch.randn(2 * NEAR + 1, WIDTH) * 0.1)
        of_three = lambda: nn.Parameter(torch.randn(2 * WIDTH, 3 * WIDTH) * (3 * WIDTH) ** -0.5)
        self.steps = nn.ParameterList(of_three() for _ in range(3))
        self.far = nn.Parameter(torch.randn(WIDTH, 2 * WIDTH) * 0.02)
        self.out = nn.Parameter(torch.randn(WIDTH, WIDTH) * WIDTH**-0.5 * 0.3)
        self.prior = nn.Parameter(torch.zeros(len(vectors)))
        self.trust = nn.Parameter(torch.ones(()))

    def forward(self, around, candidates, shares):
        """The reader's own scores, and the library's."""
        own = self.vectors[candidates]
        gap = (shares.to(HALF)[:, :, None] * own).sum(1, keepdim=True)
        begin, end = REACH - NEAR, REACH + NEAR + 1
        near = self.vectors[around[:, begin:end]]
        state = torch.cat([near[:, :NEAR], gap, near[:, NEAR + 1 :]], 1) + self.place.to(HALF)
        for step in self.steps:
            three = state.reshape(len(state), -1, 3 * WIDTH)
            value, gate = F.linear(F.rms_norm(three, three.shape[-1:]), step.to(HALF)).chunk(2, -1)
            state = three[:, :, WIDTH : 2 * WIDTH] + value * torch.sigmoid(gate)
        far = torch.cat([self.vectors[around[:, :begin]].mean(1), self.vectors[around[:, end:]].mean(1)], -1)
        state = state[:, 0] + F.linear(F.rms_norm(far, far.shape[-1:]), self.far.to(HALF))
        state = F.linear(F.rms_norm(state, state.shape[-1:]), self.out.to(HALF))
        scores = (own @ state[:, :, None]).squeeze(-1).float() * WIDTH**-0.5 + self.prior[candidates]
        return scores.masked_fill(candidates == NONE, -30), self.trust * shares.clamp(min=1e-5).log()


class Gaps:
    def __init__(self, folder, name, reach):
        stored = np.load(Path(folder) / f"{name}.npz")
        self.around = stored["around"]
        self.around[:, : REACH - reach] = self.around[:, REACH + reach + 1 :] = RARE
        self.candidates, self.shares, self.right = stored["candidates"], stored["shares"], stored["right"]
        self.gaps, self.errors = int(stored["gaps"]), int(stored["errors"])

    def take(self, at):
        tensor = lambda a: torch.from_numpy(a[at]).to(DEVICE)
        return tensor(self.around).long(), tensor(self.candidates), tensor(self.shares), tensor(self.right)


def learn(net, gaps, share):
    matrices = [*net.steps, net.far, net.out]
    rest = [p for p in net.parameters() if all(p is not matrix for matrix in matrices)]
    for_matrices = torch.optim.Muon(matrices, weight_decay=0.02, adjust_lr_fn="match_rms_adamw", ns_steps=4)
    for_rest = torch.optim.Adam(rest, betas=(0.9, 0.98))
    order = np.random.default_rng(0).permutation(np.nonzero(gaps.right >= 0)[0])
    steps = int(len(order) * share) // BATCH
    for step in range(steps):
        rate = RATE * min(1, (step + 1) / 50) * max(0.02, 1 - step / steps)
        for optimizer in (for_matrices, for_rest):
            optimizer.param_groups[0]["lr"] = rate
            optimizer.zero_grad()
        around, candidates, shares, right = gaps.take(order[step * BATCH : (step + 1) * BATCH])
        around = around.masked_fill(torch.rand(around.shape, device=DEVICE) < UNKNOWN_IN_TRAINING, RARE)
        F.cross_entropy(sum(net(around, candidates, shares)), right).backward()
        for_matrices.step()
        for_rest.step()
    return steps * BATCH


@torch.no_grad()
def measure(net, gaps):
    """For each weight: wrong choices among the gaps in doubt, and the loss where what is right is listed."""
    wrong, loss, listed = np.zeros(len(WEIGHTS), int), np.zeros(len(WEIGHTS)), 0
    for begin in range(0, len(gaps.right), 1024):
        around, candidates, shares, right = gaps.take(slice(begin, begin + 1024))
        own, library = net(around, candidates, shares)
        known = right >= 0
        listed += int(known.sum())
        for at, weight in enumerate(WEIGHTS):
            both = weight * own + library
            wrong[at] += int((both.argmax(-1) != right).sum())
            loss[at] += F.cross_entropy(both[known], right[known], reduction="sum").item()
    return wrong, loss / max(listed, 1)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("train")
    parser.add_argument("weight")
    parser.add_argument("sets", nargs="*")
    parser.add_argument("--reach", type=int, default=REACH)
    parser.add_argument("--share", type=float, default=1)
    arguments = parser.parse_args()
    torch.manual_seed(0)
    net = Reader(load(arguments.folder)[1]).to(DEVICE)
    began, processor = time.time(), time.process_time()
    seen = learn(net, Gaps(arguments.folder, arguments.train, arguments.reach), arguments.share)
    print(f"{seen} gaps learnt from, {time.time() - began:.0f} s, {time.process_time() - processor:.0f} s of processors")
    _, loss = measure(net, Gaps(arguments.folder, arguments.weight, arguments.reach))
    chosen = int(loss.argmin())
    print(f"weight {WEIGHTS[chosen]}")
    for name in [arguments.weight, *arguments.sets]:
        gaps = Gaps(arguments.folder, name, arguments.reach)
        wrong, loss = measure(net, gaps)
        before = int((gaps.right != 0).sum())
        after = gaps.errors - before + wrong[chosen]
        print(
            f"{name}\tgaps {gaps.gaps}\terrors {gaps.errors} -> {after}\tright {1 - gaps.errors / gaps.gaps:.4f} -> "
            f"{1 - after / gaps.gaps:.4f}\tloss in doubt {loss[0]:.4f} -> {loss[chosen]:.4f}"
        )


if __name__ == "__main__":
    main()
