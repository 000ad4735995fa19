import { expect, test } from '@jest/globals';
import { ConfigError } from '@netvakt/netvakt';
import { checkReload } from '../../src/config/changes.ts';
import { checkConfig } from '../../src/config/load.ts';
import { LEAST } from '../support/config-text.ts';

const FILE = '/etc/netvakt/netvakt.yaml';
const RUNNING = checkConfig(LEAST, FILE);

function keysRefused(text: string): string[] {
  try {
    checkReload(RUNNING, checkConfig(text, FILE));
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ key }) => key);
  }
}

test.each<{ why: string; text: string; refused: string[] }>([
  { why: 'nothing changed', text: LEAST, refused: [] },
  {
    why: 'another list: the point of a reload',
    text: LEAST.replace('file: domains.txt', 'file: more.txt, min_entries: 5'),
    refused: [],
  },
  { why: 'a client prefix moves between markets', text: LEAST.replace('192.0.2.0/24', '198.51.100.0/24'), refused: [] },
  { why: 'a limit', text: `${LEAST}proxy: { limits: { connections: 5 } }`, refused: [] },
  {
    why: 'a market more: counters are laid out by market',
    text: LEAST.replace('id: lt', 'id: lv'),
    refused: ['markets[].id'],
  },
  {
    why: 'sockets and threads, each named',
    text: `${LEAST}proxy: { workers: 3, listen: [{ address: 127.0.0.1, port: 3129 }] }\nadmin: { port: 9465 }`,
    refused: ['proxy.listen', 'proxy.workers', 'admin'],
  },
])('$why', ({ text, refused }) => {
  expect(keysRefused(text)).toEqual(refused);
});
