import { KvError, type KvConfig } from "@revkv/core/words";

/** Where the JetStream API of an account answers: `$JS.API`, another domain, or an account's import of it. */
export interface ApiPlace {
  /** A JetStream domain, as `hub` in `$JS.hub.API`. */
  readonly domain?: string | undefined;
  /** The whole prefix, as an account that imports the API of another one names it. */
  readonly apiPrefix?: string | undefined;
}

/** The prefix of a server without domain and import. */
export const DEFAULT_API = "$JS.API";

const TOKEN = /^[^\s.*>]+$/;

/**
 * The prefix of all API subjects.
 *
 * @throws `INVALID_ARGUMENT` for a prefix that is no subject, and for a domain beside a prefix.
 *
 * @example
 * console.log(apiPrefixOf({ domain: "hub" })); // $JS.hub.API
 */
export function apiPrefixOf(place: ApiPlace): string {
  const { domain, apiPrefix } = place;
  if (domain !== undefined && apiPrefix !== undefined) {
    throw KvError.of("INVALID_ARGUMENT", "domain and apiPrefix exclude each other");
  }
  if (domain !== undefined) {
    if (typeof domain === "string" && TOKEN.test(domain)) return domainPrefix(domain);
    throw KvError.of("INVALID_ARGUMENT", "a domain is one token without wildcards");
  }
  if (apiPrefix === undefined) return DEFAULT_API;
  const prefix = typeof apiPrefix === "string" ? apiPrefix.replace(/\.$/, "") : "";
  if (prefix.split(".").every((token) => TOKEN.test(token))) return prefix;
  throw KvError.of("INVALID_ARGUMENT", "an apiPrefix is a subject without wildcards");
}

/** The API prefix of a JetStream domain. */
function domainPrefix(domain: string): string {
  return `$JS.${domain}.API`;
}

/** The domain that an API prefix names; the prefix itself where it names none. */
export function domainOf(apiPrefix: string): string {
  return /^\$JS\.([^.]+)\.API$/.exec(apiPrefix)?.[1] ?? apiPrefix;
}

/** Whether an API prefix is that of an account's import: neither the usual one nor that of a domain. */
export function isImported(apiPrefix: string): boolean {
  return apiPrefix !== DEFAULT_API && domainOf(apiPrefix) === apiPrefix;
}

/** How a mirror or a source names the API of another domain; nothing for the own one. */
export function externalOf(
  origin: NonNullable<KvConfig["mirror"]>,
): { readonly api: string } | undefined {
  return origin.domain === undefined ? undefined : { api: domainPrefix(origin.domain) };
}
