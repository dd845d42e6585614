"""Runs the programs of the set-up, and turns their last words into a reason that a person can use."""

import os
import re
import subprocess
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path

from setup.screen import Pulse, SetupError, write

_LAST_WORDS = 30
_CAUSES = (
    (
        r"no space left|enospc|disk quota|not enough free space",
        "Ổ đĩa đã đầy.",
        "The disk is full.",
    ),
    (
        r"certificate|unknownissuer|self.signed",
        "Không tin được chứng chỉ TLS của kho gói; hãy đặt SSL_CERT_FILE tới chứng chỉ của mạng này.",
        "The package registry's TLS certificate is not trusted; set SSL_CERT_FILE to this network's certificate.",
    ),
    (
        (
            r"could not resolve|temporary failure|name resolution|failed to fetch|network is unreachable|enotfound"
            r"|eai_again|econnrefused|econnreset|etimedout|timed out|dns error|error sending request|connection refused"
            r"|failed to establish a new connection|could not connect|no matching distribution|connection broken"
        ),
        "Không tải được gói: máy này không ra được mạng, hoặc kho gói không trả lời.",
        "A package could not be fetched: this machine has no network, or the registry does not answer.",
    ),
    (
        r"unable to locate package|no installation candidate",
        "Kho gói Debian của máy này không có gói cần thiết.",
        "This machine's Debian archive lacks a package that is needed.",
    ),
    (
        r"could not get lock|unable to acquire the dpkg",
        "Một chương trình khác đang cài gói (apt); hãy đợi nó xong rồi chạy lại.",
        "Another program is installing packages (apt); wait until it has finished, then run this again.",
    ),
    (
        r"permission denied|eacces|eperm|read-only file system|operation not permitted",
        "Không có quyền ghi vào thư mục cần thiết.",
        "A folder that is needed cannot be written.",
    ),
)


def reason(said: str) -> tuple[str, str]:
    """Return why a program failed, from what it said, in Vietnamese and in English."""
    for pattern, vi, en in _CAUSES:
        if re.search(pattern, said, re.IGNORECASE):
            return vi, en
    return "Lý do ở các dòng trên.", "The reason is in the lines above."


def run(command: Sequence[str], pulse: Pulse, environment: Mapping[str, str], folder: Path) -> None:
    """Run a program to its end while `pulse` shows its last line.

    Raises SetupError with the reason; the program's last lines are written above it.
    """
    last: deque[str] = deque(maxlen=_LAST_WORDS)
    with subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as program:
        for line in program.stdout or ():
            if text := line.strip():
                last.append(text)
                pulse.said = text
    if program.returncode != 0:
        pulse.end()
        for text in last:
            write(f"  | {text}")
        vi, en = reason("\n".join(last))
        name = " ".join(command[:3])
        raise SetupError(vi=f"Lệnh '{name} ...' không chạy được. {vi}", en=f"'{name} ...' failed. {en}")
