import io.nats.client.Connection;
import io.nats.client.KeyValue;
import io.nats.client.MessageTtl;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** What ends by itself: values with a time to live, and the markers that tell of it. */
final class Lifetimes {
    private static final byte[] VALUE = "1".getBytes(StandardCharsets.UTF_8);
    private final Connection connection;

    Lifetimes(Connection connection) {
        this.connection = connection;
    }

    void run() throws Exception {
        perKey();
        perBucket();
    }

    private void perKey() throws Exception {
        Transcript.section("times to live");
        var management = connection.keyValueManagement();
        management.create(Transcript.inMemory("ttl").maxHistoryPerKey(3).limitMarker(2000).build());
        KeyValue kv = connection.keyValue("ttl");
        Watches.Events events = new Watches.Events();
        try (var watch = kv.watchAll(events)) {
            events.expect("watch", 1);
            Transcript.outcome("create for 2s", () -> kv.create("short", VALUE, MessageTtl.seconds(2)));
            Transcript.stored(connection, "ttl", 1);
            events.expect("watch", 2);
            Transcript.stored(connection, "ttl", 2);
            Transcript.outcome("get what has expired", () -> kv.get("short"));
            Transcript.outcome("create for 1h", () -> kv.create("again", VALUE, MessageTtl.seconds(3600)));
            Transcript.outcome("create for ever", () -> kv.create("ever", VALUE, MessageTtl.never()));
            events.expect("watch", 2);
            Transcript.outcome("create for 500ms", () -> kv.create("half", VALUE, MessageTtl.custom("500ms")));
            Transcript.outcome("create for -1", () -> kv.create("half", VALUE, MessageTtl.seconds(-1)));
            Transcript.done("purge for 2s, wrong", () -> kv.purge("again", 1, MessageTtl.seconds(2)));
            Transcript.done("purge for 2s, right", () -> kv.purge("again", 3, MessageTtl.seconds(2)));
            Transcript.done("purge another for 2s", () -> kv.purge("other", MessageTtl.seconds(2)));
            events.expect("watch", 2);
            watch.unsubscribe();
        }
        Transcript.until("what was to go is gone", () -> kv.getStatus().getEntryCount() == 1);
        Transcript.outcome("create over what is gone", () -> kv.create("short", VALUE));
        management.delete("ttl");
    }

    private void perBucket() throws Exception {
        Transcript.section("a bucket's time to live");
        var management = connection.keyValueManagement();
        management.create(Transcript.inMemory("aging").ttl(Duration.ofSeconds(1)).build());
        KeyValue kv = connection.keyValue("aging");
        kv.put("a", "1");
        Transcript.until("it is empty", () -> kv.getStatus().getEntryCount() == 0);
        Transcript.outcome("the next revision", () -> kv.put("a", "2"));
        management.delete("aging");
    }
}
