/** revkv on NATS JetStream, by a connection of any official transport. */
export { nats, type NatsOptions } from "./nats.ts";
