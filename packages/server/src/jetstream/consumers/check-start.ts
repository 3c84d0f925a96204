import { filtersOf, type ConsumerConfig, type DeliverPolicy } from "./consumer-config.ts";
import { refuseConsumer } from "./refuse.ts";

/** What errors call a policy. */
const SPOKEN: Readonly<Record<DeliverPolicy, string>> = {
  all: "all",
  last: "last",
  new: "new",
  by_start_sequence: "by start sequence",
  by_start_time: "by start time",
  last_per_subject: "last per subject",
};

/** Judges whether what says where a consumer starts fits together. */
export function checkStart(config: ConsumerConfig): void {
  const fault = faultOf(config);
  if (fault === undefined) return;
  const policy = `consumer delivery policy is deliver ${SPOKEN[config.deliver_policy]}`;
  refuseConsumer("startPolicy", `${policy}, but optional ${fault}`);
}

function faultOf(config: ConsumerConfig): string | undefined {
  const { deliver_policy: policy, opt_start_seq, opt_start_time } = config;
  if (policy === "by_start_sequence") {
    if (opt_start_seq === undefined) return "start sequence is not set";
    return opt_start_time === undefined ? undefined : "start time is also set";
  }
  if (policy === "by_start_time") {
    if (opt_start_time === undefined) return "start time is not set";
    return opt_start_seq === undefined ? undefined : "start start sequence is also set";
  }
  if (opt_start_seq !== undefined) return "start sequence is also set";
  if (opt_start_time !== undefined) return "start time is also set";
  const isUnfiltered = filtersOf(config).length === 0;
  return policy === "last_per_subject" && isUnfiltered ? "filter subject is not set" : undefined;
}
