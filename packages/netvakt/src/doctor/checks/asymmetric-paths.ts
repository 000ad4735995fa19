/**
 * Whether both directions of intercepted connections come through this machine. The filter connects to origins with the
 * subscriber's address (`source: preserve`), so the origin's answer must be routed here; and its own answers must leave by an
 * interface of subscribers. Seen from the kernel's sockets and routes; no address is kept or printed.
 */

import { coversInterface } from '../../export/nft/interfaces.ts';
import type { InterceptionPlan } from '../../export/nft/plan.ts';
import { findingsOf, type MachineFinding } from '../finding.ts';
import type { Machine } from '../machine.ts';

const { good, warning, fault, skipped } = findingsOf('asymmetric-paths');
/** Fewer unanswered connections may have another cause. */
const FEW = 5;
/** Subscribers whose route is asked for. */
const SAMPLE = 32;
/** A SYN that has been sent again: nothing came in the first second. */
const REPEATED = /timer:\(on,[^,]*,([1-9]\d*)\)/u;
const PEER = /^\d+\s+\d+\s+\S+\s+\[?([^\s\]%]+)(?:%[^\s\]]+)?\]?:\d+\s*$/u;

export function asymmetricPaths({ root, run }: Machine, plan: InterceptionPlan): MachineFinding[] {
  if (!root) return [skipped('sockets of the filter can be looked at by root only', 'Run netvakt doctor as root')];
  const ports = plan.ports.map((port) => `dport = :${port}`).join(' or ');
  const lines = (state: string, filter: string): readonly string[] => {
    const { stdout } = run(['ss', '-Htno', 'state', state, `( ${filter} )`]);
    return stdout.split('\n').filter(Boolean);
  };
  const unanswered = lines('syn-sent', ports).filter((line) => REPEATED.test(line)).length;
  const answered = lines('established', ports).length;
  const found = [...fromOrigins(unanswered, answered), ...toSubscribers(run, plan, lines)];
  return found.length > 0
    ? found
    : [good(`${answered} connections to origins are answered, ${unanswered} are not yet`)];
}

function fromOrigins(unanswered: number, answered: number): MachineFinding[] {
  if (unanswered < FEW || unanswered <= answered) return [];
  return [
    fault(
      `${unanswered} connections to origins get no answer, ${answered} do: answers probably do not come back through this machine`,
      'Route what goes to subscribers through this machine, or set source: own for the listener',
    ),
  ];
}

/** The interfaces by which answers to some connected subscribers leave. */
function toSubscribers(
  run: Machine['run'],
  { ports, subscribers }: InterceptionPlan,
  lines: (state: string, filter: string) => readonly string[],
): MachineFinding[] {
  const filter = ports.map((port) => `sport = :${port}`).join(' or ');
  const peers = new Set(
    lines('established', filter).flatMap((line) => PEER.exec(line.replace(/\s+timer:.*$/u, ''))?.[1] ?? []),
  );
  const sample = [...peers].slice(0, SAMPLE);
  const elsewhere = sample.filter((peer) => {
    const { ok, stdout } = run(['ip', 'route', 'get', peer.replace(/^::ffff:/u, '')]);
    const link = /\bdev (\S+)/u.exec(stdout)?.[1];
    return ok && link !== undefined && !subscribers.some((pattern) => coversInterface(pattern, link));
  });
  if (elsewhere.length === 0) return [];
  return [
    warning(
      `answers to ${elsewhere.length} of ${sample.length} subscribers leave by an interface that is not one of subscribers`,
      'Add a route to them by the interface that they come in by, or name the other one in interception.subscribers too',
    ),
  ];
}
