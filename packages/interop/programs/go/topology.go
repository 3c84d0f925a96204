package main

import (
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

func timesToLive(w *world) {
	section("times to live")
	kv := w.bucket(kvConfig{Bucket: "ttl", History: 3, LimitMarkerTTL: 2 * time.Second, Storage: jetstream.MemoryStorage})
	watcher := sure(kv.WatchAll(w.ctx))
	expect("watch", watcher, 1)
	revision, err := kv.Create(w.ctx, "short", []byte("1"), jetstream.KeyTTL(2*time.Second))
	got("create for 2s", revision, err)
	stored(w, "ttl", 1)
	expect("watch", watcher, 2)
	stored(w, "ttl", 2)
	e, err := kv.Get(w.ctx, "short")
	got("get what has expired", e, err)
	revision, err = kv.Create(w.ctx, "again", []byte("2"), jetstream.KeyTTL(time.Hour))
	got("create for 1h", revision, err)
	expect("watch", watcher, 1)
	revision, err = kv.Create(w.ctx, "again", []byte("3"), jetstream.KeyTTL(time.Hour))
	got("create for 1h over it", revision, err)
	done("purge for 2s", kv.Purge(w.ctx, "again", jetstream.PurgeTTL(2*time.Second)))
	stored(w, "ttl", revisionOf(w, kv))
	expect("watch", watcher, 1)
	until("all markers are gone", func() bool { return sure(kv.Status(w.ctx)).Values() == 0 })
	revision, err = kv.Create(w.ctx, "short", []byte("4"), jetstream.KeyTTL(500*time.Millisecond))
	got("create for half a second", revision, err)
	revision, err = kv.Create(w.ctx, "short", []byte("5"))
	got("create over what is gone", revision, err)
	must(watcher.Stop())
	w.remove("ttl")

	kv = w.bucket(kvConfig{Bucket: "aging", TTL: time.Second, Storage: jetstream.MemoryStorage})
	sure(kv.PutString(w.ctx, "a", "1"))
	until("a bucket's ttl empties it", func() bool { return sure(kv.Status(w.ctx)).Values() == 0 })
	revision, err = kv.PutString(w.ctx, "a", "2")
	got("the next revision", revision, err)
	w.remove("aging")

	kv = w.bucket(kvConfig{Bucket: "marked", TTL: 2 * time.Second, LimitMarkerTTL: 2 * time.Second, Storage: jetstream.MemoryStorage})
	watcher = sure(kv.WatchAll(w.ctx))
	expect("watch of an aging bucket", watcher, 1)
	sure(kv.PutString(w.ctx, "a", "1"))
	expect("watch of an aging bucket", watcher, 2)
	must(watcher.Stop())
	w.remove("marked")
}

// revisionOf tells the last revision of a bucket.
func revisionOf(w *world, kv jetstream.KeyValue) uint64 {
	stream := sure(w.js.Stream(w.ctx, "KV_"+kv.Bucket()))
	return stream.CachedInfo().State.LastSeq
}

func republished(w *world) {
	section("republished")
	for _, headersOnly := range []bool{false, true} {
		sub := sure(w.nc.SubscribeSync("copy.>"))
		kv := w.bucket(kvConfig{
			Bucket: "original", History: 2, Storage: jetstream.MemoryStorage,
			RePublish: &jetstream.RePublish{Source: "$KV.original.>", Destination: "copy.>", HeadersOnly: headersOnly},
		})
		what := fmt.Sprintf("copy, headers only=%t", headersOnly)
		sure(kv.PutString(w.ctx, "a", "1"))
		sure(kv.PutString(w.ctx, "b.c", ""))
		sure(kv.Update(w.ctx, "a", []byte("2"), 1))
		must(kv.Delete(w.ctx, "a"))
		must(kv.Purge(w.ctx, "b.c"))
		for range 5 {
			m := sure(sub.NextMsg(patience))
			say(what, fmt.Sprintf("%s %s %s", m.Subject, headers(m.Header), value(m.Data)))
		}
		must(sub.Unsubscribe())
		w.remove("original")
	}
}

func mirrored(w *world) {
	section("mirrored")
	origin := w.bucket(kvConfig{Bucket: "origin", History: 2, Storage: jetstream.MemoryStorage})
	sure(origin.PutString(w.ctx, "a", "1"))
	sure(origin.PutString(w.ctx, "b", "2"))
	mirror, err := w.js.CreateKeyValue(w.ctx, kvConfig{
		Bucket: "mirror", History: 2, Storage: jetstream.MemoryStorage, Mirror: &jetstream.StreamSource{Name: "origin"},
	})
	got("create a mirror", mirror, err)
	config(w, "mirror")
	reaches := func(revision uint64) {
		until(fmt.Sprintf("the mirror reaches %d", revision), func() bool { return revisionOf(w, mirror) == revision })
	}
	reaches(2)
	revision, err := mirror.PutString(w.ctx, "c", "put by way of the mirror")
	got("put by way of the mirror", revision, err)
	must(origin.Delete(w.ctx, "a"))
	must(origin.Purge(w.ctx, "b"))
	reaches(5)
	for _, key := range []string{"a", "b", "c"} {
		e, err := mirror.Get(w.ctx, key)
		got("get "+key+" from the mirror", e, err)
	}
	keys, err := mirror.Keys(w.ctx)
	got("keys of the mirror", keys, err)
	for revision := range uint64(6) {
		stored(w, "mirror", revision)
	}
	status(w, "status of the mirror", mirror)
	w.remove("mirror", "origin")
	_, err = w.js.CreateKeyValue(w.ctx, kvConfig{
		Bucket: "orphan", Storage: jetstream.MemoryStorage, Mirror: &jetstream.StreamSource{Name: "missing"},
	})
	done("create a mirror of a missing bucket", err)
	w.remove("orphan")
}

func sourced(w *world) {
	section("sourced")
	east := w.bucket(kvConfig{Bucket: "east", Storage: jetstream.MemoryStorage})
	west := w.bucket(kvConfig{Bucket: "west", Storage: jetstream.MemoryStorage})
	both, err := w.js.CreateKeyValue(w.ctx, kvConfig{
		Bucket: "both", History: 3, Storage: jetstream.MemoryStorage,
		Sources: []*jetstream.StreamSource{{Name: "east"}, {Name: "KV_west"}},
	})
	got("create a bucket with sources", both, err)
	config(w, "both")
	arrives := func(key string, revision uint64) {
		until(fmt.Sprintf("%s arrives as %d", key, revision), func() bool { return revisionOf(w, both) == revision })
	}
	sure(east.PutString(w.ctx, "a", "east"))
	arrives("a", 1)
	sure(west.PutString(w.ctx, "b", "west"))
	arrives("b", 2)
	sure(both.PutString(w.ctx, "c", "own"))
	sure(west.PutString(w.ctx, "a", "west"))
	arrives("a", 4)
	must(east.Delete(w.ctx, "a"))
	arrives("a", 5)
	must(west.Purge(w.ctx, "b"))
	arrives("b", 6)
	for revision := range uint64(8) {
		stored(w, "both", revision)
	}
	entries, err := both.History(w.ctx, ">")
	got("history", entries, err)
	keys, err := both.Keys(w.ctx)
	got("keys", keys, err)
	w.remove("both", "east", "west")
}
