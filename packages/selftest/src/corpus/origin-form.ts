import { ORIGIN, type Payload } from './payload.ts';

/** A request line of the corpus that names an innocent or a blocked page of the mixed host absolutely. */
const ABSOLUTE = new RegExp(`^([!-~]+) ${ORIGIN.replaceAll('.', '\\.')}(/[^ ]*) (HTTP/1\\.[01])(?=\\r\\n)`, 'gm');

/** As long as what is taken away. */
const PADDING = '?'.padEnd(ORIGIN.length, 'x');

function rewrite(_: string, method: string, path: string, version: string): string {
  return `${method} ${path}${path.includes('/smuggled') ? PADDING : ''} ${version}`;
}

/**
 * The same payload as a client sends it that knows of no proxy: origin-form, for a transparent listener. Only payloads
 * whose requests can be written so are kept; what is left out (authorities, CONNECT, TRACE) is the explicit proxy's own business.
 *
 * A hidden request may be inside a counted body, so it keeps its length.
 */
export function inOriginForm(corpus: readonly Payload[]): Payload[] {
  return corpus.flatMap((payload): Payload[] => {
    const { name, bytes, expect, intercepted } = payload;
    if (intercepted !== undefined) return [{ ...payload, bytes: intercepted }];
    const rewritten = bytes.replaceAll(ABSOLUTE, rewrite);
    const own =
      /^(authority|connect)-|^method-trace$|^hop-max-forwards/.test(name) ||
      rewritten === bytes ||
      rewritten.includes('http://');
    if (own) return [];
    // Origin-form is what a transparent listener expects: a hidden request behind a body is a plain, blocked, second one.
    const second = expect === 'refused' && payload.served === 1 && bytes.includes('/smuggled HTTP/1.1\r\n');
    return [{ ...payload, bytes: rewritten, expect: second ? 'blocked' : expect }];
  });
}
