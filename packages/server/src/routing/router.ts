import { FilterTrie } from "@revkv/core/subjects";
import type { Message } from "./message.ts";
import type { Service } from "./service.ts";

/** Who gets the messages of a subject, which may have wildcards. */
export interface Listener {
  readonly subject: string;
  /** The group that takes turns, one member a message; empty for none. */
  readonly queue: string;
  /** Whose it is: a publisher can leave its own listeners out. */
  readonly owner?: object;
  /** What waits to be sent to it, in bytes. */
  readonly backlogBytes?: number;
  /** Must have copied the payload when it returns. */
  deliver(message: Message): void;
}

/** The members of one group at one subject. */
interface Group {
  readonly queue: string;
  readonly members: Listener[];
}

/** Decides who gets which message. */
export class Router {
  readonly #service: Service;
  readonly #random: () => number;
  readonly #alone = new FilterTrie<Listener>();
  readonly #grouped = new FilterTrie<Group>();
  readonly #groups = new Map<string, Group>();

  /** @param random - From 0 to below 1: which member of a group is next. */
  constructor(service: Service, random: () => number = Math.random) {
    this.#service = service;
    this.#random = random;
  }

  /** From now on the listener gets what is published. */
  add(listener: Listener): void {
    if (listener.queue === "") this.#alone.add(listener.subject, listener);
    else this.#groupOf(listener).members.push(listener);
    this.#service.interestChanged(listener.subject);
  }

  /** From now on the listener gets nothing more. */
  remove(listener: Listener): void {
    if (listener.queue === "") this.#alone.remove(listener.subject, listener);
    else this.#leave(listener);
    this.#service.interestChanged(listener.subject);
  }

  /**
   * Hands a message to every listener, to one of each group, and then to the service.
   *
   * @param except - Whose listeners are left out.
   * @returns False when nobody took it.
   */
  publish(message: Message, except?: object): boolean {
    if (!isWellFormed(message.subject)) return false;
    const isTaken = this.#hand(this.#listeners(message.subject, except), message);
    return this.#service.take(message) || isTaken;
  }

  /**
   * Hands a message to those who listen to another subject than its own, as consumers do; the service has no part in it.
   *
   * @returns False when nobody took it.
   */
  deliver(to: string, message: Message): boolean {
    return isWellFormed(to) && this.#hand(this.#listeners(to, undefined), message);
  }

  /** True when some listener has exactly this subject, in this group; empty for none. */
  isListenedTo(subject: string, queue: string): boolean {
    if (queue !== "") return this.#groups.has(nameOf({ subject, queue }));
    let isFound = false;
    // A wildcard that is looked for as if it were a token is found under itself.
    this.#alone.match(subject, (listener) => {
      isFound ||= listener.subject === subject;
    });
    return isFound;
  }

  /** True when some listener would get a message of this subject. */
  hasInterest(subject: string): boolean {
    return isWellFormed(subject) && this.#listeners(subject, undefined).length > 0;
  }

  /** The most that waits at one of the listeners of a subject, in bytes: who sends much to it waits then. */
  backlogBytes(subject: string): number {
    let most = 0;
    for (const { backlogBytes = 0 } of this.#listeners(subject, undefined))
      most = Math.max(most, backlogBytes);
    return most;
  }

  /** A listener of one owner that would get a message of this subject, groups left out. */
  listenerOf(owner: object, subject: string): Listener | undefined {
    let found: Listener | undefined;
    if (!isWellFormed(subject)) return found;
    this.#alone.match(subject, (listener) => {
      if (listener.owner === owner) found ??= listener;
    });
    return found;
  }

  #hand(listeners: readonly Listener[], message: Message): boolean {
    // They were collected first: what a delivery changes is for the next message.
    for (const listener of listeners) listener.deliver(message);
    return listeners.length > 0;
  }

  #listeners(subject: string, except: object | undefined): Listener[] {
    const found: Listener[] = [];
    this.#alone.match(subject, (listener) => {
      if (except === undefined || listener.owner !== except) found.push(listener);
    });
    if (this.#groups.size > 0) this.#chooseMembers(subject, except, found);
    return found;
  }

  /** A group is one by its name, at whatever subjects its members listen. */
  #chooseMembers(subject: string, except: object | undefined, found: Listener[]): void {
    const byName = new Map<string, Group[]>();
    this.#grouped.match(subject, (group) => {
      const same = byName.get(group.queue);
      if (same === undefined) byName.set(group.queue, [group]);
      else same.push(group);
    });
    for (const groups of byName.values()) {
      const member = this.#memberOf(groups, except);
      if (member !== undefined) found.push(member);
    }
  }

  #memberOf(groups: readonly Group[], except: object | undefined): Listener | undefined {
    const count = groups.reduce((sum, { members }) => sum + members.length, 0);
    const first = Math.floor(this.#random() * count);
    for (let turn = 0; turn < count; turn++) {
      const member = memberAt(groups, (first + turn) % count);
      if (except === undefined || member?.owner !== except) return member;
    }
    return undefined;
  }

  #groupOf(listener: Listener): Group {
    const { subject, queue } = listener;
    const name = nameOf(listener);
    const known = this.#groups.get(name);
    if (known !== undefined) return known;
    const group: Group = { queue, members: [] };
    this.#groups.set(name, group);
    this.#grouped.add(subject, group);
    return group;
  }

  #leave(listener: Listener): void {
    const name = nameOf(listener);
    const group = this.#groups.get(name);
    const at = group?.members.indexOf(listener) ?? -1;
    if (group === undefined || at < 0) return;
    group.members.splice(at, 1);
    if (group.members.length > 0) return;
    this.#groups.delete(name);
    this.#grouped.remove(listener.subject, group);
  }
}

/** Neither a subject nor a group has a blank in it. */
function nameOf({ subject, queue }: Pick<Listener, "subject" | "queue">): string {
  return `${subject} ${queue}`;
}

function memberAt(groups: readonly Group[], at: number): Listener | undefined {
  let left = at;
  for (const { members } of groups) {
    if (left < members.length) return members[left];
    left -= members.length;
  }
  return undefined;
}

/** No token is empty: a message of such a subject reaches nobody, a wildcard or not. */
function isWellFormed(subject: string): boolean {
  return (
    subject !== "" && !subject.startsWith(".") && !subject.endsWith(".") && !subject.includes("..")
  );
}
