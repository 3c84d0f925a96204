import { LOCAL, type Subject } from "@revkv/conformance";
import { local, manualClock } from "@revkv/transport-local";

/** The embedded store. It keeps every rule: no gap will ever be known here. */
export const localSubject: Subject = {
  name: "local",
  features: LOCAL.features,
  time: "turned",
  open: () => {
    const clock = manualClock();
    return { transport: local({ clock }), clock };
  },
};
