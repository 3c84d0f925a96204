package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
)

// legacy calls the same through the older interface of the library.
func legacy(w *world) {
	js := sure(w.nc.JetStream(nats.MaxWait(5 * time.Second)))
	legacyBuckets(js)
	legacyEntries(js)
	legacyWatches(js)
}

func oldEntry(e nats.KeyValueEntry) string {
	return entryOf(e, e.Operation().String())
}

func oldGot(what string, e nats.KeyValueEntry, err error) {
	if err != nil {
		say(what, failure(err))
		return
	}
	say(what, oldEntry(e))
}

func oldStatus(s nats.KeyValueStatus) string {
	return fmt.Sprintf("%s values=%d bytes=%d history=%d ttl=%s store=%s compressed=%t config=%s",
		s.Bucket(), s.Values(), s.Bytes(), s.History(), s.TTL(), s.BackingStore(), s.IsCompressed(), object(s.Config()))
}

func legacyBuckets(js nats.JetStreamContext) {
	section("legacy buckets")
	create := func(what string, config nats.KeyValueConfig) {
		_, err := js.CreateKeyValue(&config)
		done("create "+what, err)
	}
	full := nats.KeyValueConfig{
		Bucket: "old", Description: "with everything", MaxValueSize: 4096, History: 5, TTL: time.Hour, MaxBytes: 1 << 20,
		Storage: nats.MemoryStorage, Replicas: 1, Compression: true, RePublish: &nats.RePublish{Source: ">", Destination: "old.>"},
	}
	create("full", full)
	create("full again", full)
	create("plain", nats.KeyValueConfig{Bucket: "plain", Storage: nats.MemoryStorage})
	create("plain with another history", nats.KeyValueConfig{Bucket: "plain", Storage: nats.MemoryStorage, History: 2})
	create("an invalid name", nats.KeyValueConfig{Bucket: "a.b"})
	create("history 65", nats.KeyValueConfig{Bucket: "deep", History: 65})
	create("replicas 3", nats.KeyValueConfig{Bucket: "three", Replicas: 3})
	_, err := js.CreateKeyValue(nil)
	done("create nothing", err)
	_, err = js.KeyValue("missing")
	done("find a missing one", err)
	for s := range js.KeyValueStores() {
		say("listed", oldStatus(s))
	}
	for name := range js.KeyValueStoreNames() {
		say("name", name)
	}
	done("delete old", js.DeleteKeyValue("old"))
	done("delete plain", js.DeleteKeyValue("plain"))
	done("delete plain again", js.DeleteKeyValue("plain"))
}

func legacyEntries(js nats.JetStreamContext) {
	section("legacy entries")
	kv := sure(js.CreateKeyValue(&nats.KeyValueConfig{Bucket: "old", History: 3, Storage: nats.MemoryStorage}))
	put := func(what string, call func() (uint64, error)) {
		revision, err := call()
		got(what, revision, err)
	}
	put("put", func() (uint64, error) { return kv.Put("a", []byte("1")) })
	put("put string", func() (uint64, error) { return kv.PutString("b", "2") })
	put("create", func() (uint64, error) { return kv.Create("c", []byte("3")) })
	put("create over a value", func() (uint64, error) { return kv.Create("c", []byte("3")) })
	put("update right", func() (uint64, error) { return kv.Update("a", []byte("4"), 1) })
	put("update wrong", func() (uint64, error) { return kv.Update("a", []byte("4"), 1) })
	put("put an invalid key", func() (uint64, error) { return kv.Put("a.", nil) })
	for _, key := range []string{"a", "b", "c", "missing", ".a"} {
		e, err := kv.Get(key)
		oldGot("get "+key, e, err)
	}
	for revision := range uint64(7) {
		e, err := kv.GetRevision("a", revision)
		oldGot(fmt.Sprintf("get a at %d", revision), e, err)
	}
	done("delete wrong", kv.Delete("a", nats.LastRevision(1)))
	done("delete right", kv.Delete("a", nats.LastRevision(4)))
	put("create over a delete", func() (uint64, error) { return kv.Create("a", []byte("5")) })
	done("purge wrong", kv.Purge("a", nats.LastRevision(1)))
	done("purge right", kv.Purge("a", nats.LastRevision(6)))
	done("delete", kv.Delete("b"))
	oldHistory := func(key string) {
		entries, err := kv.History(key)
		if err != nil {
			say("history of "+key, failure(err))
			return
		}
		for _, e := range entries {
			say("history of "+key, oldEntry(e))
		}
	}
	oldHistory("a")
	oldHistory("b")
	oldHistory("missing")
	oldHistory(">")
	keys, err := kv.Keys()
	got("keys", keys, err)
	lister := sure(kv.ListKeys())
	for key := range lister.Keys() {
		say("listed", key)
	}
	say("status", oldStatus(sure(kv.Status())))
	done("purge deletes, young", kv.PurgeDeletes())
	oldHistory(">")
	done("purge deletes, all", kv.PurgeDeletes(nats.DeleteMarkersOlderThan(-1)))
	oldHistory(">")
	must(js.DeleteKeyValue("old"))
}

func legacyWatches(js nats.JetStreamContext) {
	section("legacy watches")
	kv := sure(js.CreateKeyValue(&nats.KeyValueConfig{Bucket: "old", History: 3, Storage: nats.MemoryStorage}))
	for i, key := range []string{"a", "b.x", "a", "b.y"} {
		sure(kv.PutString(key, fmt.Sprint(i)))
	}
	must(kv.Delete("b.y"))
	watch := func(what string, watcher nats.KeyWatcher, err error) {
		if err != nil {
			say(what, failure(err))
			return
		}
		for e := range watcher.Updates() {
			if e == nil {
				break
			}
			say(what, oldEntry(e))
		}
		say(what, "initial values done")
		must(watcher.Stop())
	}
	all := func(what string, options ...nats.WatchOpt) {
		watcher, err := kv.WatchAll(options...)
		watch(what, watcher, err)
	}
	all("all")
	all("all with history", nats.IncludeHistory())
	all("all without deletes", nats.IgnoreDeletes())
	all("meta only", nats.MetaOnly())
	all("history and updates only", nats.IncludeHistory(), nats.UpdatesOnly())
	for _, filters := range []string{"a", "b.*", "a b.x", "missing", "b..x"} {
		watcher, err := kv.WatchFiltered(strings.Fields(filters))
		watch("watch "+filters, watcher, err)
	}
	live := sure(kv.WatchAll(nats.UpdatesOnly()))
	sure(kv.PutString("new", "value"))
	e := <-live.Updates()
	say("updates only", liveEntryOf(e, e.Operation().String()))
	must(kv.Purge("new"))
	e = <-live.Updates()
	say("updates only", liveEntryOf(e, e.Operation().String()))
	must(live.Stop())
	must(js.DeleteKeyValue("old"))
}
