"""`python -m jiebei`: the same as the `jiebei` command."""

import sys

from jiebei.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
