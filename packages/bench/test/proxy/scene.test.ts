import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { clientHello } from '../../src/proxy/origin/client-hello.ts';
import { sceneHosts, writeSceneList } from '../../src/proxy/scene-list.ts';

const folder = mkdtempSync(join(tmpdir(), 'netvakt-bench-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a list has as many hosts as asked, and none covers another or a host that clients ask for', () => {
  const path = join(folder, 'list.txt');
  writeSceneList({ path, seed: 1, rules: 5000 });
  const listed = new Set(readFileSync(path, 'latin1').trimEnd().split('\n'));
  const covers = (host: string): boolean => {
    const labels = host.split('.');
    return labels.some((_, first) => first > 0 && listed.has(labels.slice(first).join('.')));
  };
  expect(listed.size).toBe(5000);
  expect([...listed].filter(covers)).toEqual([]);
  expect(sceneHosts(1).filter((host) => listed.has(host) || covers(host))).toEqual([]);
});

test('an empty list is an empty file', () => {
  const path = join(folder, 'none.txt');
  writeSceneList({ path, seed: 1, rules: 0 });
  expect(readFileSync(path, 'latin1')).toBe('');
});

test('the ClientHello is one whole record of 517 bytes that names the host', () => {
  const hello = clientHello('a.example');
  expect(hello.length).toBe(517);
  expect(hello.readUInt16BE(3)).toBe(hello.length - 5);
  expect(hello.readUIntBE(6, 3)).toBe(hello.length - 9);
  expect(hello.toString('latin1')).toContain('\x00\x00\x00\x0e\x00\x0c\x00\x00\x09a.example');
});
