/** The commands of the laboratories, as somebody types them who does not know them. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const COMMANDS = [
  '../../src/machines/main.ts',
  '../../src/kernel/main.ts',
  '../../src/lenience/main.ts',
  '../../src/payloads/main.ts',
  '../../../selftest/conformance/main.ts',
];

test.each(COMMANDS)('%s refuses an option that it does not know, in two lines', (path) => {
  const script = fileURLToPath(new URL(path, import.meta.url));
  const ran = spawnSync(process.execPath, ['--conditions=@netvakt/source', script, '--nonsense'], { encoding: 'utf8' });
  expect({ code: ran.status, stdout: ran.stdout }).toEqual({ code: 2, stdout: '' });
  expect(ran.stderr).toMatch(/^Unknown option '--nonsense'\n.*(?:--help|pnpm conformance:peers).*\n$/u);
});
