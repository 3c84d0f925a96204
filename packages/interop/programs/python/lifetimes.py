"""What ends by itself: values with a time to live, and the markers that tell of it."""

from nats.js.api import StorageType

from transcript import PATIENCE, live_entry, outcome, say, section, stored, until


async def run(nc, js):
    section("times to live")
    kv = await js.create_key_value(bucket="ttl", history=3, limit_marker_ttl=2, storage=StorageType.MEMORY)
    watcher = await kv.watchall()

    async def expect(count):
        for _ in range(count):
            e = await watcher.updates(timeout=PATIENCE)
            say("watch", "initial values done" if e is None else live_entry(e))

    async def is_empty():
        return (await kv.status()).values == 0

    await expect(1)
    await outcome("create for 2s", kv.create("short", b"1", msg_ttl=2))
    await expect(2)
    await stored(js, "ttl", 2)
    await outcome("get what has expired", kv.get("short"))
    await outcome("create for 1h", kv.create("again", b"2", msg_ttl=3600))
    # What a purge removes is awaited before: a watch that has not got it yet never gets it.
    await expect(1)
    await outcome("purge for 2s", kv.purge("again", msg_ttl=2))
    await expect(1)
    await until("all markers are gone", is_empty)
    await outcome("create over what is gone", kv.create("short", b"3"))
    await watcher.stop()
    await js.delete_key_value("ttl")

    kv = await js.create_key_value(bucket="aging", ttl=1, storage=StorageType.MEMORY)
    await kv.put("a", b"1")
    await until("a bucket's ttl empties it", is_empty)
    await outcome("the next revision", kv.put("a", b"2"))
    await js.delete_key_value("aging")

    kv = await js.create_key_value(bucket="marked", ttl=2, limit_marker_ttl=2, storage=StorageType.MEMORY)
    watcher = await kv.watchall()
    await expect(1)
    await kv.put("a", b"1")
    await expect(2)
    await watcher.stop()
    await js.delete_key_value("marked")
