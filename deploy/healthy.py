"""Whether the app on this machine is well: exit code 0 or 1. For a container's HEALTHCHECK; the port is the app's own variable."""

from __future__ import annotations

import os
import sys
from urllib.request import urlopen


def healthy() -> bool:
    port = os.environ.get("STREAMLIT_SERVER_PORT", "8501")
    try:
        with urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=4) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(not healthy())
