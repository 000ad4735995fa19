/** The parts of two packages that ship no types which the tests use. */
declare module 'radix-trie-js' {
  export default class Trie {
    add(key: string, value: unknown): this;
    get(key: string): unknown;
    delete(key: string): this;
  }
}

declare module 'whatwg-url' {
  export const URL: typeof globalThis.URL;
}
