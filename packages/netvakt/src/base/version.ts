import { readFileSync } from 'node:fs';

/** The version in package.json, which is as far from `src` as from `dist`. */
export const VERSION: string = (
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { readonly version: string }
).version;
