/** Matching of subjects and filters: the same grammar serves keys, watchers and a server's routes. */
export { FilterTrie } from "./base/filter-trie.ts";
export { covers, matcherOf, matchesFilter } from "./words/filter.ts";
