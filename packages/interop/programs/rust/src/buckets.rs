//! Buckets: made, found, changed, listed, deleted, republished, mirrored, sourced.

use crate::transcript::{
    done, gave_entry, headers, named, say, section, settings, stored, tell_all, tell_status, timeout, until_state,
    value, World,
};
use crate::Failed;
use async_nats::jetstream::kv::Config;
use async_nats::jetstream::stream::{Config as StreamConfig, Placement, Republish, Source, StorageType};
use futures_util::{StreamExt, TryStreamExt};
use std::time::Duration;

pub async fn run(world: &World) -> Result<(), Failed> {
    created(world).await?;
    found(world).await?;
    changed(world).await?;
    listed_and_deleted(world).await?;
    republished(world, false).await?;
    republished(world, true).await?;
    mirrored(world).await?;
    sourced(world).await
}

fn republish(destination: &str, headers_only: bool) -> Option<Republish> {
    Some(Republish { source: ">".to_string(), destination: destination.to_string(), headers_only })
}

fn full() -> Config {
    Config {
        description: "with everything".to_string(),
        max_value_size: 4096,
        history: 5,
        max_age: Duration::from_secs(3600),
        max_bytes: 1 << 20,
        storage: StorageType::Memory,
        num_replicas: 1,
        republish: republish("copied.>", true),
        compression: true,
        placement: Some(Placement { cluster: Some("moon".to_string()), tags: vec!["ssd".to_string()] }),
        limit_markers: Some(Duration::from_secs(2)),
        ..named("full")
    }
}

async fn created(world: &World) -> Result<(), Failed> {
    section("buckets created");
    let short = Duration::from_millis(50);
    let refused = || named("refused");
    let configs = [
        ("plain", named("plain")),
        ("plain again", named("plain")),
        ("plain with another history", Config { history: 3, ..named("plain") }),
        ("full", full()),
        ("full again", full()),
        ("short-lived", Config { max_age: Duration::from_secs(30), ..named("short") }),
        ("history 64", Config { history: 64, ..named("deep") }),
        ("history 65", Config { history: 65, ..refused() }),
        ("replicas 3", Config { num_replicas: 3, ..refused() }),
        ("replicas 6", Config { num_replicas: 6, ..refused() }),
        ("max age 50ms", Config { max_age: short, ..refused() }),
        ("limit markers of 50ms", Config { limit_markers: Some(short), ..refused() }),
        ("republish into itself", Config { republish: republish("$KV.refused.>", false), ..refused() }),
        ("a long description", Config { description: "x".repeat(4097), ..refused() }),
    ];
    for (what, config) in configs {
        done(format!("create {what}"), world.js.create_key_value(config).await);
    }
    for name in ["", "a.b", "a b", "a*", ">", "ü"] {
        done(format!("create name {name:?}"), world.js.create_key_value(named(name)).await);
    }
    for bucket in ["plain", "full", "short", "deep"] {
        tell_status(world, bucket).await?;
    }
    Ok(())
}

async fn found(world: &World) -> Result<(), Failed> {
    section("buckets found");
    for name in ["plain", "missing", "a.b"] {
        done(format!("find {name}"), world.js.get_key_value(name).await);
    }
    let subjects = vec!["$KV.raw.>".to_string()];
    let raw = StreamConfig { name: "KV_raw".to_string(), subjects, ..Default::default() };
    world.js.create_stream(raw).await?;
    done("find a stream without a history limit", world.js.get_key_value("raw").await);
    world.js.delete_stream("KV_raw").await?;
    Ok(())
}

async fn changed(world: &World) -> Result<(), Failed> {
    section("buckets changed");
    let memory = || Config { storage: StorageType::Memory, ..named("either") };
    let updates = [
        ("a missing one", named("missing")),
        ("an invalid name", named("a.b")),
        ("history 65", Config { history: 65, ..named("plain") }),
        ("history", Config { history: 4, description: "changed".to_string(), ..named("plain") }),
        ("storage", Config { storage: StorageType::Memory, ..named("plain") }),
        ("replicas", Config { num_replicas: 3, ..named("plain") }),
        ("limit markers", Config { limit_markers: Some(Duration::from_secs(1)), ..named("plain") }),
        ("no limit markers", named("plain")),
    ];
    for (what, config) in updates {
        done(format!("update {what}"), world.js.update_key_value(config).await);
    }
    let either = [
        ("a new one", memory()),
        ("its history", Config { history: 7, ..memory() }),
        ("its storage", Config { storage: StorageType::File, ..memory() }),
        ("an invalid name", named("a.b")),
    ];
    for (what, config) in either {
        done(format!("create or update {what}"), world.js.create_or_update_key_value(config).await);
    }
    tell_status(world, "plain").await?;
    tell_status(world, "either").await
}

async fn listed_and_deleted(world: &World) -> Result<(), Failed> {
    section("buckets listed and deleted");
    let names: Vec<String> = world.js.stream_names().try_collect().await?;
    say("names", format!("{names:?}"));
    let mut streams = world.js.streams();
    while let Some(info) = streams.try_next().await? {
        say("listed", format!("{} {}", info.config.name, settings(&info.config)?));
    }
    let plain = world.js.get_key_value("plain").await?;
    for name in names.iter().map(|name| name.trim_start_matches("KV_")).chain(["plain", "a.b"]) {
        done(format!("delete {name}"), world.js.delete_key_value(name).await);
    }
    done("put in a deleted bucket", plain.put("a", "1".into()).await);
    done("get from a deleted bucket", plain.get("a").await);
    done("keys of a deleted bucket", plain.keys().await);
    done("watch of a deleted bucket", plain.watch_all().await);
    Ok(())
}

async fn republished(world: &World, headers_only: bool) -> Result<(), Failed> {
    section(&format!("republished, headers only={headers_only}"));
    let mut sub = world.client.subscribe("copy.>").await?;
    let source = "$KV.original.>".to_string();
    let copied = Republish { source, destination: "copy.>".to_string(), headers_only };
    let storage = StorageType::Memory;
    let config = Config { history: 2, storage, republish: Some(copied), ..named("original") };
    let kv = world.js.create_key_value(config).await?;
    kv.put("a", "1".into()).await?;
    kv.put("b.c", "".into()).await?;
    kv.update("a", "2".into(), 1).await?;
    kv.delete("a").await?;
    kv.purge("b.c").await?;
    for _ in 0..5 {
        let m = timeout(sub.next()).await?.ok_or("the subscription ended")?;
        say("copy", format!("{} {} {}", m.subject, headers(m.headers.as_ref()), value(&m.payload)));
    }
    sub.unsubscribe().await?;
    world.end("original").await
}

async fn mirrored(world: &World) -> Result<(), Failed> {
    section("mirrored");
    let origin = world.bucket("origin", 2).await?;
    origin.put("a", "1".into()).await?;
    origin.put("b", "2".into()).await?;
    let source = Source { name: "origin".to_string(), ..Default::default() };
    let storage = StorageType::Memory;
    let config = Config { history: 2, storage, mirror: Some(source), mirror_direct: true, ..named("mirror") };
    let mirror = world.js.create_key_value(config).await?;
    until_state(world, "mirror", (2, 2)).await?;
    done("put by way of the mirror", mirror.put("c", "3".into()).await);
    origin.delete("a").await?;
    origin.purge("b").await?;
    until_state(world, "mirror", world.state("origin").await?).await?;
    gave_entry("get from the mirror", mirror.entry("a").await);
    tell_all("keys of the mirror", mirror.keys().await, |key| key.clone()).await?;
    tell_status(world, "mirror").await?;
    world.end("mirror").await?;
    world.end("origin").await
}

async fn sourced(world: &World) -> Result<(), Failed> {
    section("sourced");
    let east = world.bucket("east", 1).await?;
    let west = world.bucket("west", 1).await?;
    let source = |name: &str| Source { name: name.to_string(), ..Default::default() };
    let sources = Some(vec![source("east"), source("KV_west")]);
    let config = Config { history: 3, storage: StorageType::Memory, sources, ..named("both") };
    let both = world.js.create_key_value(config).await?;
    east.put("a", "east".into()).await?;
    until_state(world, "both", (1, 1)).await?;
    west.put("b", "west".into()).await?;
    until_state(world, "both", (2, 2)).await?;
    done("put in it, which has no subjects of its own", both.put("c", "own".into()).await);
    east.delete("a").await?;
    until_state(world, "both", (3, 3)).await?;
    west.purge("b").await?;
    until_state(world, "both", (4, 3)).await?;
    for revision in 1..5 {
        stored(world, "both", revision).await?;
    }
    tell_all("keys", both.keys().await, |key| key.clone()).await?;
    tell_status(world, "both").await?;
    for bucket in ["both", "east", "west"] {
        world.end(bucket).await?;
    }
    Ok(())
}
