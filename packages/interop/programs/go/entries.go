package main

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

func values(w *world) {
	section("values")
	kv := w.bucket(kvConfig{Bucket: "values", History: 2, Storage: jetstream.MemoryStorage})
	put := func(key string, value []byte) {
		revision, err := kv.Put(w.ctx, key, value)
		got("put "+key, revision, err)
	}
	get := func(key string) {
		e, err := kv.Get(w.ctx, key)
		got("get "+key, e, err)
	}
	get("nothing")
	put("bytes", []byte{0, 1, 2, 255, '\r', '\n'})
	put("empty", []byte{})
	put("nil", nil)
	revision, err := kv.PutString(w.ctx, "text", "grüße, 世界 🙂")
	got("put text", revision, err)
	put("a.b.c", []byte("dotted"))
	put("a/b=c_d-e.F9", []byte("all characters"))
	put("a", []byte("1"))
	put("a", []byte("2"))
	put("big", bytes.Repeat([]byte("x"), 1<<20))
	put("bigger", bytes.Repeat([]byte("x"), 1<<20+1))
	put(strings.Repeat("long.", 200)+"key", []byte("long"))
	for _, key := range []string{"bytes", "empty", "nil", "text", "a.b.c", "a/b=c_d-e.F9", "a", "big", "bigger", strings.Repeat("long.", 200) + "key"} {
		get(key)
	}
	status(w, "status", kv)
	w.remove("values")
}

func revisions(w *world) {
	section("revisions")
	kv := w.bucket(kvConfig{Bucket: "revisions", History: 2, Storage: jetstream.MemoryStorage})
	for _, step := range []string{"a", "b", "a", "a"} {
		sure(kv.PutString(w.ctx, step, "of "+step))
	}
	must(kv.Delete(w.ctx, "b"))
	for revision := range uint64(8) {
		for _, key := range []string{"a", "b"} {
			e, err := kv.GetRevision(w.ctx, key, revision)
			got(fmt.Sprintf("get %s at %d", key, revision), e, err)
		}
	}
	e, err := kv.GetRevision(w.ctx, "a", 1<<62)
	got("get a far ahead", e, err)
	e, err = kv.GetRevision(w.ctx, "a b", 1)
	got("get an invalid key at 1", e, err)
	w.remove("revisions")
}

func conditions(w *world) {
	section("conditions")
	kv := w.bucket(kvConfig{Bucket: "conditions", History: 10, Storage: jetstream.MemoryStorage})
	create := func(what, key string, options ...jetstream.KVCreateOpt) {
		revision, err := kv.Create(w.ctx, key, []byte(what), options...)
		got("create "+what, revision, err)
	}
	update := func(what, key string, at uint64) {
		revision, err := kv.Update(w.ctx, key, []byte(what), at)
		got("update "+what, revision, err)
	}
	create("new", "a")
	create("over a value", "a")
	update("right", "a", 1)
	update("wrong", "a", 1)
	update("of a missing key at 0", "b", 0)
	update("of a missing key at 9", "c", 9)
	update("at 0 of a live key", "a", 0)
	done("delete wrong", kv.Delete(w.ctx, "a", jetstream.LastRevision(1)))
	done("delete right", kv.Delete(w.ctx, "a", jetstream.LastRevision(2)))
	create("over a delete", "a")
	done("purge wrong", kv.Purge(w.ctx, "a", jetstream.LastRevision(1)))
	done("purge right", kv.Purge(w.ctx, "a", jetstream.LastRevision(5)))
	create("over a purge", "a")
	must(kv.Delete(w.ctx, "b"))
	update("over a delete", "b", 8)
	must(kv.Delete(w.ctx, "b"))
	update("over a delete, wrong", "b", 3)
	create("with a ttl where none is allowed", "t", jetstream.KeyTTL(time.Minute))
	done("delete with a ttl", kv.Delete(w.ctx, "a", jetstream.PurgeTTL(time.Minute)))
	done("purge with a ttl where none is allowed", kv.Purge(w.ctx, "a", jetstream.PurgeTTL(time.Minute)))
	entries, err := kv.History(w.ctx, ">")
	got("history", entries, err)
	w.remove("conditions")
}

func markers(w *world) {
	section("markers")
	kv := w.bucket(kvConfig{Bucket: "markers", History: 5, Storage: jetstream.MemoryStorage})
	done("delete a missing key", kv.Delete(w.ctx, "none"))
	done("delete it again", kv.Delete(w.ctx, "none"))
	done("purge a missing key", kv.Purge(w.ctx, "gone"))
	for _, key := range []string{"a", "a", "b", "b"} {
		sure(kv.PutString(w.ctx, key, "x"))
	}
	done("delete a", kv.Delete(w.ctx, "a"))
	done("purge b", kv.Purge(w.ctx, "b"))
	for _, key := range []string{"a", "b", "none", "gone"} {
		e, err := kv.Get(w.ctx, key)
		got("get "+key, e, err)
		entries, err := kv.History(w.ctx, key)
		got("history of "+key, entries, err)
	}
	for revision := range uint64(10) {
		stored(w, "markers", revision)
	}
	status(w, "status", kv)
	w.remove("markers")
}

func limits(w *world) {
	section("limits")
	kv := w.bucket(kvConfig{Bucket: "limits", MaxBytes: 400, MaxValueSize: 100, Storage: jetstream.MemoryStorage})
	put := func(key string, size int) {
		revision, err := kv.Put(w.ctx, key, bytes.Repeat([]byte("v"), size))
		got(fmt.Sprintf("put %s of %d", key, size), revision, err)
	}
	put("a", 101)
	put("a", 100)
	put("b", 100)
	put("c", 100)
	put("d", 100)
	put("a", 99)
	put("a", 100)
	revision, err := kv.Create(w.ctx, "a", []byte("v"))
	got("create over a full bucket's key", revision, err)
	revision, err = kv.Update(w.ctx, "a", bytes.Repeat([]byte("v"), 101), 1)
	got("update wrong and too large", revision, err)
	done("delete a", kv.Delete(w.ctx, "a"))
	done("purge b", kv.Purge(w.ctx, "b"))
	put("d", 100)
	status(w, "status", kv)
	w.remove("limits")
}

func invalidNames(w *world) {
	section("invalid keys")
	kv := w.bucket(kvConfig{Bucket: "names", Storage: jetstream.MemoryStorage})
	for _, key := range []string{"", ".", ".a", "a.", "a..b", "a b", "a*", "a.>", ">", "ü", "a\x00b", "a$", "a!"} {
		what := fmt.Sprintf(" %q", key)
		_, err := kv.Put(w.ctx, key, nil)
		done("put"+what, err)
		_, err = kv.Get(w.ctx, key)
		done("get"+what, err)
		_, err = kv.Create(w.ctx, key, nil)
		done("create"+what, err)
		_, err = kv.Update(w.ctx, key, nil, 1)
		done("update"+what, err)
		done("delete"+what, kv.Delete(w.ctx, key))
		done("purge"+what, kv.Purge(w.ctx, key))
	}
	w.remove("names")
}

func purgedDeletes(w *world) {
	section("purged deletes")
	for _, age := range []time.Duration{0, time.Hour, time.Nanosecond, -1} {
		name := "deletes"
		kv := w.bucket(kvConfig{Bucket: name, History: 5, Storage: jetstream.MemoryStorage})
		for _, key := range []string{"live", "deleted", "deleted", "purged", "again"} {
			sure(kv.PutString(w.ctx, key, "x"))
		}
		must(kv.Delete(w.ctx, "deleted"))
		must(kv.Purge(w.ctx, "purged"))
		must(kv.Delete(w.ctx, "again"))
		sure(kv.PutString(w.ctx, "again", "y"))
		done(fmt.Sprintf("purge deletes older than %s", age), kv.PurgeDeletes(w.ctx, jetstream.DeleteMarkersOlderThan(age)))
		entries, err := kv.History(w.ctx, ">")
		got("what is left", entries, err)
		revision, err := kv.PutString(w.ctx, "next", "z")
		got("the next revision", revision, err)
		w.remove(name)
	}
}
