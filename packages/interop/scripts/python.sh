needs python3
python=$cache/venv/bin/python
# The environment is made anew when the requirements are others than it was made for.
if ! cmp -s "$program/requirements.txt" "$cache/venv/requirements.txt" || ! "$python" -c 'import nats' 2> /dev/null; then
  rm -rf "$cache/venv"
  quietly python3 -m venv "$cache/venv" || leave_out "python3 makes no virtual environment: $(last_words)"
  quietly "$python" -m pip install --disable-pip-version-check --require-hashes --no-deps -r "$program/requirements.txt" ||
    leave_out "nats-py cannot be had: $(last_words)"
  cp "$program/requirements.txt" "$cache/venv/requirements.txt"
fi
runs_by "'$python' -B '$program/main.py'"
version=$("$python" -c 'from importlib.metadata import version; print(version("nats-py"))')
echo "python: nats-py $version, $("$python" --version)"
