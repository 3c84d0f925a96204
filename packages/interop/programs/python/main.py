"""Calls every key-value operation and option of nats-py, and prints what each gave.

Usage: main.py <url>
"""

import asyncio
import sys
import traceback

import nats

import buckets
import entries
import lifetimes
import watches
from transcript import WHOLE_RUN, say, section


async def main(url: str) -> None:
    nc = await nats.connect(url, allow_reconnect=False)
    js = nc.jetstream()
    section("connection")
    info = await js.account_info()
    say("max payload", nc.max_payload)
    say("api level", info.api.level)
    say("streams", info.streams)
    is_whole = True
    for part in (buckets, entries, watches, lifetimes):
        is_whole = await attempt(part, nc, js) and is_whole
    await nc.close()
    if not is_whole:
        sys.exit(1)


async def attempt(part, nc, js) -> bool:
    """Runs a part. One that breaks off makes the program fail, and leaves nothing to the next part."""
    try:
        await part.run(nc, js)
        return True
    except Exception as error:
        say("broken off", repr(error))
        traceback.print_exc()
        for info in await js.streams_info():
            await js.delete_stream(info.config.name)
        return False


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: main.py <url>")
    asyncio.run(asyncio.wait_for(main(sys.argv[1]), WHOLE_RUN))
