// Entries: put, get, create, update, delete, purge.

#include "transcript.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(list) (sizeof(list) / sizeof(*(list)))

static void get(kvStore *kv, const char *key) {
    char     what[1200];
    kvEntry *entry = NULL;
    snprintf(what, sizeof(what), "get %s", key);
    natsStatus s = kvStore_Get(&entry, kv, key);
    gave(what, s, entry);
}

static void put_size(kvStore *kv, const char *key, int size) {
    char     what[80];
    uint64_t revision = 0;
    char    *value = malloc(size);
    memset(value, 'v', size);
    snprintf(what, sizeof(what), "put %s of %d", key, size);
    natsStatus s = kvStore_Put(&revision, kv, key, value, size);
    wrote(what, s, revision);
    free(value);
}

static void values(world *w) {
    section("values");
    kvStore   *kv = bucket(w, "values", 2);
    uint64_t   revision = 0;
    char       long_key[1004] = "";
    natsStatus s;
    for (int i = 0; i < 200; i++) strcat(long_key, "long.");
    strcat(long_key, "key");
    s = kvStore_Put(&revision, kv, "bytes", "\0\1\2\xff\r\n", 6);
    wrote("put bytes", s, revision);
    s = kvStore_Put(&revision, kv, "empty", "", 0);
    wrote("put empty", s, revision);
    s = kvStore_Put(&revision, kv, "none", NULL, 0);
    wrote("put none", s, revision);
    s = kvStore_PutString(&revision, kv, "text", "grüße, 世界");
    wrote("put text", s, revision);
    s = kvStore_PutString(&revision, kv, "a.b.c", "dotted");
    wrote("put a.b.c", s, revision);
    s = kvStore_PutString(&revision, kv, "a/b=c_d-e.F9", "all characters");
    wrote("put a/b=c_d-e.F9", s, revision);
    s = kvStore_PutString(&revision, kv, long_key, "long");
    wrote("put a long key", s, revision);
    put_size(kv, "big", 1 << 20);
    put_size(kv, "bigger", (1 << 20) + 1);
    s = kvStore_PutString(&revision, kv, "text", "again");
    wrote("put again", s, revision);
    const char *keys[] = {"bytes", "empty", "none", "text", "a.b.c", "a/b=c_d-e.F9", "big", "bigger", "nothing", long_key};
    for (size_t i = 0; i < COUNT(keys); i++) get(kv, keys[i]);
    kvEntry *entry = NULL;
    must(kvStore_Get(&entry, kv, "a.b.c"));
    say("as a string", "%s", kvEntry_ValueString(entry));
    kvEntry_Destroy(entry);
    tell_status("status", kv);
    tell_config(w, "values");
    end_bucket(w, kv);
}

static void revisions(world *w) {
    section("revisions");
    kvStore *kv = bucket(w, "revisions", 2);
    put(kv, "a", "1");
    put(kv, "b", "2");
    put(kv, "a", "3");
    put(kv, "a", "4");
    must(kvStore_Delete(kv, "b"));
    for (uint64_t revision = 0; revision < 8; revision++)
        for (int i = 0; i < 2; i++) {
            char        what[40];
            const char *key = i == 0 ? "a" : "b";
            kvEntry    *entry = NULL;
            snprintf(what, sizeof(what), "get %s at %" PRIu64, key, revision);
            natsStatus s = kvStore_GetRevision(&entry, kv, key, revision);
            gave(what, s, entry);
        }
    end_bucket(w, kv);
}

static void conditions(world *w) {
    section("conditions");
    kvStore   *kv = bucket(w, "conditions", 10);
    uint64_t   revision = 0;
    natsStatus s;
    s = kvStore_Create(&revision, kv, "a", "1", 1);
    wrote("create", s, revision);
    s = kvStore_CreateString(&revision, kv, "a", "2");
    wrote("create over a value", s, revision);
    s = kvStore_Update(&revision, kv, "a", "3", 1, 1);
    wrote("update right", s, revision);
    s = kvStore_UpdateString(&revision, kv, "a", "4", 1);
    wrote("update wrong", s, revision);
    s = kvStore_UpdateString(&revision, kv, "b", "1", 0);
    wrote("update of a missing key at 0", s, revision);
    s = kvStore_UpdateString(&revision, kv, "c", "1", 9);
    wrote("update of a missing key at 9", s, revision);
    done("delete", kvStore_Delete(kv, "a"));
    s = kvStore_CreateString(&revision, kv, "a", "5");
    wrote("create over a delete", s, revision);
    done("purge", kvStore_Purge(kv, "a", NULL));
    s = kvStore_CreateString(&revision, kv, "a", "6");
    wrote("create over a purge", s, revision);
    done("delete", kvStore_Delete(kv, "a"));
    s = kvStore_UpdateString(&revision, kv, "a", "7", 8);
    wrote("update over a delete", s, revision);
    tell_history("history", kv, ">", NULL);
    end_bucket(w, kv);
}

static void markers(world *w) {
    section("markers");
    kvStore       *kv = bucket(w, "markers", 5);
    kvPurgeOptions options;
    must(kvPurgeOptions_Init(&options));
    options.Timeout = PATIENCE;
    done("delete a missing key", kvStore_Delete(kv, "none"));
    done("delete it again", kvStore_Delete(kv, "none"));
    done("purge a missing key", kvStore_Purge(kv, "gone", &options));
    const char *keys[] = {"a", "a", "b", "b"};
    for (size_t i = 0; i < COUNT(keys); i++) put(kv, keys[i], "x");
    done("delete a", kvStore_Delete(kv, "a"));
    done("purge b", kvStore_Purge(kv, "b", &options));
    const char *there[] = {"a", "b", "none", "gone"};
    for (size_t i = 0; i < COUNT(there); i++) {
        get(kv, there[i]);
        tell_history("history", kv, there[i], NULL);
    }
    tell_status("status", kv);
    tell_config(w, "markers");
    end_bucket(w, kv);
}

static void limits(world *w) {
    section("limits");
    kvStore *kv = NULL;
    kvConfig config;
    must(kvConfig_Init(&config));
    config.Bucket = "limits";
    config.StorageType = js_MemoryStorage;
    config.MaxBytes = 400;
    config.MaxValueSize = 100;
    must(js_CreateKeyValue(&kv, w->js, &config));
    put_size(kv, "a", 101);
    put_size(kv, "a", 100);
    put_size(kv, "b", 100);
    put_size(kv, "c", 100);
    put_size(kv, "d", 100);
    put_size(kv, "a", 99);
    put_size(kv, "a", 100);
    done("create in a full bucket", kvStore_CreateString(NULL, kv, "e", "v"));
    done("delete a", kvStore_Delete(kv, "a"));
    done("purge b", kvStore_Purge(kv, "b", NULL));
    put_size(kv, "d", 100);
    tell_config(w, "limits");
    end_bucket(w, kv);
}

static void invalid_keys(world *w) {
    section("invalid keys");
    kvStore    *kv = bucket(w, "names", 1);
    const char *keys[] = {"", ".", ".a", "a.", "a..b", "a b", "a*", "a.>", ">", "ü", "a$"};
    for (size_t i = 0; i < COUNT(keys); i++) {
        kvEntry *entry = NULL;
        say("key", "\"%s\"", keys[i]);
        done("put", kvStore_PutString(NULL, kv, keys[i], ""));
        gave("get", kvStore_Get(&entry, kv, keys[i]), entry);
        done("create", kvStore_CreateString(NULL, kv, keys[i], ""));
        done("update", kvStore_UpdateString(NULL, kv, keys[i], "", 1));
        done("delete", kvStore_Delete(kv, keys[i]));
        done("purge", kvStore_Purge(kv, keys[i], NULL));
    }
    end_bucket(w, kv);
}

static void purged_deletes(world *w) {
    section("purged deletes");
    const int64_t ages[] = {0, 3600LL * 1000000000, 1, -1};
    for (size_t i = 0; i < COUNT(ages); i++) {
        char           what[60];
        kvPurgeOptions options;
        kvStore       *kv = bucket(w, "deletes", 5);
        const char    *keys[] = {"live", "deleted", "deleted", "purged", "again"};
        for (size_t k = 0; k < COUNT(keys); k++) put(kv, keys[k], "x");
        must(kvStore_Delete(kv, "deleted"));
        must(kvStore_Purge(kv, "purged", NULL));
        must(kvStore_Delete(kv, "again"));
        put(kv, "again", "y");
        must(kvPurgeOptions_Init(&options));
        options.Timeout = PATIENCE;
        options.DeleteMarkersOlderThan = ages[i];
        snprintf(what, sizeof(what), "purge deletes older than %" PRId64, ages[i]);
        done(what, kvStore_PurgeDeletes(kv, &options));
        tell_history("what is left", kv, ">", NULL);
        uint64_t   revision = 0;
        natsStatus s = kvStore_PutString(&revision, kv, "next", "z");
        wrote("the next revision", s, revision);
        end_bucket(w, kv);
    }
}

void entries(world *w) {
    values(w);
    revisions(w);
    conditions(w);
    markers(w);
    limits(w);
    invalid_keys(w);
    purged_deletes(w);
}
