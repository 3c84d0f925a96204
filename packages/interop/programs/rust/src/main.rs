//! Calls every key-value operation and option of async-nats, and prints what each gave.
//!
//! Usage: interop <url>

mod buckets;
mod entries;
mod lifetimes;
mod transcript;
mod watches;

use futures_util::TryStreamExt;
use std::time::Duration;
use transcript::{say, section, World, WHOLE_RUN};

type Failed = Box<dyn std::error::Error + Send + Sync>;

async fn run(url: String) -> Result<(), Failed> {
    let client = async_nats::connect(url).await?;
    let js = async_nats::jetstream::new(client.clone());
    let world = World { client, js };
    section("connection");
    let info = world.client.server_info();
    say("max payload", info.max_payload);
    say("headers", info.headers);
    let account = world.js.query_account().await?;
    say("streams", account.streams);
    let mut outcome = attempt(&world, buckets::run(&world).await).await;
    outcome = attempt(&world, entries::run(&world).await).await.and(outcome);
    outcome = attempt(&world, watches::run(&world).await).await.and(outcome);
    attempt(&world, lifetimes::run(&world).await).await.and(outcome)
}

/// A part that breaks off makes the program fail, and leaves nothing to the next part.
async fn attempt(world: &World, part: Result<(), Failed>) -> Result<(), Failed> {
    if let Err(error) = &part {
        say("broken off", error);
        let names: Vec<String> = world.js.stream_names().try_collect().await?;
        for name in names {
            world.js.delete_stream(name).await?;
        }
    }
    part
}

#[tokio::main]
async fn main() -> Result<(), Failed> {
    let url = std::env::args().nth(1).ok_or("usage: interop <url>")?;
    tokio::time::timeout(Duration::from_secs(WHOLE_RUN), run(url)).await?
}
