// The lines of the transcript: one an outcome.

#ifndef TRANSCRIPT_H
#define TRANSCRIPT_H

#include <nats/nats.h>
#include <stdbool.h>
#include <stdint.h>

// Milliseconds: how long the program waits for one event.
#define PATIENCE 20000

// What every section works with.
typedef struct {
    natsConnection *nc;
    jsCtx          *js;
} world;

// Ends the program when a call fails that no server should make fail.
void must(natsStatus s);

void section(const char *format, ...);

// Prints one line: what was done, and what it gave.
void say(const char *what, const char *format, ...);

// Tells the outcome of a call that gives nothing, or a revision.
void done(const char *what, natsStatus s);
void wrote(const char *what, natsStatus s, uint64_t revision);

// Tells the outcome of a call that gives an entry, and lets go of it. The delta is left out of live entries:
// what is still to come is a matter of time.
void gave(const char *what, natsStatus s, kvEntry *entry);
void gave_live(const char *what, natsStatus s, kvEntry *entry);

void tell_history(const char *what, kvStore *kv, const char *key, kvWatchOptions *options);
void tell_keys(const char *what, kvStore *kv);
void tell_status(const char *what, kvStore *kv);
void tell_config(world *w, const char *bucket);
void tell_message(const char *what, natsMsg *msg);

// Opens a bucket in memory that must not fail; end_bucket deletes it.
kvStore *bucket(world *w, const char *name, int history);
void     end_bucket(world *w, kvStore *kv);

// Puts text that must not fail.
void put(kvStore *kv, const char *key, const char *text);

// The sections.
void buckets(world *w);
void entries(world *w);
void watches(world *w);

#endif
