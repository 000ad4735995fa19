/** The rule that hands packets to the queue by iptables, for kernels whose nftables have no statement `queue`. */
import { exportError } from '../failure.ts';
import { MARK_FIRST_BYTE, PENDING_MARK, STATE_MASK } from './packet.ts';
import { type InterceptionPlan, type PacketPlan, queueOf } from './plan.ts';
import { mustRun, type Run } from './tools.ts';

const PROGRAMS = ['iptables', 'ip6tables'] as const;
const PROTOCOLS = ['tcp', 'udp'] as const;
/** Marks of pending packets, as nft writes them. */
const PENDING = `${PENDING_MARK}/${STATE_MASK}`;

const PROBE = 'table inet probe { chain c { type filter hook forward priority 0; queue num 0 bypass; }; }\n';
/** How nft turns a number of the packet into a mark: the bytecode shows whether it changes the order of bytes. */
const ORDER_PROBE = `table inet probe { chain c { type filter hook forward priority 0; ${MARK_FIRST_BYTE}; }; }\n`;

/** The plan with the way by which packets are handed over on this machine; shown by trying. Unchanged without packets, or without root. */
export function withQueueOfHere(plan: InterceptionPlan, run: Run): InterceptionPlan {
  const { packet, quicQueue } = plan;
  if (queueOf(plan) === undefined) return plan;
  if (packet !== undefined) refuseOtherOrder(run);
  const by = run(['unshare', '--net', 'nft', '-f', '-'], PROBE).ok ? 'nft' : 'iptables';
  return {
    ...plan,
    packet: packet === undefined ? undefined : { ...packet, by },
    quicQueue: quicQueue === undefined ? undefined : { ...quicQueue, by },
  };
}

/** Throws an {@link OperatorError} if nft writes marks in another order of bytes than the filter reads. */
function refuseOtherOrder(run: Run): void {
  const { ok, stdout } = run(['unshare', '--net', 'nft', '--debug=netlink', '-c', '-f', '-'], ORDER_PROBE);
  if (ok && /byteorder/u.test(stdout))
    throw exportError(
      'this version of nft writes marks in an order of bytes that mode: packet does not read',
      'Use nftables 1.0, or mode: tproxy',
    );
}

/** Puts the rules of both families in force, each in one transaction: packets go to the old queue, then to the new one. */
export function applyQueueRules(plan: InterceptionPlan, run: Run): void {
  const queue = queueOf(plan);
  if (queue?.by !== 'iptables') {
    removeQueueRules(plan, run);
    return;
  }
  for (const program of PROGRAMS) {
    mustRun(run, [`${program}-restore`, '--noflush', '--wait'], restoreText(plan, queue));
    for (const protocol of PROTOCOLS) {
      const mangle = mangleOf(program);
      const there = run([...mangle, '-C', ...jumpOf(plan, protocol)]).ok;
      const wanted = protocolsOf(plan).includes(protocol);
      if (wanted !== there) mustRun(run, [...mangle, wanted ? '-I' : '-D', ...jumpOf(plan, protocol)]);
    }
  }
}

/** Takes them away; nothing if there are none. */
export function removeQueueRules(plan: InterceptionPlan, run: Run): void {
  if (queueOf(plan) === undefined) return;
  for (const program of PROGRAMS) {
    const mangle = mangleOf(program);
    if (!run([...mangle, '-S', chainOf(plan)]).ok) continue;
    for (const protocol of PROTOCOLS) run([...mangle, '-D', ...jumpOf(plan, protocol)]);
    run([...mangle, '-F', chainOf(plan)]);
    run([...mangle, '-X', chainOf(plan)]);
  }
}

/** The programs whose rule is lost; none if the plan wants none of them. */
export function lostQueueRules(plan: InterceptionPlan, run: Run): readonly string[] {
  const queue = queueOf(plan);
  if (queue?.by !== 'iptables') return [];
  return PROGRAMS.filter((program) => {
    const mangle = mangleOf(program);
    const { ok, stdout } = run([...mangle, '-S', chainOf(plan)]);
    const hasJumps = protocolsOf(plan).every((protocol) => run([...mangle, '-C', ...jumpOf(plan, protocol)]).ok);
    return !ok || !hasJumps || !stdout.split('\n').some((line) => isQueueRule(line, queue));
  });
}

function mangleOf(program: string): readonly string[] {
  return [program, '--wait', '-t', 'mangle'];
}

function restoreText(plan: InterceptionPlan, packet: PacketPlan): string {
  const chain = chainOf(plan);
  const rule = `-A ${chain} -m mark --mark ${PENDING} -j NFQUEUE ${queueWords(packet)}`;
  return `*mangle\n:${chain} - [0:0]\n${rule}\nCOMMIT\n`;
}

/** Rules for TLS and for QUIC, each if it goes to the queue. */
function protocolsOf({ packet, quicQueue }: InterceptionPlan): readonly (typeof PROTOCOLS)[number][] {
  return [...(packet === undefined ? [] : (['tcp'] as const)), ...(quicQueue === undefined ? [] : (['udp'] as const))];
}

function jumpOf(plan: InterceptionPlan, protocol: string): readonly string[] {
  return ['FORWARD', '-p', protocol, '-j', chainOf(plan)];
}

function queueWords({ queue, queues, bypass }: PacketPlan): string {
  const to = queues === 1 ? `--queue-num ${queue}` : `--queue-balance ${queue}:${queue + queues - 1}`;
  return `${to}${bypass ? ' --queue-bypass' : ''}`;
}

function isQueueRule(line: string, packet: PacketPlan): boolean {
  return line.startsWith('-A ') && line.trimEnd().endsWith(`-j NFQUEUE ${queueWords(packet)}`);
}

/** Names of chains have at most 28 characters. */
function chainOf({ table }: Pick<InterceptionPlan, 'table'>): string {
  return table.slice(0, 28);
}
