/**
 * A plan as one nftables ruleset. `nft -f` puts the whole of it in force at once or nothing: the old table goes in the same
 * transaction in which the new one comes, so that no packet meets half of it.
 *
 *   subscriber ──> own connection? ──> to this machine? ──> bypass? ──> suspects and port? ──> listener
 *                       accept             accept            accept           else accept
 */
import { type AddressesByFamily, type InterceptionPlan, type ListenerSocket, markText } from './plan.ts';

const HEAD = '# Made by netvakt export nft. Put in force with: nft -f FILE   Taken away with: nft delete table inet ';

const ONLY_OPENING = [
  '  # Only what opens a connection: one that began without the filter goes on without it.',
  '  tcp flags & (fin | syn | rst | ack) != syn accept',
];

/** The whole ruleset, to be given to `nft -f`. Ends with a newline. */
export function rulesetText(plan: InterceptionPlan): string {
  const body = [...setLines(plan), '', ...(plan.mode === 'tproxy' ? tproxyLines(plan) : redirectLines(plan))];
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

/** What takes a plan's rules away again. */
export function removalText({ table }: InterceptionPlan): string {
  return `table inet ${table} {}\ndelete table inet ${table}\n`;
}

/** The statements that put other suspects into a ruleset in force, in one transaction: nothing else is touched. */
export function suspectsText({ table }: InterceptionPlan, { four, six }: AddressesByFamily): string {
  const filled = (set: string, elements: readonly string[]): string[] => [
    `flush set inet ${table} ${set}`,
    ...(elements.length === 0 ? [] : [`add element inet ${table} ${set} { ${elements.join(', ')} }`]),
  ];
  return `${[...filled('suspects4', four), ...filled('suspects6', six)].join('\n')}\n`;
}

/** Counts the suspect addresses in a text of {@link rulesetText} or {@link suspectsText}. */
export function suspectsIn(text: string): number {
  const filled = text.matchAll(
    /^ *(?:set suspects[46] .*elements = |add element inet \S+ suspects[46] )\{ ([^{}\n]+) \}/gmu,
  );
  return [...filled].reduce((count, [, elements = '']) => count + elements.split(', ').length, 0);
}

function setLines({ subscribers, ports, suspects, bypass, reach }: InterceptionPlan): string[] {
  const addresses = (name: string, type: string, elements: readonly string[]): string =>
    `set ${name} { type ${type}; flags interval; auto-merge;${elementsOf(elements)} }`;
  return [
    `set subscribers { type ifname;${elementsOf(subscribers.map((name) => `"${name}"`))} }`,
    `set ports { type inet_service;${elementsOf(ports.map(String))} }`,
    ...(reach === 'suspects'
      ? [addresses('suspects4', 'ipv4_addr', suspects.four), addresses('suspects6', 'ipv6_addr', suspects.six)]
      : []),
    addresses('bypass4', 'ipv4_addr', bypass.four),
    addresses('bypass6', 'ipv6_addr', bypass.six),
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
    `${reached(plan, family)}tcp dport @ports tproxy ${family} to ${socketText(family, socket)} ${marked}`;
  return [
    'chain intercept {',
    '  type filter hook prerouting priority mangle; policy accept;',
    '  # Connections that the filter has: from subscribers, and back from origins to the subscriber’s address.',
    `  meta l4proto tcp socket transparent 1 ${onAll ? 'socket wildcard 0 ' : ''}${marked}`,
    '  iifname != @subscribers accept',
    '  # This machine’s own services.',
    '  fib daddr type local accept',
    '  # What a router sends back to us would be a new connection, and the next one too.',
    '  fib saddr type local drop',
    '  ip daddr @bypass4 accept',
    '  ip6 daddr @bypass6 accept',
    ...(onAll ? [] : ONLY_OPENING),
    ...(plan.listenerFour === undefined ? [] : [`  ${to('ip', plan.listenerFour)}`]),
    ...(plan.listenerSix === undefined ? [] : [`  ${to('ip6', plan.listenerSix)}`]),
    '}',
    ...quicLines(plan),
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
    `${reached(plan, family)}tcp dport @ports redirect to :${port}`;
  return [
    'chain intercept {',
    '  type nat hook prerouting priority dstnat; policy accept;',
    `  meta mark & ${bit} == ${bit} accept`,
    '  iifname != @subscribers accept',
    '  fib daddr type local accept',
    '  ip daddr @bypass4 accept',
    '  ip6 daddr @bypass6 accept',
    ...(plan.listenerFour === undefined ? [] : [`  ${to('ip', plan.listenerFour)}`]),
    ...(plan.listenerSix === undefined ? [] : [`  ${to('ip6', plan.listenerSix)}`]),
    '}',
    ...quicLines(plan),
  ];
}

/** Refused at once, not dropped: a browser that is told turns to TCP, one that is not waits. */
function quicLines(plan: InterceptionPlan): string[] {
  if (plan.quic === 'pass') return [];
  const line = (family: 'ip' | 'ip6'): string => `  ${reached(plan, family)}udp dport 443 reject`;
  return [
    '',
    'chain quic {',
    '  type filter hook forward priority filter; policy accept;',
    '  iifname != @subscribers accept',
    '  ip daddr @bypass4 accept',
    '  ip6 daddr @bypass6 accept',
    ...(plan.listenerFour === undefined ? [] : [line('ip')]),
    ...(plan.listenerSix === undefined ? [] : [line('ip6')]),
    '}',
  ];
}

/** The condition on family and destination, with a space behind it. */
function reached({ reach }: InterceptionPlan, family: 'ip' | 'ip6'): string {
  const version = family === 'ip' ? 4 : 6;
  return reach === 'suspects' ? `${family} daddr @suspects${version} ` : `meta nfproto ipv${version} `;
}
