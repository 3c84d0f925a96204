package main

import (
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// next gives what a watch gives next; it fails when nothing comes.
func next(watcher jetstream.KeyWatcher) (jetstream.KeyValueEntry, bool) {
	select {
	case e, isOpen := <-watcher.Updates():
		return e, isOpen
	case <-time.After(patience):
		fail("a watch gave nothing")
		return nil, false
	}
}

// expect tells the next entries of a watch. What a purge removes is awaited before: a watch that has not got it
// yet never gets it.
func expect(what string, watcher jetstream.KeyWatcher, count int) {
	for range count {
		e, isOpen := next(watcher)
		switch {
		case !isOpen:
			say(what, "closed")
		case e == nil:
			say(what, "initial values done")
		default:
			say(what, liveEntryOf(e, e.Operation().String()))
		}
	}
}

// initial tells all entries of a watch up to the end of its initial values.
func initial(what string, watcher jetstream.KeyWatcher, err error) {
	if err != nil {
		say(what, failure(err))
		return
	}
	for {
		e, isOpen := next(watcher)
		if !isOpen || e == nil {
			break
		}
		say(what, entry(e))
	}
	say(what, "initial values done")
	must(watcher.Stop())
	_, isOpen := next(watcher)
	say(what, fmt.Sprintf("stopped, open=%t", isOpen))
}

// watched makes a bucket with values, a delete and a purge.
func watched(w *world, name string) jetstream.KeyValue {
	kv := w.bucket(kvConfig{Bucket: name, History: 3, Storage: jetstream.MemoryStorage})
	for i, key := range []string{"a", "b.x", "b.y", "c", "a", "d.x.deep"} {
		sure(kv.PutString(w.ctx, key, fmt.Sprint(i)))
	}
	must(kv.Delete(w.ctx, "c"))
	sure(kv.PutString(w.ctx, "e", "will be purged"))
	must(kv.Purge(w.ctx, "e"))
	return kv
}

func histories(w *world) {
	section("histories")
	kv := watched(w, "histories")
	history := func(key string, options ...jetstream.WatchOpt) {
		entries, err := kv.History(w.ctx, key, options...)
		got("history of "+key, entries, err)
	}
	for _, key := range []string{"a", "c", "e", "missing", "b.*", "d.>", ">", "", "b..x"} {
		history(key)
	}
	history("c", jetstream.IgnoreDeletes())
	history("a", jetstream.MetaOnly())
	history(">", jetstream.ResumeFromRevision(6))
	history("a", jetstream.UpdatesOnly())
	w.remove("histories")
}

func keyLists(w *world) {
	section("key lists")
	empty := w.bucket(kvConfig{Bucket: "empty", Storage: jetstream.MemoryStorage})
	keys, err := empty.Keys(w.ctx)
	got("keys of an empty bucket", keys, err)
	w.list("list of an empty bucket", func() (jetstream.KeyLister, error) { return empty.ListKeys(w.ctx) })
	must(empty.Delete(w.ctx, "a"))
	keys, err = empty.Keys(w.ctx)
	got("keys of a bucket with markers only", keys, err)
	w.remove("empty")

	kv := watched(w, "keys")
	keys, err = kv.Keys(w.ctx)
	got("keys", keys, err)
	keys, err = kv.Keys(w.ctx, jetstream.IncludeHistory())
	got("keys with history", keys, err)
	keys, err = kv.Keys(w.ctx, jetstream.ResumeFromRevision(3))
	got("keys from revision 3", keys, err)
	w.list("list", func() (jetstream.KeyLister, error) { return kv.ListKeys(w.ctx) })
	w.list("list with history", func() (jetstream.KeyLister, error) { return kv.ListKeys(w.ctx, jetstream.IncludeHistory()) })
	for _, filters := range [][]string{{}, {"a"}, {"b.*"}, {"b.>", "a"}, {"*.x", "d.>"}, {"b.x", "c", "e"}, {"none"}, {"a", "a"}, {"b.*", "b.x"}, {"a..b"}, {"a", ""}} {
		what := fmt.Sprintf("list filtered by %q", filters)
		w.list(what, func() (jetstream.KeyLister, error) { return kv.ListKeysFiltered(w.ctx, filters...) })
	}
	w.remove("keys")
}

func (w *world) list(what string, list func() (jetstream.KeyLister, error)) {
	lister, err := list()
	if err != nil {
		say(what, failure(err))
		return
	}
	keys := []string{}
	for key := range lister.Keys() {
		keys = append(keys, key)
	}
	say(what, shown(keys))
}

func watches(w *world) {
	section("watches of what is there")
	kv := watched(w, "watches")
	all := func(what string, options ...jetstream.WatchOpt) {
		watcher, err := kv.WatchAll(w.ctx, options...)
		initial(what, watcher, err)
	}
	all("all")
	all("all with history", jetstream.IncludeHistory())
	all("all without deletes", jetstream.IgnoreDeletes())
	all("all with history, without deletes", jetstream.IncludeHistory(), jetstream.IgnoreDeletes())
	all("meta only", jetstream.MetaOnly())
	all("from revision 5", jetstream.ResumeFromRevision(5))
	all("from revision 1, which is trimmed or not", jetstream.ResumeFromRevision(1))
	all("from revision 7 without deletes", jetstream.ResumeFromRevision(7), jetstream.IgnoreDeletes())
	for _, key := range []string{"a", "b.*", "b.>", "*", "*.x.>", "c", "missing", "missing.*"} {
		watcher, err := kv.Watch(w.ctx, key)
		initial("watch "+key, watcher, err)
	}
	for _, filters := range [][]string{{}, {"a"}, {"a", "c"}, {"b.*", "d.>", "missing"}} {
		what := fmt.Sprintf("watch %q", filters)
		watcher, err := kv.WatchFiltered(w.ctx, filters, jetstream.IncludeHistory())
		initial(what, watcher, err)
	}
	w.remove("watches")
}

func liveWatches(w *world) {
	section("watches of what comes")
	kv := w.bucket(kvConfig{Bucket: "live", History: 3, Storage: jetstream.MemoryStorage})
	all := sure(kv.WatchAll(w.ctx))
	expect("all", all, 1)
	one := sure(kv.Watch(w.ctx, "b.*"))
	expect("b.*", one, 1)
	several := sure(kv.WatchFiltered(w.ctx, []string{"a", "c"}, jetstream.IgnoreDeletes()))
	expect("a and c without deletes", several, 1)
	updates := sure(kv.WatchAll(w.ctx, jetstream.UpdatesOnly(), jetstream.MetaOnly()))

	sure(kv.PutString(w.ctx, "a", "1"))
	expect("all", all, 1)
	expect("a and c without deletes", several, 1)
	expect("updates, meta only", updates, 1)
	sure(kv.PutString(w.ctx, "b.x", "2"))
	expect("all", all, 1)
	expect("updates, meta only", updates, 1)
	expect("b.*", one, 1)
	must(kv.Delete(w.ctx, "a"))
	expect("all", all, 1)
	sure(kv.Create(w.ctx, "a", []byte("3")))
	expect("all", all, 1)
	expect("a and c without deletes", several, 1)
	expect("updates, meta only", updates, 2)
	must(kv.Purge(w.ctx, "b.x"))
	expect("all", all, 1)
	expect("b.*", one, 1)
	expect("updates, meta only", updates, 1)
	ahead := sure(kv.WatchAll(w.ctx, jetstream.ResumeFromRevision(5)))
	expect("from revision 5", ahead, 2)
	sure(kv.PutString(w.ctx, "z", "4"))
	expect("all", all, 1)
	expect("from revision 5", ahead, 1)
	for _, watcher := range []jetstream.KeyWatcher{all, one, several, updates, ahead} {
		must(watcher.Stop())
		expect("a stopped watch", watcher, 1)
	}
	done("stop again", all.Stop())
	w.remove("live")
}

func watchErrors(w *world) {
	section("watches that are refused")
	kv := w.bucket(kvConfig{Bucket: "refused", Storage: jetstream.MemoryStorage})
	for _, key := range []string{"", ".a", "a.", "a..b", "a.>.b", ">.a", "a b", "ü"} {
		_, err := kv.Watch(w.ctx, key)
		done(fmt.Sprintf("watch %q", key), err)
	}
	_, err := kv.WatchAll(w.ctx, jetstream.IncludeHistory(), jetstream.UpdatesOnly())
	done("history and updates only", err)
	_, err = kv.WatchAll(w.ctx, jetstream.UpdatesOnly(), jetstream.IncludeHistory())
	done("updates only and history", err)
	_, err = kv.WatchFiltered(w.ctx, []string{"a", ">"})
	done("filters that overlap", err)
	_, err = kv.WatchFiltered(w.ctx, []string{"a", "a"})
	done("a filter twice", err)
	w.remove("refused")
	_, err = kv.WatchAll(w.ctx)
	done("watch of a deleted bucket", err)
}

// manyKeys lists more than fits in one go: deliveries come with flow control.
func manyKeys(w *world) {
	section("many keys")
	kv := w.bucket(kvConfig{Bucket: "many", History: 2, Storage: jetstream.MemoryStorage})
	large := make([]byte, 8192)
	for i := range 700 {
		sure(kv.Put(w.ctx, fmt.Sprintf("key.%d.%d", i%7, i), large))
	}
	keys := sure(kv.Keys(w.ctx))
	say("keys", fmt.Sprintf("%d, from %s to %s", len(keys), keys[0], keys[len(keys)-1]))
	lister := sure(kv.ListKeysFiltered(w.ctx, "key.3.*", "key.5.*"))
	count := 0
	for range lister.Keys() {
		count++
	}
	say("keys of two filters", count)
	watcher := sure(kv.WatchAll(w.ctx, jetstream.IncludeHistory()))
	bytes, last := 0, uint64(0)
	for e := range watcher.Updates() {
		if e == nil {
			break
		}
		if e.Revision() != last+1 || e.Delta() != 700-e.Revision() {
			fail("out of order: " + entry(e))
		}
		last = e.Revision()
		bytes += len(e.Value())
	}
	must(watcher.Stop())
	say("a watch of all", fmt.Sprintf("%d entries of %d bytes", last, bytes))
	status(w, "status", kv)
	w.remove("many")
}
