/** Policy routing for TPROXY: packets that carry the mark are this machine's, whatever their destination. */
import { type InterceptionPlan, listenedFamilies, markText } from './plan.ts';

/** One `ip` command, as its words without `ip` itself. */
export type IpCommand = readonly string[];

const ANYWHERE = { '-4': '0.0.0.0/0', '-6': '::/0' } as const;

function families(plan: InterceptionPlan): ('-4' | '-6')[] {
  return listenedFamilies(plan).map((family) => (family === 'ipv4' ? '-4' : '-6'));
}

/** What has to be there, a rule and a route for each family; none for REDIRECT. */
export function routeCommands(plan: InterceptionPlan): IpCommand[] {
  if (plan.mode === 'redirect') return [];
  const [mark, table] = [markText(plan.mark), String(plan.routingTable)];
  return families(plan).flatMap((family): IpCommand[] => [
    // `ip rule add` adds a second one silently; so take away first what may be there.
    [family, 'rule', 'del', 'fwmark', `${mark}/${mark}`, 'lookup', table],
    [family, 'rule', 'add', 'fwmark', `${mark}/${mark}`, 'lookup', table, 'priority', String(plan.rulePriority)],
    [family, 'route', 'replace', 'local', ANYWHERE[family], 'dev', 'lo', 'table', table],
  ]);
}

/** What takes them away again. */
export function routeRemovals(plan: InterceptionPlan): IpCommand[] {
  if (plan.mode === 'redirect') return [];
  const [mark, table] = [markText(plan.mark), String(plan.routingTable)];
  return families(plan).flatMap((family): IpCommand[] => [
    [family, 'rule', 'del', 'fwmark', `${mark}/${mark}`, 'lookup', table],
    [family, 'route', 'del', 'local', ANYWHERE[family], 'dev', 'lo', 'table', table],
  ]);
}

/** The commands as a shell script. Those that remove something may find nothing: their failure is ignored. */
export function routeScript(commands: readonly IpCommand[]): string {
  const lines = commands.map((words) => {
    const quiet = words.includes('del') ? ' 2>/dev/null || true' : '';
    return `ip ${words.join(' ')}${quiet}`;
  });
  return [
    '#!/bin/sh',
    '# Made by netvakt export nft --routes. May be run again at any time.',
    'set -e',
    ...lines,
    '',
  ].join('\n');
}
