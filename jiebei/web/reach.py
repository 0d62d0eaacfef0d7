"""What lets everybody reach what is on a page: with letters as large as her browser is set to, and without a mouse."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_FOLDER: Final = Path(__file__).parent
BESIDE: Final = (
    f"<style>{(_FOLDER / 'large_text.css').read_text('utf-8')}{(_FOLDER / 'getting_about.css').read_text('utf-8')}</style>"
    f"<script>{(_FOLDER / 'large_text.js').read_text('utf-8')}{(_FOLDER / 'getting_about.js').read_text('utf-8')}</script>"
)
"""For the document, behind all other styles: the later ones count."""
