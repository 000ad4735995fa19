/** What a difference between a format's source and the product is, and those that several sources have. */

/** One difference between the source of a format and the product. */
export interface DialectNote {
  /** Kebab-case, unique in its format. */
  readonly id: string;
  /** How the entry or request is written. Synthetic. */
  readonly written: string;
  /** What the source does with it. */
  readonly there: string;
  /** What the product does with it. */
  readonly here: string;
  /** The product blocks more than the source, or less. */
  readonly blocks: 'more' | 'less';
  /** False for what no test runs. Default: true. */
  readonly isSeen?: false;
}

export const SCHEME: DialectNote = {
  id: 'scheme',
  written: 'http://site.test/a',
  there: 'covers nothing',
  here: 'as without the scheme',
  blocks: 'more',
};
export const ESCAPES: DialectNote = {
  id: 'escapes',
  written: 'site.test/%41b',
  there: 'covers nothing: requests are unescaped, entries are not',
  here: 'covers /Ab',
  blocks: 'more',
};
export const ROOT_DOT: DialectNote = {
  id: 'root-dot',
  written: 'bad.test.',
  there: 'covers nothing',
  here: 'as without the dot',
  blocks: 'more',
};
export const UNICODE: DialectNote = {
  id: 'unicode',
  written: 'bücher.test',
  there: 'covers nothing: browsers ask for xn--bcher-kva.test',
  here: 'covers xn--bcher-kva.test',
  blocks: 'more',
};
export const FRAGMENT: DialectNote = {
  id: 'fragment',
  written: 'site.test/a#b',
  there: 'covers nothing that a browser sends',
  here: 'covers /a',
  blocks: 'more',
};
