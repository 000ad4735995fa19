import { expect, test } from '@jest/globals';
import { checkConfig } from '../../src/config/load.ts';
import { pathFrom } from '../../src/config/paths.ts';
import { settingsOf } from '../../src/config/schema/settings.ts';
import { WrittenPath } from '../../src/config/schema/written-path.ts';
import { LEAST, problemsOf } from '../support/config-text.ts';

const FILE = '/etc/netvakt/netvakt.yaml';

test('keys are in camel case and paths absolute, however deep', () => {
  const written = {
    max_bytes: 5,
    next_hop6: '::1',
    h2c: 'pass',
    list: [{ signing_keys: [new WrittenPath('a.key'), new WrittenPath('/b.key')] }],
    left_out: undefined,
  };
  expect(settingsOf(written, '/etc/netvakt')).toEqual({
    maxBytes: 5,
    nextHop6: '::1',
    h2c: 'pass',
    list: [{ signingKeys: ['/etc/netvakt/a.key', '/b.key'] }],
    leftOut: undefined,
  });
});

test('an intake: absolute paths, minutes of the day, one kind of source and of secret', () => {
  const text = `${LEAST}intake:
  folder: store
  key: { credential: store.secret }
  never_block: ../never.txt
  at: ["00:00", "23:59"]
  lists:
    - { id: domains, source: { command: [fetch, --all] } }
    - id: urls
      source: { https: { url: https://authority.example/list, key: our.key } }
      trust: { kind: cms, keys: authority.pem, decryption_bundle: our.p12 }
      rollback: {}
`;
  expect(checkConfig(text, FILE).intake).toEqual({
    folder: '/etc/netvakt/store',
    key: { kind: 'credential', name: 'store.secret' },
    audit: '/etc/netvakt/store/audit.jsonl',
    neverBlock: '/etc/never.txt',
    everyMinutes: 0,
    minutesOfDay: [0, 1439],
    lists: [
      expect.objectContaining({
        source: { kind: 'command', program: 'fetch', words: ['--all'] },
        trust: { kind: 'unsigned', maxVersionStep: 100_000_000 },
        shadowMinutes: 0,
        maxSeconds: 60,
      }),
      expect.objectContaining({
        source: { kind: 'https', url: 'https://authority.example/list', key: '/etc/netvakt/our.key' },
        trust: {
          kind: 'cms',
          keys: '/etc/netvakt/authority.pem',
          decryptionBundle: '/etc/netvakt/our.p12',
          maxVersionStep: 100_000_000,
        },
        rollback: { factor: 5, minimum: 100, minutes: 10 },
      }),
    ],
  });
});

test('a fleet: absolute paths, and one place to publish to', () => {
  const text = `${LEAST}fleet:
  id: nodes
  folder: fleet
  key: { file: fleet.secret }
  keys: nodes.keys
  publish: { signing_keys: [one.key], https: { url: https://store.example/f/, authorization: token } }
`;
  expect(checkConfig(text, FILE).fleet).toEqual({
    id: 'nodes',
    folder: '/etc/netvakt/fleet',
    key: { kind: 'file', path: '/etc/netvakt/fleet.secret' },
    keys: '/etc/netvakt/nodes.keys',
    everySeconds: 60,
    startJitterSeconds: 30,
    maxSeconds: 60,
    maxBytes: 1024 ** 3,
    publish: {
      signingKeys: ['/etc/netvakt/one.key'],
      to: { kind: 'https', url: 'https://store.example/f/', authorization: '/etc/netvakt/token' },
      days: 7,
      shares: [1, 10, 100],
      holdMinutes: 60,
    },
  });
});

test('each market has its own page file', () => {
  const text = LEAST.replace(
    'help_line: https://help.example/',
    'help_line: https://help.example/, page: "{market}.yaml"',
  );
  const { blocks } = checkConfig(text, FILE).reloadable;
  expect(blocks.map(({ page }) => page)).toEqual(['/etc/netvakt/se.yaml', '/etc/netvakt/lt.yaml']);
});

const SECTION = 'intake: { folder: store, key:';
const PLACE = 'netvakt.yaml:11:31: intake.key';

test.each<{ why: string; key: string; reported: string[] }>([
  {
    why: 'a credential that no systemd unit can have',
    key: '{ credential: ../secret }',
    reported: [
      'netvakt.yaml:11:45: intake.key.credential "../secret" is no name of a credential\n    Use 1 to 64 letters, digits, dots, hyphens and underscores',
    ],
  },
  {
    why: 'a secret in two places',
    key: '{ credential: a, file: b }',
    reported: [`${PLACE} a section names no secret, or two\n    Give file or credential`],
  },
  {
    why: 'a secret in none',
    key: '{}',
    reported: [`${PLACE} a section names no secret, or two\n    Give file or credential`],
  },
])('$why', ({ key, reported }) => {
  expect(problemsOf(`${LEAST}${SECTION} ${key} }`)).toEqual(reported);
});

test.each([
  { why: 'below the folder', path: '/etc/netvakt/keys/a.pem', shown: 'keys/a.pem' },
  { why: 'beside the folder', path: '/etc/netvakt-keys/a.pem', shown: '/etc/netvakt-keys/a.pem' },
  { why: 'a name that begins with two dots', path: '/etc/netvakt/..a', shown: '..a' },
  { why: 'the folder itself', path: '/etc/netvakt', shown: '/etc/netvakt' },
  { why: 'above the folder', path: '/etc', shown: '/etc' },
])('messages name a path as the file would: $why', ({ path, shown }) => {
  expect(pathFrom('/etc/netvakt', path)).toBe(shown);
});
