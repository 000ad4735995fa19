/** The state of a list for people: what is in force on the first line, then what somebody has to know or do. */
import type { DeliveryStatus, HeldStatus, ListStatus } from './status-report.ts';

/**
 *   se-urls  in force   version 2026112301, 5731 rules, since 2026-11-28T06:15:08Z (3 hours ago)
 *            fetched    2026-11-28T09:15:03Z (7 minutes ago)
 *            HELD       version 2026112302, 12411 rules, since 2026-11-28T09:15:03Z (7 minutes ago)
 *                       grew: 5731 rules before, 12411 now
 *                       released by A. Person, 1 of 2 people. Next: netvakt list release se-urls --by NAME --reason TEXT
 *
 * @param now - milliseconds since 1970.
 */
export function statusText(report: ListStatus, now: number): string {
  return block(report.list, [...inForce(report, now), ...freshness(report, now), ...waiting(report, now)]);
}

/** As {@link statusText}, with the previous delivery, digests and what is believed. */
export function detailsText(report: ListStatus, now: number): string {
  const { list, current, previous, believed } = report;
  const unless = (none: string): string => (report.unreadable === null ? none : 'unknown');
  return block(list, [
    ...inForce(report, now),
    ...digest(current),
    ['previous', previous === null ? unless('none') : deliveryText(previous, now)],
    ...digest(previous),
    ...freshness(report, now),
    ['believed', believed === null ? unless('no manifest') : `version ${believed.version}, keys ${believed.keys}`],
    ...waiting(report, now),
  ]);
}

function digest(delivery: DeliveryStatus | null): Row[] {
  return delivery === null ? [] : [['', `${delivery.received} entries received; SHA-256 ${delivery.sha256}`]];
}

type Row = readonly [name: string, text: string];

function block(list: string, rows: readonly Row[]): string {
  const margin = ' '.repeat(list.length);
  return rows.map(([name, text], i) => `${i === 0 ? list : margin}  ${name.padEnd(10)} ${text}`.trimEnd()).join('\n');
}

function inForce({ list, current, unreadable, damaged, enforcement, until }: ListStatus, now: number): Row[] {
  if (current === null && unreadable !== null) return [['UNKNOWN', `what is in force: ${unreadable}`]];
  if (current === null) return [['NOTHING', `is in force. Next: netvakt list update ${list}`]];
  const end = until === null ? 'until somebody ends it' : `until ${timeText(until, now)}`;
  const shadow: Row[] = [['IN SHADOW', `it counts and blocks nothing, ${end}. Next: netvakt list enforce ${list}`]];
  const lost: Row[] = [['DAMAGED', `${damaged} newer deliveries do not open: check the disk`]];
  return [
    ['in force', deliveryText(current, now)],
    ...(enforcement === 'shadow' ? shadow : []),
    ...(damaged > 0 ? lost : []),
    ...(unreadable === null ? [] : [['DAMAGED', unreadable] as const]),
  ];
}

function freshness({ succeeded, attempted, failures, expires, unreadable }: ListStatus, now: number): Row[] {
  const failed: Row[] = [['FAILING', `${failures} times since; last tried ${timeText(attempted, now)}`]];
  return [
    ['fetched', unreadable !== null && succeeded === 'never' ? 'unknown' : timeText(succeeded, now)],
    ...(failures > 0 ? failed : []),
    ...(expires === null ? [] : [expiry(expires, now)]),
  ];
}

function expiry(expires: string, now: number): Row {
  return [Date.parse(expires) < now ? 'EXPIRED' : 'expires', timeText(expires, now)];
}

function waiting({ list, held, waits, until, enforcement }: ListStatus, now: number): Row[] {
  if (held === null) return [];
  const causes = held.causes.map(({ reason, found }): Row => ['', `${reason}: ${found}`]);
  const end =
    until === null || enforcement === 'shadow' ? [] : [['', `in shadow until ${timeText(until, now)}`] as const];
  return [[waits ? 'HELD' : 'in shadow', heldText(held, now)], ...causes, ...end, ...(waits ? [next(list, held)] : [])];
}

function next(list: string, { approvals, people }: HeldStatus): Row {
  const by = approvals.length === 0 ? 'nobody' : approvals.join(', ');
  const of = people === 1 ? '' : `, ${approvals.length} of ${people} people`;
  return ['', `released by ${by}${of}. Next: netvakt list release ${list} --by NAME --reason TEXT`];
}

function heldText({ version, active, since }: HeldStatus, now: number): string {
  if (version === undefined || active === undefined || since === undefined) return 'a delivery that does not open';
  return `version ${version}, ${active} rules, since ${timeText(since, now)}`;
}

function deliveryText({ version, active, since }: DeliveryStatus, now: number): string {
  return `version ${version}, ${active} rules, since ${timeText(since, now)}`;
}

/** In the largest unit of which there are two, as people do. */
const UNITS: readonly (readonly [name: string, milliseconds: number])[] = [
  ['days', 86_400_000],
  ['hours', 3_600_000],
  ['minutes', 60_000],
  ['seconds', 1000],
];

function timeText(time: string, now: number): string {
  const past = now - Date.parse(time);
  if (Number.isNaN(past)) return time; // never
  const [name, length] = UNITS.find(([, milliseconds]) => Math.abs(past) >= 2 * milliseconds) ?? ['seconds', 1000];
  const count = Math.floor(Math.abs(past) / length);
  return `${time} (${past < 0 ? `in ${count} ${name}` : `${count} ${name} ago`})`;
}
