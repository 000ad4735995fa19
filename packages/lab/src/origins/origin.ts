/** What every origin of the laboratory offers, whichever server is behind it. */

/** One request as a server understood it. */
export interface Served {
  /** Who wrote it down: the server itself, or the one behind it. Records of one author are in order of their connection. */
  readonly by: 'front' | 'back';
  /** The remote port of the connection on which the server read it: names the connection. */
  readonly port: number;
  readonly method: string;
  /** The host that the server chose for it (Host, or the authority of an absolute target); '' if it reported none. */
  readonly host: string;
  /** The target of the request line, as it came. */
  readonly target: string;
  /** The path that the server would look up: decoded, dot segments resolved, slashes merged, as this server does it. */
  readonly path: string;
  /** What it answered; 0 if the record is made before the answer. */
  readonly status: number;
}

/** A running origin on loopback. */
export interface Origin {
  readonly name: string;
  readonly port: number;
  /** True if its answers carry the line `served METHOD TARGET` for each request, in order. */
  readonly echoes: boolean;
  /** Ends it and returns all that it served. Many servers write their log only then. */
  finish(): Promise<readonly Served[]>;
}

/** How to start one. */
export interface OriginKind {
  readonly name: string;
  /** The program that it needs; `undefined` if it is part of the laboratory. */
  readonly program: string | undefined;
  start(): Promise<Origin>;
}

/** Statuses that mean "I could not read this" rather than "I read it and answer": RFC 9110 §15.5 and §15.6. */
const UNREAD: ReadonlySet<number> = new Set([400, 408, 411, 413, 414, 417, 421, 426, 431, 494, 501, 505]);

/** False for records of a message that the server could not or would not read as a request. */
export function wasRead(served: Served): boolean {
  return !UNREAD.has(served.status);
}

function decodeLoosely(text: string): string {
  return text.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** The path that a static file server would look up for a target: what Node's own frameworks leave to their users. */
export function lookedUpPath(target: string): string {
  const withoutAuthority = target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '');
  const path = decodeLoosely(withoutAuthority.replace(/[?#].*$/s, ''));
  const kept: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') kept.pop();
    else if (segment !== '.' && segment !== '') kept.push(segment);
  }
  return `/${kept.join('/')}${path.endsWith('/') && kept.length > 0 ? '/' : ''}`;
}

/** The second word of a request line: also of one without a version, and of one with too many words. */
function targetOf(line: string): string {
  return line.replace(/^\S*\s+/, '').replace(/\s+HTTP\/\S*$/, '');
}

/**
 * Reads an access log of tab-separated records `port method host status path line`, the format that every launcher
 * configures. A line of another shape is kept as an unread record: nothing that a server reports is dropped.
 */
export function readAccessLog(text: string): Served[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [port = '', method = '', host = '', status = '', path = '', ...rest] = line.split('\t');
      const target = targetOf(rest.join('\t'));
      return {
        by: 'front',
        port: Number(port),
        method,
        host: host === '-' ? '' : host,
        target,
        path: path === '' || path === '-' ? lookedUpPath(target) : path,
        status: Number(status),
      };
    });
}
