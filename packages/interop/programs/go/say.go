package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// fail breaks the part off: something happened that no server should do.
func fail(why any) {
	panic(why)
}

func must(err error) {
	if err != nil {
		fail(err)
	}
}

// sure gives the value of a call that must not fail.
func sure[T any](value T, err error) T {
	must(err)
	return value
}

func section(name string) {
	fmt.Fprintf(out, "\n== %s ==\n", name)
}

func say(what string, outcome any) {
	fmt.Fprintf(out, "%s -> %v\n", what, outcome)
}

// done tells the outcome of a call that gives nothing but an error.
func done(what string, err error) {
	if err != nil {
		say(what, failure(err))
		return
	}
	say(what, "ok")
}

// got tells the outcome of a call that gives a value.
func got[T any](what string, value T, err error) {
	if err != nil {
		say(what, failure(err))
		return
	}
	say(what, shown(value))
}

func shown(value any) string {
	switch v := value.(type) {
	case jetstream.KeyValueEntry:
		return entry(v)
	case []jetstream.KeyValueEntry:
		lines := make([]string, len(v))
		for i, e := range v {
			lines[i] = entry(e)
		}
		return "[" + strings.Join(lines, "; ") + "]"
	case []string:
		return fmt.Sprintf("%q", v)
	case jetstream.KeyValue:
		return "bucket " + v.Bucket()
	default:
		return fmt.Sprint(v)
	}
}

// named holds the errors that a caller may ask for.
var named = []struct {
	name string
	err  error
}{
	{"ErrBucketExists", jetstream.ErrBucketExists},
	{"ErrBucketNotFound", jetstream.ErrBucketNotFound},
	{"ErrBadBucket", jetstream.ErrBadBucket},
	{"ErrHistoryTooLarge", jetstream.ErrHistoryTooLarge},
	{"ErrInvalidBucketName", jetstream.ErrInvalidBucketName},
	{"ErrInvalidKey", jetstream.ErrInvalidKey},
	{"ErrInvalidOption", jetstream.ErrInvalidOption},
	{"ErrKeyDeleted", jetstream.ErrKeyDeleted},
	{"ErrKeyExists", jetstream.ErrKeyExists},
	{"ErrKeyNotFound", jetstream.ErrKeyNotFound},
	{"ErrKeyRevisionMismatch", jetstream.ErrKeyRevisionMismatch},
	{"ErrLimitMarkerTTLNotSupported", jetstream.ErrLimitMarkerTTLNotSupported},
	{"ErrNoKeysFound", jetstream.ErrNoKeysFound},
	{"ErrNoStreamResponse", jetstream.ErrNoStreamResponse},
	{"ErrStreamNotFound", jetstream.ErrStreamNotFound},
	{"ErrStreamNameAlreadyInUse", jetstream.ErrStreamNameAlreadyInUse},
	{"nats.ErrMaxPayload", nats.ErrMaxPayload},
	{"nats.ErrKeyExists", nats.ErrKeyExists},
	{"nats.ErrKeyNotFound", nats.ErrKeyNotFound},
	{"nats.ErrNoResponders", nats.ErrNoResponders},
}

// failure shows an error's text, its codes, and the errors that it is.
func failure(err error) string {
	parts := []string{fmt.Sprintf("error %q", err.Error())}
	var api *jetstream.APIError
	var older *nats.APIError
	if errors.As(err, &api) {
		parts = append(parts, fmt.Sprintf("%d/%d", api.Code, api.ErrorCode))
	} else if errors.As(err, &older) {
		parts = append(parts, fmt.Sprintf("%d/%d", older.Code, older.ErrorCode))
	}
	for _, known := range named {
		if errors.Is(err, known.err) {
			parts = append(parts, known.name)
		}
	}
	return strings.Join(parts, " ")
}

// anyEntry is what entries of both packages have in common.
type anyEntry interface {
	Bucket() string
	Key() string
	Value() []byte
	Revision() uint64
	Created() time.Time
	Delta() uint64
}

func entry(e jetstream.KeyValueEntry) string {
	return entryOf(e, e.Operation().String())
}

func entryOf(e anyEntry, operation string) string {
	return fmt.Sprintf("%s delta=%d", liveEntryOf(e, operation), e.Delta())
}

// liveEntryOf leaves out the delta: what is still to come is a matter of time.
func liveEntryOf(e anyEntry, operation string) string {
	operation = strings.TrimSuffix(strings.TrimPrefix(operation, "KeyValue"), "Op")
	return fmt.Sprintf("%s/%s@%d %s %s created=%s",
		e.Bucket(), e.Key(), e.Revision(), operation, value(e.Value()), moment(e.Created()))
}

// value shows short values whole and tells the size of the others.
func value(v []byte) string {
	if len(v) <= 64 {
		return fmt.Sprintf("%q", v)
	}
	return fmt.Sprintf("<%d bytes, all 0x%02x: %t>", len(v), v[0], bytes.Count(v, v[:1]) == len(v))
}

// moment hides a time that is of this run, and shows one that is not.
func moment(t time.Time) string {
	if age := time.Since(t); age > -wholeRun && age < wholeRun {
		return "<time>"
	}
	return t.UTC().Format(time.RFC3339Nano)
}

func object(v any) string {
	text, err := json.Marshal(v)
	must(err)
	return string(text)
}

// config tells the settings of the stream behind a bucket.
func config(w *world, bucket string) {
	stream := sure(w.js.Stream(w.ctx, "KV_"+bucket))
	info := sure(stream.Info(w.ctx))
	say("stream of "+bucket, object(info.Config))
}

func status(w *world, what string, kv jetstream.KeyValue) {
	s, err := kv.Status(w.ctx)
	if err != nil {
		say(what, failure(err))
		return
	}
	say(what, statusText(s))
}

func statusText(s jetstream.KeyValueStatus) string {
	return fmt.Sprintf("%s values=%d bytes=%d history=%d ttl=%s marker=%s store=%s compressed=%t metadata=%s config=%s",
		s.Bucket(), s.Values(), s.Bytes(), s.History(), s.TTL(), s.LimitMarkerTTL(), s.BackingStore(),
		s.IsCompressed(), object(s.Metadata()), object(s.Config()))
}

// headers shows a header block in the order of its names; times are hidden.
func headers(h nats.Header) string {
	names := make([]string, 0, len(h))
	for name := range h {
		names = append(names, name)
	}
	slices.Sort(names)
	parts := make([]string, len(names))
	for i, name := range names {
		parts[i] = fmt.Sprintf("%s: %s", name, strings.Join(h[name], ", "))
	}
	return "{" + strings.Join(parts, "; ") + "}"
}

// stored shows a message of a bucket as the server holds it.
func stored(w *world, bucket string, revision uint64) {
	what := fmt.Sprintf("message %d of %s", revision, bucket)
	m, err := sure(w.js.Stream(w.ctx, "KV_"+bucket)).GetMsg(w.ctx, revision)
	if err != nil {
		say(what, failure(err))
		return
	}
	say(what, fmt.Sprintf("%s %s %s", m.Subject, headers(m.Header), value(m.Data)))
}

// until waits for what a server does in its own time.
func until(what string, isSo func() bool) {
	deadline := time.Now().Add(patience)
	for !isSo() {
		if time.Now().After(deadline) {
			fail("in vain waited until " + what)
		}
		time.Sleep(20 * time.Millisecond)
	}
	say(what, "so")
}
