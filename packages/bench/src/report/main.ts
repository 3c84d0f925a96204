import { drawAll } from "./draw-all.ts";

drawAll();
