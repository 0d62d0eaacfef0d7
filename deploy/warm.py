"""Starts the app as `streamlit run app.py` does, with the same options, but listens only when everything is loaded.

Streamlit listens first and loads then: for seconds whoever is sent to a process that has just been started would wait there,
and a proxy before it could not tell, while the process next to it has time.
"""

from __future__ import annotations

import sys

from streamlit.web import cli

from jiebei.web import server

if __name__ == "__main__":
    server.check()
    server.preload()
    sys.argv = ["streamlit", "run", "app.py", *sys.argv[1:]]
    sys.exit(cli.main())
