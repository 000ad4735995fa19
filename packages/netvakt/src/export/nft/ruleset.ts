/**
 * A plan as one nftables ruleset. `nft -f` puts the whole of it in force at once or nothing: the old table goes in the same
 * transaction in which the new one comes, so that no packet meets half of it.
 *
 *   subscriber ──> own connection? ──> to this machine? ──> exempt, bypass? ──> suspects and port? ──> listener
 *                       accept             accept               accept             else accept
 */
import { ORIGIN_CABLE } from './canary/addresses.ts';
import { clampLines } from './clamp.ts';
import { COUNTED, countedAs } from './counters.ts';
import { reached } from './destination.ts';
import { icmpErrorStatements } from './icmp-errors.ts';
import { interfaceSet } from './interfaces.ts';
import { packetLines } from './packet.ts';
import { type AddressesByFamily, type InterceptionPlan, type ListenerSocket, markText } from './plan.ts';
import { quicLines } from './quic.ts';

const HEAD = '# Made by netvakt export nft. Put in force with: nft -f FILE   Taken away with: nft delete table inet ';

/** Counts a packet of a connection that the filter has, by its family. */
const TAKEN = 'counter name meta nfproto map { ipv4 : "taken4", ipv6 : "taken6" } ';

const ONLY_OPENING = [
  '  # Only what opens a connection: one that began without the filter goes on without it.',
  '  tcp flags & (fin | syn | rst | ack) != syn accept',
];

/** The whole ruleset, to be given to `nft -f`. Ends with a newline. */
export function rulesetText(plan: InterceptionPlan): string {
  const body = [
    ...setLines(plan),
    '',
    ...(plan.mode === 'tproxy' ? tproxyLines(plan) : redirectLines(plan)),
    ...packetLines(plan),
    ...quicLines(plan),
    ...clampLines(plan),
  ];
  return [
    `${HEAD}${plan.table}`,
    // Adding it first makes deleting it no error on the first run.
    `table inet ${plan.table} {}`,
    `delete table inet ${plan.table}`,
    `table inet ${plan.table} {`,
    ...body.map((line) => (line === '' ? '' : `  ${line}`)),
    '}',
    '',
  ].join('\n');
}

/** The table that {@link removalText} leaves behind in mode redirect. */
export function standingTable({ table }: Pick<InterceptionPlan, 'table'>): string {
  return `${table}_standing`;
}

/**
 * What takes a plan's rules away again, in one transaction. In mode redirect, an empty NAT chain stays, with a rule that
 * needs connection tracking. Without them the kernel switches off NAT and tracking. It then no longer translates the addresses of
 * redirected connections, and they are reset.
 */
export function removalText(plan: Pick<InterceptionPlan, 'table' | 'mode'>): string {
  const { table, mode } = plan;
  const standing = [
    `table inet ${standingTable(plan)} {`,
    '  comment "connections that were redirected go on"',
    '  chain prerouting {',
    '    type nat hook prerouting priority dstnat; policy accept;',
    '    ct state established accept',
    '  }',
    '}',
  ];
  return [...(mode === 'redirect' ? standing : []), `table inet ${table} {}`, `delete table inet ${table}`, ''].join(
    '\n',
  );
}

/** The statements that put other suspects into a ruleset in force, in one transaction: nothing else is touched. */
export function suspectsText({ table }: InterceptionPlan, { four, six }: AddressesByFamily): string {
  return `${[...filled(table, 'suspects4', four), ...filled(table, 'suspects6', six)].join('\n')}\n`;
}

/** As {@link suspectsText}, for sources that are exempt. */
export function exemptText({ table }: Pick<InterceptionPlan, 'table'>, { four, six }: AddressesByFamily): string {
  return `${[...filled(table, 'exempt4', four), ...filled(table, 'exempt6', six)].join('\n')}\n`;
}

function filled(table: string, set: string, elements: readonly string[]): string[] {
  return [
    `flush set inet ${table} ${set}`,
    ...(elements.length === 0 ? [] : [`add element inet ${table} ${set} { ${elements.join(', ')} }`]),
  ];
}

/** Counts the suspect addresses in a text of {@link rulesetText} or {@link suspectsText}, without the canary's, which are always there. */
export function suspectsIn(text: string): number {
  const sets = text.matchAll(
    /^ *(?:set suspects[46] .*elements = |add element inet \S+ suspects[46] )\{ ([^{}\n]+) \}/gmu,
  );
  const own = new Set<string>([ORIGIN_CABLE.ipv4.there, ORIGIN_CABLE.ipv6.there]);
  const listed = [...sets].flatMap(([, elements = '']) => elements.split(', '));
  return listed.filter((address) => !own.has(address)).length;
}

function setLines({ subscribers, canary, ports, suspects, bypass, exempt, reach }: InterceptionPlan): string[] {
  const interfaces = canary === undefined ? subscribers : [...subscribers, canary];
  const addresses = (name: string, type: string, elements: readonly string[]): string =>
    `set ${name} { type ${type}; flags interval; auto-merge;${elementsOf(elements)} }`;
  return [
    interfaceSet('subscribers', interfaces),
    `set ports { type inet_service;${elementsOf(ports.map(String))} }`,
    ...(reach === 'suspects'
      ? [addresses('suspects4', 'ipv4_addr', suspects.four), addresses('suspects6', 'ipv6_addr', suspects.six)]
      : []),
    addresses('bypass4', 'ipv4_addr', bypass.four),
    addresses('bypass6', 'ipv6_addr', bypass.six),
    // Without auto-merge, which gives neighbours the end of the last one: the elements are made so that none overlaps another.
    `set exempt4 { type ipv4_addr; flags interval, timeout;${elementsOf(exempt.four)} }`,
    `set exempt6 { type ipv6_addr; flags interval, timeout;${elementsOf(exempt.six)} }`,
    ...COUNTED.flatMap((what) => [`counter ${what}4 { }`, `counter ${what}6 { }`]),
  ];
}

function elementsOf(elements: readonly string[]): string {
  return elements.length === 0 ? '' : ` elements = { ${elements.join(', ')} };`;
}

function tproxyLines(plan: InterceptionPlan): string[] {
  const bit = markText(plan.mark);
  const marked = `meta mark set meta mark | ${bit} accept`;
  // A listener on all addresses is a transparent socket of every packet to its port, which then would never pass. `wildcard 0` leaves
  // it out, and with it the handshakes that it has begun: these must be brought to it by the rules below.
  const onAll = [plan.listenerFour, plan.listenerSix].some(
    (socket) => socket !== undefined && socket.address === undefined,
  );
  const to = (family: 'ip' | 'ip6', socket: ListenerSocket): string =>
    `${reached(plan, family)}tcp dport @ports ${countedAs('opened', family)} tproxy ${family} to ${socketText(family, socket)} ${marked}`;
  const own = `socket transparent 1${onAll ? ' socket wildcard 0' : ''}`;
  return [
    'chain intercept {',
    '  type filter hook prerouting priority mangle; policy accept;',
    '  # Connections that the filter has: from subscribers, and back from origins to the subscriber’s address.',
    `  meta l4proto tcp ${own} ${TAKEN}${marked}`,
    '  # What routers report about their packets: too big for a link, or unreachable.',
    ...icmpErrorStatements(own, marked).map((statement) => `  ${statement}`),
    '  iifname != @subscribers accept',
    '  # This machine’s own services.',
    '  fib daddr type local accept',
    '  # What a router sends back to us would be a new connection, and the next one too.',
    '  fib saddr type local drop',
    ...exemptLines(plan),
    '  ip daddr @bypass4 counter name bypassed4 accept',
    '  ip6 daddr @bypass6 counter name bypassed6 accept',
    ...(onAll ? [] : ONLY_OPENING),
    ...(plan.listenerFour === undefined ? [] : [`  ${to('ip', plan.listenerFour)}`]),
    ...(plan.listenerSix === undefined ? [] : [`  ${to('ip6', plan.listenerSix)}`]),
    '}',
  ];
}

/** `127.0.0.1:8080`, `[::1]:8080`, or `:8080` for whatever address of this machine the packet came in by. */
function socketText(family: 'ip' | 'ip6', { address, port }: ListenerSocket): string {
  if (address === undefined) return `:${port}`;
  return family === 'ip6' ? `[${address}]:${port}` : `${address}:${port}`;
}

function redirectLines(plan: InterceptionPlan): string[] {
  const bit = markText(plan.mark);
  const to = (family: 'ip' | 'ip6', { port }: ListenerSocket): string =>
    `${reached(plan, family)}tcp dport @ports ${countedAs('opened', family)} redirect to :${port}`;
  return [
    'chain intercept {',
    '  type nat hook prerouting priority dstnat; policy accept;',
    `  meta mark & ${bit} == ${bit} accept`,
    '  iifname != @subscribers accept',
    '  fib daddr type local accept',
    ...exemptLines(plan),
    '  ip daddr @bypass4 counter name bypassed4 accept',
    '  ip6 daddr @bypass6 counter name bypassed6 accept',
    ...(plan.listenerFour === undefined ? [] : [`  ${to('ip', plan.listenerFour)}`]),
    ...(plan.listenerSix === undefined ? [] : [`  ${to('ip6', plan.listenerSix)}`]),
    '}',
  ];
}

/** Sources that are never filtered. The first packet of what would have been filtered is counted. */
function exemptLines(plan: InterceptionPlan): string[] {
  const opens = 'tcp dport @ports tcp flags & (fin | syn | rst | ack) == syn';
  return [
    '  # Sources that are exempt; connections that would have been filtered are counted.',
    `  ip saddr @exempt4 ${reached(plan, 'ip')}${opens} counter name exempted4 accept`,
    `  ip6 saddr @exempt6 ${reached(plan, 'ip6')}${opens} counter name exempted6 accept`,
    '  ip saddr @exempt4 accept',
    '  ip6 saddr @exempt6 accept',
  ];
}
