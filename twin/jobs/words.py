"""What is said of jobs, in both languages."""

from collections.abc import Mapping
from typing import Any

import twin.errors
from twin.errors import BrokenRunError, TwinError, http_status
from twin.vocabulary import Text

STOPPED = Text(vi="Việc này đã bị dừng.", en="This job was stopped.")
LOST = Text(
    vi="Máy tính toán đã dừng giữa chừng nhiều lần, nên việc này không được thử lại nữa.",
    en="The process that worked on this ended in the middle several times, so that it is not tried again.",
)
BROKEN = Text(
    vi="Gặp lỗi không lường trước khi tính; lỗi đã được ghi lại.",
    en="An error that was not expected was met while working it out; it has been logged.",
)
BEGUN = Text(vi="Bắt đầu tính", en="Beginning")
KEEPING = Text(vi="Lưu kết quả", en="Keeping the result")
TOO_LONG = Text(
    vi="Báo cáo này tính quá lâu để chờ. Hãy gửi lại với tiêu đề «Prefer: respond-async» để chạy nền.",
    en="This report takes too long to wait for. Ask again with the header “Prefer: respond-async” to have it run as a job.",
)
BUSY = Text(
    vi="Đang có nhiều báo cáo được tính. Hãy thử lại sau, hoặc gửi với tiêu đề «Prefer: respond-async».",
    en="Many reports are being worked out. Try again later, or ask with the header “Prefer: respond-async”.",
)


def to_json(text: Text) -> dict[str, str]:
    """Return words as they are stored."""
    return {"vi": text.vi, "en": text.en}


def error_of(error: TwinError) -> dict[str, str | int]:
    """Return a refusal as it is stored: its nearest class that everybody knows, the status that a door would answer, the words."""
    known = next(kind for kind in type(error).__mro__ if kind.__module__ == twin.errors.__name__)
    return {"kind": known.__name__, "status": http_status(error), **to_json(error.text)}


def refusal_of(told: Mapping[str, Any]) -> TwinError:
    """Return what `error_of` stored."""
    kind: type[TwinError] = getattr(twin.errors, told["kind"])
    return kind(vi=told["vi"], en=told["en"])


def fault_of(text: Text) -> dict[str, str | int]:
    """Return a fault of ours as it is stored."""
    return error_of(BrokenRunError(text.vi, text.en))
