// Calls every key-value operation and option of libnats, and prints what each gave.
//
// Usage: interop <url>

#include "transcript.h"

#include <inttypes.h>
#include <stdio.h>

static void connection(world *w) {
    jsAccountInfo *info = NULL;
    section("connection");
    say("max payload", "%" PRId64, natsConnection_GetMaxPayload(w->nc));
    must(js_GetAccountInfo(&info, w->js, NULL, NULL));
    say("streams", "%" PRId64, info->Streams);
    jsAccountInfo_Destroy(info);
}

int main(int argc, char **argv) {
    world w = {NULL, NULL};
    if (argc != 2) {
        fprintf(stderr, "usage: interop <url>\n");
        return 1;
    }
    must(natsConnection_ConnectTo(&w.nc, argv[1]));
    must(natsConnection_JetStream(&w.js, w.nc, NULL));
    connection(&w);
    buckets(&w);
    entries(&w);
    watches(&w);
    jsCtx_Destroy(w.js);
    natsConnection_Destroy(w.nc);
    nats_Close();
    return 0;
}
