import { basename } from 'node:path';

/** What V8 and Node throw if an array of the size wanted cannot be had: memory is short, and nothing is wrong with the program. */
const NO_MEMORY: ReadonlySet<string> = new Set(['Array buffer allocation failed', 'Invalid typed array length']);
const PLACE =
  /\((?:file:\/\/)?(?<file>[^()\s]+):(?<line>\d+):\d+\)$|at (?:file:\/\/)?(?<bare>[^()\s]+):(?<bareLine>\d+):\d+$/u;

/** True if `error` reports a lack of memory. */
export function isOutOfMemory(error: unknown): boolean {
  const message = typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : '';
  return [...NO_MEMORY].some((text) => message.startsWith(text));
}

/** Describes a mistake of the program: class, code and place. Never its message, which may hold an entry. */
export function describeOwnError(error: unknown): string {
  if (!(error instanceof Error)) return 'something that is no error';
  const name = /^[A-Za-z]{1,40}$/u.test(error.name) ? error.name : 'Error';
  const { code } = error as { code?: unknown };
  const coded = typeof code === 'string' && /^[A-Z][A-Z_\d]{1,40}$/u.test(code) ? ` ${code}` : '';
  return `${name}${coded}${placeIn(error.stack ?? '')}`;
}

/** Where the stack begins. Nothing of the message, which comes before it. */
function placeIn(stack: string): string {
  const lines = stack.split('\n').map((line) => PLACE.exec(line.trim())?.groups);
  const place = lines.find((groups) => groups !== undefined);
  const file = place?.['file'] ?? place?.['bare'];
  return file === undefined ? '' : ` at ${basename(file)}:${place?.['line'] ?? place?.['bareLine']}`;
}
