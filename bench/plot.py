"""Draw the benchmarks as SVG, from the JSON beside them: `python -m bench.plot DIRECTORY`, in Rasa's environment."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("svg")  # before anything is drawn
from matplotlib import pyplot

# Words stay words, the same run draws the same file.
pyplot.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "bench", "font.size": 9, "axes.grid": True})
COLOURS = {"ours": "#0a6b8a", "stock": "#c0502d", "bare": "#7a5ca8", "floor": "#8a8a8a"}
NAMES = {"whatsapp": "WhatsApp", "voice": "telephone"}
LIMIT = 1.5


def main() -> None:
    """Draw what there is to draw."""
    folder = Path(sys.argv[1])
    if found := _read(folder / "side_by_side.json"):
        _times(found["turns"], folder / "times.svg")
        _throughput(found["turns"], folder / "throughput.svg")
        _weight(found, folder / "weight.svg")
    if ratios := _growth(folder):
        _bars_of_growth(ratios, folder / "growth.svg")


def _times(turns: dict[str, Any], file: Path) -> None:
    figure, axes = pyplot.subplots(1, 2, figsize=(9, 3.4), sharey=True)
    for axis, (channel, sides) in zip(axes, turns.items(), strict=True):
        for name, counts in sides.items():
            at = range(len(counts))
            axis.plot(at, [row["p50"] for row in counts.values()], "o-", color=COLOURS[name], label=f"{name}, p50")
            axis.plot(at, [row["p95"] for row in counts.values()], "^--", color=COLOURS[name], label=f"{name}, p95")
            axis.set_xticks(list(at))
            axis.set_xticklabels(list(counts))
        axis.set(title=NAMES[channel], xlabel="clients at once", yscale="log")
    axes[0].set_ylabel("ms from the webhook to the whole answer")
    axes[1].legend(fontsize=7)
    _save(figure, file)


def _throughput(turns: dict[str, Any], file: Path) -> None:
    figure, axes = pyplot.subplots(2, 2, figsize=(9, 6), sharex=True)
    told = (("per_second", "turns a second"), ("per_core_second", "turns a second of processor time"))
    for row, (key, label) in zip(axes, told, strict=True):
        for axis, (channel, sides) in zip(row, turns.items(), strict=True):
            for place, (name, counts) in enumerate(sides.items()):
                at = [x + (place - 1.5) * 0.21 for x in range(len(counts))]
                bars = axis.bar(at, [c[key] for c in counts.values()], 0.19, color=COLOURS[name], label=name)
                axis.bar_label(bars, fmt="%.0f", fontsize=7)
                axis.set_xticks(range(len(counts)))
                axis.set_xticklabels(list(counts))
            axis.set(title=NAMES[channel], ylabel=label, yscale="log")
            axis.margins(y=0.15)
    for axis in axes[1]:
        axis.set_xlabel("clients at once")
    axes[0][1].legend(fontsize=7)
    _save(figure, file)


def _weight(found: dict[str, Any], file: Path) -> None:
    figure, axes = pyplot.subplots(1, 2, figsize=(9, 2.4))
    told = (
        ("resident_mb", "MB resident, all processes", "%.0f"),
        ("start_s", "s from start to the first answer", "%.1f"),
    )
    for axis, (key, label, form) in zip(axes, told, strict=True):
        values = found[key]
        bars = axis.barh(list(values), list(values.values()), color=[COLOURS[name] for name in values])
        axis.bar_label(bars, fmt=form, padding=3)
        axis.set_xlabel(label)
        axis.invert_yaxis()
        axis.margins(x=0.15)
    _save(figure, file)


def _growth(folder: Path) -> dict[str, float]:
    """Return how much slower it becomes, by what grows, as far as it was measured."""
    ratios = {}
    if storage := _read(folder / "storage.json"):
        ratios |= {f"1,000 → 1,000,000 reports, by {name}": ratio for name, ratio in storage["ratios"].items()}
    if turns := _read(folder / "turns.json"):
        ratios["turn 1 → turn 100 of a conversation"] = turns["long_talk_ratio"]
    if both := _read(folder / "side_by_side.json"):
        (few, before), (many, after) = both["conversations_p50_ms"].items()
        ratios[f"{few} → {many} open conversations"] = after / before
    return ratios


def _bars_of_growth(ratios: dict[str, float], file: Path) -> None:
    figure, axis = pyplot.subplots(figsize=(9, 0.6 + 0.4 * len(ratios)))
    bars = axis.barh(list(ratios), list(ratios.values()), color=COLOURS["ours"])
    axis.bar_label(bars, fmt="%.2f", padding=3)
    axis.axvline(LIMIT, color=COLOURS["stock"], linestyle="--")
    axis.set_xlabel("times as long (the line: what it may be at most)")
    axis.invert_yaxis()
    axis.margins(x=0.1)
    _save(figure, file)


def _save(figure: Any, file: Path) -> None:  # noqa: ANN401 - the library has no types
    figure.tight_layout()
    figure.savefig(file, metadata={"Date": None})
    pyplot.close(figure)


def _read(file: Path) -> dict[str, Any] | None:
    if not file.exists():
        return None
    content: dict[str, Any] = json.loads(file.read_text())
    return content


if __name__ == "__main__":
    main()
