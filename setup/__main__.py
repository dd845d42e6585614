"""Entry: `python3 -m setup demo|test`."""

import sys

if sys.version_info < (3, 11) or sys.version_info >= (3, 13):
    sys.exit(
        "Lỗi: cần Python 3.11 hoặc 3.12, máy này có {0}.\nError: Python 3.11 or 3.12 is needed, this is {0}.".format(
            sys.version.split()[0]
        )
    )

from setup.preparation import main

sys.exit(main(sys.argv[1:]))
