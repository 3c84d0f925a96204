import { describeTransport } from "@revkv/conformance";
import { mapSubject } from "../../src/subjects/map-subject.ts";

describeTransport(mapSubject);
