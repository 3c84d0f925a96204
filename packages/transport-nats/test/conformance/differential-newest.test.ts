import { natsServer, type StoreUnderTest } from "@revkv/conformance";
import { openServed } from "@revkv/dev/subjects";
import { describeDifferential } from "./differential.ts";

/** The embedded store, served and reached as a server is. */
const served: StoreUnderTest = {
  profile: { ...natsServer("2.15.1"), name: "the served engine" },
  open: () => openServed(),
};

describeDifferential({ least: "2.11", versions: "newest" }, [served]);
