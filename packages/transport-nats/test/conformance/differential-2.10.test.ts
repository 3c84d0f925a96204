import { describeDifferential } from "./differential.ts";

describeDifferential({ versions: ["2.10"] });
