"""What is compiled before anybody asks for it."""

import os
import signal

from twin.analysis.water.preparing import preparing_aside


def test_it_goes_on_aside_and_ends_with_whoever_began_it() -> None:
    with preparing_aside() as program:
        os.kill(program.pid, 0)  # it is there
    assert program.returncode in {0, -signal.SIGTERM}
