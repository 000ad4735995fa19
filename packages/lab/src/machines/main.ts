/**
 * Builds the laboratory in network namespaces, runs the scenarios under load, and reports whether each promise was kept. Root.
 *
 *   pnpm lab:machines                 all scenarios, a table
 *   pnpm lab:machines --only packets  those of mode packet
 *   pnpm lab:machines --only upgrade  those whose name has the word
 *   pnpm lab:machines --json          one JSON object
 *   pnpm lab:machines --write-docs    docs/laboratory.md and its picture
 */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { optionsOf } from '../command/options.ts';
import { Boxes } from './boxes/boxes.ts';
import { HANDSHAKES, Load, PAGES, type RequestSeen } from './boxes/load.ts';
import { Node } from './boxes/node.ts';
import { Prometheus } from './boxes/prometheus.ts';
import { startRouter } from './boxes/router.ts';
import { writePage } from './report/page.ts';
import type { Result, Scraped } from './report/result.ts';
import { verdictTable } from './report/table.ts';
import { CHANGES } from './scenarios/changes.ts';
import { EXPIRY } from './scenarios/expiry.ts';
import { FAULTS } from './scenarios/faults.ts';
import { PACKET_FAULTS } from './scenarios/packets.ts';
import { PATHS } from './scenarios/paths.ts';
import { type MachineScenario, play, type ScenarioVerdict, whole } from './scenarios/scenario.ts';

const ORIGIN = fileURLToPath(new URL('./boxes/programs/origin.ts', import.meta.url));
const TOOLS = ['ip', 'nft', 'iptables', 'conntrack', 'sysctl', 'curl', 'bird', 'prometheus'];

/** Scenarios, and what subscribers ask for meanwhile. Those of mode packet run separately, with nodes that start in that mode. */
const PARTS = [
  { visits: PAGES, scenarios: [...FAULTS, ...EXPIRY, ...CHANGES, ...PATHS] },
  { visits: HANDSHAKES, scenarios: PACKET_FAULTS },
] as const;

const values = optionsOf({
  options: {
    only: { type: 'string', default: '' },
    json: { type: 'boolean', default: false },
    'write-docs': { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

/** The reason it cannot run here; `undefined` if it can. */
function obstacle(): string | undefined {
  if (process.geteuid?.() !== 0) return 'only root may make network namespaces';
  const missing = TOOLS.filter((tool) => spawnSync('sh', ['-c', `command -v ${tool}`]).status !== 0);
  return missing.length === 0
    ? undefined
    : `not installed: ${missing.join(', ')} (Debian: iproute2 nftables iptables conntrack procps curl bird2 prometheus)`;
}

async function main(): Promise<number> {
  if (values.help) {
    process.stdout.write(
      'pnpm lab:machines [--only WORD] [--json] [--write-docs]\nTwo filter nodes, a router and an origin in network namespaces; scenarios under load. Needs root.\n--only packets plays those of mode packet.\nExit code 0: every promise was kept; 1: one was not; 2: it cannot run here.\n',
    );
    return 0;
  }
  const reason = obstacle();
  if (reason !== undefined) {
    process.stderr.write(`The laboratory cannot run here: ${reason}\n`);
    return 2;
  }
  const begun = Date.now();
  const { only } = values;
  const result = await laboratory((name) => name.includes(only));
  const { verdicts, scraped } = result;
  if (values['write-docs']) await writePage({ begun, ...result });
  process.stdout.write(values.json ? `${JSON.stringify(report(verdicts, scraped))}\n` : verdictTable(verdicts));
  return verdicts.every(({ broken }) => broken.length === 0) ? 0 : 1;
}

async function laboratory(chosen: (name: string) => boolean): Promise<Omit<Result, 'begun'>> {
  const boxes = new Boxes();
  const ends: (() => Promise<void>)[] = [() => boxes.dispose()];
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void boxes.dispose().then(() => process.exit(1)));
  try {
    boxes.build();
    const origin = boxes.start('origin', [process.execPath, '--conditions=@netvakt/source', ORIGIN]);
    await once(origin.stdout as NodeJS.ReadableStream, 'data');
    ends.unshift(await startRouter(boxes));
    const prometheus = await Prometheus.start(boxes);
    ends.unshift(() => prometheus.dispose());
    const node1 = await Node.start(boxes, 'node1', 'node2');
    const node2 = await Node.start(boxes, 'node2', 'node1');
    ends.unshift(
      () => node1.dispose(),
      () => node2.dispose(),
    );
    const nodes = { node1, node2 };
    const verdicts: ScenarioVerdict[] = [];
    const seen: RequestSeen[] = [];
    for (const { visits, scenarios } of PARTS) {
      const some: readonly MachineScenario[] = scenarios.filter(({ name }) => chosen(name));
      if (some.length === 0) continue;
      const lab = { boxes, nodes, load: new Load(boxes, visits), prometheus };
      await whole(lab);
      for (const scenario of some) {
        process.stderr.write(`${scenario.name} ... `);
        const verdict = await play(scenario, lab);
        process.stderr.write(verdict.broken.length === 0 ? 'kept\n' : `BROKEN: ${verdict.broken.join('; ')}\n`);
        verdicts.push(verdict);
      }
      await lab.load.stop();
      seen.push(...lab.load.seen);
    }
    const scraped = {
      blocked: prometheus.query('sum(netvakt_verdicts_total{verdict="block"})') ?? 0,
      up: prometheus.query('sum(up{job="netvakt"})') ?? 0,
    };
    return { verdicts, seen, scraped, changes: { node1: node1.speaker.changes, node2: node2.speaker.changes } };
  } finally {
    for (const end of ends) await end();
  }
}

function report(verdicts: readonly ScenarioVerdict[], scraped: Scraped): object {
  return {
    scenarios: verdicts.map(({ scenario: { name, what, promise }, sums, broken }) => ({
      name,
      what,
      promise,
      kept: broken.length === 0,
      broken,
      sums,
    })),
    scraped,
  };
}

process.exitCode = await main();
