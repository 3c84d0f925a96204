#include "transcript.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void must(natsStatus s) {
    if (s == NATS_OK) return;
    fflush(stdout);
    fprintf(stderr, "%s: %s\n", natsStatus_GetText(s), nats_GetLastError(NULL));
    exit(1);
}

void section(const char *format, ...) {
    va_list args;
    va_start(args, format);
    printf("\n== ");
    vprintf(format, args);
    printf(" ==\n");
    va_end(args);
}

void say(const char *what, const char *format, ...) {
    va_list args;
    va_start(args, format);
    printf("%s -> ", what);
    vprintf(format, args);
    printf("\n");
    va_end(args);
}

static void fault(const char *what, natsStatus s) {
    natsStatus  last = NATS_OK;
    const char *text = nats_GetLastError(&last);
    if (last == s && text != NULL)
        say(what, "%s: %s", natsStatus_GetText(s), text);
    else
        say(what, "%s", natsStatus_GetText(s));
}

void done(const char *what, natsStatus s) {
    if (s != NATS_OK)
        fault(what, s);
    else
        say(what, "ok");
}

void wrote(const char *what, natsStatus s, uint64_t revision) {
    if (s != NATS_OK)
        fault(what, s);
    else
        say(what, "%" PRIu64, revision);
}

static const char *operation(kvEntry *entry) {
    switch (kvEntry_Operation(entry)) {
    case kvOp_Put: return "PUT";
    case kvOp_Delete: return "DEL";
    case kvOp_Purge: return "PURGE";
    default: return "unknown";
    }
}

// Shows short values whole and tells the size of the others.
static void print_value(const void *value, int length) {
    const unsigned char *bytes = value;
    if (length > 64) {
        bool is_alike = true;
        for (int i = 1; i < length; i++) is_alike = is_alike && bytes[i] == bytes[0];
        printf("<%d bytes, all 0x%02x: %s>", length, bytes[0], is_alike ? "true" : "false");
        return;
    }
    printf("\"");
    for (int i = 0; i < length; i++)
        if (bytes[i] < 0x20 || bytes[i] == '"' || bytes[i] == '\\' || bytes[i] > 0xf4)
            printf("\\x%02x", bytes[i]);
        else
            printf("%c", bytes[i]);
    printf("\"");
}

static void print_entry(kvEntry *entry, bool is_live) {
    // Hides a time that is of this run, and shows one that is not.
    int64_t age_seconds = (nats_NowInNanoSeconds() - kvEntry_Created(entry)) / 1000000000;
    printf("%s/%s@%" PRIu64 " %s ", kvEntry_Bucket(entry), kvEntry_Key(entry), kvEntry_Revision(entry), operation(entry));
    print_value(kvEntry_Value(entry), kvEntry_ValueLen(entry));
    if (age_seconds > -180 && age_seconds < 180)
        printf(" created=<time>");
    else
        printf(" created=%" PRId64, kvEntry_Created(entry));
    if (!is_live) printf(" delta=%" PRIu64, kvEntry_Delta(entry));
}

static void tell(const char *what, natsStatus s, kvEntry *entry, bool is_live) {
    if (s != NATS_OK) {
        fault(what, s);
        return;
    }
    printf("%s -> ", what);
    print_entry(entry, is_live);
    printf("\n");
    kvEntry_Destroy(entry);
}

void gave(const char *what, natsStatus s, kvEntry *entry) { tell(what, s, entry, false); }

void gave_live(const char *what, natsStatus s, kvEntry *entry) { tell(what, s, entry, true); }

void tell_history(const char *what, kvStore *kv, const char *key, kvWatchOptions *options) {
    kvEntryList list;
    natsStatus  s = kvStore_History(&list, kv, key, options);
    if (s != NATS_OK) {
        fault(what, s);
        return;
    }
    printf("%s -> [", what);
    for (int i = 0; i < list.Count; i++) {
        if (i > 0) printf("; ");
        print_entry(list.Entries[i], false);
    }
    printf("]\n");
    kvEntryList_Destroy(&list);
}

void tell_keys(const char *what, kvStore *kv) {
    kvKeysList list;
    natsStatus s = kvStore_Keys(&list, kv, NULL);
    if (s != NATS_OK) {
        fault(what, s);
        return;
    }
    printf("%s -> [", what);
    for (int i = 0; i < list.Count; i++) printf(i > 0 ? " \"%s\"" : "\"%s\"", list.Keys[i]);
    printf("]\n");
    kvKeysList_Destroy(&list);
}

void tell_status(const char *what, kvStore *kv) {
    kvStatus  *status = NULL;
    natsStatus s = kvStore_Status(&status, kv);
    if (s != NATS_OK) {
        fault(what, s);
        return;
    }
    say(what, "%s values=%" PRIu64 " history=%" PRId64 " ttl=%" PRId64 " replicas=%" PRId64, kvStatus_Bucket(status),
        kvStatus_Values(status), kvStatus_History(status), kvStatus_TTL(status), kvStatus_Replicas(status));
    kvStatus_Destroy(status);
}

void tell_config(world *w, const char *name) {
    char          stream[300];
    jsStreamInfo *info = NULL;
    snprintf(stream, sizeof(stream), "KV_%s", name);
    must(js_GetStreamInfo(&info, w->js, stream, NULL, NULL));
    jsStreamConfig *c = info->Config;
    jsRePublish    *r = c->RePublish;
    say(stream,
        "subjects=%s description=%s history=%" PRId64 " age=%" PRId64 " bytes=%" PRId64 " size=%d msgs=%" PRId64 " consumers=%" PRId64
        " storage=%d replicas=%" PRId64 " discard=%d duplicates=%" PRId64 " retention=%d direct=%d rollup=%d denyDelete=%d "
        "denyPurge=%d sealed=%d republish=%s>%s headers=%d stored=%" PRIu64 "/%" PRIu64 "B",
        c->SubjectsLen > 0 ? c->Subjects[0] : "none", c->Description == NULL ? "none" : c->Description, c->MaxMsgsPerSubject,
        c->MaxAge, c->MaxBytes, c->MaxMsgSize, c->MaxMsgs, c->MaxConsumers, c->Storage, c->Replicas, c->Discard, c->Duplicates,
        c->Retention, c->AllowDirect, c->AllowRollup, c->DenyDelete, c->DenyPurge, c->Sealed,
        r == NULL ? "" : r->Source, r == NULL ? "" : r->Destination, r == NULL ? 0 : r->HeadersOnly, info->State.Msgs,
        info->State.Bytes);
    jsStreamInfo_Destroy(info);
}

static int by_name(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

void tell_message(const char *what, natsMsg *msg) {
    const char **names = NULL;
    int          count = 0;
    printf("%s -> %s {", what, natsMsg_GetSubject(msg));
    if (natsMsgHeader_Keys(msg, &names, &count) == NATS_OK) qsort(names, count, sizeof(char *), by_name);
    for (int i = 0; i < count; i++) {
        const char *value = NULL;
        must(natsMsgHeader_Get(msg, names[i], &value));
        printf("%s%s: %s", i > 0 ? "; " : "", names[i], value);
    }
    printf("} ");
    print_value(natsMsg_GetData(msg), natsMsg_GetDataLength(msg));
    printf("\n");
    free((void *)names);
}

kvStore *bucket(world *w, const char *name, int history) {
    kvStore *kv = NULL;
    kvConfig config;
    must(kvConfig_Init(&config));
    config.Bucket = name;
    config.History = history;
    config.StorageType = js_MemoryStorage;
    must(js_CreateKeyValue(&kv, w->js, &config));
    return kv;
}

void end_bucket(world *w, kvStore *kv) {
    must(js_DeleteKeyValue(w->js, kvStore_Bucket(kv)));
    kvStore_Destroy(kv);
}

void put(kvStore *kv, const char *key, const char *text) { must(kvStore_PutString(NULL, kv, key, text)); }
