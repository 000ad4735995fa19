/** Whether a filter of this configuration runs, and what it reports about itself; otherwise whether it could listen. */
import { createServer } from 'node:net';
import type { Config } from '../../config/config.ts';
import { type AskFilter, askFilter } from '../../run/ask-filter.ts';
import { findingsOf, type MachineFinding } from '../finding.ts';

const { good, fault, warning } = findingsOf('service');

/** What the administration port answers. */
interface Administration {
  readonly ready: boolean;
  readonly reasons: readonly string[];
}

/** Asks as `askFilter` does; a port whose files cannot be read does not answer. */
export function askAt(config: Config): AskFilter {
  const ask = askFilter(config);
  return (path) => ask(path).catch(() => undefined);
}

/** Whether it runs and is ready, or whether every port is free for it. */
export async function service(config: Config, ask: AskFilter): Promise<MachineFinding[]> {
  const text = await ask('/-/ready');
  if (text === undefined)
    return [
      warning('no filter answers on the administration port', 'Start it: systemctl start netvakt'),
      ...(await portsFree(config)),
    ];
  const answer = readyOf(text);
  if (answer === undefined)
    return [
      fault(
        'something else answers on the administration port',
        `Stop it, or choose another admin.port than ${config.fixed.admin.port}`,
      ),
    ];
  if (answer.ready) return [good('a filter runs and is ready')];
  return [
    fault(`a filter runs and is not ready: ${answer.reasons.join(', ')}`, 'Look into its log: journalctl -u netvakt'),
  ];
}

function readyOf(text: string): Administration | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('ready' in value && 'reasons' in value)) return undefined;
    const { ready, reasons } = value;
    return typeof ready === 'boolean' && Array.isArray(reasons) ? { ready, reasons: reasons.map(String) } : undefined;
  } catch {
    return undefined;
  }
}

async function portsFree({ fixed: { listeners, admin } }: Config): Promise<MachineFinding[]> {
  const sockets = [
    ...listeners
      .filter(({ inherited }) => inherited === undefined)
      .map(({ address, port }, i) => ({ key: `proxy.listen[${i}]`, address, port })),
    { key: 'admin', ...admin },
  ];
  const outcomes = await Promise.all(
    sockets.map(async ({ key, address, port }) => ({ key, port, code: await failureToListen(address, port) })),
  );
  const { good: free, fault: taken } = findingsOf('ports');
  const failed = outcomes.filter(({ code }) => code !== undefined);
  if (failed.length === 0) return [free(`${outcomes.length} ports can be listened on`)];
  return failed.map(({ key, port, code }) =>
    taken(
      `${key}: port ${port} cannot be listened on (${code})`,
      'Find its owner with "ss -ltnp", or correct the address',
    ),
  );
}

function failureToListen(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'unknown'));
    server.listen({ host, port }, () => server.close(() => resolve(undefined)));
  });
}
