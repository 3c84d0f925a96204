//! Histories, lists of keys and watches.

use crate::transcript::{done, entry, live_entry, next, say, section, tell_all, tell_status, World};
use crate::Failed;
use async_nats::jetstream::kv::{Store, Watch, WatchError};
use futures_util::TryStreamExt;

pub async fn run(world: &World) -> Result<(), Failed> {
    histories(world).await?;
    key_lists(world).await?;
    watches_of_what_is(world).await?;
    watches_of_what_comes(world).await?;
    many_keys(world).await
}

/// A bucket with values, a delete and a purge.
async fn watched(world: &World, name: &str) -> Result<Store, Failed> {
    let kv = world.bucket(name, 3).await?;
    for (i, key) in ["a", "b.x", "b.y", "c", "a", "d.x.deep"].iter().enumerate() {
        kv.put(key, i.to_string().into()).await?;
    }
    kv.delete("c").await?;
    kv.put("e", "will be purged".into()).await?;
    kv.purge("e").await?;
    Ok(kv)
}

async fn histories(world: &World) -> Result<(), Failed> {
    section("histories");
    let kv = watched(world, "histories").await?;
    for key in ["a", "c", "e", "missing", "b.x", "d.x.deep", "b.*"] {
        tell_all(format!("history of {key}"), kv.history(key).await, entry).await?;
    }
    world.end("histories").await
}

async fn key_lists(world: &World) -> Result<(), Failed> {
    section("key lists");
    let show = |key: &String| key.clone();
    let empty = world.bucket("empty", 1).await?;
    tell_all("keys of an empty bucket", empty.keys().await, show).await?;
    empty.delete("a").await?;
    tell_all("keys of a bucket with markers only", empty.keys().await, show).await?;
    world.end("empty").await?;
    let kv = watched(world, "keys").await?;
    tell_all("keys", kv.keys().await, show).await?;
    world.end("keys").await
}

/// Tells the entries of a watch up to the last that is there already.
async fn initial(what: &str, watch: Result<Watch, WatchError>) -> Result<(), Failed> {
    let mut watch = match watch {
        Ok(watch) => watch,
        Err(error) => return Ok(done::<(), _>(what, Err(error))),
    };
    loop {
        let e = next(&mut watch).await?;
        say(what, entry(&e));
        if e.delta == 0 {
            return Ok(());
        }
    }
}

async fn watches_of_what_is(world: &World) -> Result<(), Failed> {
    section("watches of what is there");
    let kv = watched(world, "watches").await?;
    for key in ["a", "b.*", "b.>", "*", ">", "c"] {
        initial(&format!("watch {key}"), kv.watch_with_history(key).await).await?;
    }
    initial("several", kv.watch_many_with_history(["a", "c"]).await).await?;
    initial("several patterns", kv.watch_many_with_history(["b.*", "d.>", "missing"]).await).await?;
    initial("all from 5", kv.watch_all_from_revision(5).await).await?;
    initial("a from 2", kv.watch_from_revision("a", 2).await).await?;
    for key in ["", ".a", "a.", "a..b", "a b"] {
        done(format!("watch {key:?}"), kv.watch(key).await);
    }
    done("filters that overlap", kv.watch_many(["a", ">"]).await);
    done("from 0", kv.watch_all_from_revision(0).await);
    world.end("watches").await
}

/// Tells the next entries of a watch.
async fn expect(what: &str, watch: &mut Watch, count: usize) -> Result<(), Failed> {
    for _ in 0..count {
        say(what, live_entry(&next(watch).await?));
    }
    Ok(())
}

async fn watches_of_what_comes(world: &World) -> Result<(), Failed> {
    section("watches of what comes");
    let kv = world.bucket("live", 3).await?;
    kv.put("old", "0".into()).await?;
    let mut all = kv.watch_all().await?;
    let mut some = kv.watch("b.*").await?;
    let mut several = kv.watch_many(["a", "c"]).await?;
    kv.put("a", "1".into()).await?;
    kv.put("b.x", "2".into()).await?;
    kv.delete("a").await?;
    kv.create("a", "3".into()).await?;
    expect("all", &mut all, 4).await?;
    expect("b.*", &mut some, 1).await?;
    expect("a and c", &mut several, 3).await?;
    // What a purge removes was awaited before: a watch that has not got it yet never gets it.
    kv.purge("b.x").await?;
    expect("all", &mut all, 1).await?;
    expect("b.*", &mut some, 1).await?;
    world.end("live").await
}

/// Lists more than fits in one go: deliveries come with flow control.
async fn many_keys(world: &World) -> Result<(), Failed> {
    section("many keys");
    let kv = world.bucket("many", 2).await?;
    for i in 0..700 {
        kv.put(format!("key.{}.{i}", i % 7), vec![0; 8192].into()).await?;
    }
    let keys: Vec<String> = kv.keys().await?.try_collect().await?;
    say("keys", format!("{}, from {} to {}", keys.len(), keys[0], keys[keys.len() - 1]));
    let mut watch = kv.watch_with_history(">").await?;
    let mut size = 0;
    for revision in 1..=700 {
        let e = next(&mut watch).await?;
        if e.revision != revision || e.delta != 700 - revision {
            return Err(format!("out of order: {}", entry(&e)).into());
        }
        size += e.value.len();
    }
    say("a watch of all", format!("700 entries of {size} bytes"));
    tell_status(world, "many").await?;
    world.end("many").await
}
