import { ControlLine } from "./control-line.ts";
import { faults, type Fault, type Operations, type ProtocolLimits } from "./operations.ts";
import { PayloadCollector } from "./payload-collector.ts";
import { PartialLine } from "./partial-line.ts";
import type { Verb } from "./verbs.ts";

/** The first byte of CONNECT, in both cases. */
const C = 0x43;
const SMALL_C = 0x63;

/**
 * Reads what a client sends, cut anywhere into chunks, and calls an operation as soon as its last byte is
 * there. It never throws for what it reads, and keeps at most one line and one message.
 */
export class Parser {
  /** What is taken: CONNECT alone, everything without headers, or everything. */
  accepts: "connect" | "plain" | "headers" = "plain";
  readonly #operations: Operations;
  readonly #limits: ProtocolLimits;
  readonly #line = new ControlLine();
  readonly #partial: PartialLine;
  readonly #payload: PayloadCollector;
  #fault: Fault | undefined;
  /** What a held parser has not read yet. */
  #rest: Buffer | undefined;
  #isHeld = false;

  constructor(operations: Operations, limits: ProtocolLimits) {
    this.#operations = operations;
    this.#limits = limits;
    this.#partial = new PartialLine(limits.maxControlLineBytes);
    this.#payload = new PayloadCollector();
  }

  /** Reads a chunk; with a fault it reads no more, ever. */
  parse(chunk: Buffer): Fault | undefined {
    const rest = this.#rest;
    this.#rest = undefined;
    const bytes = rest === undefined ? chunk : joined(rest, chunk);
    let at = 0;
    while (at < bytes.length && this.#fault === undefined && !this.#isHeld) {
      at = this.#payload.isOpen ? this.#collect(bytes, at) : this.#command(bytes, at);
    }
    if (this.#isHeld && this.#fault === undefined && at < bytes.length)
      this.#rest = bytes.subarray(at);
    return this.#fault;
  }

  /** Reads no further operation until `release`, not even of the chunk at hand. */
  hold(): void {
    this.#isHeld = true;
  }

  /** Goes on with what came before `hold` and was not read. */
  release(): Fault | undefined {
    this.#isHeld = false;
    return this.parse(Buffer.alloc(0));
  }

  /** Reads nothing more, ever, and forgets what it has. */
  stop(): void {
    this.#fault ??= faults.arguments;
    this.#rest = undefined;
    this.#payload.clear();
    this.#partial.clear();
  }

  #collect(bytes: Buffer, at: number): number {
    const next = this.#payload.collect(bytes, at);
    if (next < 0) return this.#fail(faults.unknownOperation);
    const message = this.#payload.take();
    if (message !== undefined) this.#operations.publish(message);
    return next;
  }

  #command(bytes: Buffer, at: number): number {
    if (this.#partial.length > 0) return this.#continueLine(bytes, at);
    if (this.accepts === "connect" && bytes[at] !== C && bytes[at] !== SMALL_C)
      return this.#fail(faults.notAllowed);
    const next = this.#read(bytes, at, bytes.length);
    if (next !== undefined) return next;
    this.#partial.begin(this.#line, bytes, at);
    return bytes.length;
  }

  /** Goes on with a line that a chunk has cut: what is added is read as one with what was there. */
  #continueLine(bytes: Buffer, at: number): number {
    const next = this.#partial.append(bytes, at);
    const whole = this.#partial.bytes();
    const end = this.#read(whole, 0, whole.length);
    if (end === undefined) this.#partial.trim(this.#line);
    else this.#partial.clear();
    // What was added behind the end of the line is read again, from where it came.
    return end === undefined || this.#fault !== undefined ? next : next - (whole.length - end);
  }

  /** Reads a line and does what it says; undefined when its end is still to come. */
  #read(bytes: Buffer, at: number, to: number): number | undefined {
    const line = this.#line;
    const next = line.read(bytes, at, to);
    if (next === "unknown" || line.verb === undefined)
      return next === "more" ? undefined : this.#fail(faults.unknownOperation);
    if (line.start >= 0 && this.#isTooLong(bytes, next === "more"))
      return this.#fail(faults.lineTooLong);
    if (next === "more") return undefined;
    this.#act(line.verb);
    return next;
  }

  #isTooLong(bytes: Buffer, isOpen: boolean): boolean {
    const { start, end } = this.#line;
    // The CR that may end the line is no part of it.
    const last = isOpen && bytes[end - 1] === 0x0d ? end - 1 : end;
    return last - start > this.#limits.maxControlLineBytes;
  }

  #act(verb: Verb): void {
    switch (verb.name) {
      case "PUB":
        return this.#publish(false);
      case "HPUB":
        return this.#publish(true);
      case "SUB":
        return this.#subscribe();
      case "UNSUB":
        return this.#unsubscribe();
      case "PING":
        return this.#operations.ping();
      case "PONG":
        return this.#operations.pong();
      case "CONNECT":
        return this.#operations.connect(this.#line.rest());
      case "INFO":
        return this.#inform();
      case "-ERR":
        return void this.#fail(faults.arguments);
      case "+OK":
    }
  }

  #publish(hasHeaders: boolean): void {
    const line = this.#line;
    const sizes = hasHeaders ? 2 : 1;
    const names = line.count - sizes;
    const isAccepted = !hasHeaders || this.accepts === "headers";
    if (!isAccepted || (names !== 1 && names !== 2)) return void this.#fail(faults.arguments);
    const total = line.size(line.count - 1);
    const headers = hasHeaders ? line.size(line.count - 2) : 0;
    if (headers < 0 || total < 0 || headers > total) return void this.#fail(faults.arguments);
    if (total > this.#limits.maxPayloadBytes) return void this.#fail(faults.payloadTooLarge);
    this.#payload.open(line.text(0), names === 2 ? line.text(1) : "", { headers, total });
  }

  #subscribe(): void {
    const line = this.#line;
    if (line.count === 2) this.#operations.subscribe(line.text(0), "", line.text(1));
    else if (line.count === 3) this.#operations.subscribe(line.text(0), line.text(1), line.text(2));
    else this.#fail(faults.arguments);
  }

  #unsubscribe(): void {
    const line = this.#line;
    if (line.count === 1) this.#operations.unsubscribe(line.text(0), 0);
    else if (line.count === 2)
      this.#operations.unsubscribe(line.text(0), Math.max(0, line.size(1)));
    else this.#fail(faults.arguments);
  }

  /** A client's own INFO says nothing to a server, but it is JSON. */
  #inform(): void {
    try {
      JSON.parse(this.#line.rest());
    } catch {
      this.#fail(faults.arguments);
    }
  }

  #fail(fault: Fault): number {
    this.#fault ??= fault;
    return 0;
  }
}

/** A long rest is not copied again and again for nothing. */
function joined(rest: Buffer, chunk: Buffer): Buffer {
  return chunk.length === 0 ? rest : Buffer.concat([rest, chunk]);
}
