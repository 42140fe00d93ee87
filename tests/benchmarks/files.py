"""What it costs to read a file in a process of its own: time with the start of the child, and its most memory."""

import os
import statistics
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

from registry.rendering import running
from tests.attachments import made

MIB = 1024 * 1024
WORDS = "The waiting time on the line fell in the weeks after the change was made and then rose again a little. "
TIMES = 7


def report(console: Console) -> None:
    """Every file in turn."""
    table = Table("File", "KB", "ms", "child MB", "end", title="Reading files, each in a process of its own")
    own = psutil.Process(os.getpid())
    made_ready = files()
    before = own.memory_info().rss
    for name, (job, content) in made_ready.items():
        took, most, end = measured(job, content, 1 if "MB" in name else TIMES)
        table.add_row(name, f"{len(content) / 1024:.0f}", f"{took * 1000:.0f}", f"{most / MIB:.0f}", end)
    console.print(table)
    grown = (own.memory_info().rss - before) / MIB
    console.print(f"The process that asked grew by {grown:.1f} MB, from {before / MIB:.0f} MB.")


def files() -> dict[str, tuple[str, bytes]]:
    """Each with the job that reads it."""
    lines = [WORDS.strip()] * 35
    pages = [" ".join(lines[:12])[:1000] for _ in range(20)]
    return {
        "docx, 20 pages": ("text_of_docx", made.docx(*lines * 20)),
        "pdf, 20 pages": ("text_of_pdf", made.pdf(*pages)),
        "xlsx, 2,000 rows": ("text_of_xlsx", made.xlsx(*[["a row", n, n / 7] for n in range(2_000)])),
        "docx that unpacks to 60 MB": ("text_of_docx", made.exploding_docx(60)),
        "docx that unpacks to 190 MB": ("text_of_docx", made.exploding_docx(190)),
        "docx that unpacks to 210 MB": ("text_of_docx", made.exploding_docx(210)),
        "docx of nested entities": ("text_of_docx", made.entities_docx()),
        "docx with zips in zips": ("text_of_docx", made.nested_zip(3)),
        "xlsx that says 1,048,576 rows": ("text_of_xlsx", made.tall_xlsx()),
        "pdf of a cycle": ("text_of_pdf", made.cyclic_pdf()),
        "pdf that says 100,000 pages": ("text_of_pdf", made.pdf("one", count=100_000)),
    }


def measured(job: str, content: bytes, times: int) -> tuple[float, float, str]:
    """The median time, the most memory that a child held, and how it ended."""
    took, most, end = [], 0.0, ""
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(times):
            watch = Watch()
            began = time.perf_counter()
            try:
                running.run(job, content, turns=Path(folder))
                end = "read"
            except running.Failed as failure:
                end = "too much" if failure.limit else "corrupt"
            took.append(time.perf_counter() - began)
            most = max(most, watch.stop())
    return statistics.median(took), most, end


class Watch:
    """Looks every few milliseconds how much memory the children of this process hold."""

    def __init__(self) -> None:
        self.most = 0.0
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.look, daemon=True)
        self.thread.start()

    def look(self) -> None:
        """Until it is over."""
        own = psutil.Process(os.getpid())
        while not self.over.wait(0.004):
            for child in own.children():
                try:
                    if child.cmdline() and "child.py" in " ".join(child.cmdline()):
                        self.most = max(self.most, child.memory_info().rss)
                except (psutil.NoSuchProcess, psutil.ZombieProcess, subprocess.SubprocessError):
                    continue

    def stop(self) -> float:
        """The most that was seen."""
        self.over.set()
        self.thread.join()
        return self.most
