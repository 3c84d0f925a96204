import { describeSuite } from "./suite.ts";

// The served engine has the suite for itself.
describeSuite({ versions: "newest", isReal: true });
