import { describeDifferential } from "./differential.ts";

describeDifferential({ least: "2.11", versions: "newest" });
