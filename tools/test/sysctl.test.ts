/** Kernel settings are in one shipped file; the Ansible role sets the same. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';

const textAt = (path: string): string =>
  readFileSync(fileURLToPath(new URL(`../../deploy/${path}`, import.meta.url)), 'utf8');

test('the Ansible role sets what the shipped file of sysctl does', () => {
  const lines = textAt('sysctl/netvakt.conf')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const shipped = Object.fromEntries(
    lines.map((line) => {
      const [name = '', value = ''] = line.split(' = ');
      return [name, Number(value)];
    }),
  );
  const { netvakt_sysctl: role } = parse(textAt('ansible/roles/netvakt/defaults/main.yml')) as Record<string, object>;
  expect(role).toEqual(shipped);
  expect(lines.length).toBeGreaterThan(5);
});
