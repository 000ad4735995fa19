import { tmpdir } from 'node:os';
import { expect, test } from '@jest/globals';
import { UsageError } from '../../src/common/usage.ts';
import { fairnessCommand } from '../../src/fairness/command.ts';
import { proxyCommand } from '../../src/proxy/command.ts';

test.each([
  {
    args: ['--against', tmpdir()],
    remedy: /--against \(.+\) must name a checkout of Netvakt in which pnpm install has run/u,
  },
  { args: ['--only', 'against'], remedy: /must name proxies or cases: netvakt, haproxy/u },
])('$args is refused before anything starts', async ({ args, remedy }) => {
  const refusal = await proxyCommand(args).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(UsageError);
  expect((refusal as UsageError).message).toMatch(remedy);
});

test('the benchmark of fairness refuses a folder without a checkout, too', async () => {
  const refusal = await fairnessCommand(['--against', tmpdir()]).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(UsageError);
  expect((refusal as UsageError).message).toMatch(/--against \(.+\) must name a checkout/u);
});
