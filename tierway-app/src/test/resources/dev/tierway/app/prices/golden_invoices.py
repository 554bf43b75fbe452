#!/usr/bin/env python3
"""Oracle of the golden invoices: an independent reading of the same prices, in exact fractions.

    python3 golden_invoices.py .../price-book/model_prices.json

writes, beside itself, vendor-july.json (raw prices of one model for each combination of price fields), vendor-august.json
(the same with some prices changed) and golden-invoices.csv. Shares no code and no price table with Tierway.
"""
import csv
import itertools
import json
import random
import re
import sys
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

HERE = Path(__file__).parent
JULY = "2026-07-24T00:00:00Z"
AUGUST = "2026-08-15T12:00:00Z"
BEFORE, AFTER = "2026-08-15T11:59:59.999999999Z", AUGUST
SUFFIX = {"standard": "", "priority": "_priority", "flex": "_flex", "batch": "_batches"}
FIELD = {
    "input": "input_cost_per_token",
    "read": "cache_read_input_token_cost",
    "write5m": "cache_creation_input_token_cost",
    "write1h": "cache_creation_input_token_cost_above_1hr",
    "output": "output_cost_per_token",
    "reasoning": "output_cost_per_reasoning_token",
}
COLUMNS = ["story", "model", "tier", "at", "inside", "input", "read", "write5m", "write1h", "output", "reasoning",
           "nanos", "version"]


def listed(prices, kind, tier, prompt):
    """The price a vendor lists for a token: the highest step that applies, in the tier before standard."""
    steps = sorted({int(s) for f in prices for s in re.findall(r"_above_(\d+)k_tokens", f)}, reverse=True)
    for step in [s for s in steps if prompt > s * 1000] + [None]:
        middle = "" if step is None else f"_above_{step}k_tokens"
        for tail in dict.fromkeys([SUFFIX[tier], ""]):
            if FIELD[kind] + middle + tail in prices:
                return Fraction(prices[FIELD[kind] + middle + tail])
    return None


def vendor_rate(prices, kind, tier, prompt):
    has = lambda k: any(f.startswith(FIELD[k]) for f in prices)
    if kind == "write1h" and not has("write1h"):
        kind = "write5m"
    if kind == "reasoning" and prices.get(FIELD[kind]) in (None, prices[FIELD["output"]]):
        kind = "output"
    found = listed(prices, kind, tier, prompt)
    return listed(prices, "input", tier, prompt) if found is None else found


# Dollars per million by hand: input, read, write 5m, write 1h, output, reasoning; keyed by the step above which they hold.
OWN = {
    "assistant@2026-07-01": {
        "standard": {0: "0.15 0.015 0.1875 0.3 0.6 0.6"},
        "priority": {0: "0.2625 0.02625 0.328125 0.525 1.05 1.05"},
        "flex": {0: "0.075 0.0075 0.09375 0.15 0.3 0.3"},
        "batch": {0: "0.075 0.0075 0.09375 0.15 0.3 0.3"},
    },
    "halves@2026-07-01": {
        "standard": {0: "0.0005 0.0005 0.000625 0.001 0.0015 0.0015"},
        "priority": {0: "0.000875 0.000875 0.00109375 0.00175 0.002625 0.002625"},
        "flex": {0: "0.0001665 0.0001665 0.000208125 0.000333 0.0004995 0.0004995"},
        "batch": {0: "0.00025 0.00025 0.0003125 0.0005 0.00075 0.00075"},
    },
    "stepped@2026-07-01": {
        "standard": {0: "2 0.5 3 4 10 10", 128000: "3 0.75 3 6 10 10", 256000: "3 0.75 7 6 20 20"},
        "priority": {0: "3 0.75 4.5 6 15 15", 128000: "4.5 1.125 4.5 9 15 15", 256000: "4.5 1.125 10.5 9 30 30"},
        "flex": {0: "1 0.25 3 2 10 10", 128000: "3 0.75 3 6 10 10", 256000: "3 0.75 7 6 9 9"},
        "batch": {0: "0.5 0.25 3 1 2 2", 128000: "3 1.5 3 6 2 2", 256000: "3 1.5 7 6 20 20"},
    },
    "thinker@2026-07-01": {
        "standard": {0: "1 0.1 1.25 2 4 5"},
        "priority": {0: "1.75 0.175 2.1875 3.5 7 8.75"},
        "flex": {0: "0.5 0.05 0.625 1 2 2.5"},
        "batch": {0: "1 0.1 1.25 2 2 5"},
    },
    "changing@2026-07-01": {
        "standard": {0: "1 0.1 1.25 2 2 2"}, "priority": {0: "1.75 0.175 2.1875 3.5 3.5 3.5"},
        "flex": {0: "0.5 0.05 0.625 1 1 1"}, "batch": {0: "0.5 0.05 0.625 1 1 1"},
    },
    "changing@2026-07-16T09:30:00+02:00": {
        "standard": {0: "1.1 0.11 1.375 2.2 2.2 2.2"}, "priority": {0: "2.2 0.22 2.75 4.4 4.4 4.4"},
        "flex": {0: "0.55 0.055 0.6875 1.1 1.1 1.1"}, "batch": {0: "0.55 0.055 0.6875 1.1 1.1 1.1"},
    },
    "changing@third": {
        "standard": {0: "0.9 0 1.125 1.8 1.8 1.8"}, "priority": {0: "1.575 0 1.96875 3.15 3.15 3.15"},
        "flex": {0: "0.45 0 0.5625 0.9 0.9 0.9"}, "batch": {0: "0.45 0 0.5625 0.9 0.9 0.9"},
    },
}
OWN_TIMES = {
    "assistant@2026-07-01": ["2026-07-01T00:00:00Z"],
    "halves@2026-07-01": ["2026-07-31T23:59:59Z"],
    "stepped@2026-07-01": ["2026-07-02T10:00:00Z"],
    "thinker@2026-07-01": ["2026-12-31T00:00:00Z"],
    "changing@2026-07-01": ["2026-07-01T00:00:00Z", "2026-07-16T07:29:59.999Z"],
    "changing@2026-07-16T09:30:00+02:00": ["2026-07-16T07:30:00Z", "2026-07-19T23:59:59Z"],
    "changing@third": ["2026-07-20T00:00:00Z", "2027-01-01T00:00:00Z"],
}


def own_rate(version, kind, tier, prompt):
    steps = OWN[version][tier]
    rates = steps[max(step for step in steps if prompt > step or step == 0)].split()
    return Fraction(rates[list(FIELD).index(kind)]) / 1_000_000


def nanos(usage, rate):
    """Exact sum in nano-dollars, rounded once; a half goes to the even neighbour, as round() of a fraction does."""
    prompt = usage["input"] + usage["read"] + usage["write5m"] + usage["write1h"]
    tokens = dict(usage, output=usage["output"] - usage["reasoning"])
    return round(sum((Fraction(n) * rate(kind, prompt) for kind, n in tokens.items()), Fraction(0)) * 10**9)


def usage(input=0, read=0, write5m=0, write1h=0, output=0, reasoning=0):
    return dict(input=input, read=read, write5m=write5m, write1h=write1h, output=output, reasoning=reasoning)


def stories(rng, steps):
    n = rng.randrange
    whole = usage(n(1, 4000), n(1, 20000), n(0, 900), n(0, 900), n(2, 3000))
    whole["reasoning"] = n(0, whole["output"])
    yield "whole", whole
    yield "cut by the client", dict(whole, output=1, reasoning=0)
    yield "failed before the first token", usage(n(1, 4000))
    yield "cached", usage(n(1, 64), 1024 * n(1, 100), 0, 0, n(1, 400))
    yield "written", usage(n(1, 64), 0, n(1, 9000), n(1, 9000), n(1, 400))
    yield "thinking", (lambda out: usage(n(1, 500), 0, 0, 0, out, out))(n(1, 9000))
    for step in steps:
        read = n(0, step)
        yield f"at the step {step}", usage(step - read, read, 0, 0, n(1, 900))
        yield f"above the step {step}", usage(step - read, read, 1, 0, n(1, 900))
        yield f"cut above the step {step}", usage(step, n(1, 9000), 0, n(1, 900), n(1, 90))


def chosen(raw):
    """The first model of each combination of price fields, without fields that are no prices per token."""
    by_fields = {}
    for name, model in raw.items():
        prices = {f: v for f, v in model.items() if any(f.startswith(base) for base in FIELD.values())
                  and not f.startswith("input_cost_per_token_cache_hit")}
        if {"input_cost_per_token", "output_cost_per_token"} <= prices.keys():
            by_fields.setdefault(frozenset(prices), (name, prices))
    return dict(sorted(by_fields.values()))


def changed(models):
    """Every second model, with prices of awkward digits."""
    return {name: {f: format((Decimal(v) * Decimal("0.937")).normalize(), "E") for f, v in prices.items()}
            for name, prices in itertools.islice(models.items(), 0, None, 2)}


def write_map(file, models):
    entries = (f' {json.dumps(name)}: {{' + ", ".join(f'"{f}": {v}' for f, v in sorted(prices.items())) + "}"
               for name, prices in models.items())
    (HERE / file).write_text("{\n" + ",\n".join(entries) + "\n}\n")


def main():
    raw = json.loads(Path(sys.argv[1]).read_text(), parse_float=str, parse_int=str)
    july = chosen(raw)
    august = changed(july)
    write_map("vendor-july.json", july)
    write_map("vendor-august.json", august)
    rng = random.Random(20260724)
    rows = []

    def row(story, model, tier, at, inside, used, cost, version):
        rows.append(dict(used, story=story, model=model, tier=tier, at=at, inside=inside, nanos=cost, version=version))

    for (name, prices), tier, at in itertools.product(july.items(), SUFFIX, [BEFORE, AFTER]):
        new = at == AFTER and name in august
        now = august[name] if new else prices
        steps = sorted({int(s) * 1000 for f in now for s in re.findall(r"_above_(\d+)k_tokens", f)})
        for story, used in stories(rng, steps):
            cost = nanos(used, lambda kind, prompt: vendor_rate(now, kind, tier, prompt))
            row(story, name, tier, at, False, used, cost, f"{name}@{AUGUST if new else '2026-07-24'}")
    for version, times in OWN_TIMES.items():
        for tier, at in itertools.product(SUFFIX, times):
            for story, used in stories(rng, sorted(OWN[version][tier])[1:]):
                cost = nanos(used, lambda kind, prompt: own_rate(version, kind, tier, prompt))
                row(story, version.split("@")[0], tier, at, False, used, cost, version)
    odd = usage(1, 1, 0, 0, 3)
    for n in range(1, 9):
        small = usage(n, n % 3, n % 2, 0, n // 2)
        cost = nanos(small, lambda kind, prompt: own_rate("halves@2026-07-01", kind, "standard", prompt))
        row("halves of a nano-dollar", "halves", "standard", "2026-07-02T00:00:00Z", False, small, cost,
            "halves@2026-07-01")
    row("inside a reservation", "assistant", "reserved", JULY, True, odd, 0, "reservation")
    row("unknown model", "nobody", "standard", JULY, False, odd, "", "unknown_model")
    row("too early", "assistant", "flex", "2026-06-30T23:59:59.999Z", False, odd, "", "before_first_price")
    row("reserved without a reservation", "assistant", "reserved", JULY, False, odd, "", "reserved_outside")

    with open(HERE / "golden-invoices.csv", "w", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    priced = [r["nanos"] for r in rows if r["nanos"] != ""]
    print(f"{len(july)} models, {len(rows)} records, {sum(priced)} nano-dollars")


main()
