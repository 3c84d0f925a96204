import io.nats.client.Connection;
import io.nats.client.KeyValue;
import io.nats.client.api.KeyResult;
import io.nats.client.api.KeyValueEntry;
import io.nats.client.api.KeyValueWatchOption;
import io.nats.client.api.KeyValueWatcher;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Histories, lists of keys and watches. */
final class Watches {
    private final Connection connection;

    Watches(Connection connection) {
        this.connection = connection;
    }

    void run() throws Exception {
        histories();
        keyLists();
        watchesOfWhatIs();
        watchesOfWhatComes();
        refused();
        manyKeys();
    }

    /** Keeps what a watch gives, in its order; the end of the initial values among it. */
    static final class Events implements KeyValueWatcher {
        static final String END = "initial values done";
        private final BlockingQueue<Object> events = new LinkedBlockingQueue<>();

        @Override
        public void watch(KeyValueEntry entry) {
            events.add(entry);
        }

        @Override
        public void endOfData() {
            events.add(END);
        }

        Object next() throws InterruptedException {
            Object event = events.poll(Transcript.PATIENCE_MS, TimeUnit.MILLISECONDS);
            if (event == null) throw new IllegalStateException("a watch gave nothing");
            return event;
        }

        void expect(String what, int count) throws InterruptedException {
            for (int i = 0; i < count; i++) {
                Object event = next();
                Transcript.say(what, event instanceof KeyValueEntry e ? Transcript.liveEntry(e) : event);
            }
        }
    }

    /** What begins a watch. */
    interface Start {
        AutoCloseable with(Events events) throws Exception;
    }

    /** A bucket with values, a delete and a purge. */
    private KeyValue watched(String name) throws Exception {
        KeyValue kv = Transcript.bucket(connection, name, 3);
        String[] keys = {"a", "b.x", "b.y", "c", "a", "d.x.deep"};
        for (int i = 0; i < keys.length; i++) kv.put(keys[i], i);
        kv.delete("c");
        kv.put("e", "will be purged");
        kv.purge("e");
        return kv;
    }

    private void end(String name) throws Exception {
        connection.keyValueManagement().delete(name);
    }

    private void histories() throws Exception {
        Transcript.section("histories");
        KeyValue kv = watched("histories");
        for (String key : new String[] {"a", "c", "e", "missing", "b.x", "b.*", ">"})
            Transcript.outcome("history of " + key, () -> kv.history(key));
        end("histories");
    }

    private void keyLists() throws Exception {
        Transcript.section("key lists");
        KeyValue empty = Transcript.bucket(connection, "empty", 1);
        Transcript.outcome("keys of an empty bucket", empty::keys);
        empty.delete("a");
        Transcript.outcome("keys of a bucket with markers only", empty::keys);
        end("empty");
        KeyValue kv = watched("keys");
        Transcript.outcome("keys", kv::keys);
        for (String filter : new String[] {"a", "b.*", "b.>", "none", "a..b"}) {
            Transcript.outcome("keys of " + filter, () -> kv.keys(filter));
            Transcript.outcome("consumed keys of " + filter, () -> consumed(kv.consumeKeys(filter)));
        }
        for (List<String> filters : List.of(List.of("a", "b.*"), List.of("*.x", "d.>"), List.of("a", "a"), List.<String>of())) {
            Transcript.outcome("keys of " + filters, () -> kv.keys(filters));
            Transcript.outcome("consumed keys of " + filters, () -> consumed(kv.consumeKeys(filters)));
        }
        Transcript.outcome("consumed keys", () -> consumed(kv.consumeKeys()));
        end("keys");
    }

    private static List<String> consumed(BlockingQueue<KeyResult> queue) throws Exception {
        List<String> keys = new ArrayList<>();
        for (;;) {
            KeyResult result = queue.poll(Transcript.PATIENCE_MS, TimeUnit.MILLISECONDS);
            if (result == null) throw new IllegalStateException("no more keys, and no end");
            if (result.isException()) throw result.getException();
            if (result.isDone()) return keys;
            keys.add(result.getKey());
        }
    }

    /** Tells all entries of a watch up to the end of its initial values. */
    private static void initial(String what, Start start) throws Exception {
        Events events = new Events();
        AutoCloseable watch;
        try {
            watch = start.with(events);
        } catch (Exception error) {
            Transcript.say(what, Transcript.failure(error));
            return;
        }
        Object event;
        do {
            event = events.next();
            Transcript.say(what, Transcript.shown(event));
        } while (event != Events.END);
        watch.close();
    }

    private void watchesOfWhatIs() throws Exception {
        Transcript.section("watches of what is there");
        KeyValue kv = watched("watches");
        initial("all", events -> kv.watchAll(events));
        for (KeyValueWatchOption option : KeyValueWatchOption.values())
            initial("all " + option, events -> kv.watchAll(events, option));
        initial("history without deletes", events ->
            kv.watchAll(events, KeyValueWatchOption.INCLUDE_HISTORY, KeyValueWatchOption.IGNORE_DELETE));
        for (long revision : new long[] {1, 5, 8})
            initial("all from " + revision, events -> kv.watchAll(events, revision));
        for (String key : new String[] {"a", "b.*", "b.>", "*", "*.x.>", "c", "missing"})
            initial("watch " + key, events -> kv.watch(key, events));
        initial("a from 2", events -> kv.watch("a", events, 2));
        initial("a and c", events -> kv.watch(List.of("a", "c"), events));
        initial("several patterns", events -> kv.watch(List.of("b.*", "d.>", "missing"), events));
        initial("a and c from 5", events -> kv.watch(List.of("a", "c"), events, 5));
        end("watches");
    }

    private void watchesOfWhatComes() throws Exception {
        Transcript.section("watches of what comes");
        KeyValue kv = Transcript.bucket(connection, "live", 3);
        Events all = new Events();
        Events some = new Events();
        Events updates = new Events();
        try (var first = kv.watchAll(all);
            var second = kv.watch("b.*", some, KeyValueWatchOption.IGNORE_DELETE);
            var third = kv.watchAll(updates, KeyValueWatchOption.UPDATES_ONLY, KeyValueWatchOption.META_ONLY)) {
            all.expect("all", 1);
            some.expect("b.* without deletes", 1);
            updates.expect("updates only", 1);
            kv.put("a", "1");
            all.expect("all", 1);
            kv.put("b.x", "2");
            all.expect("all", 1);
            some.expect("b.* without deletes", 1);
            kv.delete("b.x");
            all.expect("all", 1);
            kv.create("b.x", null);
            all.expect("all", 1);
            some.expect("b.* without deletes", 1);
            // What a purge removes is awaited before: a watch that has not got it yet never gets it.
            updates.expect("updates only", 4);
            kv.purge("a");
            all.expect("all", 1);
            updates.expect("updates only", 1);
            for (AutoCloseable watch : List.of(first, second, third)) watch.close();
        }
        end("live");
    }

    private void refused() throws Exception {
        Transcript.section("watches that are refused");
        KeyValue kv = Transcript.bucket(connection, "refused", 1);
        for (String key : new String[] {"", ".a", "a.", "a..b", "a.>.b", ">.a", "a b"})
            initial("watch \"" + key + "\"", events -> kv.watch(key, events));
        initial("filters that overlap", events -> kv.watch(List.of("a", ">"), events));
        initial("no filters", events -> kv.watch(Collections.emptyList(), events));
        end("refused");
        initial("a deleted bucket", events -> kv.watchAll(events));
    }

    /** Lists more than fits in one go: deliveries come with flow control. */
    private void manyKeys() throws Exception {
        Transcript.section("many keys");
        KeyValue kv = Transcript.bucket(connection, "many", 2);
        byte[] large = new byte[8192];
        for (int i = 0; i < 700; i++) kv.put("key." + i % 7 + "." + i, large);
        List<String> keys = kv.keys();
        Transcript.say("keys", keys.size() + ", from " + keys.get(0) + " to " + keys.get(keys.size() - 1));
        Transcript.say("keys of two filters", kv.keys(List.of("key.3.*", "key.5.*")).size());
        Events events = new Events();
        try (var watch = kv.watchAll(events, KeyValueWatchOption.INCLUDE_HISTORY)) {
            long size = 0;
            for (int i = 1; i <= 700; i++) {
                KeyValueEntry e = (KeyValueEntry) events.next();
                if (e.getRevision() != i || e.getDelta() != 700 - i)
                    throw new IllegalStateException("out of order: " + Transcript.entry(e));
                size += e.getDataLen();
            }
            Transcript.say("a watch of all", "700 entries of " + size + " bytes, " + events.next());
            watch.unsubscribe();
        }
        Transcript.outcome("status", kv::getStatus);
        end("many");
    }
}
