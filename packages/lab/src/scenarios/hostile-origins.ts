import { setTimeout as sleep } from 'node:timers/promises';
import { WAIT } from '@netvakt/testing';
import { readCounters } from '../filters/metrics.ts';
import { atRest, dial, pageRequest, visit } from './client.ts';
import { HOSTILE_RESPONSES, type HostileResponse } from './hostile-responses.ts';
import { MemoryWatch, mebibytes, socketsOf, until } from './process.ts';
import { type AfterServing, type Arrival, type Check, reply, type Scenario, type Stage } from './scenario.ts';

/** The row whose turn it is, by the target that asks for it. */
const ROWS: ReadonlyMap<string, HostileResponse> = new Map(HOSTILE_RESPONSES.map((row) => [`/free/${row.name}`, row]));

function serve({ socket, target }: Arrival): AfterServing {
  const row = ROWS.get(target);
  if (row === undefined) return reply(socket, 'innocent');
  socket.write(row.bytes, 'latin1', () => {
    if (row.afterwards === 'end') socket.end();
    if (row.afterwards === 'reset') socket.resetAndDestroy();
  });
  return 'next';
}

interface Heard {
  readonly text: string;
  readonly ended: boolean;
}

/** How the client asks for an innocent page after the hostile one. */
type Manner = 'afterwards' | 'at once';

/** Asks for the hostile page, and for an innocent one on the same connection. */
async function provoke({ filter }: Stage, row: HostileResponse, manner: Manner): Promise<Heard> {
  const socket = dial(filter);
  let text = '';
  let ended = false;
  socket.on('data', (bytes: Buffer) => {
    text += bytes.toString('latin1');
  });
  const end = (): void => {
    ended = true;
  };
  socket.once('end', end);
  socket.once('close', end);
  const innocent = pageRequest('/free/innocent');
  socket.write(pageRequest(`/free/${row.name}`) + (manner === 'at once' ? innocent : ''), 'latin1');
  await until(() => ended || text !== '');
  await sleep(60);
  if (!ended && manner === 'afterwards') socket.write(innocent, 'latin1');
  // The half of an answer must show that it is one. After another nothing more has to come: what comes soon is enough.
  await until(() => ended || text.includes('innocent'), row.name.startsWith('half-') ? WAIT : 1_500);
  socket.destroy();
  return { text, ended };
}

function judge(row: HostileResponse, { text, ended }: Heard): Check {
  const faults = [
    ended || text !== '' ? '' : 'neither an answer nor the end',
    text.includes('POISON') ? 'the client heard an answer to no request' : '',
    row.name.startsWith('half-') && !ended && !/ 50[0-9] /.test(text)
      ? 'the client cannot see that it is not whole'
      : '',
  ].filter((fault) => fault !== '');
  const codes = [...text.matchAll(/HTTP\/1\.1 (\S{1,4})/g)].map(([, status]) => status);
  const heard = codes.length > 6 ? `${codes.length} responses` : codes.join(', ') || 'no response';
  return {
    name: `${row.name}: ${row.why}`,
    passed: faults.length === 0,
    detail: [`${heard}${ended ? ', then the end' : ''}`, ...faults].join('; '),
  };
}

async function tryRow(stage: Stage, row: HostileResponse): Promise<Check> {
  const afterwards = judge(row, await provoke(stage, row, 'afterwards'));
  const atOnce = judge(row, await provoke(stage, row, 'at once'));
  const { status } = await visit(stage.filter);
  const check = afterwards.passed ? atOnce : afterwards;
  return status === 200 ? check : { ...check, passed: false, detail: `${check.detail}; a visitor then got ${status}` };
}

async function perform(stage: Stage): Promise<readonly Check[]> {
  const { filter, upstream } = stage;
  await visit(filter);
  const before = await readCounters(filter.metrics);
  await atRest(stage);
  const base = socketsOf(filter.pid);
  const memory = new MemoryWatch(filter.pid);
  const checks: Check[] = [];
  for (const row of HOSTILE_RESPONSES) checks.push(await tryRow(stage, row));
  const settled = await until(() => socketsOf(filter.pid) <= base && upstream() === 0);
  const after = await readCounters(filter.metrics);
  const grown = memory.stop();
  const left = `base ${base}, now ${socketsOf(filter.pid)}, ${upstream()} at the origin`;
  checks.push(
    { name: 'sockets are back to base', passed: settled !== undefined, detail: left },
    {
      name: 'no thread died',
      passed: filter.alive() && before?.restarts === after?.restarts,
      detail: `${after?.restarts ?? 0} restarts`,
    },
    {
      name: 'memory is bounded',
      passed: grown < 64 * 1_048_576,
      detail: `at most ${mebibytes(grown)} more than before`,
    },
  );
  return checks;
}

/** Origins that answer with what they should not: the filter ends that connection at most. */
export const hostileOrigins: Scenario = {
  name: 'hostile-origins',
  why: 'whatever an origin answers, the filter lives, other clients are served, and no answer reaches another request',
  serve,
  perform,
};
