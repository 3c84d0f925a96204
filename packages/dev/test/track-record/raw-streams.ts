import {
  connect,
  createInbox,
  headers,
  type Msg,
  type NatsConnection,
} from "@nats-io/transport-node";

/** Settings of a stream, as they stand in the JSON of the API. */
export type Settings = Readonly<Record<string, unknown>>;

/** What the API answers: a failure has an error. */
export interface Answer {
  readonly error?: { readonly err_code: number };
  readonly state?: { readonly messages: number; readonly last_seq: number };
  readonly num_pending?: number;
  readonly delivered?: { readonly consumer_seq: number };
}

/** One message that a consumer delivered. */
interface Delivered {
  readonly key: string;
  readonly revision: number;
  /** What the server says that it has still to deliver. */
  readonly pending: number;
}

/** What a consumer has delivered so far; `counted` is how much the server said that it would. */
export interface Told {
  readonly entries: readonly Delivered[];
  readonly counted: number | undefined;
  readonly failure: number | undefined;
  stop(): void;
}

/** The streams of a server, asked for by raw requests: what revkv makes up for does not show in revkv. */
export class RawStreams {
  readonly connection: NatsConnection;
  readonly #url: string;

  private constructor(connection: NatsConnection, url: string) {
    this.connection = connection;
    this.#url = url;
  }

  /** Connects to a server. */
  static async at(url: string): Promise<RawStreams> {
    return new RawStreams(await connect({ servers: url }), url);
  }

  /** The same streams on a connection of their own. */
  again(): Promise<RawStreams> {
    return RawStreams.at(this.#url);
  }

  /** A request to the JetStream API. */
  async api(subject: string, body?: object): Promise<Answer> {
    const payload = body === undefined ? "" : JSON.stringify(body);
    const answer = await this.#ask(`$JS.API.${subject}`, payload);
    return answer.json<Answer>();
  }

  /** Makes the stream of a bucket as clients do, in memory and with one entry a key unless told otherwise. */
  make(bucket: string, settings: Settings = {}): Promise<Answer> {
    return this.api(`STREAM.CREATE.KV_${bucket}`, settingsOf(bucket, settings));
  }

  /** Deletes the stream of a bucket. */
  delete(bucket: string): Promise<Answer> {
    return this.api(`STREAM.DELETE.KV_${bucket}`);
  }

  /** Writes a value under a key, with headers where there are some. */
  async put(
    bucket: string,
    key: string,
    { value = "v", fields = {} }: { value?: Uint8Array | string; fields?: Fields } = {},
  ): Promise<void> {
    const sent = headers();
    for (const [name, text] of Object.entries(fields)) sent.append(name, text);
    const isPlain = Object.keys(fields).length === 0;
    await this.#ask(`$KV.${bucket}.${key}`, value, isPlain ? undefined : sent);
  }

  /** Reads the last message of a key from whoever answers first; undefined for none. */
  async direct(bucket: string, key: string): Promise<Msg | undefined> {
    const answer = await this.#ask(`$JS.API.DIRECT.GET.KV_${bucket}.$KV.${bucket}.${key}`, "");
    return answer.headers?.code === 0 ? answer : undefined;
  }

  /** Makes a consumer as clients do, for the last entries of keys; what it delivers is added as it comes. */
  async consume(bucket: string, filters: readonly string[], origin = bucket): Promise<Told> {
    const entries: Delivered[] = [];
    const inbox = createInbox();
    const subscription = this.connection.subscribe(inbox, {
      callback: (_error, message) => {
        if (message.headers?.code === 100) message.respond();
        else entries.push(deliveredBy(message));
      },
    });
    const subjects = filters.map((filter) => `$KV.${origin}.${filter}`);
    const [only] = subjects;
    const config = {
      ...CONSUMER,
      name: inbox.split(".").at(-1),
      deliver_subject: inbox,
      ...(subjects.length === 1 ? { filter_subject: only } : { filter_subjects: subjects }),
    };
    const name = `${config.name}${subjects.length === 1 ? `.${only}` : ""}`;
    const body = { stream_name: `KV_${bucket}`, config };
    const answer = await this.api(`CONSUMER.CREATE.KV_${bucket}.${name}`, body);
    const { num_pending: pending, delivered } = answer;
    return {
      entries,
      counted: pending === undefined ? undefined : pending + (delivered?.consumer_seq ?? 0),
      failure: answer.error?.err_code,
      stop: () => {
        subscription.unsubscribe();
        this.connection.publish(`$JS.API.CONSUMER.DELETE.KV_${bucket}.${config.name}`);
      },
    };
  }

  #ask(subject: string, payload: Uint8Array | string, fields?: Msg["headers"]): Promise<Msg> {
    const sent = fields === undefined ? {} : { headers: fields };
    return this.connection.request(subject, payload, { timeout: 5_000, ...sent });
  }
}

type Fields = Readonly<Record<string, string>>;

/** The settings of the stream of a bucket; a mirror has no subjects of its own. */
export function settingsOf(bucket: string, settings: Settings = {}): Settings {
  const own = "mirror" in settings ? {} : { subjects: [`$KV.${bucket}.>`], deny_delete: true };
  return { name: `KV_${bucket}`, ...own, ...STREAM, ...settings };
}

const STREAM = {
  max_msgs_per_subject: 1,
  discard: "new",
  storage: "memory",
  allow_rollup_hdrs: true,
  allow_direct: true,
};

const CONSUMER = {
  deliver_policy: "last_per_subject",
  ack_policy: "none",
  max_deliver: 1,
  mem_storage: true,
  flow_control: true,
  idle_heartbeat: 2_000_000_000,
};

/** `$JS.ACK.<stream>.<consumer>.<delivered>.<stream seq>.<consumer seq>.<ns>.<pending>` */
function deliveredBy({ subject, reply = "" }: Msg): Delivered {
  const tokens = reply.split(".");
  const key = subject.split(".").slice(2).join(".");
  return { key, revision: Number(tokens[5]), pending: Number(tokens[8]) };
}
