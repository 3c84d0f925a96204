import { describeSuite } from "./suite.ts";

describeSuite({ versions: "newest" });
