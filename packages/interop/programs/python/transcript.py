"""The lines of the transcript: one an outcome."""

import asyncio
import datetime
import json
import time

import nats.errors

# Seconds: how long the program may take, and how long it waits for one event.
WHOLE_RUN = 180
PATIENCE = 20


def section(name):
    print(f"\n== {name} ==")


def say(what, outcome):
    print(f"{what} -> {outcome}")


async def outcome(what, call, show=None):
    """Tells what a call gave, be it a value or an error; gives the value."""
    try:
        value = await call
    except (nats.errors.Error, ValueError, TypeError) as error:
        say(what, failure(error))
        return None
    say(what, (show or shown)(value))
    return value


def failure(error):
    kinds = [kind.__name__ for kind in type(error).__mro__ if kind.__module__.startswith("nats")]
    return f"error {str(error)!r} is {' '.join(kinds) or type(error).__name__}"


def shown(value):
    if isinstance(value, list):
        return "[" + "; ".join(shown(one) for one in value) + "]"
    if hasattr(value, "revision"):
        return entry(value)
    return repr(value)


def entry(e):
    # A get gives no delta.
    delta = "" if e.delta is None else f" delta={e.delta}"
    return live_entry(e) + delta


def live_entry(e):
    """Leaves out the delta: what is still to come is a matter of time."""
    return f"{e.bucket}/{e.key}@{e.revision} {e.operation} {text(e.value)} created={moment(e.created)}"


def text(value):
    """Shows short values whole and tells the size of the others."""
    if value is None or len(value) <= 64:
        return repr(value)
    is_alike = value.count(value[:1]) == len(value)
    return f"<{len(value)} bytes, all {value[0]:#04x}: {is_alike}>"


def moment(created):
    """Hides a time that is of this run, and shows one that is not."""
    if created is None:
        return None
    age = datetime.datetime.now(datetime.timezone.utc) - created
    return "<time>" if abs(age.total_seconds()) < WHOLE_RUN else created.isoformat()


def headers(block):
    pairs = sorted((block or {}).items())
    return "{" + "; ".join(f"{name}: {value}" for name, value in pairs) + "}"


def settings(config):
    """The settings of a stream, as the client knows them, without those that are not set."""
    known = {name: value for name, value in config.as_dict().items() if value is not None}
    return json.dumps(known, sort_keys=True, ensure_ascii=False, default=str)


async def status(what, kv):
    def show(s):
        state = s.stream_info.state
        return (
            f"{s.bucket} values={s.values} bytes={state.bytes} history={s.history} ttl={s.ttl} marker={s.marker_ttl} "
            f"first={state.first_seq} last={state.last_seq} "
            f"config={settings(s.stream_info.config)}"
        )

    return await outcome(what, kv.status(), show)


async def stored(js, bucket, revision):
    """Shows a message of a bucket as the server holds it."""

    def show(m):
        return f"{m.subject}@{m.seq} {headers(m.headers)} {text(m.data)}"

    await outcome(f"message {revision} of {bucket}", js.get_msg(f"KV_{bucket}", seq=revision), show)


async def until(what, is_so):
    """Waits for what a server does in its own time."""
    deadline = time.monotonic() + PATIENCE
    while not await is_so():
        if time.monotonic() > deadline:
            raise TimeoutError(f"in vain waited until {what}")
        await asyncio.sleep(0.02)
    say(what, "so")
