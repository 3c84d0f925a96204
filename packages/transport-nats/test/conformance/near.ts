import { LOCAL, type StoreUnderTest } from "@revkv/conformance";
import { local, manualClock } from "@revkv/transport-local";

/** The store in this process that servers are compared with. */
export const near: StoreUnderTest = {
  profile: LOCAL,
  open: () => {
    const clock = manualClock();
    return { transport: local({ clock }), clock };
  },
};
