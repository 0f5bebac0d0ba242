"""What a batch gives back is there for the next one: the kernel is not asked for each page once more."""

import subprocess
import sys

PAGES_OF_A_BATCH = 4_096
BATCHES = """
import resource, sys
from shared.kit import collector

def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt

def batch():
    return [bytes(64 * 1024) for _ in range(256)]

if sys.argv[1] == "settled":
    collector.settle()
batch()
before = faults()
for _ in range(10):
    batch()
print(faults() - before)
"""


def _faults(how: str) -> int:
    said = subprocess.run([sys.executable, "-c", BATCHES, how], capture_output=True, text=True, check=True)  # noqa: S603 -- this very program
    return int(said.stdout)


def test_a_settled_process_uses_the_memory_of_one_batch_for_the_next() -> None:
    assert _faults("settled") < PAGES_OF_A_BATCH
    assert _faults("not settled") > 5 * PAGES_OF_A_BATCH
