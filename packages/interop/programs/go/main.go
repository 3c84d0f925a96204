// Calls every key-value operation and option of nats.go, and prints what each gave: first through the
// jetstream package, then through the older JetStreamContext.
//
// Usage: interop <url>
package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// How long the program may take, and how long it waits for one event.
const (
	wholeRun = 3 * time.Minute
	patience = 20 * time.Second
)

// world is what every section works with.
type world struct {
	ctx context.Context
	nc  *nats.Conn
	js  jetstream.JetStream
}

var out = bufio.NewWriter(os.Stdout)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: interop <url>")
		os.Exit(1)
	}
	nc, err := nats.Connect(os.Args[1])
	must(err)
	js, err := jetstream.New(nc)
	must(err)
	ctx, cancel := context.WithTimeout(context.Background(), wholeRun)
	defer cancel()
	w := &world{ctx, nc, js}

	isWhole := true
	for _, part := range parts {
		isWhole = w.attempt(part) && isWhole
	}
	nc.Close()
	must(out.Flush())
	if !isWhole {
		os.Exit(1)
	}
}

var parts = []func(*world){
	connection, buckets, values, revisions, conditions, markers, limits, invalidNames, histories, keyLists, watches,
	liveWatches, watchErrors, manyKeys, purgedDeletes, timesToLive, republished, mirrored, sourced, legacy,
}

// attempt runs a part. One that breaks off makes the program fail, and leaves nothing to the next part.
func (w *world) attempt(part func(*world)) (isWhole bool) {
	defer func() {
		why := recover()
		if isWhole = why == nil; isWhole {
			return
		}
		say("broken off", why)
		fmt.Fprintln(os.Stderr, why)
		for name := range w.js.StreamNames(w.ctx).Name() {
			_ = w.js.DeleteStream(w.ctx, name)
		}
	}()
	part(w)
	return true
}

func buckets(w *world) {
	bucketsCreated(w)
	bucketsFound(w)
	bucketsChanged(w)
	bucketsListed(w)
}

// connection shows what the server says of itself that clients act on.
func connection(w *world) {
	section("connection")
	say("max payload", w.nc.MaxPayload())
	say("headers", w.nc.HeadersSupported())
	info, err := w.js.AccountInfo(w.ctx)
	must(err)
	say("api level", info.API.Level)
	say("streams", info.Streams)
	say("domain", fmt.Sprintf("%q", info.Domain))
}
