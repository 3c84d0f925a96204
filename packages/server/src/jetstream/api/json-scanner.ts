import { encodeText } from "@revkv/core/words";
import { JsonFault } from "./json-fault.ts";

/** One value of a JSON text and where it stands, so that an error can quote it as it came. */
export interface JsonNode {
  readonly kind: "null" | "bool" | "number" | "string" | "array" | "object";
  /** The text of a string, the literal of a number; empty for what has parts. */
  readonly text: string;
  /** The items of an array, or the values of an object. */
  readonly items: readonly JsonNode[];
  /** The names of an object's values. */
  readonly names: readonly string[];
  /** Its bytes as they came. */
  readonly start: number;
  readonly end: number;
}

/** A value that has parts, while they are read; its end is 0 until it is reached. */
interface Container extends JsonNode {
  readonly items: JsonNode[];
  readonly names: string[];
  end: number;
}

/** Deeper nesting is refused, here as on a server. */
const MOST_DEPTH = 10_000;
const NO_PARTS: readonly never[] = [];
/** What stands in a string for itself: all bytes but quotes, backslashes and controls. */
const PLAIN = /[ !#-[\]-\xff]*/y;
/** What needs no decoding, as most texts do not. */
const ASCII = /^[ -~]*$/;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/y;
const PARTIAL_NUMBER = /-?(?:0|[1-9][0-9]*)?(?:(?<=[0-9])\.[0-9]*)?(?:(?<=[0-9])[eE][-+]?[0-9]*)?/y;
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Reads the JSON values of a request, one after the other. It keeps no value on the call stack, and its
 * faults say what a server of 2.15 says: clients show these texts to people.
 */
export class JsonScanner {
  /** One character a byte, so that positions are those of the wire. */
  readonly #text: string;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#text = latin1(bytes);
  }

  /** The next value; undefined at the end. */
  next(): JsonNode | undefined {
    this.#skipBlanks();
    return this.#at === this.#text.length ? undefined : this.#value();
  }

  /** The bytes of a value as text. */
  source(node: JsonNode): string {
    return utf8(this.#text.slice(node.start, node.end));
  }

  #value(): JsonNode {
    const open: Container[] = [];
    for (;;) {
      let node: JsonNode = this.#begin(open.length);
      if (isOpen(node)) {
        open.push(node);
        continue;
      }
      for (;;) {
        const parent = open.at(-1);
        if (parent === undefined) return node;
        parent.items.push(node);
        if (this.#goesOn(parent)) break;
        node = parent;
        open.pop();
      }
    }
  }

  /** A scalar or an empty container as a whole, otherwise a container up to its first value, `end` 0. */
  #begin(depth: number): JsonNode | Container {
    const char = this.#peek();
    const start = this.#at;
    if (char === '"') return scalar("string", this.#string(), start, this.#at);
    if (char === "{" || char === "[") return this.#container(char, depth);
    if (char === "-" || (char >= "0" && char <= "9")) {
      return scalar("number", this.#number(), start, this.#at);
    }
    const literal = { t: "true", f: "false", n: "null" }[char];
    if (literal === undefined) throw this.#unexpected("looking for beginning of value");
    this.#literal(literal);
    return scalar(literal === "null" ? "null" : "bool", literal, start, this.#at);
  }

  #container(char: "{" | "[", depth: number): Container {
    const kind = char === "{" ? "object" : "array";
    const node: Container = { kind, text: "", items: [], names: [], start: this.#at, end: 0 };
    this.#at += 1;
    if (depth === MOST_DEPTH) throw new JsonFault(`exceeded max depth at offset ${this.#at}`);
    const isEmpty = this.#peek() === (char === "{" ? "}" : "]");
    if (isEmpty) {
      this.#at += 1;
      node.end = this.#at;
    } else if (kind === "object") this.#name(node);
    return node;
  }

  /** Behind a value: true where another one follows in its container. */
  #goesOn(parent: Container): boolean {
    const isObject = parent.kind === "object";
    const char = this.#peek();
    if (char === ",") {
      this.#at += 1;
      if (isObject) {
        this.#peek();
        this.#name(parent);
      }
      return true;
    }
    if (char !== (isObject ? "}" : "]")) {
      throw this.#unexpected(isObject ? "after object key:value pair" : "after array element");
    }
    this.#at += 1;
    parent.end = this.#at;
    return false;
  }

  #name(parent: Container): void {
    if (this.#peek() !== '"') throw this.#unexpected("looking for beginning of object key string");
    parent.names.push(this.#string());
    if (this.#peek() !== ":") throw this.#unexpected("after object key");
    this.#at += 1;
  }

  #string(): string {
    const start = this.#at;
    this.#at += 1;
    for (;;) {
      PLAIN.lastIndex = this.#at;
      this.#at += PLAIN.exec(this.#text)?.[0].length ?? 0;
      const char = this.#char();
      if (char === '"') break;
      if (char !== "\\") throw this.#unexpected("in string");
      this.#escape();
    }
    this.#at += 1;
    const bytes = this.#text.slice(start, this.#at);
    const text = ASCII.test(bytes) ? bytes : utf8(bytes);
    if (!text.includes("\\")) return text.slice(1, -1);
    // Half of a surrogate pair has no bytes of its own: it becomes U+FFFD, as on a server.
    return decoder.decode(encodeText(JSON.parse(text) as string));
  }

  #escape(): void {
    const length = this.#text[this.#at + 1] === "u" ? 6 : 2;
    const escape = this.#text.slice(this.#at, this.#at + length);
    if (escape.length < length) throw endOfText();
    if (!/^\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})$/.test(escape)) {
      const offset = this.#at + length;
      throw new JsonFault(`invalid escape sequence \`${escape}\` in string at offset ${offset}`);
    }
    this.#at += length;
  }

  #number(): string {
    const start = this.#at;
    PARTIAL_NUMBER.lastIndex = start;
    const partial = PARTIAL_NUMBER.exec(this.#text)?.[0] ?? "";
    NUMBER.lastIndex = start;
    const number = NUMBER.exec(this.#text)?.[0] ?? "";
    this.#at = start + partial.length;
    if (number === partial) return number;
    this.#char();
    throw this.#unexpected("in numeric literal");
  }

  #literal(literal: string): void {
    for (const want of literal) {
      if (this.#char() !== want) {
        throw this.#unexpected(`in literal ${literal} (expecting ${quoted(want)})`);
      }
      this.#at += 1;
    }
  }

  /** The next character that is no blank. */
  #peek(): string {
    this.#skipBlanks();
    return this.#char();
  }

  #char(): string {
    const char = this.#text[this.#at];
    if (char === undefined) throw endOfText();
    return char;
  }

  #skipBlanks(): void {
    while (" \t\r\n".includes(this.#text[this.#at] ?? "x")) this.#at += 1;
  }

  #unexpected(where: string): JsonFault {
    const rest = decoder.decode(bytesOf(this.#text.slice(this.#at, this.#at + 4)));
    const rune = String.fromCodePoint(rest.codePointAt(0) ?? 0);
    const byte = this.#text[this.#at] ?? "";
    const isBroken = rune === "\ufffd" && byte !== "\xef";
    const length = isBroken ? 1 : encodeText(rune).length;
    const offset = this.#at + length;
    const shown = isBroken ? `'\\x${byte.charCodeAt(0).toString(16)}'` : quoted(rune);
    return new JsonFault(`invalid character ${shown} ${where} at offset ${offset}`);
  }
}

function isOpen(node: JsonNode): node is Container {
  return node.end === 0;
}

function scalar(kind: JsonNode["kind"], text: string, start: number, end: number): JsonNode {
  return { kind, text, items: NO_PARTS, names: NO_PARTS, start, end };
}

function endOfText(): JsonFault {
  return new JsonFault("unexpected EOF");
}

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\b": "\\b",
  "\f": "\\f",
  "\v": "\\v",
  "\x07": "\\a",
  "'": "\\'",
  "\\": "\\\\",
};

/** A character between single quotes, by an escape where it does not print. */
function quoted(rune: string): string {
  const short = SHORT_ESCAPES[rune];
  if (short !== undefined) return `'${short}'`;
  if (/^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(rune)) return `'${rune}'`;
  const code = rune.codePointAt(0) ?? 0;
  if (code < 0x80) return `'\\x${code.toString(16).padStart(2, "0")}'`;
  if (code < 0x1_0000) return `'\\u${code.toString(16).padStart(4, "0")}'`;
  return `'\\U${code.toString(16).padStart(8, "0")}'`;
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}

function bytesOf(text: string): Uint8Array {
  return Buffer.from(text, "latin1");
}

function utf8(text: string): string {
  return decoder.decode(bytesOf(text));
}
