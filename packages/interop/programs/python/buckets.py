"""Buckets: made, found, changed, listed, deleted."""

from nats.js.api import KeyValueConfig, Placement, RePublish, StorageType, StreamConfig, StreamSource

from transcript import outcome, say, section, settings, status, text, headers, until, PATIENCE


async def run(nc, js):
    await created(js)
    await found(js)
    await listed_and_deleted(js)
    await republished(nc, js)
    await mirrored(js)


def bucket(kv):
    return f"bucket {kv._name}"


async def created(js):
    section("buckets created")

    async def create(what, **params):
        return await outcome(f"create {what}", js.create_key_value(**params), bucket)

    plain = await create("plain", bucket="plain")
    await create("plain again", bucket="plain")
    await create("plain with another history", bucket="plain", history=3)
    config = KeyValueConfig(
        bucket="full",
        description="with everything",
        max_value_size=4096,
        history=5,
        ttl=3600,
        max_bytes=1 << 20,
        storage=StorageType.MEMORY,
        replicas=1,
        placement=Placement(cluster="moon", tags=["ssd"]),
        republish=RePublish(src=">", dest="copied.>", headers_only=True),
        direct=True,
        limit_marker_ttl=2,
    )
    full = await outcome("create full", js.create_key_value(config), bucket)
    await outcome("create full again", js.create_key_value(config), bucket)
    short = await create("short-lived", bucket="short", ttl=30, storage=StorageType.FILE, direct=False)
    await create("history 64", bucket="deep", history=64)
    await create("history 65", bucket="deeper", history=65)
    await create("history 0", bucket="endless", history=0)
    await create("replicas 3", bucket="three", replicas=3)
    await create("replicas 6", bucket="six", replicas=6)
    await create("ttl 0.05", bucket="blink", ttl=0.05)
    await create("ttl -1", bucket="blink", ttl=-1)
    await create("limit marker ttl 0.5", bucket="blink", limit_marker_ttl=0.5)
    await create("max bytes 0, value size 0", bucket="unlimited", max_bytes=0, max_value_size=0)
    await create("republish into itself", bucket="loop", republish=RePublish(src=">", dest="$KV.loop.>"))
    for name in ("", "a.b", "a b", "a*", ">", "ü"):
        await create(f"name {name!r}", bucket=name)
    for kv in (plain, full, short):
        await status("status", kv)


async def found(js):
    section("buckets found")
    await outcome("find plain", js.key_value("plain"), bucket)
    await outcome("find a missing one", js.key_value("missing"), bucket)
    await outcome("find an invalid name", js.key_value("a.b"), bucket)
    raw = StreamConfig(name="KV_raw", subjects=["$KV.raw.>"], storage=StorageType.MEMORY)
    await outcome("create a stream without a history limit", js.add_stream(raw), lambda info: settings(info.config))
    await outcome("find it", js.key_value("raw"), bucket)
    await js.delete_stream("KV_raw")


async def listed_and_deleted(js):
    section("buckets listed and deleted")
    for info in await js.streams_info():
        say("listed", f"{info.config.name} {settings(info.config)}")
    names = [info.config.name for info in await js.streams_info_iterator()]
    say("names", names)
    say("stream of a subject", await js.find_stream_name_by_subject("$KV.plain.a"))
    await outcome("stream of another subject", js.find_stream_name_by_subject("$KV.missing.a"))
    plain = await js.key_value("plain")
    await outcome("delete a missing one", js.delete_key_value("missing"))
    await outcome("delete an invalid name", js.delete_key_value("a.b"))
    for name in names:
        await outcome(f"delete {name}", js.delete_key_value(name.removeprefix("KV_")))
    await outcome("delete plain again", js.delete_key_value("plain"))
    say("streams", len(await js.streams_info()))
    await outcome("put in a deleted bucket", plain.put("a", b"1"))
    await outcome("get from a deleted bucket", plain.get("a"))
    await outcome("watch of a deleted bucket", plain.watchall())
    await status("status of a deleted bucket", plain)


async def republished(nc, js):
    section("republished")
    for headers_only in (False, True):
        sub = await nc.subscribe("copy.>")
        republish = RePublish(src="$KV.original.>", dest="copy.>", headers_only=headers_only)
        kv = await js.create_key_value(bucket="original", history=2, storage=StorageType.MEMORY, republish=republish)
        await kv.put("a", b"1")
        await kv.put("b.c", b"")
        await kv.update("a", b"2", last=1)
        await kv.delete("a")
        await kv.purge("b.c")
        for _ in range(5):
            m = await sub.next_msg(timeout=PATIENCE)
            say(f"copy, headers only={headers_only}", f"{m.subject} {headers(m.headers)} {text(m.data)}")
        await sub.unsubscribe()
        await js.delete_key_value("original")


async def mirrored(js):
    """The client has no option for a mirror: the stream is made as its settings say."""
    section("mirrored")
    origin = await js.create_key_value(bucket="origin", history=2, storage=StorageType.MEMORY)
    await origin.put("a", b"1")
    await origin.put("b", b"2")
    mirror = StreamConfig(
        name="KV_mirror",
        max_msgs_per_subject=2,
        storage=StorageType.MEMORY,
        mirror=StreamSource(name="KV_origin"),
        mirror_direct=True,
        allow_direct=True,
        allow_rollup_hdrs=True,
        deny_delete=True,
    )
    await outcome("create a mirror", js.add_stream(mirror), lambda info: settings(info.config))
    kv = await outcome("find the mirror", js.key_value("mirror"), bucket)

    async def is_at(revision):
        return (await kv.status()).stream_info.state.last_seq == revision

    await until("the mirror reaches 2", lambda: is_at(2))
    await origin.delete("a")
    await origin.purge("b")
    await until("the mirror reaches 4", lambda: is_at(4))
    await outcome("get from the mirror", kv.get("a"))
    await outcome("put in the mirror", kv.put("a", b"1"))
    await status("status of the mirror", kv)
    await js.delete_key_value("mirror")
    await js.delete_key_value("origin")
