/** The part of `radix-trie-js` that is used here; the package ships no types. */
declare module 'radix-trie-js' {
  export default class Trie {
    add(key: string, value: unknown): this;
    get(key: string): unknown;
    delete(key: string): this;
  }
}
