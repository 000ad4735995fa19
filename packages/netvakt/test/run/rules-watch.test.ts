import { expect, test } from '@jest/globals';
import { checkConfig } from '../../src/config/load.ts';
import { NO_STATUS, type RulesStatus } from '../../src/export/nft/status.ts';
import { RulesWatch } from '../../src/run/rules-watch.ts';
import { LEAST } from '../support/config-text.ts';

const BOTH = 'listen: [{ mode: tproxy, address: 127.0.0.1, port: 8080 }, { mode: tproxy, address: "::1", port: 8080 }]';
const FOUR = 'listen: [{ mode: tproxy, address: 127.0.0.1, port: 8080 }]';
const EXPLICIT = 'listen: [{ address: 127.0.0.1, port: 3128 }]';
const NOW = 1_000_000;
const UPTIME = 500;

const GOOD: RulesStatus = {
  ...NO_STATUS,
  inForce: { ipv4: true, ipv6: true },
  checked: UPTIME - 60,
  validFor: 180,
  restored: { ruleset: 2, rule: 0, route: 0 },
};

/** A watch whose record is `record.status`, with what it logs. */
function watching(record: { status: RulesStatus | undefined }): { watch: RulesWatch; lines: string[] } {
  const lines: string[] = [];
  const print = (...words: readonly unknown[]): void => void lines.push(String(words.at(-1)));
  const log = { debug: print, info: print, warn: print, error: print };
  const watch = new RulesWatch({
    log,
    now: () => NOW,
    uptime: () => UPTIME,
    read: () => Promise.resolve(record.status),
  });
  return { watch, lines };
}

function config(proxy: string, interception = 'interception: { subscribers: [eth1] }'): ReturnType<typeof checkConfig> {
  return checkConfig(`${LEAST}proxy: { ${proxy} }\n${interception}\n`, '/etc/netvakt/netvakt.yaml');
}

test.each<{ why: string; status: RulesStatus | undefined; missing: boolean }>([
  { why: 'as after a reboot, there is no record', status: undefined, missing: true },
  { why: 'all was in force a minute ago', status: GOOD, missing: false },
  { why: 'nobody has looked for more than three minutes', status: { ...GOOD, checked: UPTIME - 181 }, missing: true },
  {
    why: 'it was put in force by hand, and nobody looks',
    status: { ...GOOD, checked: 0, validFor: null },
    missing: false,
  },
  { why: 'one family was lost', status: { ...GOOD, inForce: { ipv4: true, ipv6: false } }, missing: true },
  { why: 'one family is not in the plan in force', status: { ...GOOD, inForce: { ipv4: true } }, missing: true },
])('$why: rules are missing $missing', async ({ status, missing }) => {
  const { watch, lines } = watching({ status });
  await watch.follow(config(BOTH));
  watch.close();
  expect(watch.missing).toBe(missing);
  expect(lines).toEqual([`the rules that lead connections here are ${missing ? 'not ' : ''}in force`]);
});

test.each([
  { why: 'there is no section', proxy: BOTH, interception: '' },
  {
    why: 'rules are the operator’s own',
    proxy: BOTH,
    interception: 'interception: { subscribers: [eth1], rules: own }',
  },
  { why: 'nothing is intercepted', proxy: EXPLICIT },
])('nobody looks for rules if $why', async ({ proxy, interception }) => {
  const { watch, lines } = watching({ status: undefined });
  await watch.follow(config(proxy, interception));
  watch.close();
  expect({ missing: watch.missing, lines }).toEqual({ missing: false, lines: [] });
});

test('a family without a listener is not wanted', async () => {
  const { watch } = watching({ status: { ...GOOD, inForce: { ipv4: true } } });
  await watch.follow(config(FOUR));
  watch.close();
  expect(watch.figures).toMatchObject({ wanted: { ipv4: true, ipv6: false }, inForce: { ipv4: true, ipv6: false } });
  expect(watch.missing).toBe(false);
});

test('what was counted stays when the record goes, and a change is logged once', async () => {
  const record: { status: RulesStatus | undefined } = { status: GOOD };
  const { watch, lines } = watching(record);
  await watch.follow(config(BOTH));
  expect(watch.figures).toMatchObject({ lastCheck: NOW - 60, restored: { ruleset: 2 } });
  record.status = undefined;
  for (const _ of [1, 2]) await watch.look();
  watch.close();
  expect(watch.figures).toMatchObject({ inForce: { ipv4: false }, restored: { ruleset: 2 } });
  expect(lines).toEqual([
    'the rules that lead connections here are in force',
    'the rules that lead connections here are not in force',
  ]);
});
