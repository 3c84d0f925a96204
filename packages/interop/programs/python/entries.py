"""Entries: put, get, create, update, delete, purge."""

from nats.js.api import StorageType

from transcript import outcome, section, status, stored


async def run(nc, js):
    await values(js, direct=False)
    await values(js, direct=True)
    await revisions(js, direct=False)
    await revisions(js, direct=True)
    await conditions(js)
    await markers(js)
    await wildcards(js)
    await limits(js)
    await invalid_keys(js)
    await purged_deletes(js)


async def make(js, name, **params):
    return await js.create_key_value(bucket=name, storage=StorageType.MEMORY, **params)


async def values(js, direct):
    section(f"values, direct={direct}")
    kv = await make(js, "values", history=2, direct=direct)
    long_key = "long." * 200 + "key"
    cases = {
        "bytes": bytes([0, 1, 2, 255, 13, 10]),
        "empty": b"",
        "text": "grüße, 世界 🙂".encode(),
        "a.b.c": b"dotted",
        "a/b=c_d-e.F9": b"all characters",
        "big": b"x" * (1 << 20),
        "bigger": b"x" * ((1 << 20) + 1),
        long_key: b"long",
    }
    for key, value in cases.items():
        await outcome(f"put {key}", kv.put(key, value))
    await outcome("put again", kv.put("text", b"2"))
    for key in (*cases, "nothing"):
        await outcome(f"get {key}", kv.get(key))
    await status("status", kv)
    await js.delete_key_value("values")


async def revisions(js, direct):
    section(f"revisions, direct={direct}")
    kv = await make(js, "revisions", history=2, direct=direct)
    for key in ("a", "b", "a", "a"):
        await kv.put(key, f"of {key}".encode())
    await kv.delete("b")
    for revision in (*range(7), 1 << 62, -1):
        for key in ("a", "b"):
            await outcome(f"get {key} at {revision}", kv.get(key, revision=revision))
    await js.delete_key_value("revisions")


async def conditions(js):
    section("conditions")
    kv = await make(js, "conditions", history=10)
    await outcome("create", kv.create("a", b"1"))
    await outcome("create over a value", kv.create("a", b"2"))
    await outcome("update right", kv.update("a", b"3", last=1))
    await outcome("update wrong", kv.update("a", b"4", last=1))
    await outcome("update without a revision", kv.update("a", b"4"))
    await outcome("update of a missing key", kv.update("b", b"1"))
    await outcome("update of a missing key at 9", kv.update("c", b"1", last=9))
    await outcome("delete wrong", kv.delete("a", last=1))
    await outcome("delete right", kv.delete("a", last=2))
    await outcome("create over a delete", kv.create("a", b"5"))
    await outcome("purge", kv.purge("a"))
    await outcome("create over a purge", kv.create("a", b"6"))
    await outcome("create with a ttl", kv.create("t", b"1", msg_ttl=3600))
    await outcome("create with a ttl over it", kv.create("t", b"1", msg_ttl=3600))
    await outcome("create with a ttl of 0", kv.create("u", b"1", msg_ttl=0))
    await outcome("create with a ttl of -1", kv.create("u", b"1", msg_ttl=-1))
    await outcome("purge with a ttl", kv.purge("t", msg_ttl=3600))
    await outcome("history", kv.history(">"))
    for revision in range(1, 10):
        await stored(js, "conditions", revision)
    await js.delete_key_value("conditions")


async def markers(js):
    section("markers")
    kv = await make(js, "markers", history=5)
    await outcome("delete a missing key", kv.delete("none"))
    await outcome("delete it again", kv.delete("none"))
    await outcome("purge a missing key", kv.purge("gone"))
    for key in ("a", "a", "b", "b"):
        await kv.put(key, b"x")
    await outcome("delete a", kv.delete("a"))
    await outcome("purge b", kv.purge("b"))
    for key in ("a", "b", "none", "gone"):
        await outcome(f"get {key}", kv.get(key))
        await outcome(f"history of {key}", kv.history(key))
    await status("status", kv)
    await js.delete_key_value("markers")


async def wildcards(js):
    """A purge does not look at its key: a pattern is published, and rolls up what it matches."""
    section("wildcards")
    kv = await make(js, "wild", history=5)
    for key in ("a.x", "a.y", "a.x", "b.x"):
        await kv.put(key, b"1")
    await outcome("purge a.*", kv.purge("a.*"))
    await outcome("history", kv.history(">"))
    await outcome("keys", kv.keys())
    await outcome("get b.x", kv.get("b.x"))
    await outcome("purge >", kv.purge(">"))
    await outcome("history", kv.history(">"))
    await outcome("put a.* unchecked", kv.put("a.*", b"1", validate_keys=False))
    await outcome("get a.* unchecked", kv.get("a.*", validate_keys=False))
    await outcome("put ü unchecked", kv.put("ü", b"1", validate_keys=False))
    await outcome("get ü unchecked", kv.get("ü", validate_keys=False))
    await outcome("create ü unchecked", kv.create("ü", b"1", validate_keys=False))
    await outcome("update ü unchecked", kv.update("ü", b"2", last=7, validate_keys=False))
    await outcome("delete ü unchecked", kv.delete("ü", validate_keys=False))
    await status("status", kv)
    await js.delete_key_value("wild")


async def limits(js):
    section("limits")
    kv = await make(js, "limits", max_bytes=400, max_value_size=100)
    for key, size in (("a", 101), ("a", 100), ("b", 100), ("c", 100), ("d", 100), ("a", 99), ("a", 100)):
        await outcome(f"put {key} of {size}", kv.put(key, b"v" * size))
    await outcome("create in a full bucket", kv.create("e", b"v" * 60))
    await outcome("update wrong and too large", kv.update("a", b"v" * 101, last=1))
    await outcome("delete a", kv.delete("a"))
    await outcome("purge b", kv.purge("b"))
    await outcome("put d of 100", kv.put("d", b"v" * 100))
    await status("status", kv)
    await js.delete_key_value("limits")


async def invalid_keys(js):
    section("invalid keys")
    kv = await make(js, "names")
    for key in ("", ".", ".a", "a.", "a b", "a*", "a.>", ">", "ü", "a\0b", "a$"):
        what = repr(key)
        await outcome(f"put {what}", kv.put(key, b""))
        await outcome(f"get {what}", kv.get(key))
        await outcome(f"create {what}", kv.create(key, b""))
        await outcome(f"update {what}", kv.update(key, b"", last=1))
        await outcome(f"delete {what}", kv.delete(key))
    await outcome("put 'a..b', which passes the client", kv.put("a..b", b""))
    await outcome("get 'a..b'", kv.get("a..b"))
    await js.delete_key_value("names")


async def purged_deletes(js):
    section("purged deletes")
    for age in (None, 3600, 0, -1):
        kv = await make(js, "deletes", history=5)
        for key in ("live", "deleted", "deleted", "purged", "again"):
            await kv.put(key, b"x")
        await kv.delete("deleted")
        await kv.purge("purged")
        await kv.delete("again")
        await kv.put("again", b"y")
        call = kv.purge_deletes() if age is None else kv.purge_deletes(olderthan=age)
        await outcome(f"purge deletes older than {age}", call)
        await outcome("what is left", kv.history(">"))
        await outcome("the next revision", kv.put("next", b"z"))
        await js.delete_key_value("deletes")
