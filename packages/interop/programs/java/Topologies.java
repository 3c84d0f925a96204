import io.nats.client.Connection;
import io.nats.client.KeyValue;
import io.nats.client.KeyValueManagement;
import io.nats.client.Subscription;
import io.nats.client.api.Mirror;
import io.nats.client.api.Republish;
import io.nats.client.api.Source;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Buckets that others follow: republished, mirrored, sourced. */
final class Topologies {
    private final Connection connection;
    private final KeyValueManagement management;

    Topologies(Connection connection) throws Exception {
        this.connection = connection;
        this.management = connection.keyValueManagement();
    }

    void run() throws Exception {
        republished(false);
        republished(true);
        mirrored();
        sourced();
    }

    private void republished(boolean isHeadersOnly) throws Exception {
        Transcript.section("republished, headers only=" + isHeadersOnly);
        Subscription sub = connection.subscribe("copy.>");
        Republish copied =
            Republish.builder().source("$KV.original.>").destination("copy.>").headersOnly(isHeadersOnly).build();
        management.create(Transcript.inMemory("original").maxHistoryPerKey(2).republish(copied).build());
        KeyValue kv = connection.keyValue("original");
        kv.put("a", "1");
        kv.put("b.c", new byte[0]);
        kv.update("a", "2".getBytes(StandardCharsets.UTF_8), 1);
        kv.delete("a");
        kv.purge("b.c");
        for (int i = 0; i < 5; i++) {
            var m = sub.nextMessage(Duration.ofMillis(Transcript.PATIENCE_MS));
            Transcript.say("copy", m.getSubject() + " " + Transcript.headers(m.getHeaders()) + " " + Transcript.value(m.getData()));
        }
        sub.unsubscribe();
        management.delete("original");
    }

    private void reaches(String bucket, long revision) throws Exception {
        Transcript.until(bucket + " reaches " + revision, () ->
            management.getStatus(bucket).getBackingStreamInfo().getStreamState().getLastSequence() == revision);
    }

    private void mirrored() throws Exception {
        Transcript.section("mirrored");
        KeyValue origin = Transcript.bucket(connection, "origin", 2);
        origin.put("a", "1");
        origin.put("b", "2");
        Mirror source = Mirror.builder().name("origin").build();
        Transcript.outcome("create a mirror", () ->
            management.create(Transcript.inMemory("mirror").maxHistoryPerKey(2).mirror(source).build()).getBucketName());
        KeyValue mirror = connection.keyValue("mirror");
        reaches("mirror", 2);
        Transcript.outcome("put by way of the mirror", () -> mirror.put("c", "3"));
        origin.delete("a");
        origin.purge("b");
        long last = management.getStatus("origin").getBackingStreamInfo().getStreamState().getLastSequence();
        reaches("mirror", last);
        Transcript.outcome("get from the mirror", () -> mirror.get("a"));
        Transcript.outcome("keys of the mirror", mirror::keys);
        for (long revision = 1; revision <= last; revision++) Transcript.stored(connection, "mirror", revision);
        management.delete("mirror");
        management.delete("origin");
    }

    private void sourced() throws Exception {
        Transcript.section("sourced");
        KeyValue east = Transcript.bucket(connection, "east", 1);
        KeyValue west = Transcript.bucket(connection, "west", 1);
        Transcript.outcome("create a bucket with sources", () -> management.create(
            Transcript.inMemory("both").maxHistoryPerKey(3)
                .sources(Source.builder().name("east").build(), Source.builder().name("KV_west").build()).build()));
        KeyValue both = connection.keyValue("both");
        east.put("a", "east");
        reaches("both", 1);
        west.put("b", "west");
        reaches("both", 2);
        Transcript.outcome("put in it, which has no subjects of its own", () -> both.put("c", "own"));
        east.delete("a");
        reaches("both", 3);
        west.purge("b");
        reaches("both", 4);
        for (long revision = 1; revision < 5; revision++) Transcript.stored(connection, "both", revision);
        Transcript.outcome("keys", both::keys);
        for (String bucket : new String[] {"both", "east", "west"}) management.delete(bucket);
    }
}
