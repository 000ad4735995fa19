/** What is wrong with options given to `compile`. */
import { MAX_MARKETS } from '../snapshot/layout.ts';
import { MAX_LISTS } from '../snapshot/shape.ts';
import { CompileError } from './errors.ts';
import type { CompileOptions, Sha256 } from './types.ts';

const SEED_WORDS = 4;
const DIGEST_BYTES = 32;

/**
 * Refuses options that a snapshot would hold otherwise than they were meant: a text in place of an array is a market a letter.
 *
 * @throws CompileError for the first fault; linear in markets and lists
 */
export function checkOptions(options: CompileOptions): void {
  if (typeof options !== 'object' || options === null)
    throw contradiction('there are no options', 'Pass { markets, lists, seed }');
  const { markets, lists, seed } = options;
  checkNames('markets', markets, MAX_MARKETS);
  checkSeed(seed);
  if (new Set(markets).size !== markets.length) throw contradiction('a market is named twice', 'Name each once');
  checkLists(lists, markets);
}

/**
 * Refuses lists that no snapshot with these markets can hold.
 *
 * @throws CompileError for the first fault
 */
export function checkLists(lists: CompileOptions['lists'], markets: readonly string[]): void {
  if (!isArray(lists)) throw contradiction('the lists are no array', 'Pass one of { id, version, markets }');
  checkNumber('lists', lists.length, MAX_LISTS);
  for (const [position, list] of lists.entries()) checkList(position, list, markets);
}

function checkList(
  position: number,
  list: CompileOptions['lists'][number] | undefined,
  markets: readonly string[],
): void {
  const { id, version, markets: served } = list ?? {};
  if (typeof id !== 'string' || id === '' || typeof version !== 'string')
    throw contradiction(`list ${position} has no id or no version`, 'Both are texts');
  checkNames(`markets of list "${id}"`, served, MAX_MARKETS);
  const unknown = served?.find((market) => !markets.includes(market));
  if (unknown !== undefined)
    throw contradiction(`list "${id}" serves market "${unknown}", which is not among the markets`, 'Add it to them');
}

function checkNames(what: string, names: readonly string[] | undefined, most: number): void {
  if (names === undefined || !isArray(names) || names.some((name) => typeof name !== 'string' || name === ''))
    throw contradiction(`the ${what} are no array of names`, 'Pass one, such as ["se"]');
  checkNumber(what, names.length, most);
}

function checkNumber(what: string, found: number, most: number): void {
  if (found <= most) return;
  throw new CompileError(
    'ERR_COMPILE_LIMIT',
    `Cannot compile: ${found} ${what}, at most ${most} are possible. Merge some`,
  );
}

/** By its tag: a typed array of another realm is no instance of this one's class. */
function checkSeed(seed: Uint32Array): void {
  const isWords = Object.prototype.toString.call(seed) === '[object Uint32Array]';
  if (isWords && seed.length === SEED_WORDS && seed.some((word) => word !== 0)) return;
  const found = isWords && seed.length === SEED_WORDS ? 'the seed is all zeros' : `the seed is not ${SEED_WORDS} words`;
  throw contradiction(found, `Pass crypto.getRandomValues(new Uint32Array(${SEED_WORDS}))`);
}

/**
 * `sha256` with its result looked at: other bytes would be a digest that two snapshots have, or that no other program finds.
 *
 * @throws CompileError for what is no function; the returned one, for what is not 32 bytes
 */
export function checkedSha256(sha256: Sha256): Sha256 {
  if (typeof sha256 !== 'function') throw contradiction('sha256 is no function', 'Pass a synchronous one, or none');
  return (bytes) => {
    const digest = sha256(bytes);
    const isBytes = Object.prototype.toString.call(digest) === '[object Uint8Array]';
    if (isBytes && digest.length === DIGEST_BYTES) return digest;
    throw contradiction(
      `sha256 returned no Uint8Array of ${DIGEST_BYTES} bytes`,
      'Return the digest itself, and no promise, text or buffer of it',
    );
  };
}

function contradiction(found: string, remedy: string): CompileError {
  return new CompileError('ERR_COMPILE_OPTIONS', `Cannot compile: ${found}. ${remedy}`);
}

/** Without a claim about the type, which is known: only that it is kept is not. */
function isArray(value: unknown): boolean {
  return Array.isArray(value);
}
