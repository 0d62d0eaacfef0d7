"""The few Streamlit helpers that pages share; the only place in the package that imports streamlit."""
