import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.KeyValue;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.KeyValueEntry;
import io.nats.client.api.KeyValueStatus;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.StorageType;
import io.nats.client.impl.Headers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** The lines of the transcript: one an outcome. */
final class Transcript {
    static final long PATIENCE_MS = 20_000;
    private static final Duration WHOLE_RUN = Duration.ofMinutes(3);

    private Transcript() {}

    /** What is called. */
    interface Call<T> {
        T call() throws Exception;
    }

    /** What is called for its effect. */
    interface Step {
        void run() throws Exception;
    }

    static void section(String name) {
        print("\n== " + name + " ==");
    }

    static void say(String what, Object outcome) {
        print(what + " -> " + outcome);
    }

    private static void print(String line) {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        System.out.write(bytes, 0, bytes.length);
    }

    /** Tells what a call gave, be it a value or an error. */
    static <T> void outcome(String what, Call<T> call) {
        try {
            say(what, shown(call.call()));
        } catch (Exception error) {
            say(what, failure(error));
        }
    }

    static void done(String what, Step step) {
        outcome(what, () -> {
            step.run();
            return "ok";
        });
    }

    static String failure(Exception error) {
        String text = error.getClass().getSimpleName() + " \"" + error.getMessage() + "\"";
        if (error instanceof JetStreamApiException api) text += " " + api.getErrorCode() + "/" + api.getApiErrorCode();
        return text;
    }

    static String shown(Object value) {
        if (value instanceof KeyValueEntry entry) return entry(entry);
        if (value instanceof KeyValueStatus status) return status(status);
        if (value instanceof List<?> list) {
            List<String> parts = new ArrayList<>();
            for (Object one : list) parts.add(shown(one));
            return "[" + String.join("; ", parts) + "]";
        }
        return String.valueOf(value);
    }

    static String entry(KeyValueEntry entry) {
        return liveEntry(entry) + " delta=" + entry.getDelta();
    }

    /** Leaves out the delta: what is still to come is a matter of time. */
    static String liveEntry(KeyValueEntry e) {
        return e.getBucket() + "/" + e.getKey() + "@" + e.getRevision() + " " + e.getOperation() + " " + value(e.getValue())
            + " length=" + e.getDataLen() + " created=" + moment(e.getCreated());
    }

    /** Shows short values whole and tells the size of the others. */
    static String value(byte[] bytes) {
        if (bytes == null) return "null";
        if (bytes.length > 64) {
            boolean isAlike = true;
            for (byte one : bytes) isAlike &= one == bytes[0];
            return "<" + bytes.length + " bytes, all " + bytes[0] + ": " + isAlike + ">";
        }
        StringBuilder text = new StringBuilder("\"");
        for (byte one : bytes) {
            if (one >= 0x20 && one < 0x7f) text.append((char) one);
            else text.append(String.format("\\x%02x", one));
        }
        return text.append('"').toString();
    }

    /** Hides a time that is of this run, and shows one that is not. */
    static String moment(ZonedDateTime time) {
        Duration age = Duration.between(time, ZonedDateTime.now()).abs();
        return age.compareTo(WHOLE_RUN) < 0 ? "<time>" : time.toString();
    }

    static String headers(Headers block) {
        List<String> lines = new ArrayList<>();
        if (block != null)
            for (String name : new TreeSet<>(block.keySet())) lines.add(name + ": " + String.join(", ", block.get(name)));
        return "{" + String.join("; ", lines) + "}";
    }

    /** All that the status of a bucket tells. */
    static String status(KeyValueStatus s) {
        KeyValueConfiguration c = s.getConfiguration();
        return s.getBucketName() + " entries=" + s.getEntryCount() + " bytes=" + s.getByteCount() + " history="
            + s.getMaxHistoryPerKey() + " ttl=" + s.getTtl() + " marker=" + s.getLimitMarkerTtl() + " max="
            + s.getMaxBucketSize() + "," + s.getMaximumValueSize() + " storage=" + s.getStorageType() + " replicas="
            + s.getReplicas() + " description=" + s.getDescription() + " placement=" + s.getPlacement() + " republish="
            + (s.getRepublish() == null ? null : s.getRepublish().toJson()) + " compressed=" + s.isCompressed() + " metadata=" + new TreeMap<>(s.getMetadata())
            + " store=" + s.getBackingStore() + " mirror=" + c.getMirror() + " sources=" + c.getSources() + " duplicates="
            + s.getBackingStreamInfo().getConfig().getDuplicateWindow() + " state=" + state(s);
    }

    private static String state(KeyValueStatus s) {
        var state = s.getBackingStreamInfo().getStreamState();
        return state.getFirstSequence() + ".." + state.getLastSequence();
    }

    /** Shows a message of a bucket as the server holds it. */
    static void stored(Connection connection, String bucket, long revision) {
        outcome("message " + revision + " of " + bucket, () -> {
            MessageInfo m = connection.jetStreamManagement().getMessage("KV_" + bucket, revision);
            return m.getSubject() + " " + headers(m.getHeaders()) + " " + value(m.getData());
        });
    }

    /** Makes a bucket in memory; it must succeed. */
    static KeyValue bucket(Connection connection, String name, int history) throws Exception {
        connection.keyValueManagement().create(inMemory(name).maxHistoryPerKey(history).build());
        return connection.keyValue(name);
    }

    static KeyValueConfiguration.Builder inMemory(String name) {
        return KeyValueConfiguration.builder(name).storageType(StorageType.Memory);
    }

    /** Waits for what a server does in its own time. */
    static void until(String what, Call<Boolean> isSo) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
        while (!isSo.call()) {
            if (System.nanoTime() > deadline) throw new IllegalStateException("in vain waited until " + what);
            Thread.sleep(20);
        }
        say(what, "so");
    }
}
