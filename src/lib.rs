//! venvhook: a project's virtual environment is on while one stands in it.
