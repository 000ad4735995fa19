/**
 * Performs one scenario. The name comes first, then its options:
 *
 *   node --conditions=@netvakt/source packages/lab/src/scenarios/main.ts abort-storm --help
 */
import { abortStorm } from './abort-storm.ts';
import { download2GiB } from './download.ts';
import { events } from './events.ts';
import { hostileOrigins } from './hostile-origins.ts';
import { runAsProgram } from './scenario.ts';
import { slowClients } from './slow-clients.ts';
import { websocket } from './websocket.ts';

const SCENARIOS = [abortStorm, slowClients, download2GiB, websocket, events, hostileOrigins];

const [name, ...options] = process.argv.slice(2);
const scenario = SCENARIOS.find((candidate) => candidate.name === name);
if (scenario === undefined) {
  process.stderr.write(`Name a scenario: ${SCENARIOS.map((known) => known.name).join(', ')}\n`);
  process.exitCode = 2;
} else await runAsProgram(scenario, options);
