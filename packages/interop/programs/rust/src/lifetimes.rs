//! What ends by itself: values with a time to live, and the markers that tell of it.

use crate::transcript::{
    done, gave, gave_entry, live_entry, named, next, say, section, stored, tell_all, until_state, World,
};
use crate::Failed;
use async_nats::jetstream::kv::Config;
use async_nats::jetstream::stream::StorageType;
use std::time::Duration;

const SECOND: Duration = Duration::from_secs(1);
const HOUR: Duration = Duration::from_secs(3600);

pub async fn run(world: &World) -> Result<(), Failed> {
    section("times to live");
    let memory = |bucket| Config { history: 3, storage: StorageType::Memory, ..named(bucket) };
    let kv = world.js.create_key_value(Config { limit_markers: Some(2 * SECOND), ..memory("ttl") }).await?;
    let mut watch = kv.watch_all().await?;
    gave("create for 2s", kv.create_with_ttl("short", "1".into(), 2 * SECOND).await);
    stored(world, "ttl", 1).await?;
    for _ in 0..2 {
        say("watch", live_entry(&next(&mut watch).await?));
    }
    stored(world, "ttl", 2).await?;
    gave_entry("get what has expired", kv.entry("short").await);
    gave("create for 1h", kv.create_with_ttl("again", "2".into(), HOUR).await);
    gave("create for half a second", kv.create_with_ttl("never", "2".into(), SECOND / 2).await);
    done("purge for 2s, wrong", kv.purge_expect_revision_with_ttl("again", 1, 2 * SECOND).await);
    done("purge for 2s, right", kv.purge_expect_revision_with_ttl("again", 3, 2 * SECOND).await);
    done("purge another for 2s", kv.purge_with_ttl("other", 2 * SECOND).await);
    until_state(world, "ttl", (5, 0)).await?;
    gave("create over what is gone", kv.create("short", "3".into()).await);
    tell_all("keys", kv.keys().await, |key| key.clone()).await?;
    world.end("ttl").await?;

    let kv = world.js.create_key_value(Config { max_age: SECOND, ..memory("aging") }).await?;
    kv.put("a", "1".into()).await?;
    until_state(world, "aging", (1, 0)).await?;
    gave("the next revision", kv.put("a", "2".into()).await);
    world.end("aging").await
}
