// Buckets: made, found, deleted, republished, mirrored.

#include "transcript.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define SECOND 1000000000LL

static void create(world *w, const char *what, kvConfig *config) {
    kvStore *kv = NULL;
    done(what, js_CreateKeyValue(&kv, w->js, config));
    kvStore_Destroy(kv);
}

static kvConfig named(const char *name) {
    kvConfig config;
    must(kvConfig_Init(&config));
    config.Bucket = name;
    return config;
}

static void created(world *w) {
    section("buckets created");
    kvConfig plain = named("plain");
    create(w, "create plain", &plain);
    create(w, "create plain again", &plain);
    plain.History = 3;
    create(w, "create plain with another history", &plain);

    jsRePublish republish;
    must(jsRePublish_Init(&republish));
    republish.Source = ">";
    republish.Destination = "copied.>";
    republish.HeadersOnly = true;
    kvConfig full = named("full");
    full.Description = "with everything";
    full.MaxValueSize = 4096;
    full.History = 5;
    full.TTL = 3600 * SECOND;
    full.MaxBytes = 1 << 20;
    full.StorageType = js_MemoryStorage;
    full.Replicas = 1;
    full.RePublish = &republish;
    create(w, "create full", &full);
    create(w, "create full again", &full);

    kvConfig other = named("short");
    other.TTL = 30 * SECOND;
    create(w, "create short-lived", &other);
    other = named("deep");
    other.History = 64;
    create(w, "create history 64", &other);
    other.History = 65;
    create(w, "create history 65", &other);
    other = named("refused");
    other.Replicas = 3;
    create(w, "create replicas 3", &other);
    other.Replicas = 6;
    create(w, "create replicas 6", &other);
    other = named("refused");
    other.TTL = SECOND / 20;
    create(w, "create ttl 50ms", &other);
    other.TTL = -SECOND;
    create(w, "create ttl -1s", &other);
    other = named("refused");
    republish.Destination = "$KV.refused.>";
    other.RePublish = &republish;
    create(w, "create republish into itself", &other);
    const char *names[] = {"", "a.b", "a b", "a*", ">", "ü"};
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        char what[40];
        snprintf(what, sizeof(what), "create name \"%s\"", names[i]);
        other = named(names[i]);
        create(w, what, &other);
    }
    other = named(NULL);
    create(w, "create no name", &other);
    const char *there[] = {"plain", "full", "short", "deep"};
    for (size_t i = 0; i < sizeof(there) / sizeof(*there); i++) tell_config(w, there[i]);
}

static void find(world *w, const char *what, const char *name) {
    kvStore   *kv = NULL;
    natsStatus s = js_KeyValue(&kv, w->js, name);
    done(what, s);
    if (s == NATS_OK) tell_status("its status", kv);
    kvStore_Destroy(kv);
}

static void found_and_deleted(world *w) {
    section("buckets found and deleted");
    find(w, "find plain", "plain");
    find(w, "find full", "full");
    find(w, "find a missing one", "missing");
    find(w, "find an invalid name", "a.b");

    jsStreamConfig raw;
    const char    *subjects[] = {"$KV.raw.>"};
    must(jsStreamConfig_Init(&raw));
    raw.Name = "KV_raw";
    raw.Subjects = subjects;
    raw.SubjectsLen = 1;
    must(js_AddStream(NULL, w->js, &raw, NULL, NULL));
    find(w, "find a stream without a history limit", "raw");
    must(js_DeleteStream(w->js, "KV_raw", NULL, NULL));

    jsStreamNamesList *names = NULL;
    must(js_StreamNames(&names, w->js, NULL, NULL));
    for (int i = 0; i < names->Count; i++) say("name", "%s", names->List[i]);
    jsStreamNamesList_Destroy(names);

    kvStore *plain = NULL;
    must(js_KeyValue(&plain, w->js, "plain"));
    done("delete a missing one", js_DeleteKeyValue(w->js, "missing"));
    done("delete an invalid name", js_DeleteKeyValue(w->js, "a.b"));
    const char *there[] = {"plain", "full", "short", "deep", "plain"};
    for (size_t i = 0; i < sizeof(there) / sizeof(*there); i++) done(there[i], js_DeleteKeyValue(w->js, there[i]));

    kvEntry   *entry = NULL;
    kvWatcher *watcher = NULL;
    done("put in a deleted bucket", kvStore_PutString(NULL, plain, "a", "1"));
    gave("get from a deleted bucket", kvStore_Get(&entry, plain, "a"), entry);
    tell_keys("keys of a deleted bucket", plain);
    tell_status("status of a deleted bucket", plain);
    done("watch of a deleted bucket", kvStore_WatchAll(&watcher, plain, NULL));
    kvStore_Destroy(plain);
}

static void republished(world *w, bool headers_only) {
    section("republished, headers only=%d", headers_only);
    natsSubscription *sub = NULL;
    must(natsConnection_SubscribeSync(&sub, w->nc, "copy.>"));
    jsRePublish republish;
    must(jsRePublish_Init(&republish));
    republish.Source = "$KV.original.>";
    republish.Destination = "copy.>";
    republish.HeadersOnly = headers_only;
    kvConfig config = named("original");
    config.History = 2;
    config.StorageType = js_MemoryStorage;
    config.RePublish = &republish;
    kvStore *kv = NULL;
    must(js_CreateKeyValue(&kv, w->js, &config));
    put(kv, "a", "1");
    put(kv, "b.c", "");
    must(kvStore_UpdateString(NULL, kv, "a", "2", 1));
    must(kvStore_Delete(kv, "a"));
    must(kvStore_Purge(kv, "b.c", NULL));
    for (int i = 0; i < 5; i++) {
        natsMsg *msg = NULL;
        must(natsSubscription_NextMsg(&msg, sub, PATIENCE));
        tell_message("copy", msg);
        natsMsg_Destroy(msg);
    }
    natsSubscription_Destroy(sub);
    end_bucket(w, kv);
}

static void mirror_reaches(world *w, uint64_t revision) {
    int64_t deadline = nats_Now() + PATIENCE;
    for (uint64_t last = 0; last != revision;) {
        jsStreamInfo *info = NULL;
        must(js_GetStreamInfo(&info, w->js, "KV_mirror", NULL, NULL));
        last = info->State.LastSeq;
        jsStreamInfo_Destroy(info);
        if (nats_Now() > deadline) must(NATS_TIMEOUT);
        nats_Sleep(20);
    }
    say("the mirror", "reaches %" PRIu64, revision);
}

// The client has no option for a mirror: the stream is made as its settings say.
static void mirrored(world *w) {
    section("mirrored");
    kvStore *origin = bucket(w, "origin", 2);
    put(origin, "a", "1");
    put(origin, "b", "2");
    jsStreamSource source;
    jsStreamConfig config;
    must(jsStreamSource_Init(&source));
    must(jsStreamConfig_Init(&config));
    source.Name = "KV_origin";
    config.Name = "KV_mirror";
    config.MaxMsgsPerSubject = 2;
    config.Storage = js_MemoryStorage;
    config.Mirror = &source;
    config.MirrorDirect = true;
    config.AllowDirect = true;
    config.AllowRollup = true;
    config.DenyDelete = true;
    must(js_AddStream(NULL, w->js, &config, NULL, NULL));
    kvStore *mirror = NULL;
    must(js_KeyValue(&mirror, w->js, "mirror"));
    mirror_reaches(w, 2);
    must(kvStore_Delete(origin, "a"));
    must(kvStore_Purge(origin, "b", NULL));
    mirror_reaches(w, 4);
    kvEntry *entry = NULL;
    tell_status("status of the mirror", mirror);
    gave("get from the mirror", kvStore_Get(&entry, mirror, "a"), entry);
    tell_history("history of the mirror", mirror, ">", NULL);
    end_bucket(w, mirror);
    end_bucket(w, origin);
}

void buckets(world *w) {
    created(w);
    found_and_deleted(w);
    republished(w, false);
    republished(w, true);
    mirrored(w);
}
