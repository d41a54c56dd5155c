"""Draw the confusion matrix and the calibration of an evaluation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")
from matplotlib import pyplot as plt

from bot.evaluation.measures import Bin, Outcome


def draw_confusions(outcomes: Sequence[Outcome], path: Path) -> None:
    """Draw right intents against understood ones, each row as shares of its intent."""
    intents = sorted({outcome.gold for outcome in outcomes} | {outcome.intent for outcome in outcomes})
    counts = Counter((outcome.gold, outcome.intent) for outcome in outcomes)
    rows = {gold: sum(counts[gold, said] for said in intents) or 1 for gold in intents}
    shares = [[counts[gold, said] / rows[gold] for said in intents] for gold in intents]
    side = 3 + 0.42 * len(intents)
    figure, axes = plt.subplots(figsize=(side, side), dpi=110)
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(intents)), intents, rotation=90)
    axes.set_yticks(range(len(intents)), intents)
    axes.set_xlabel("understood")
    axes.set_ylabel("right")
    axes.set_title(f"{sum(outcome.right for outcome in outcomes)} of {len(outcomes)} right")
    for row, gold in enumerate(intents):
        for column, said in enumerate(intents):
            if counts[gold, said]:
                colour = "white" if shares[row][column] > 0.5 else "black"
                axes.text(column, row, str(counts[gold, said]), ha="center", va="center", fontsize=7, color=colour)
    figure.tight_layout()
    figure.savefig(path)
    plt.close(figure)


def draw_calibration(bins: Sequence[Bin], error: float, path: Path) -> None:
    """Draw how often the intent is right against how sure the model is; the areas show the numbers of cases."""
    figure, axes = plt.subplots(figsize=(5.5, 5), dpi=110)
    total = sum(each.n for each in bins)
    axes.plot([0, 1], [0, 1], linestyle="--", color="grey", linewidth=1)
    axes.plot([each.confidence for each in bins], [each.accuracy for each in bins], color="tab:blue")
    sizes = [20 + 600 * each.n / total for each in bins]
    axes.scatter([each.confidence for each in bins], [each.accuracy for each in bins], s=sizes, alpha=0.5)
    for each in bins:
        axes.annotate(f"n={each.n}", (each.confidence, each.accuracy), (6, -12), textcoords="offset points", fontsize=7)
    axes.set(
        xlim=(0, 1), ylim=(0, 1.02), xlabel="confidence", ylabel="share right", title=f"expected error {error:.3f}"
    )
    figure.tight_layout()
    figure.savefig(path)
    plt.close(figure)
