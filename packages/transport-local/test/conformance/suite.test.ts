import { describeTransport } from "@revkv/conformance";
import { localSubject } from "@revkv/dev/subjects";

describeTransport(localSubject);
