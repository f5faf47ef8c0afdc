"""`python -m bench.similar`: how often the suggestion of similar proposals finds what it should.

Recall at five on pairs of titles that were written before anything was tuned, and that nothing was
tuned on; the same on pairs of far wording that were written when the word lists had long been;
precision of the desk's pairs on the first; and how long all pairs of a campaign take.
"""

import argparse
import json
import random
import time
from collections import Counter
from pathlib import Path

from app.domain.duplicates import ALIKE_FROM, MOST_COMPARED, alike_pairs
from app.domain.similarity import SimilarityIndex
from bench.table import aligned

SETS = Path(__file__).parents[1] / "tests" / "domain"
PAIRS, LATER = SETS / "similar_pairs.json", SETS / "similar_later.json"
KINDS = {
    "near": "near wording",
    "nn": "nynorsk against bokmål",
    "far": "far wording",
    "later": "far wording, written later",
}
WORDS_OF_BODY = 60
AMONG = 5


def read_pairs(path=PAIRS):
    return json.loads(path.read_text(encoding="utf-8"))


def titles_of(pairs):
    """Every title with its place; the two of a pair stand beside each other."""
    return list(enumerate(pair[name] for pair in pairs for name in ("one", "other")))


def recall_at_five(pairs):
    """By kind of pair: how often the other half is among the five best of all other titles, of how
    many questions. Both halves are asked about."""
    titles = titles_of(pairs)
    index, found, asked = SimilarityIndex(titles), Counter(), Counter()
    for key, title in titles:
        kind = pairs[key // 2]["kind"]
        others = [match.key for match in index.nearest(title, limit=AMONG + 1) if match.key != key]
        asked[kind] += 1
        found[kind] += (key ^ 1) in others[:AMONG]
    return {kind: (found[kind] / asked[kind], asked[kind]) for kind in asked}


def suggested(pairs):
    """How many pairs the desk suggests, how many of them are pairs, of how many there are."""
    shown = alike_pairs(SimilarityIndex(titles_of(pairs)), at_least=ALIKE_FROM)
    return len(shown), sum(pair.low ^ 1 == pair.high for pair in shown), len(pairs)


def seconds_for(number, pairs):
    """CPU seconds to compare `number` made-up proposals two and two, the index included."""
    chance, titles = random.Random(5), [title for _, title in titles_of(pairs)]
    words = " ".join(titles).split()
    texts = [
        (
            place,
            f"{chance.choice(titles)} {' '.join(chance.sample(words, 3))}\n"
            f"{' '.join(chance.choices(words, k=WORDS_OF_BODY))}",
        )
        for place in range(number)
    ]
    started = time.process_time()
    alike_pairs(SimilarityIndex(texts))
    return time.process_time() - started


def main():
    parser = argparse.ArgumentParser(prog="python -m bench.similar", description=__doc__)
    parser.add_argument("--ideas", type=int, default=MOST_COMPARED, help="compared two and two")
    pairs, wanted = read_pairs(), parser.parse_args()
    found = recall_at_five(pairs + read_pairs(LATER)) | recall_at_five(pairs)
    rows = [("kind of pair", "titles", "recall at 5")]
    for kind, name in KINDS.items():
        recall, asked = found[kind]
        rows.append((name, str(asked), f"{recall:.2f}"))
    print(aligned(rows, left=(0,)))
    shown, right, there = suggested(pairs)
    print(f"\nthe desk: {shown} pairs suggested, {right} of them right, of {there}")
    print(f"{wanted.ideas} proposals two and two: {seconds_for(wanted.ideas, pairs):.1f} CPU s")


if __name__ == "__main__":
    main()
