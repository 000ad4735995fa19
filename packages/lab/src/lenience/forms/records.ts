/** Record layers as some library or other still reads them, and hellos that follow another one. */
import type { Random } from '@netvakt/fixtures';
import { anyPreamble, PREAMBLE_V1, preambleV2 } from './first-bytes.ts';
import type { Form } from './form.ts';
import { type HelloDraft, record } from './hello-draft.ts';

const EMPTY = Buffer.alloc(0);
const alert = (...bytes: readonly number[]): Buffer => record(21, Buffer.from(bytes));
const EMPTY_HANDSHAKE = record(22, EMPTY, [3, 1]);
const WARNING = alert(1, 112);
const CHANGE = record(20, Buffer.from([1]));
const HEARTBEAT = record(24, Buffer.concat([Buffer.from([1, 0, 0]), Buffer.alloc(16)]));

const ITEMS: readonly (readonly [name: string, items: (random: Random) => readonly Buffer[]])[] = [
  ['an empty handshake record', () => [EMPTY_HANDSHAKE]],
  ['many empty handshake records', (random) => Array.from({ length: random.between(2, 60) }, () => EMPTY_HANDSHAKE)],
  ['a warning alert', () => [WARNING]],
  ['any warning alert', (random) => [alert(1, random.below(256))]],
  ['many warning alerts', (random) => Array.from({ length: random.between(2, 8) }, () => WARNING)],
  ['a fatal alert', () => [alert(2, 40)]],
  ['an empty alert record', () => [record(21, EMPTY)]],
  ['change_cipher_spec', () => [CHANGE]],
  ['many change_cipher_spec', (random) => Array.from({ length: random.between(2, 40) }, () => CHANGE)],
  ['an empty change_cipher_spec', () => [record(20, EMPTY)]],
  ['an odd change_cipher_spec', (random) => [record(20, Buffer.from([random.below(256), 1]))]],
  ['a heartbeat', () => [HEARTBEAT]],
  ['application data', (random) => [record(23, Buffer.alloc(random.below(64), 7))]],
  ['empty application data', () => [record(23, EMPTY)]],
  ['a record of unknown type', (random) => [record(random.below(256), Buffer.alloc(random.below(8)))]],
  ['a hello request', () => [record(22, Buffer.from([0, 0, 0, 0]))]],
  ['another handshake message', (random) => [record(22, Buffer.from([random.below(256), 0, 0, 0]))]],
];

const hello = (group: string, name: string, write: Form<HelloDraft>['write']): Form<HelloDraft> => ({
  group,
  name,
  write,
});

const VERSIONS: readonly (readonly [number, number])[] = [
  [3, 0],
  [3, 2],
  [3, 3],
  [3, 4],
  [4, 1],
  [2, 0],
  [0, 0],
  [255, 255],
];

const inHex = (version: readonly [number, number]): string => Buffer.from(version).toString('hex');

export const RECORDS: readonly Form<HelloDraft>[] = [
  ...ITEMS.map(([name, items]) =>
    hello('before', `${name} before the hello`, (draft, random) => {
      draft.before = items(random);
    }),
  ),
  ...ITEMS.map(([name, items]) =>
    hello('between', `${name} inside of the hello`, (draft, random) => {
      draft.between = items(random).slice(0, 3);
      draft.size = () => random.between(60, 120);
    }),
  ),
  ...VERSIONS.map((version) =>
    hello('version', `record version ${inHex(version)}`, (draft) => {
      draft.version = () => version;
    }),
  ),
  hello('version', 'a record version each', (draft, random) => {
    draft.version = () => [random.chance(0.5) ? 3 : random.below(256), random.below(256)];
    draft.size = () => random.between(20, 200);
  }),
  ...[1, 2, 3, 4, 5, 20, 100].map((size) =>
    hello('size', `records of ${size} bytes`, (draft) => {
      draft.size = () => size;
    }),
  ),
  hello('size', 'records of any size', (draft, random) => {
    draft.size = () => random.between(1, 300);
  }),
  hello('padding', 'a hello of 1,390 bytes in records of 20', (draft) => {
    draft.padding = 1200;
    draft.size = () => 20;
  }),
  hello('padding', 'a long hello', (draft, random) => {
    draft.padding = random.between(1, 14_000);
  }),
  hello('protocol', 'TLS 1.3', (draft) => {
    draft.tls13 = true;
  }),
  hello('noise', 'noise in the headers', (draft, random) => {
    draft.noise = (header) => {
      if (random.chance(0.5)) header[random.below(header.length)] = random.below(256);
    };
    draft.size = () => random.between(50, 300);
  }),
  hello('name', 'a name in upper case', (draft) => {
    draft.name = 'BLOCKED.TEST';
  }),
  hello('name', 'a name with a last dot', (draft) => {
    draft.name = 'blocked.test.';
  }),
  hello('name', 'a name with a NUL', (draft) => {
    draft.name = 'blocked.test\0';
  }),
  hello('name', 'a name with a blank', (draft) => {
    draft.name = 'blocked.test ';
  }),
  hello('preamble', 'TLS: a PROXY header, version 1', (draft) => {
    draft.preamble = Buffer.from(PREAMBLE_V1);
  }),
  hello('preamble', 'TLS: a PROXY header, version 2', (draft) => {
    draft.preamble = Buffer.from(preambleV2(), 'latin1');
  }),
  hello('preamble', 'TLS: any PROXY header', (draft, random) => {
    draft.preamble = Buffer.from(anyPreamble(random), 'latin1');
  }),
  hello('preamble', 'TLS: an empty line before', (draft) => {
    draft.preamble = Buffer.from('\r\n');
  }),
];

const NAMELESS_FIRST: Form<HelloDraft> = {
  name: 'a second hello, asked for behind a nameless one',
  group: 'second',
  write: (draft) => {
    draft.second = 'wait';
    draft.firstName = '';
  },
};

const SECOND_ITEMS: readonly (readonly [name: string, items: (random: Random) => readonly Buffer[]])[] = [
  ['', () => []],
  [' behind change_cipher_spec', () => [CHANGE]],
  [' behind early data', () => [record(23, Buffer.alloc(40, 7))]],
  [' behind a warning alert', () => [WARNING]],
  [' behind an empty handshake record', () => [EMPTY_HANDSHAKE]],
  [' behind some record', (random) => [record(random.between(19, 25), Buffer.alloc(random.below(80), 1))]],
];

export const SECOND_HELLOS: readonly Form<HelloDraft>[] = [
  NAMELESS_FIRST,
  ...(['wait', 'hurry'] as const).flatMap((second) =>
    SECOND_ITEMS.map(([name, items]) =>
      hello('second', `a second hello${second === 'wait' ? ', asked for' : ', unasked'}${name}`, (draft, random) => {
        draft.second = second;
        draft.afterFirst = items(random);
      }),
    ),
  ),
];
