"""What a tap has begun is done whole, whatever else she taps meanwhile.

Once another run is asked for, Streamlit ends the one that is going at its next touch of the session's state, in the midst
of a callback too. So a case could come on screen in part, and her browser was told to keep that part in place of the whole. Here a
callback (milliseconds) goes on to its end, and the page's next run comes after it.
"""

from __future__ import annotations

from functools import wraps

from streamlit.runtime.scriptrunner import script_runner
from streamlit.runtime.scriptrunner_utils.script_run_context import RunLocation, ThreadState


def let_callbacks_end() -> None:
    """For all sessions of this process, once, before the first."""
    runner = script_runner.ScriptRunner
    look = runner._maybe_handle_execution_control_request

    @wraps(look)
    def look_between_callbacks(self: script_runner.ScriptRunner) -> None:
        running = self._execing and self._is_in_script_thread()
        if not (running and ThreadState.get().run_location is RunLocation.CALLBACK):
            look(self)

    setattr(runner, look.__name__, look_between_callbacks)
