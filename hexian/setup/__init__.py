"""What ./run and ./test do before anything is installed, and after.

`__main__` runs on the system's Python with the standard library alone: it makes `.venv` and installs into it.
Then the same process becomes the venv's Python in `after`, which may use what was installed.
"""
