package main

import (
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

type kvConfig = jetstream.KeyValueConfig

// bucket makes a bucket of a section; it must succeed. Only the first sections make buckets on disk: a server
// that has just deleted its last one clears its folders, and may then fail to make another (error 10049).
func (w *world) bucket(config kvConfig) jetstream.KeyValue {
	return sure(w.js.CreateKeyValue(w.ctx, config))
}

// remove ends a section, so that no bucket of it shows in the next.
func (w *world) remove(buckets ...string) {
	for _, bucket := range buckets {
		must(w.js.DeleteKeyValue(w.ctx, bucket))
	}
}

func full(bucket string) kvConfig {
	return kvConfig{
		Bucket: bucket, Description: "with everything", MaxValueSize: 4096, History: 5, TTL: time.Hour,
		MaxBytes: 1 << 20, Storage: jetstream.MemoryStorage, Replicas: 1, Compression: true,
		LimitMarkerTTL: 2 * time.Second, Metadata: map[string]string{"owner": "interop", "größe": "ü"},
		RePublish: &jetstream.RePublish{Source: ">", Destination: "copied.>", HeadersOnly: true},
	}
}

func bucketsCreated(w *world) {
	section("buckets created")
	create := func(what string, config kvConfig) {
		kv, err := w.js.CreateKeyValue(w.ctx, config)
		got("create "+what, kv, err)
	}
	create("plain", kvConfig{Bucket: "plain"})
	create("plain again", kvConfig{Bucket: "plain"})
	create("plain with another history", kvConfig{Bucket: "plain", History: 3})
	create("full", full("full"))
	create("full again", full("full"))
	create("file", kvConfig{Bucket: "file", Storage: jetstream.FileStorage, Compression: true, TTL: 30 * time.Second})
	create("history 64", kvConfig{Bucket: "deep", History: 64})
	create("history 65", kvConfig{Bucket: "deeper", History: 65})
	create("placed", kvConfig{Bucket: "placed", Placement: &jetstream.Placement{Cluster: "", Tags: []string{"ssd"}}})
	create("placed in a cluster", kvConfig{Bucket: "placed2", Placement: &jetstream.Placement{Cluster: "moon"}})
	create("replicas 3", kvConfig{Bucket: "three", Replicas: 3})
	create("replicas 6", kvConfig{Bucket: "six", Replicas: 6})
	create("replicas -1", kvConfig{Bucket: "minus", Replicas: -1})
	create("ttl 50ms", kvConfig{Bucket: "short", TTL: 50 * time.Millisecond})
	create("ttl -1s", kvConfig{Bucket: "short", TTL: -time.Second})
	create("marker ttl 500ms", kvConfig{Bucket: "short", LimitMarkerTTL: 500 * time.Millisecond})
	create("marker ttl -1s", kvConfig{Bucket: "short", LimitMarkerTTL: -time.Second})
	create("max bytes -1, value size -1", kvConfig{Bucket: "unlimited", MaxBytes: -1, MaxValueSize: -1})
	create("bad republish", kvConfig{Bucket: "loop", RePublish: &jetstream.RePublish{Source: ">", Destination: "$KV.loop.>"}})
	create("long description", kvConfig{Bucket: "wordy", Description: fmt.Sprintf("%05000d", 0)})
	create("reserved metadata", kvConfig{Bucket: "meta", Metadata: map[string]string{"_nats.level": "7"}})
	for _, name := range []string{"", "a.b", "a b", "a*", ">", "ü", "a/b"} {
		create(fmt.Sprintf("name %q", name), kvConfig{Bucket: name})
	}
	for _, bucket := range []string{"plain", "full", "file", "deep"} {
		config(w, bucket)
		kv := sure(w.js.KeyValue(w.ctx, bucket))
		status(w, "status of "+bucket, kv)
	}
}

func bucketsFound(w *world) {
	section("buckets found")
	find := func(what, name string) {
		kv, err := w.js.KeyValue(w.ctx, name)
		got("find "+what, kv, err)
	}
	find("plain", "plain")
	find("a missing one", "missing")
	find("an invalid name", "a.b")
	_, err := w.js.CreateStream(w.ctx, jetstream.StreamConfig{Name: "KV_raw", Subjects: []string{"$KV.raw.>"}})
	done("create a stream without a history limit", err)
	find("a stream without a history limit", "raw")
	done("delete that stream", w.js.DeleteStream(w.ctx, "KV_raw"))
	kv := sure(w.js.KeyValue(w.ctx, "plain"))
	say("its name", kv.Bucket())
}

func bucketsChanged(w *world) {
	section("buckets changed")
	update := func(what string, config kvConfig) {
		kv, err := w.js.UpdateKeyValue(w.ctx, config)
		got("update "+what, kv, err)
	}
	update("a missing one", kvConfig{Bucket: "missing"})
	update("an invalid name", kvConfig{Bucket: "a.b"})
	update("description and history", kvConfig{Bucket: "plain", Description: "changed", History: 4})
	kv := sure(w.js.KeyValue(w.ctx, "plain"))
	for i := range 6 {
		sure(kv.PutString(w.ctx, "k", fmt.Sprint(i)))
	}
	entries, err := kv.History(w.ctx, "k")
	got("history of four", entries, err)
	update("history down", kvConfig{Bucket: "plain", Description: "changed", History: 2})
	entries, err = kv.History(w.ctx, "k")
	got("history of two", entries, err)
	update("history 65", kvConfig{Bucket: "plain", History: 65})
	update("storage", kvConfig{Bucket: "plain", Storage: jetstream.MemoryStorage})
	update("replicas 3", kvConfig{Bucket: "plain", Replicas: 3})
	update("compression", kvConfig{Bucket: "plain", History: 2, Compression: true})
	update("metadata", kvConfig{Bucket: "plain", History: 2, Metadata: map[string]string{"a": "1"}})
	update("limit markers", kvConfig{Bucket: "plain", History: 2, LimitMarkerTTL: time.Second})
	update("no limit markers", kvConfig{Bucket: "plain", History: 2})
	update("ttl, sizes", kvConfig{Bucket: "plain", History: 2, LimitMarkerTTL: time.Second, TTL: time.Hour, MaxBytes: 5000, MaxValueSize: 100})
	update("to a mirror", kvConfig{Bucket: "plain", Mirror: &jetstream.StreamSource{Name: "file"}})
	config(w, "plain")

	either := func(what string, config kvConfig) {
		kv, err := w.js.CreateOrUpdateKeyValue(w.ctx, config)
		got("create or update "+what, kv, err)
	}
	either("a new one", kvConfig{Bucket: "either", Storage: jetstream.MemoryStorage})
	either("the same", kvConfig{Bucket: "either", Storage: jetstream.MemoryStorage, History: 7})
	either("an invalid name", kvConfig{Bucket: "a.b"})
	either("its storage", kvConfig{Bucket: "either", Storage: jetstream.FileStorage})
	config(w, "either")
}

func bucketsListed(w *world) {
	section("buckets listed and deleted")
	names(w)
	lister := w.js.KeyValueStores(w.ctx)
	for s := range lister.Status() {
		say("listed", statusText(s))
	}
	must(lister.Error())

	done("delete a missing one", w.js.DeleteKeyValue(w.ctx, "missing"))
	done("delete an invalid name", w.js.DeleteKeyValue(w.ctx, "a.b"))
	plain := sure(w.js.KeyValue(w.ctx, "plain"))
	for _, bucket := range names(w) {
		done("delete "+bucket, w.js.DeleteKeyValue(w.ctx, bucket))
	}
	done("delete plain again", w.js.DeleteKeyValue(w.ctx, "plain"))
	names(w)

	_, err := plain.PutString(w.ctx, "a", "1")
	done("put in a deleted bucket", err)
	_, err = plain.Get(w.ctx, "a")
	done("get from a deleted bucket", err)
	_, err = plain.Keys(w.ctx)
	done("keys of a deleted bucket", err)
	status(w, "status of a deleted bucket", plain)

	// More than one page of statuses.
	for i := range 260 {
		w.bucket(kvConfig{Bucket: fmt.Sprintf("page%03d", i), Storage: jetstream.MemoryStorage})
	}
	count := 0
	for range w.js.KeyValueStores(w.ctx).Status() {
		count++
	}
	say("statuses of 260 buckets", count)
	count = 0
	for name := range w.js.KeyValueStoreNames(w.ctx).Name() {
		count++
		must(w.js.DeleteKeyValue(w.ctx, name))
	}
	say("names of 260 buckets", count)
	names(w)
}

func names(w *world) []string {
	lister := w.js.KeyValueStoreNames(w.ctx)
	names := []string{}
	for name := range lister.Name() {
		names = append(names, name)
	}
	must(lister.Error())
	say("names", shown(names))
	return names
}
