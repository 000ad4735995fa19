/** Flows by which a listed page or certificate was once reached. They are sent in every run, whole and in pieces, before any mixture. */
import type { Random } from '@netvakt/fixtures';
import { type MutatedFlow, PLAIN_DELIVERY } from './flow.ts';
import { RequestDraft } from './forms/request-draft.ts';
import { HELLO_FORMS, helloFlow, REQUEST_FORMS, requestFlow } from './mutate.ts';
import type { LenientOrigin } from './origins/lenient-origin.ts';

export interface Example {
  readonly name: string;
  /** Origins that take it. */
  readonly origins: readonly string[];
  readonly flow: (origin: LenientOrigin, random: Random) => MutatedFlow;
}

function named<F extends { readonly name: string }>(forms: readonly F[], names: readonly string[]): readonly F[] {
  return names.map((name) => {
    const form = forms.find((candidate) => candidate.name === name);
    if (form === undefined) throw new Error(`No form is called ${name}`);
    return form;
  });
}

const request = (origins: readonly string[], ...names: readonly string[]): Example => {
  const forms = named(REQUEST_FORMS, names);
  return { name: names.join(', '), origins, flow: (origin, random) => requestFlow(origin, forms, random) };
};

const hello = (origins: readonly string[], ...names: readonly string[]): Example => {
  const forms = named(HELLO_FORMS, names);
  return { name: names.join(', '), origins, flow: (origin, random) => helloFlow(origin, forms, random) };
};

/** `SSH-X /blocked/page?aaa…`: longer than a banner, and its line end comes in another segment. */
const banner: Example = {
  name: 'a banner that becomes a request',
  origins: ['http.server', 'apache2', 'go'],
  flow: () => {
    const draft = new RequestDraft();
    draft.method = 'SSH-X';
    draft.target = `/blocked/page?${'a'.repeat(300)}`;
    const head = `${draft.method} ${draft.target}`;
    const rest = ` HTTP/1.1\r\n${draft.fields.join('\r\n')}\r\n\r\n`;
    const pieces = [Buffer.from(head), Buffer.from(rest)];
    return { ...PLAIN_DELIVERY, protocol: 'http', forms: ['method SSH-X'], pieces };
  },
};

const PYTHONS: readonly string[] = ['http.server', 'wsgiref', 'werkzeug', 'twisted'];

export const EXAMPLES: readonly Example[] = [
  hello(['openssl', 'nginx', 'node', 'apache2'], 'an empty handshake record before the hello'),
  hello(['go'], 'record version 0401'),
  hello(['go'], 'a warning alert before the hello'),
  hello(['gnutls'], 'change_cipher_spec before the hello'),
  hello(['openssl', 'nginx', 'node', 'go', 'gnutls', 'nss', 'apache2'], 'a hello of 1,390 bytes in records of 20'),
  request(PYTHONS, 'VT after the method'),
  request(PYTHONS, 'FF after the method'),
  banner,
  request(['http.server', 'wsgiref', 'go'], 'a method of 9000 bytes'),
  request(['nginx-balanced'], 'a PROXY header, version 2'),
  hello(['nginx-balanced'], 'TLS: a PROXY header, version 2'),
  hello(['nginx', 'openssl', 'node', 'go', 'gnutls', 'apache2'], 'a second hello, asked for'),
  request(['windows'], 'target: %u escapes'),
  request(['windows'], 'target: a trailing dot'),
  request(['windows'], 'target: a trailing space'),
  request(['gateway'], 'coding with an underscore in a trailer'),
  request(['windows'], 'an address with escapes'),
  request(['http.server-1.1'], 'inside of a body of GET, and a third request'),
  request(['nginx', 'lighttpd'], 'target: a backslash that is a letter, and slashes'),
];
