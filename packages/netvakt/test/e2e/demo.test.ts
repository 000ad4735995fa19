import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { demonstration } from '../support/demonstration.ts';
import { seriesOf } from '../support/metrics.ts';
import { Netvakt } from '../support/process.ts';

let netvakt: Netvakt;
let ports: { readonly proxy: number; readonly admin: number };

beforeAll(async () => {
  const { file, proxy, admin } = await demonstration();
  netvakt = new Netvakt(['run', '--demo', '--config', file]);
  await netvakt.logged('listening');
  ports = { proxy, admin };
});

afterAll(() => netvakt.kill());

/** Runs curl through the proxy: its exit code, the answer's status, and to CONNECT if there was one. */
async function curl(...words: string[]): Promise<{ code: number; http: string; connect: string; body: string }> {
  const args = ['-s', '-x', `http://127.0.0.1:${ports.proxy}`, '-w', '\n%{http_code} %{http_connect}', ...words];
  const outcome = await promisify(execFile)('curl', args).catch((error: { code: number; stdout: string }) => error);
  const lines = outcome.stdout.split('\n');
  const [http = '', connect = ''] = (lines.pop() ?? '').split(' ');
  return { code: 'code' in outcome ? outcome.code : 0, http, connect, body: lines.join('\n') };
}

test.each<{ why: string; words: string[]; want: { code: number; http: string; connect: string } }>([
  { why: 'a blocked domain', words: ['http://blocked.test/'], want: { code: 0, http: '451', connect: '000' } },
  { why: 'its sub-domains', words: ['http://a.b.blocked.test/x'], want: { code: 0, http: '451', connect: '000' } },
  {
    why: 'a host that only ends alike',
    words: ['http://notblocked.test/'],
    want: { code: 0, http: '502', connect: '000' },
  },
  { why: 'a blocked folder', words: ['http://mixed.test/blocked/x'], want: { code: 0, http: '451', connect: '000' } },
  {
    why: 'the folder itself, spelled otherwise',
    words: ['--path-as-is', 'http://MIXED.test/%62locked/./'],
    want: { code: 0, http: '451', connect: '000' },
  },
  { why: 'the rest of that host', words: ['http://mixed.test/free'], want: { code: 0, http: '200', connect: '000' } },
  { why: 'an innocent host', words: ['http://demo.test/'], want: { code: 0, http: '200', connect: '000' } },
  {
    why: 'a body to an innocent host',
    words: ['-d', 'a=b', 'http://demo.test/form'],
    want: { code: 0, http: '200', connect: '000' },
  },
  {
    why: 'an innocent host over TLS',
    words: ['-k', 'https://demo.test/'],
    want: { code: 0, http: '200', connect: '200' },
  },
  {
    why: 'TLS to a host with path rules is innocent',
    words: ['-k', 'https://mixed.test/blocked/x'],
    want: { code: 0, http: '200', connect: '200' },
  },
  {
    why: 'CONNECT to a blocked domain',
    words: ['-k', 'https://blocked.test/'],
    want: { code: 56, http: '000', connect: '451' },
  },
  {
    why: 'a machine-internal destination',
    words: ['http://127.0.0.1:9464/metrics'],
    want: { code: 0, http: '403', connect: '000' },
  },
])('$why: $want', async ({ words, want }) => {
  const { code, http, connect } = await curl(...words);
  expect({ code, http, connect }).toEqual(want);
});

test('the block page says who, and nothing of the request', async () => {
  const { body } = await curl('-i', 'http://canary.blocked.test/secret?token=1');
  expect(body).toMatch(/^HTTP\/1\.1 451 /);
  expect(body).toMatch(/^link: <https:\/\/operator\.example\/filter>; rel="blocked-by"/im);
  expect(body).toContain('Demonstration Operator');
  expect(body).not.toMatch(/canary|secret|token/);
});

test('the figures of market se tell it, by list and protocol', async () => {
  const text = await (await fetch(`http://127.0.0.1:${ports.admin}/metrics`)).text();
  const blocked = (labels: Record<string, string>): number => seriesOf(text, 'netvakt_blocked_requests_total', labels);
  const before = blocked({ market: 'se', list: 'se-domains', protocol: 'http' });
  await curl('http://blocked.test/');
  const later = await (await fetch(`http://127.0.0.1:${ports.admin}/metrics`)).text();
  const series = { market: 'se', list: 'se-domains', protocol: 'http' };
  expect(seriesOf(later, 'netvakt_blocked_requests_total', series)).toBe(before + 1);
  expect(seriesOf(later, 'netvakt_ready')).toBe(1);
});

test('a client of another market is judged by that market’s lists', async () => {
  const { http } = await curl('--interface', '127.0.1.1', 'http://blocked.test/');
  expect(http).not.toBe('451');
});

test.each([
  { address: '127.0.0.1', host: 'filter-check-se.test', wanted: 'fi,*', lang: 'sv' },
  { address: '127.0.1.1', host: 'filter-check-lt.test', wanted: 'ru-RU,en;q=0.5', lang: 'ru' },
  { address: '127.0.7.1', host: 'filter-check-kz.test', wanted: 'sv', lang: 'kk' },
])('a client of $host that wants $wanted reads $lang', async ({ address, host, wanted, lang }) => {
  const { body } = await curl('--interface', address, '-H', `Accept-Language: ${wanted}`, `http://${host}/`);
  expect(body).toContain(`<html lang="${lang}">`);
});

test('lines to paste are on standard output, with the ports in use', () => {
  expect(netvakt.stdout).toContain(`curl -x http://127.0.0.1:${ports.proxy} http://blocked.test/`);
  expect(netvakt.stdout).toContain(`http://127.0.0.1:${ports.admin}/metrics`);
});
