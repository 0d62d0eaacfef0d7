"""借呗协商自助: the core, which knows nothing of Streamlit.

Amounts are integer fen (1 yuan = 100 fen) everywhere in Python; they become strings with two decimals in JSON and
¥12,345.67 on a screen or in a letter. Rates are exact fractions and say whether they are daily or annual.
Importing this package imports nothing heavy: each module brings in what it needs itself.
"""

__version__ = "0.1.0"
