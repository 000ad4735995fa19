/** Request lines as some server or other still reads them. */
import type { Random } from '@netvakt/fixtures';
import { anyBlanks } from './first-bytes.ts';
import { type Form, randomText } from './form.ts';
import type { RequestDraft } from './request-draft.ts';

type Part = 'method' | 'gap' | 'versionGap' | 'version' | 'lineEnd';

const GAPS: readonly (readonly [name: string, text: string])[] = [
  ['a tab', '\t'],
  ['VT', '\x0b'],
  ['FF', '\x0c'],
  ['a bare CR', '\r'],
  ['FS', '\x1c'],
  ['GS', '\x1d'],
  ['RS', '\x1e'],
  ['US', '\x1f'],
  ['NEL', '\x85'],
  ['a no-break space', '\xa0'],
  ['two spaces', '  '],
];

const VERSIONS: readonly string[] = (
  'HTTP/1.0|HTTP/0.9|HTTP/1.2|HTTP/1.9|HTTP/2.0|HTTP/3|HTTP/1|HTTP/01.01|HTTP/1.10|http/1.1|Http/1.1|HTTPS/1.1|HTTP/1.1x|HTTP /1.1|' +
  'HTTP/ 1.1|HTTP/1.1 HTTP/1.1|x HTTP/1.1|ICE/1.0|RTSP/1.0|SIP/2.0|X/1.1|1.1|HTTP'
).split('|');

const METHODS: readonly string[] = (
  'HEAD|POST|PUT|OPTIONS|DELETE|PATCH|TRACE|CONNECT|PROPFIND|M-SEARCH|SOURCE|get|Get|X|SSH-X|SSH-2.0-x|PRI|GIOP|PROXY|NICK|EHLO|' +
  'DESCRIBE|ICY|220|1|<x>|(x)|G@T|GET:|"GET"|\xe5|\0\x01|\x01|\x16x|\x16\x03\x01|\x80\x2e\x01\x03|0032git-upload-pack'
).split('|');

function set(part: Part, name: string, text: (random: Random) => string): Form<RequestDraft> {
  return {
    name,
    group: part,
    write: (draft, random) => {
      draft[part] = text(random);
    },
  };
}

const WITHOUT_VERSION: Form<RequestDraft> = {
  name: 'no version',
  group: 'version',
  write: (draft) => {
    draft.version = '';
    draft.versionGap = '';
  },
};

/** An odd byte anywhere in the line. */
const NOISE: Form<RequestDraft> = {
  name: 'noise in the line',
  group: 'noise',
  write: (draft, random) => {
    const part = random.pick(['method', 'gap', 'target', 'versionGap', 'version'] as const);
    const at = random.between(0, draft[part].length);
    const text = random.chance(0.5) ? anyBlanks(random) : randomText(random, 1, 2);
    draft[part] = draft[part].slice(0, at) + text + draft[part].slice(at + random.below(2));
  },
};

export const REQUEST_LINE: readonly Form<RequestDraft>[] = [
  ...GAPS.map(([name, text]) => set('gap', `${name} after the method`, () => text)),
  ...GAPS.map(([name, text]) => set('versionGap', `${name} before the version`, () => text)),
  set('gap', 'any blanks after the method', anyBlanks),
  set('versionGap', 'any blanks before the version', anyBlanks),
  ...METHODS.map((method) => set('method', `method ${JSON.stringify(method).slice(1, -1)}`, () => method)),
  set('method', 'no method', () => ''),
  ...[33, 256, 300, 8192, 9000].map((length) => set('method', `a method of ${length} bytes`, () => 'M'.repeat(length))),
  set('method', 'any method', (random) => randomText(random, 1, 8)),
  ...VERSIONS.map((version) => set('version', `version ${version}`, () => version)),
  set('version', 'blanks after the version', (random) => `HTTP/1.1${anyBlanks(random)}`),
  WITHOUT_VERSION,
  set('lineEnd', 'lines that LF ends', () => '\n'),
  set('lineEnd', 'lines that CR ends', () => '\r'),
  set('lineEnd', 'lines that CR CR LF ends', () => '\r\r\n'),
  NOISE,
];
