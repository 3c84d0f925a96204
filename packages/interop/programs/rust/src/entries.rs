//! Entries: put, get, create, update, delete, purge.

use crate::transcript::{done, entry, gave, gave_entry, named, section, stored, tell_all, tell_status, value, World};
use crate::Failed;
use async_nats::jetstream::kv::Config;
use async_nats::jetstream::stream::StorageType;
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(3600);

pub async fn run(world: &World) -> Result<(), Failed> {
    values(world).await?;
    revisions(world).await?;
    conditions(world).await?;
    markers(world).await?;
    limits(world).await?;
    invalid_keys(world).await
}

async fn values(world: &World) -> Result<(), Failed> {
    section("values");
    let kv = world.bucket("values", 2).await?;
    let long_key = format!("{}key", "long.".repeat(200));
    let cases: [(&str, Vec<u8>); 7] = [
        ("bytes", vec![0, 1, 2, 255, 13, 10]),
        ("empty", vec![]),
        ("text", "grüße, 世界 🙂".into()),
        ("a.b.c", "dotted".into()),
        ("a/b=c_d-e.F9", "all characters".into()),
        ("big", vec![120; 1 << 20]),
        (&long_key, "long".into()),
    ];
    for (key, bytes) in &cases {
        gave(format!("put {key}"), kv.put(key, bytes.clone().into()).await);
    }
    gave("put bigger", kv.put("bigger", vec![120; (1 << 20) + 1].into()).await);
    gave("put again", kv.put("text", "again".into()).await);
    for key in cases.iter().map(|(key, _)| *key).chain(["nothing"]) {
        gave_entry(format!("entry {key}"), kv.entry(key).await);
        let found = kv.get(key).await;
        gave(format!("get {key}"), found.map(|found| found.map_or("none".to_string(), |bytes| value(&bytes))));
    }
    tell_status(world, "values").await?;
    world.end("values").await
}

async fn revisions(world: &World) -> Result<(), Failed> {
    section("revisions");
    let kv = world.bucket("revisions", 2).await?;
    for key in ["a", "b", "a", "a"] {
        kv.put(key, key.into()).await?;
    }
    kv.delete("b").await?;
    for revision in (0..8).chain([1 << 62]) {
        for key in ["a", "b"] {
            gave_entry(format!("get {key} at {revision}"), kv.entry_for_revision(key, revision).await);
        }
    }
    world.end("revisions").await
}

async fn conditions(world: &World) -> Result<(), Failed> {
    section("conditions");
    let kv = world.bucket("conditions", 10).await?;
    gave("create", kv.create("a", "1".into()).await);
    gave("create over a value", kv.create("a", "2".into()).await);
    gave("update right", kv.update("a", "3".into(), 1).await);
    gave("update wrong", kv.update("a", "4".into(), 1).await);
    gave("update of a missing key at 0", kv.update("b", "1".into(), 0).await);
    gave("update of a missing key at 9", kv.update("c", "1".into(), 9).await);
    done("delete wrong", kv.delete_expect_revision("a", Some(1)).await);
    done("delete right", kv.delete_expect_revision("a", Some(2)).await);
    gave("create over a delete", kv.create("a", "5".into()).await);
    done("purge wrong", kv.purge_expect_revision("a", Some(1)).await);
    done("purge right", kv.purge_expect_revision("a", Some(5)).await);
    gave("create over a purge", kv.create("a", "6".into()).await);
    done("delete at 0", kv.delete_expect_revision("a", Some(0)).await);
    gave("create with a ttl where none is allowed", kv.create_with_ttl("t", "1".into(), HOUR).await);
    done("purge with a ttl where none is allowed", kv.purge_with_ttl("a", HOUR).await);
    tell_all("history of a", kv.history("a").await, entry).await?;
    for revision in 1..9 {
        stored(world, "conditions", revision).await?;
    }
    world.end("conditions").await
}

async fn markers(world: &World) -> Result<(), Failed> {
    section("markers");
    let kv = world.bucket("markers", 5).await?;
    done("delete a missing key", kv.delete("none").await);
    done("delete it again", kv.delete("none").await);
    done("purge a missing key", kv.purge("gone").await);
    for key in ["a", "a", "b", "b"] {
        kv.put(key, "x".into()).await?;
    }
    done("delete a", kv.delete("a").await);
    done("purge b", kv.purge("b").await);
    for key in ["a", "b", "none", "gone"] {
        gave_entry(format!("entry {key}"), kv.entry(key).await);
        gave(format!("get {key}"), kv.get(key).await.map(|found| found.is_some()));
        tell_all(format!("history of {key}"), kv.history(key).await, entry).await?;
    }
    tell_status(world, "markers").await?;
    world.end("markers").await
}

async fn limits(world: &World) -> Result<(), Failed> {
    section("limits");
    let storage = StorageType::Memory;
    let config = Config { max_bytes: 400, max_value_size: 100, storage, ..named("limits") };
    let kv = world.js.create_key_value(config).await?;
    for (key, size) in [("a", 101), ("a", 100), ("b", 100), ("c", 100), ("d", 100), ("a", 99), ("a", 100)] {
        gave(format!("put {key} of {size}"), kv.put(key, vec![118; size].into()).await);
    }
    gave("create in a full bucket", kv.create("e", "v".into()).await);
    gave("update wrong and too large", kv.update("a", vec![118; 101].into(), 1).await);
    done("delete a", kv.delete("a").await);
    done("purge b", kv.purge("b").await);
    gave("put d of 100", kv.put("d", vec![118; 100].into()).await);
    tell_status(world, "limits").await?;
    world.end("limits").await
}

async fn invalid_keys(world: &World) -> Result<(), Failed> {
    section("invalid keys");
    let kv = world.bucket("names", 1).await?;
    for key in ["", ".", ".a", "a.", "a b", "a*", "a.>", ">", "ü", "a\0b", "a$"] {
        gave(format!("put {key:?}"), kv.put(key, "".into()).await);
        gave_entry(format!("entry {key:?}"), kv.entry(key).await);
        gave(format!("create {key:?}"), kv.create(key, "".into()).await);
        gave(format!("update {key:?}"), kv.update(key, "".into(), 1).await);
        done(format!("delete {key:?}"), kv.delete(key).await);
        done(format!("purge {key:?}"), kv.purge(key).await);
        done(format!("history {key:?}"), kv.history(key).await);
    }
    world.end("names").await
}
