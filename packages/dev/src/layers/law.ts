/** A file or a folder of the repository, and what its files may import besides each other. */
export interface Layer {
  /** A file, or a folder with its last slash. A file belongs to the longest that fits it. */
  readonly at: string;
  /** Other layers, by their `at`; all of the same package. */
  readonly layers: readonly string[];
  /** Packages: `name` alone, or `name/*` for the package and everything that it exports. */
  readonly packages: readonly string[];
}

const src = "packages/core/src";
const facade = `${src}/facade/`;
const engine = `${src}/engine/`;
const contract = `${src}/contract/`;
const words = `${src}/words/`;
const base = `${src}/base/`;
const embedded = `${src}/embedded.ts`;
const wordsEntry = `${src}/words.ts`;
const mapping = "packages/transport-nats/src/mapping/";
const model = "packages/conformance/src/model/";
const faults = "packages/conformance/src/faulty/";
const faultsEntry = "packages/conformance/src/faulty.ts";

/** What the facade is built with; everything below it is revkv's own. */
const tools = ["@standard-schema/spec"];

/**
 * The law of the house, as docs/architecture.md draws it. What is not in it is forbidden, so a new folder
 * or package begins with its line here.
 */
export const law: readonly Layer[] = [
  { at: base, layers: [], packages: [] },
  { at: words, layers: [base], packages: [] },
  { at: contract, layers: [words], packages: [] },
  { at: engine, layers: [words, base], packages: [] },
  { at: facade, layers: [contract, words, base], packages: tools },
  { at: `${src}/index.ts`, layers: [facade, contract, wordsEntry, words, base], packages: [] },
  // What has an engine is a transport that says so.
  { at: embedded, layers: [engine, contract], packages: [] },
  { at: `${src}/engine.ts`, layers: [embedded, engine, words, base], packages: [] },
  { at: wordsEntry, layers: [words, base], packages: [] },
  { at: `${src}/subjects.ts`, layers: [words, base], packages: [] },
  { at: "packages/transport-local/src/", layers: [], packages: ["@revkv/core/*"] },
  { at: mapping, layers: [], packages: ["@revkv/core/words"] },
  { at: "packages/transport-nats/src/mapping.ts", layers: [mapping], packages: [] },
  {
    at: "packages/transport-nats/src/",
    layers: [mapping],
    packages: ["@revkv/core/*", "@nats-io/nats-core", "@nats-io/jetstream"],
  },
  // Who serves an engine speaks of subjects, headers and settings as the mapping does, and knows no client.
  {
    at: "packages/server/src/",
    layers: [],
    packages: [
      "@revkv/core/*",
      "@revkv/transport-local",
      "@revkv/transport-nats/mapping",
      "@nats-io/nkeys",
      "ws",
      "vitest",
      "node:*",
    ],
  },
  // A model that borrows from the engine or the facade proves nothing about them.
  { at: model, layers: [], packages: ["@revkv/core/words"] },
  // Applications use it with any test runner, and without fast-check.
  { at: faults, layers: [], packages: ["@revkv/core/*"] },
  { at: faultsEntry, layers: [faults], packages: [] },
  {
    at: "packages/conformance/src/",
    layers: [model, faultsEntry],
    packages: ["@revkv/core/*", "fast-check", "vitest", "node:*"],
  },
  { at: "packages/interop/src/", layers: [], packages: ["*"] },
  { at: "packages/dev/src/", layers: [], packages: ["*"] },
  { at: "packages/bench/src/", layers: [], packages: ["*"] },
];
