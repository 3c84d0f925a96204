// Histories, lists of keys, watches, and what ends by itself.

#include "transcript.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define COUNT(list) (sizeof(list) / sizeof(*(list)))

// A bucket with values, a delete and a purge.
static kvStore *watched(world *w, const char *name) {
    kvStore    *kv = bucket(w, name, 3);
    const char *keys[] = {"a", "b.x", "b.y", "c", "a", "d.x.deep"};
    for (size_t i = 0; i < COUNT(keys); i++) {
        char text[2] = {(char)('0' + i), 0};
        put(kv, keys[i], text);
    }
    must(kvStore_Delete(kv, "c"));
    put(kv, "e", "will be purged");
    must(kvStore_Purge(kv, "e", NULL));
    return kv;
}

static void histories(world *w) {
    section("histories");
    kvStore    *kv = watched(w, "histories");
    const char *keys[] = {"a", "c", "e", "missing", "b.*", "d.>", ">", "", "a..b"};
    for (size_t i = 0; i < COUNT(keys); i++) {
        char what[40];
        snprintf(what, sizeof(what), "history of %s", keys[i]);
        tell_history(what, kv, keys[i], NULL);
    }
    kvWatchOptions options;
    must(kvWatchOptions_Init(&options));
    options.IgnoreDeletes = true;
    options.Timeout = PATIENCE;
    tell_history("without deletes", kv, ">", &options);
    options.MetaOnly = true;
    tell_history("meta only, without deletes", kv, ">", &options);
    end_bucket(w, kv);
}

static void key_lists(world *w) {
    section("key lists");
    kvStore *empty = bucket(w, "empty", 1);
    tell_keys("keys of an empty bucket", empty);
    must(kvStore_Delete(empty, "a"));
    tell_keys("keys of a bucket with markers only", empty);
    end_bucket(w, empty);
    kvStore *kv = watched(w, "keys");
    tell_keys("keys", kv);
    end_bucket(w, kv);
}

// Tells all entries of a watch up to the end of its initial values.
static void initial(const char *what, natsStatus s, kvWatcher *watcher) {
    if (s != NATS_OK) {
        done(what, s);
        return;
    }
    for (;;) {
        kvEntry *entry = NULL;
        must(kvWatcher_Next(&entry, watcher, PATIENCE));
        if (entry == NULL) break;
        gave(what, NATS_OK, entry);
    }
    say(what, "initial values done");
    must(kvWatcher_Stop(watcher));
    kvEntry *entry = NULL;
    done("a stopped watch", kvWatcher_Next(&entry, watcher, PATIENCE));
    kvWatcher_Destroy(watcher);
}

static void watch(const char *what, kvStore *kv, const char *key, kvWatchOptions *options) {
    kvWatcher *watcher = NULL;
    natsStatus s = kvStore_Watch(&watcher, kv, key, options);
    initial(what, s, watcher);
}

static void watches_of_what_is(world *w) {
    section("watches of what is there");
    kvStore       *kv = watched(w, "watches");
    kvWatcher     *watcher = NULL;
    kvWatchOptions options;
    natsStatus     s = kvStore_WatchAll(&watcher, kv, NULL);
    initial("all", s, watcher);
    must(kvWatchOptions_Init(&options));
    options.IncludeHistory = true;
    watch("with history", kv, ">", &options);
    options.IgnoreDeletes = true;
    watch("with history, without deletes", kv, ">", &options);
    options.IncludeHistory = false;
    watch("without deletes", kv, ">", &options);
    options.IgnoreDeletes = false;
    options.MetaOnly = true;
    watch("meta only", kv, ">", &options);
    const char *keys[] = {"a", "b.*", "b.>", "*", "*.x.>", "c", "missing", "", ".a", "a.", "a..b", "a.>.b", "a b"};
    for (size_t i = 0; i < COUNT(keys); i++) {
        char what[40];
        snprintf(what, sizeof(what), "watch %s", keys[i]);
        watch(what, kv, keys[i], NULL);
    }
    end_bucket(w, kv);
}

static void expect(const char *what, kvWatcher *watcher) {
    kvEntry *entry = NULL;
    must(kvWatcher_Next(&entry, watcher, PATIENCE));
    if (entry == NULL)
        say(what, "initial values done");
    else
        gave_live(what, NATS_OK, entry);
}

static void watches_of_what_comes(world *w) {
    section("watches of what comes");
    kvStore       *kv = bucket(w, "live", 3);
    kvWatcher     *all = NULL, *some = NULL;
    kvWatchOptions options;
    must(kvWatchOptions_Init(&options));
    options.IgnoreDeletes = true;
    must(kvStore_WatchAll(&all, kv, NULL));
    must(kvStore_Watch(&some, kv, "b.*", &options));
    expect("all", all);
    expect("b.* without deletes", some);
    put(kv, "a", "1");
    expect("all", all);
    put(kv, "b.x", "2");
    expect("all", all);
    expect("b.* without deletes", some);
    must(kvStore_Delete(kv, "b.x"));
    expect("all", all);
    must(kvStore_CreateString(NULL, kv, "b.x", "3"));
    expect("all", all);
    expect("b.* without deletes", some);
    must(kvStore_Purge(kv, "a", NULL));
    expect("all", all);
    kvEntry *entry = NULL;
    done("nothing more", kvWatcher_Next(&entry, some, 100));
    kvWatcher_Destroy(all);
    kvWatcher_Destroy(some);
    end_bucket(w, kv);
}

static void many_keys(world *w) {
    section("many keys");
    static char value[8192];
    kvStore    *kv = bucket(w, "many", 2);
    kvKeysList  keys;
    for (int i = 0; i < 700; i++) {
        char key[40];
        snprintf(key, sizeof(key), "key.%d.%d", i % 7, i);
        must(kvStore_Put(NULL, kv, key, value, sizeof(value)));
    }
    must(kvStore_Keys(&keys, kv, NULL));
    say("keys", "%d, from %s to %s", keys.Count, keys.Keys[0], keys.Keys[keys.Count - 1]);
    kvKeysList_Destroy(&keys);
    kvEntryList list;
    bool        is_in_order = true;
    must(kvStore_History(&list, kv, ">", NULL));
    for (int i = 0; i < list.Count; i++)
        is_in_order = is_in_order && kvEntry_Revision(list.Entries[i]) == (uint64_t)i + 1 &&
                      kvEntry_Delta(list.Entries[i]) == (uint64_t)(699 - i);
    say("history", "%d, in order: %d", list.Count, is_in_order);
    kvEntryList_Destroy(&list);
    tell_config(w, "many");
    end_bucket(w, kv);
}

static void aging(world *w) {
    section("a bucket's time to live");
    kvStore *kv = NULL;
    kvConfig config;
    must(kvConfig_Init(&config));
    config.Bucket = "aging";
    config.StorageType = js_MemoryStorage;
    config.TTL = 1000000000;
    must(js_CreateKeyValue(&kv, w->js, &config));
    put(kv, "a", "1");
    int64_t deadline = nats_Now() + PATIENCE;
    for (bool is_empty = false; !is_empty;) {
        kvStatus *status = NULL;
        must(kvStore_Status(&status, kv));
        is_empty = kvStatus_Values(status) == 0;
        kvStatus_Destroy(status);
        if (nats_Now() > deadline) must(NATS_TIMEOUT);
        nats_Sleep(20);
    }
    uint64_t   revision = 0;
    natsStatus s = kvStore_CreateString(&revision, kv, "a", "2");
    wrote("create over what is gone", s, revision);
    end_bucket(w, kv);
}

void watches(world *w) {
    histories(w);
    key_lists(w);
    watches_of_what_is(w);
    watches_of_what_comes(w);
    many_keys(w);
    aging(w);
}
