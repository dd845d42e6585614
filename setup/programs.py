"""Runs the programs of the set-up, and turns their last words into a reason that a person can use."""

import os
import re
import subprocess
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from setup.screen import Pulse, SetupError

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


def refusal(program: str, said: Sequence[str]) -> SetupError:
    """Say why a program failed: the line that tells, and what to do about it; else all of its last lines."""
    for pattern, vi, en in _CAUSES:
        for line in said:
            if re.search(pattern, line, re.IGNORECASE):
                return SetupError(f"{program} không chạy được. {vi}", f"{program} failed. {en}", [line])
    return SetupError(
        f"{program} không chạy được; lý do ở các dòng trên.", f"{program} failed; the reason is above.", said
    )


def run(command: Sequence[str], pulse: Pulse, environment: Mapping[str, str], folder: Path) -> None:
    """Run a program to its end while `pulse` shows its last line. Raises SetupError with the reason."""
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
        try:
            for line in program.stdout or ():
                if text := line.strip():
                    last.append(text)
                    pulse.said = text
        except KeyboardInterrupt:
            # sudo's programs are not ours to end; they had Ctrl-C from the terminal.
            with suppress(PermissionError):
                program.terminate()
            raise
    if program.returncode != 0:
        raise refusal(Path(command[0]).name, list(last))
