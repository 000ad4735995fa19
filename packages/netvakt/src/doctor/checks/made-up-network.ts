/**
 * A subscriber behind a router and an origin, each a network namespace, joined to this machine for one check. Addresses are
 * those of documentation (RFC 5737, RFC 3849), and none of the canary's, which is there at the same time. The link between
 * subscriber and router is as narrow as IPv6 allows; only the router knows of it.
 */
import { type InterceptionPlan, type IpFamily, plannedFamilies } from '../../export/nft/plan.ts';
import type { Machine } from '../machine.ts';

/** The addresses of one family. */
export interface MadeUpFamily {
  readonly family: IpFamily;
  readonly name: 'IPv4' | 'IPv6';
  readonly flag: '-4' | '-6';
  readonly home: string;
  readonly origin: string;
  readonly suspects: 'suspects4' | 'suspects6';
}

/** How a family's three networks are numbered: the machine's end of each is 1, but in the second, which the router begins. */
interface Numbering {
  readonly addressOf: (network: 1 | 2 | 3, end: 1 | 2) => string;
  /** Behind the address of an end, and behind that of a single machine. */
  readonly lengths: readonly [network: string, machine: string];
  /** Holds all three. */
  readonly around: string;
  readonly more: readonly string[];
}

const NUMBERING: Readonly<Record<IpFamily, Numbering>> = {
  ipv4: {
    addressOf: (network, end) => `192.0.2.${240 - 4 * network + end}`,
    lengths: ['/30', '/32'],
    around: '192.0.2.0/24',
    more: [],
  },
  ipv6: {
    addressOf: (network, end) => `2001:db8:ffff:${network}::${end}`,
    lengths: ['/64', '/128'],
    around: '2001:db8:ffff::/48',
    more: ['nodad'],
  },
};

export const MADE_UP_FAMILIES: readonly MadeUpFamily[] = [
  { family: 'ipv4', name: 'IPv4', flag: '-4', ...endsOf('ipv4'), suspects: 'suspects4' },
  { family: 'ipv6', name: 'IPv6', flag: '-6', ...endsOf('ipv6'), suspects: 'suspects6' },
];

/** Where the subscriber is, and the origin. */
function endsOf(family: IpFamily): Pick<MadeUpFamily, 'home' | 'origin'> {
  const { addressOf } = NUMBERING[family];
  return { home: addressOf(2, 2), origin: addressOf(3, 2) };
}

/** The smallest MTU that IPv6 allows (RFC 8200 §5), in bytes. */
export const SMALLEST_MTU = 1280;

const NAME = `netvakt-dr-${process.pid}`;
/** The namespaces by what they are. */
export const MADE_UP: Readonly<Record<'home' | 'router' | 'origin', string>> = {
  home: `${NAME}-home`,
  router: `${NAME}-router`,
  origin: `${NAME}-origin`,
};
/** Ends of the two cables on this machine; a name has 15 characters at most. */
const [TO_ROUTER, TO_ORIGIN] = [`nvdr${process.pid}`, `nvdo${process.pid}`] as const;

const FORWARD = 'echo 1 > /proc/sys/net/ipv4/ip_forward; echo 1 > /proc/sys/net/ipv6/conf/all/forwarding';

/** Makes it, among the plan's subscribers and suspects; what failed, or nothing. */
export function makeNetwork({ run }: Machine, plan: InterceptionPlan): string | undefined {
  for (const step of [...links(), ...addresses(plan), ...elements('add', plan)]) {
    const { ok, stderr } = run(step);
    if (!ok) return `${step.slice(0, 5).join(' ')}: ${stderr.split('\n')[0] ?? ''}`;
  }
  return undefined;
}

/** Takes away what there is of it. */
export function takeNetworkAway({ run }: Machine, plan: InterceptionPlan): void {
  for (const step of elements('delete', plan)) run(step);
  for (const link of [TO_ROUTER, TO_ORIGIN]) run(['ip', 'link', 'delete', link]);
  for (const namespace of Object.values(MADE_UP)) run(['ip', 'netns', 'delete', namespace]);
}

function links(): string[][] {
  const { home, router, origin } = MADE_UP;
  return [
    ...[home, router, origin].map((namespace) => ['ip', 'netns', 'add', namespace]),
    ['ip', ...cable(TO_ROUTER, 'out', router)],
    ['ip', ...cable(TO_ORIGIN, 'out', origin)],
    ['ip', '-n', router, ...cable('home', 'out', home)],
    ['ip', 'netns', 'exec', router, 'sh', '-c', FORWARD],
    ['ip', 'link', 'set', TO_ROUTER, 'up'],
    ['ip', 'link', 'set', TO_ORIGIN, 'up'],
    ['ip', '-n', router, 'link', 'set', 'home', 'mtu', String(SMALLEST_MTU), 'up'],
    ...[home, router, origin].map((namespace) => ['ip', '-n', namespace, 'link', 'set', 'out', 'up']),
  ];
}

function cable(name: string, far: string, namespace: string): string[] {
  return `link add ${name} type veth peer name ${far} netns ${namespace}`.split(' ');
}

/** Addresses and ways of the families that the plan intercepts. */
function addresses(plan: InterceptionPlan): string[][] {
  return plannedFamilies(plan).flatMap((family) => numbered(NUMBERING[family]));
}

function numbered({ addressOf, lengths: [network, machine], around, more }: Numbering): string[][] {
  const { home, router, origin } = MADE_UP;
  const address = (box: readonly string[], text: string, link: string): string[] => [
    'ip',
    ...box,
    'address',
    'add',
    text + network,
    'dev',
    link,
    ...more,
  ];
  return [
    address([], addressOf(1, 1), TO_ROUTER),
    address(['-n', router], addressOf(1, 2), 'out'),
    address(['-n', router], addressOf(2, 1), 'home'),
    address(['-n', home], addressOf(2, 2), 'out'),
    address([], addressOf(3, 1), TO_ORIGIN),
    address(['-n', origin], addressOf(3, 2), 'out'),
    ['ip', '-n', home, 'route', 'add', around, 'via', addressOf(2, 1)],
    ['ip', '-n', router, 'route', 'add', around, 'via', addressOf(1, 1)],
    ['ip', '-n', origin, 'route', 'add', around, 'via', addressOf(3, 1)],
    ['ip', 'route', 'add', addressOf(2, 2) + machine, 'via', addressOf(1, 2)],
  ];
}

function elements(verb: 'add' | 'delete', { table, reach }: InterceptionPlan): string[][] {
  const element = (set: string, value: string): string[] => [
    'nft',
    verb,
    'element',
    'inet',
    table,
    set,
    `{ ${value} }`,
  ];
  return [
    element('subscribers', `"${TO_ROUTER}"`),
    ...(reach === 'suspects' ? MADE_UP_FAMILIES.map(({ suspects, origin }) => element(suspects, origin)) : []),
  ];
}
