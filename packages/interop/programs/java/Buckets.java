import io.nats.client.Connection;
import io.nats.client.KeyValue;
import io.nats.client.KeyValueManagement;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.KeyValueStatus;
import io.nats.client.api.Placement;
import io.nats.client.api.Republish;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.time.Duration;
import java.util.Map;

/** Buckets: made, found, changed, listed, deleted. */
final class Buckets {
    private final Connection connection;
    private final KeyValueManagement management;

    Buckets(Connection connection) throws Exception {
        this.connection = connection;
        this.management = connection.keyValueManagement();
    }

    void run() throws Exception {
        created();
        found();
        changed();
        listedAndDeleted();
    }

    private static KeyValueConfiguration.Builder named(String name) {
        return KeyValueConfiguration.builder(name);
    }

    private void create(String what, Transcript.Call<KeyValueConfiguration.Builder> config) {
        Transcript.outcome("create " + what, () -> management.create(config.call().build()));
    }

    private static Republish republish(String destination) {
        return Republish.builder().source(">").destination(destination).headersOnly(true).build();
    }

    private static KeyValueConfiguration.Builder full() {
        return named("full").description("with everything").maxHistoryPerKey(5).maxBucketSize(1 << 20)
            .maximumValueSize(4096).ttl(Duration.ofHours(1)).storageType(StorageType.Memory).replicas(1)
            .placement(Placement.builder().cluster("moon").tags("ssd").build()).compression(true)
            .metadata(Map.of("owner", "interop")).republish(republish("copied.>")).limitMarker(2000);
    }

    private void created() {
        Transcript.section("buckets created");
        create("plain", () -> named("plain"));
        create("plain again", () -> named("plain"));
        create("plain with another history", () -> named("plain").maxHistoryPerKey(3));
        create("full", Buckets::full);
        create("full again", Buckets::full);
        create("short-lived", () -> named("short").ttl(Duration.ofSeconds(30)));
        create("history 64", () -> named("deep").maxHistoryPerKey(64));
        create("history 65", () -> named("refused").maxHistoryPerKey(65));
        create("replicas 3", () -> named("refused").replicas(3));
        create("replicas 6", () -> named("refused").replicas(6));
        create("ttl 50ms", () -> named("refused").ttl(Duration.ofMillis(50)));
        create("ttl -1s", () -> named("refused").ttl(Duration.ofSeconds(-1)));
        create("limit marker 500ms", () -> named("refused").limitMarker(500));
        create("republish into itself", () -> named("refused").republish(republish("$KV.refused.>")));
        create("a long description", () -> named("refused").description("x".repeat(4097)));
        for (String name : new String[] {"", "a.b", "a b", "a*", ">", "ü"}) create("name \"" + name + "\"", () -> named(name));
    }

    private void found() throws Exception {
        Transcript.section("buckets found");
        for (String name : new String[] {"plain", "missing", "a.b"}) {
            Transcript.outcome("status of " + name, () -> management.getStatus(name));
            Transcript.outcome("bind " + name, () -> connection.keyValue(name).getBucketName());
        }
        KeyValue gone = Transcript.bucket(connection, "gone", 1);
        management.delete("gone");
        Transcript.outcome("status of a deleted one", gone::getStatus);
        Transcript.outcome("get from a deleted one", () -> gone.get("a"));
        Transcript.outcome("put in a deleted one", () -> gone.put("a", "1"));
        Transcript.outcome("keys of a deleted one", gone::keys);
        connection.jetStreamManagement().addStream(
            StreamConfiguration.builder().name("KV_raw").subjects("$KV.raw.>").storageType(StorageType.Memory).build());
        Transcript.outcome("status of a stream without a history limit", () -> management.getStatus("raw"));
        management.delete("raw");
    }

    private void changed() throws Exception {
        Transcript.section("buckets changed");
        Transcript.outcome("update a missing one", () -> management.update(named("missing").build()));
        KeyValueStatus plain = management.getStatus("plain");
        update("history", () -> KeyValueConfiguration.builder(plain.getConfiguration()).maxHistoryPerKey(4));
        update("description", () -> named("plain").maxHistoryPerKey(4).description("changed"));
        update("storage", () -> named("plain").storageType(StorageType.Memory));
        update("replicas", () -> named("plain").replicas(3));
        update("limit marker", () -> named("plain").limitMarker(1000));
        update("no limit marker", () -> named("plain"));
    }

    private void update(String what, Transcript.Call<KeyValueConfiguration.Builder> config) {
        Transcript.outcome("update " + what, () -> management.update(config.call().build()));
    }

    private void listedAndDeleted() throws Exception {
        Transcript.section("buckets listed and deleted");
        Transcript.outcome("names", management::getBucketNames);
        for (KeyValueStatus status : management.getStatuses()) Transcript.say("listed", Transcript.status(status));
        for (String name : management.getBucketNames()) Transcript.done("delete " + name, () -> management.delete(name));
        Transcript.done("delete plain again", () -> management.delete("plain"));
        Transcript.done("delete an invalid name", () -> management.delete("a.b"));
        Transcript.outcome("names", management::getBucketNames);
        for (int i = 0; i < 260; i++) Transcript.bucket(connection, "page" + (1000 + i), 1);
        Transcript.say("names of 260 buckets", management.getBucketNames().size());
        Transcript.say("statuses of 260 buckets", management.getStatuses().size());
        for (String name : management.getBucketNames()) management.delete(name);
    }
}
