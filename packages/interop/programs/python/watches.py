"""Histories, lists of keys and watches."""

from nats.js.api import StorageType

from transcript import PATIENCE, entry, failure, live_entry, outcome, say, section, status
import nats.errors


async def run(nc, js):
    await histories(js)
    await key_lists(js)
    await watches(js)
    await live_watches(js)
    await refused(js)
    await many_keys(js)


async def watched(js, name):
    """A bucket with values, a delete and a purge."""
    kv = await js.create_key_value(bucket=name, history=3, storage=StorageType.MEMORY)
    for i, key in enumerate(("a", "b.x", "b.y", "c", "a", "d.x.deep")):
        await kv.put(key, str(i).encode())
    await kv.delete("c")
    await kv.put("e", b"will be purged")
    await kv.purge("e")
    return kv


async def histories(js):
    section("histories")
    kv = await watched(js, "histories")
    for key in ("a", "c", "e", "missing", "b.*", "d.>", ">"):
        await outcome(f"history of {key}", kv.history(key))
    await js.delete_key_value("histories")


async def key_lists(js):
    section("key lists")
    empty = await js.create_key_value(bucket="empty", storage=StorageType.MEMORY)
    await outcome("keys of an empty bucket", empty.keys())
    await empty.delete("a")
    await outcome("keys of a bucket with markers only", empty.keys())
    await js.delete_key_value("empty")
    kv = await watched(js, "keys")
    await outcome("keys", kv.keys())
    for filters in ([], ["b."], ["a", "deep"], ["none"]):
        await outcome(f"keys filtered by {filters}", kv.keys(filters=filters))
    await js.delete_key_value("keys")


async def initial(what, kv, keys, **options):
    """Tells all entries of a watch up to the end of its initial values."""
    try:
        watcher = await kv.watch(keys, **options)
    except nats.errors.Error as error:
        say(what, failure(error))
        return
    while (e := await watcher.updates(timeout=PATIENCE)) is not None:
        say(what, entry(e))
    say(what, "initial values done")
    await watcher.stop()
    async for e in watcher:
        say(what, f"after its end: {e}")
    say(what, "stopped")


async def watches(js):
    section("watches of what is there")
    kv = await watched(js, "watches")
    await initial("all", kv, ">")
    await initial("all with history", kv, ">", include_history=True)
    await initial("all without deletes", kv, ">", ignore_deletes=True)
    await initial("all with history, without deletes", kv, ">", include_history=True, ignore_deletes=True)
    await initial("meta only", kv, ">", meta_only=True)
    await initial("headers only, which the client ignores", kv, ">", headers_only=True)
    await initial("inactive threshold", kv, ">", inactive_threshold=30)
    for key in ("a", "b.*", "b.>", "*", "*.x.>", "c", "missing", "missing.*"):
        await initial(f"watch {key}", kv, key)
    await js.delete_key_value("watches")


async def live_watches(js):
    section("watches of what comes")
    kv = await js.create_key_value(bucket="live", history=3, storage=StorageType.MEMORY)
    everything = await kv.watchall()
    some = await kv.watch("b.*", ignore_deletes=True)

    async def expect(what, watcher):
        e = await watcher.updates(timeout=PATIENCE)
        say(what, "initial values done" if e is None else live_entry(e))

    await expect("all", everything)
    await expect("b.* without deletes", some)
    await kv.put("a", b"1")
    await expect("all", everything)
    await kv.put("b.x", b"2")
    await expect("all", everything)
    await expect("b.* without deletes", some)
    await kv.delete("b.x")
    await expect("all", everything)
    await kv.create("b.x", b"3")
    await expect("all", everything)
    await expect("b.* without deletes", some)
    await kv.purge("a")
    await expect("all", everything)
    await outcome("nothing more", some.updates(timeout=0.1))
    for watcher in (everything, some):
        await watcher.stop()
        say("left in a stopped watch", [live_entry(e) async for e in watcher])
    await js.delete_key_value("live")


async def refused(js):
    section("watches that are refused")
    kv = await js.create_key_value(bucket="refused", storage=StorageType.MEMORY)
    for key in ("", "a.", "a..b", "a.>.b", ">.a"):
        await initial(f"watch {key!r}", kv, key)
    await js.delete_key_value("refused")


async def many_keys(js):
    section("many keys")
    kv = await js.create_key_value(bucket="many", storage=StorageType.MEMORY)
    for i in range(700):
        await kv.put(f"key.{i % 7}.{i}", bytes(2048))
    keys = await kv.keys()
    say("keys", f"{len(keys)}, from {keys[0]} to {keys[-1]}")
    watcher = await kv.watchall(include_history=True)
    last = size = 0
    while (e := await watcher.updates(timeout=PATIENCE)) is not None:
        if e.revision != last + 1 or e.delta != 700 - e.revision:
            raise AssertionError(f"out of order: {entry(e)}")
        last = e.revision
        size += len(e.value)
    await watcher.stop()
    say("a watch of all", f"{last} entries of {size} bytes")
    await status("status", kv)
    await js.delete_key_value("many")
