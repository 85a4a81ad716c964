"""What LLVM's model of a CPU says of numpool's loops and of numba's: cycles an item, and the unit that is busiest.

    python bench/kernels/mca.py [CPU ...]          # znver4 and skylake-avx512, if not told

Needs numba, and `llvm-mca` (LLVM 16 or later knows znver4; LLVM_MCA names another one). numpool's loops come from
crates/kernel/src/codegen/x64/tests/snapshots, numba's from its `inspect_asm` of bench/contenders/kernels.py. A model knows no caches and no
branches that are guessed wrongly: it says what the instructions alone could do.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
SNAPSHOTS = ROOT / "crates/kernel/src/codegen/x64/tests/snapshots"
MCA = os.environ.get("LLVM_MCA", "llvm-mca")
CPUS = sys.argv[1:] or ["znver4", "skylake-avx512"]

# Snapshot, numba's function, and how many turns of a loop LLVM wrote out one after the other. numpool writes one.
ROWS = [
    ("sqrt", "root", 1),
    ("polynomial", "polynomial", 1),
    ("logistic", "logistic", 50),
    ("mandelbrot", "mandelbrot", 8),
    ("interpolation", "interpolation", 1),
    ("hash-rounds", "integer_hash", 1),
    ("nearest", "nearest", 8),
]


def blocks(lines):
    """Stretches from a label to a jump back to it, each with its first and last line."""
    labels = {}
    for at, line in enumerate(lines):
        label = re.match(r"\s*([.\w$]+):\s*$", line)
        if label:
            labels[label[1]] = at
        jump = re.match(r"\s*(j\w+)\s+([.\w$]+)", line)
        if jump and jump[2] in labels:
            yield labels[jump[2]], at


def is_code(line):
    return re.match(r"\s+[a-z]", line) and not re.match(r"\s+\.", line)


def vectors(lines):
    return sum(bool(re.search(r"[zy]mm\d", line)) for line in lines)


def innermost(lines):
    """The loop without another one in it that has the most vector instructions, or the most instructions."""
    found = []
    all_loops = list(blocks(lines))
    for first, last in all_loops:
        if any(first < a and b <= last for a, b in all_loops if (a, b) != (first, last)):
            continue
        body = [line for line in lines[first:last + 1] if is_code(line)]
        found.append((vectors(body), len(body), body))
    return max(found, key=lambda it: it[:2])[2] if found else []


def ours(name):
    text = (SNAPSHOTS / f"{name}.avx512.asm").read_text()
    lanes = int(re.search(r"strips of (\d+) items", text)[1])
    lines = text.splitlines()
    body = innermost(lines)
    # What is jumped over where all numbers fit int32.
    kept, skipping = [], None
    positions = {m[1]: i for i, l in enumerate(lines) if (m := re.match(r"(L\d+):", l))}
    for at in range(lines.index(body[0]), len(lines)):
        line = lines[at]
        if skipping and line.startswith(skipping):
            skipping = None
        if is_code(line) and not skipping:
            kept.append(line)
            # A jump ahead over more than its like, taken as a rule: the long way of ToInt32.
            jump = re.match(r"\s+je\s+(L\d+)", line)
            if jump and positions[jump[1]] > at and name.startswith("hash") and vectors(lines[at:positions[jump[1]]]) > 40:
                skipping = f"{jump[1]}:"
        if re.match(r"\s+jmp\s", line):
            break
    return lanes, [intel(line) for line in kept if not re.match(r"\s+j", line)]


def intel(line):
    line = re.sub(r"\[c\d+\]", "[rip]", line)
    line = re.sub(r"\+(stop|slots|tables|columns|item|end|outputs|functions|last)\]", "+8]", line)
    size = "dword" if re.search(r"^\s+v(p\w+d|pbroadcastd)\s", line) and "pd " not in line else "qword"
    line = re.sub(r"(\[[^]]*\])\{1to8\}", rf"{size} ptr \1{{1to8}}", line)
    line = re.sub(r"(gather\w+\s+[xyz]mm\d+), (k\d),", r"\1 {\2}, zmmword ptr", line)
    line = re.sub(r"([xyz]mm\d+|k\d)\{(k\d)\}", r"\1 {\2}", line)
    return re.sub(r"([0-9][0-9A-F]*)h\b", lambda m: str(int(m[1], 16)), line)


def numba_loops():
    import numba
    import numpy

    folder = tempfile.mkdtemp()
    for name, count in (("sine", 1025), ("places", 3000), ("heights", 3000)):
        numpy.arange(count, dtype=float).tofile(os.path.join(folder, name))
    sys.argv = ["kernels.py", folder]
    sys.path.insert(0, str(ROOT / "bench/contenders"))
    import kernels

    x = numpy.linspace(0.1, 0.9, 64)
    found = {}
    for _, name, _ in ROWS:
        # On one thread: the loop is the same, and not hidden in a function that threads are handed.
        function = numba.njit(kernels.KERNELS[name].py_func)
        function(x, numpy.empty_like(x))
        loops = []
        for text in function.inspect_asm().values():
            body = innermost(text.splitlines())
            loops.append((vectors(body), len(body), body))
        body = max(loops, key=lambda it: it[:2])[2] if loops else []
        width = 8 if any("zmm" in line for line in body) else 4 if vectors(body) else 1
        stores = sum(bool(re.match(r"\s+vmov(up|ap|nt)\w*\s+%[zy]mm\d+,\s.*\(", line)) for line in body)
        packed = any(re.search(r"pd\s+.*%[zy]mm", line) for line in body)
        found[name] = (max(stores, 1) * width if packed else 1), [line for line in body if not re.match(r"\s+j", line)]
    return found


def model(lines, cpu, syntax):
    text = (".intel_syntax noprefix\n" if syntax == "intel" else "") + "\n".join(lines) + "\n"
    done = subprocess.run(
        [MCA, f"-mcpu={cpu}", "-iterations=300", "-mtriple=x86_64"], input=text, capture_output=True, text=True
    )
    if done.returncode or "error:" in done.stderr:
        return None, None, done.stderr.strip().splitlines()[0] if done.stderr else "?"
    cycles = int(re.search(r"Total Cycles:\s+(\d+)", done.stdout)[1]) / 300
    bound = float(re.search(r"Block RThroughput:\s+([\d.]+)", done.stdout)[1])
    names = dict(re.findall(r"\[([\d.]+)\]\s+- (\S+)", done.stdout))
    pressure = done.stdout.split("Resource pressure per iteration:")[1].splitlines()
    units = re.findall(r"\[[\d.]+\]", pressure[1])
    values = [0.0 if v == "-" else float(v) for v in pressure[2].split()]
    busiest = max(zip(values, units))
    return cycles, bound, f"{names[busiest[1][1:-1]]} {busiest[0]:.1f}"


def main():
    numba = numba_loops()
    for cpu in CPUS:
        print(f"\n{cpu}, cycles an item (a turn of an item where there are turns)\n")
        print("| row | numpool | at least | busiest | numba | at least | busiest |")
        print("| --- | --- | --- | --- | --- | --- | --- |")
        for snapshot, name, turns in ROWS:
            cells = []
            for (items, lines), syntax, turns in ((ours(snapshot), "intel", 1), (numba[name], "att", turns)):
                cycles, bound, busiest = model(lines, cpu, syntax) if lines else (None, None, "no loop found")
                if cycles is None:
                    cells += ["", "", busiest]
                else:
                    each = items * turns
                    cells += [f"{cycles / each:.2f} ({items} at a time)", f"{bound / each:.2f}", busiest]
            print(f"| {snapshot} | " + " | ".join(cells) + " |")


main()
