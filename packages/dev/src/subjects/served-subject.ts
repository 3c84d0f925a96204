import { connect } from "@nats-io/transport-node";
import { natsServer, type Opened, type Subject } from "@revkv/conformance";
import { serve } from "@revkv/server";
import { local, manualClock, type LocalOptions } from "@revkv/transport-local";
import { nats } from "@revkv/transport-nats";

/** Serves an empty store and connects to it as to any server. */
export async function openServed(options: LocalOptions = {}): Promise<Opened> {
  const server = await serve(local(options));
  const connection = await connect({ servers: server.url });
  return {
    transport: nats(connection),
    close: async () => {
      await connection.close();
      await server.close();
    },
  };
}

/** The embedded store, served, and reached as any server is. */
export const servedSubject: Subject = {
  name: "served",
  features: natsServer("2.15.1").features,
  open: () => openServed(),
};

/** The same with a clock that is turned: who watches from afar hears of what fell due a moment later. */
export const servedSubjectOfTurnedTime: Subject = {
  ...servedSubject,
  name: "served, its clock turned",
  time: "turned",
  knownGaps: [
    {
      rule: "R11.10",
      cases: [
        "watchers have heard of what fell due when the turning of the clock returns",
        "what a listener writes while the clock turns is written at that time",
      ],
      reason: "what falls due is on its way to watchers when the turning of the clock returns",
    },
  ],
  open: async () => {
    const clock = manualClock();
    return { ...(await openServed({ clock })), clock };
  },
};
