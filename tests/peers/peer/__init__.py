"""One program a file: run(questions) gives its rows, or says by an exception why it cannot."""
