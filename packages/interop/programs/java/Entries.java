import io.nats.client.Connection;
import io.nats.client.KeyValue;
import io.nats.client.MessageTtl;
import io.nats.client.api.KeyValuePurgeOptions;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Entries: put, get, create, update, delete, purge. */
final class Entries {
    private final Connection connection;

    Entries(Connection connection) {
        this.connection = connection;
    }

    void run() throws Exception {
        values();
        revisions();
        conditions();
        markers();
        limits();
        invalidKeys();
        purgedDeletes();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] sized(int size) {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) 'v');
        return bytes;
    }

    private void end(String name) throws Exception {
        connection.keyValueManagement().delete(name);
    }

    private void values() throws Exception {
        Transcript.section("values");
        KeyValue kv = Transcript.bucket(connection, "values", 2);
        Map<String, byte[]> cases = new LinkedHashMap<>();
        cases.put("bytes", new byte[] {0, 1, 2, -1, 13, 10});
        cases.put("empty", new byte[0]);
        cases.put("none", null);
        cases.put("text", bytes("grüße, 世界 🙂"));
        cases.put("a.b.c", bytes("dotted"));
        cases.put("a/b=c_d-e.F9", bytes("all characters"));
        cases.put("big", sized(1 << 20));
        cases.put("bigger", sized((1 << 20) + 1));
        cases.put("long.".repeat(200) + "key", bytes("long"));
        for (Map.Entry<String, byte[]> one : cases.entrySet())
            Transcript.outcome("put " + one.getKey(), () -> kv.put(one.getKey(), one.getValue()));
        Transcript.outcome("put a string", () -> kv.put("string", "größer"));
        Transcript.outcome("put a number", () -> kv.put("number", 42));
        Transcript.outcome("put again", () -> kv.put("a.b.c", "again"));
        for (String key : cases.keySet()) Transcript.outcome("get " + key, () -> kv.get(key));
        Transcript.outcome("get nothing", () -> kv.get("nothing"));
        Transcript.outcome("as a string", () -> kv.get("string").getValueAsString());
        Transcript.outcome("as a number", () -> kv.get("number").getValueAsLong());
        Transcript.outcome("status", kv::getStatus);
        end("values");
    }

    private void revisions() throws Exception {
        Transcript.section("revisions");
        KeyValue kv = Transcript.bucket(connection, "revisions", 2);
        for (String key : new String[] {"a", "b", "a", "a"}) kv.put(key, "of " + key);
        kv.delete("b");
        for (long revision : new long[] {0, 1, 2, 3, 4, 5, 6, 1L << 62, -1})
            for (String key : new String[] {"a", "b"})
                Transcript.outcome("get " + key + " at " + revision, () -> kv.get(key, revision));
        end("revisions");
    }

    private void conditions() throws Exception {
        Transcript.section("conditions");
        KeyValue kv = Transcript.bucket(connection, "conditions", 10);
        MessageTtl ttl = MessageTtl.seconds(60);
        Transcript.outcome("create", () -> kv.create("a", bytes("1")));
        Transcript.outcome("create over a value", () -> kv.create("a", bytes("2")));
        Transcript.outcome("update right", () -> kv.update("a", bytes("3"), 1));
        Transcript.outcome("update wrong", () -> kv.update("a", "4", 1));
        Transcript.outcome("update of a missing key at 0", () -> kv.update("b", "1", 0));
        Transcript.outcome("update of a missing key at 9", () -> kv.update("c", "1", 9));
        Transcript.done("delete wrong", () -> kv.delete("a", 1));
        Transcript.done("delete right", () -> kv.delete("a", 2));
        Transcript.outcome("create over a delete", () -> kv.create("a", bytes("5")));
        Transcript.done("purge wrong", () -> kv.purge("a", 1));
        Transcript.done("purge right", () -> kv.purge("a", 5));
        Transcript.outcome("create over a purge", () -> kv.create("a", bytes("6")));
        Transcript.done("delete at 0", () -> kv.delete("a", 0));
        Transcript.outcome("create with a ttl where none is allowed", () -> kv.create("t", bytes("1"), ttl));
        Transcript.done("purge with a ttl where none is allowed", () -> kv.purge("a", ttl));
        Transcript.outcome("history of a", () -> kv.history("a"));
        for (long revision = 1; revision < 9; revision++) Transcript.stored(connection, "conditions", revision);
        end("conditions");
    }

    private void markers() throws Exception {
        Transcript.section("markers");
        KeyValue kv = Transcript.bucket(connection, "markers", 5);
        Transcript.done("delete a missing key", () -> kv.delete("none"));
        Transcript.done("delete it again", () -> kv.delete("none"));
        Transcript.done("purge a missing key", () -> kv.purge("gone"));
        for (String key : new String[] {"a", "a", "b", "b"}) kv.put(key, "x");
        Transcript.done("delete a", () -> kv.delete("a"));
        Transcript.done("purge b", () -> kv.purge("b"));
        for (String key : new String[] {"a", "b", "none", "gone"}) {
            Transcript.outcome("get " + key, () -> kv.get(key));
            Transcript.outcome("history of " + key, () -> kv.history(key));
        }
        Transcript.outcome("status", kv::getStatus);
        end("markers");
    }

    private void limits() throws Exception {
        Transcript.section("limits");
        connection.keyValueManagement()
            .create(Transcript.inMemory("limits").maxBucketSize(400).maximumValueSize(100).build());
        KeyValue kv = connection.keyValue("limits");
        put(kv, "a", 101);
        for (String key : new String[] {"a", "b", "c", "d"}) put(kv, key, 100);
        put(kv, "a", 99);
        put(kv, "a", 100);
        Transcript.outcome("create in a full bucket", () -> kv.create("e", bytes("v")));
        Transcript.outcome("update wrong and too large", () -> kv.update("a", sized(101), 1));
        Transcript.done("delete a", () -> kv.delete("a"));
        Transcript.done("purge b", () -> kv.purge("b"));
        put(kv, "d", 100);
        Transcript.outcome("status", kv::getStatus);
        end("limits");
    }

    private static void put(KeyValue kv, String key, int size) {
        Transcript.outcome("put " + key + " of " + size, () -> kv.put(key, sized(size)));
    }

    private void invalidKeys() throws Exception {
        Transcript.section("invalid keys");
        KeyValue kv = Transcript.bucket(connection, "names", 1);
        for (String key : new String[] {"", ".", ".a", "a.", "a..b", "a b", "a*", "a.>", ">", "ü", "a$"}) {
            String what = " \"" + key + "\"";
            Transcript.outcome("put" + what, () -> kv.put(key, "1"));
            Transcript.outcome("get" + what, () -> kv.get(key));
            Transcript.outcome("create" + what, () -> kv.create(key, null));
            Transcript.outcome("update" + what, () -> kv.update(key, "1", 1));
            Transcript.done("delete" + what, () -> kv.delete(key));
            Transcript.done("purge" + what, () -> kv.purge(key));
            Transcript.outcome("history of" + what, () -> kv.history(key));
        }
        end("names");
    }

    private void purgedDeletes() throws Exception {
        Transcript.section("purged deletes");
        var options = new LinkedHashMap<String, KeyValuePurgeOptions>();
        options.put("by default", null);
        options.put("older than an hour", KeyValuePurgeOptions.builder().deleteMarkersThreshold(3_600_000).build());
        options.put("of any age", KeyValuePurgeOptions.builder().deleteMarkersNoThreshold().build());
        for (Map.Entry<String, KeyValuePurgeOptions> one : options.entrySet()) {
            KeyValue kv = Transcript.bucket(connection, "deletes", 5);
            for (String key : new String[] {"live", "deleted", "deleted", "purged", "again"}) kv.put(key, "x");
            kv.delete("deleted");
            kv.purge("purged");
            kv.delete("again");
            kv.put("again", "y");
            Transcript.done("purge deletes " + one.getKey(), () -> kv.purgeDeletes(one.getValue()));
            for (String key : new String[] {"live", "deleted", "purged", "again"})
                Transcript.outcome("what is left of " + key, () -> kv.history(key));
            Transcript.outcome("the next revision", () -> kv.put("next", "z"));
            end("deletes");
        }
    }
}
