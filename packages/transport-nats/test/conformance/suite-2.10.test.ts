import { describeSuite } from "./suite.ts";

describeSuite({ versions: ["2.10"] });
