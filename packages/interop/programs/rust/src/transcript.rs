//! The lines of the transcript: one an outcome.

use crate::Failed;
use async_nats::jetstream::kv::{Config, Entry, Store, Watch};
use async_nats::jetstream::stream::{Config as StreamConfig, StorageType};
use async_nats::jetstream::Context;
use async_nats::{Client, HeaderMap};
use futures_util::{Stream, StreamExt};
use std::fmt::Display;
use std::future::Future;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Seconds: how long the program may take, and how long it waits for one event.
pub const WHOLE_RUN: u64 = 180;
pub const PATIENCE: u64 = 20;

/// What every section works with.
pub struct World {
    pub client: Client,
    pub js: Context,
}

impl World {
    /// Makes a bucket in memory; it must succeed.
    pub async fn bucket(&self, name: &str, history: i64) -> Result<Store, Failed> {
        let config = Config { storage: StorageType::Memory, history, ..named(name) };
        Ok(self.js.create_key_value(config).await?)
    }

    pub async fn end(&self, name: &str) -> Result<(), Failed> {
        self.js.delete_key_value(name).await?;
        Ok(())
    }

    /// The last revision of a bucket, and how many messages it holds.
    pub async fn state(&self, name: &str) -> Result<(u64, u64), Failed> {
        let stream = self.js.get_stream(format!("KV_{name}")).await?;
        let state = &stream.cached_info().state;
        Ok((state.last_sequence, state.messages))
    }
}

pub fn named(bucket: &str) -> Config {
    Config { bucket: bucket.to_string(), ..Default::default() }
}

pub fn section(name: &str) {
    println!("\n== {name} ==");
}

pub fn say(what: impl Display, outcome: impl Display) {
    println!("{what} -> {outcome}");
}

/// Tells the outcome of a call that gives nothing of interest.
pub fn done<T, E: Display>(what: impl Display, result: Result<T, E>) {
    match result {
        Ok(_) => say(what, "ok"),
        Err(error) => say(what, format!("error {:?}", error.to_string())),
    }
}

/// Tells the outcome of a call that gives a value.
pub fn gave<T: Display, E: Display>(what: impl Display, result: Result<T, E>) {
    match result {
        Ok(value) => say(what, value),
        Err(error) => say(what, format!("error {:?}", error.to_string())),
    }
}

pub fn gave_entry<E: Display>(what: impl Display, result: Result<Option<Entry>, E>) {
    gave(what, result.map(|found| found.map_or("none".to_string(), |e| entry(&e))));
}

pub fn entry(e: &Entry) -> String {
    format!("{} delta={} current={}", live_entry(e), e.delta, e.seen_current)
}

/// Leaves out the delta: what is still to come is a matter of time.
pub fn live_entry(e: &Entry) -> String {
    let created = moment(e.created.unix_timestamp());
    let value = value(&e.value);
    format!("{}/{}@{} {:?} {value} created={created}", e.bucket, e.key, e.revision, e.operation)
}

/// Shows short values whole and tells the size of the others.
pub fn value(bytes: &[u8]) -> String {
    if bytes.len() <= 64 {
        return format!("\"{}\"", bytes.escape_ascii());
    }
    let is_alike = bytes.iter().all(|byte| *byte == bytes[0]);
    format!("<{} bytes, all {:#04x}: {is_alike}>", bytes.len(), bytes[0])
}

/// Hides a time that is of this run, and shows one that is not.
fn moment(seconds: i64) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    if seconds.abs_diff(now as i64) < WHOLE_RUN { "<time>".to_string() } else { seconds.to_string() }
}

/// Shows a header block in the order of its names.
pub fn headers(block: Option<&HeaderMap>) -> String {
    let mut lines: Vec<String> = block
        .map(|block| block.iter().map(|(name, values)| format!("{name}: {}", values[0])).collect())
        .unwrap_or_default();
    lines.sort();
    format!("{{{}}}", lines.join("; "))
}

/// Settings of a stream as JSON, with the names in their order.
pub fn settings(config: &StreamConfig) -> Result<String, Failed> {
    Ok(serde_json::to_value(config)?.to_string())
}

pub async fn tell_status(world: &World, bucket: &str) -> Result<(), Failed> {
    let what = format!("status of {bucket}");
    match world.js.get_key_value(bucket).await {
        Err(error) => say(what, format!("error {:?}", error.to_string())),
        Ok(kv) => {
            let status = kv.status().await?;
            let (age, bytes) = (status.max_age(), status.info.state.bytes);
            let counts = format!("values={} bytes={bytes} history={}", status.values(), status.history());
            let config = settings(&status.info.config)?;
            say(what, format!("{} {counts} age={age:?} config={config}", status.bucket()));
        }
    }
    Ok(())
}

/// Shows a message of a bucket as the server holds it.
pub async fn stored(world: &World, bucket: &str, revision: u64) -> Result<(), Failed> {
    let stream = world.js.get_stream(format!("KV_{bucket}")).await?;
    let message = stream.get_raw_message(revision).await;
    let shown = message.map(|m| format!("{} {} {}", m.subject, headers(Some(&m.headers)), value(&m.payload)));
    gave(format!("message {revision} of {bucket}"), shown);
    Ok(())
}

/// Tells all that a stream gives until it ends.
pub async fn tell_all<T, E: Display>(
    what: impl Display,
    stream: Result<impl Stream<Item = Result<T, E>> + Unpin, impl Display>,
    show: impl Fn(&T) -> String,
) -> Result<(), Failed> {
    let mut stream = match stream {
        Ok(stream) => stream,
        Err(error) => return Ok(say(what, format!("error {:?}", error.to_string()))),
    };
    let mut shown = Vec::new();
    while let Some(item) = timeout(stream.next()).await? {
        shown.push(item.map_or_else(|error| format!("error {:?}", error.to_string()), |item| show(&item)));
    }
    say(what, format!("[{}]", shown.join("; ")));
    Ok(())
}

pub async fn next(watch: &mut Watch) -> Result<Entry, Failed> {
    Ok(timeout(watch.next()).await?.ok_or("a watch ended")??)
}

pub async fn timeout<T>(future: impl Future<Output = T>) -> Result<T, Failed> {
    Ok(tokio::time::timeout(Duration::from_secs(PATIENCE), future).await?)
}

/// Waits until a bucket has its last revision and so many messages.
pub async fn until_state(world: &World, bucket: &str, state: (u64, u64)) -> Result<(), Failed> {
    let start = Instant::now();
    while world.state(bucket).await? != state {
        if start.elapsed() > Duration::from_secs(PATIENCE) {
            return Err(format!("{bucket} never had {state:?}").into());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    say(format!("{bucket} has {state:?}"), "so");
    Ok(())
}
