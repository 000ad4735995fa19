/** What is to hold of mode packet in a kernel whose nftables have the statement `queue`. */
import type { ChildProcess } from 'node:child_process';
import { answers, configured, download, end, LARGE_BYTES, metric, mustRun, netvakt, run, startFilter } from './node.ts';

/** One thing that is seen, with a figure if there is one; throws if it is not so. Each goes on from where the one before ended. */
export interface KernelStep {
  readonly name: string;
  readonly see: () => Promise<string | undefined> | string | undefined;
}

const TABLE = ['nft', 'list', 'table', 'inet', 'netvakt'];
let filter: ChildProcess;

function must(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}

function apply(file: string): void {
  const { code, stderr } = netvakt(['export', 'nft', '--apply', '--config', file]);
  must(code === 0, stderr);
}

/** For both families: whether a free host answers, and a listed one. */
function seen(): string {
  return ([0, 1] as const)
    .map(
      (family) => `${answers('free.test', family) ? 'free' : '-'} ${answers('blocked.test', family) ? 'blocked' : '-'}`,
    )
    .join(', ');
}

function mustSee(expected: string): void {
  const found = seen();
  must(found === `${expected}, ${expected}`, `answers: ${found}; expected of each family: ${expected}`);
}

function check(): ReturnType<typeof netvakt> {
  return netvakt(['export', 'nft', '--check', '--config', configured({})]);
}

const queueRules = (): string[] => [...mustRun(TABLE).matchAll(/^\s*queue [^\n]*/gmu)].map(([text]) => text.trim());

/** A chain of the TLS rules. Each forwarded packet passes it, except those that a flowtable forwards. */
const CHAIN = ['inet', 'netvakt', 'packet_flows'];
const COUNTER = `add counter inet netvakt lab
insert rule ${CHAIN.join(' ')} tcp sport 443 counter name lab
`;
const FLOWTABLE = `add flowtable inet netvakt lab { hook ingress priority 0; devices = { subscribers, uplink }; }
insert rule ${CHAIN.join(' ')} ct mark & 0xc0 == 0x80 flow add @lab
`;

function counted(): number {
  const [, packets = '0'] = /packets (\d+)/u.exec(mustRun(['nft', 'list', 'counter', 'inet', 'netvakt', 'lab'])) ?? [];
  return Number(packets);
}

/** Packets of one large answer that pass the chain. */
function packetsInChain(): number {
  const before = counted();
  const bytes = download('free.test');
  must(bytes === LARGE_BYTES, `${bytes} of ${LARGE_BYTES} bytes came`);
  return counted() - before;
}

export const KERNEL_STEPS: readonly KernelStep[] = [
  {
    name: 'the kernel has the statement queue, and the plan takes it',
    see: () => {
      const { code, stdout, stderr } = netvakt(['export', 'nft', '--config', configured({})]);
      must(code === 0 && /^ *queue num 0 bypass$/mu.test(stdout), `${stderr}${stdout.slice(0, 200)}`);
    },
  },
  {
    name: 'applied: the rules of nft hand packets over, none of iptables does',
    see: async () => {
      filter = await startFilter(configured({}));
      apply(configured({}));
      // One of TLS, one of QUIC.
      must(queueRules().length === 2, `rules: ${queueRules().join('; ')}`);
      must(!/NFQUEUE/u.test(run(['iptables-save']).stdout), 'iptables hands packets over too');
    },
  },
  {
    name: 'checked: in force as configured; a rule that is lost is found',
    see: () => {
      const whole = check();
      must(whole.code === 0, `${whole.stdout}${whole.stderr}`);
      mustRun(['nft', 'flush', 'chain', 'inet', 'netvakt', 'packet_queue']);
      must(check().code !== 0, 'the rules of the chain packet_queue are gone, and nothing is said');
      apply(configured({}));
    },
  },
  {
    name: 'a free host answers curl and OpenSSL, a listed one does not',
    see: () => {
      mustSee('free -');
      const flows = metric('netvakt_packet_flows_total{outcome="blocked"}');
      must(flows === 4, `${flows} flows are counted as blocked, not 4`);
    },
  },
  {
    name: 'doctor: packets are handed over by nft, the queue is served',
    see: () => {
      const { stdout, stderr } = netvakt(['doctor', '--config', configured({})]);
      must(/handed over by nft/u.test(stdout), `${stdout}${stderr}`);
      must(/queue 0 is served/u.test(stdout), `${stdout}${stderr}`);
    },
  },
  {
    name: 'upgraded by another queue number: filtered before, between and after',
    see: async () => {
      const next = configured({ listener: ', queue: 10', adminPort: 9465 });
      const second = await startFilter(next);
      mustSee('free -');
      apply(next);
      must(
        queueRules().every((rule) => /\b10\b/u.test(rule)),
        `rules: ${queueRules().join('; ')}`,
      );
      await end(filter, 'SIGTERM');
      filter = second;
      mustSee('free -');
      const unfiltered = metric('netvakt_packet_flows_total{outcome="unfiltered"}', 9465);
      must(unfiltered === 0, `${unfiltered} flows are counted as unfiltered`);
    },
  },
  {
    name: 'killed, overload open: flows pass',
    see: async () => {
      await end(filter, 'SIGKILL');
      mustSee('free blocked');
    },
  },
  {
    name: 'killed, overload closed: no flow passes',
    see: () => {
      apply(configured({ listener: ', overload: closed' }));
      mustSee('- -');
    },
  },
  {
    name: 'several threads: a range of queues, and each flow is judged',
    see: async () => {
      const file = configured({ listener: ', queues: 3' });
      filter = await startFilter(file);
      apply(file);
      must(
        queueRules().every((rule) => /0-2/u.test(rule)),
        `rules: ${queueRules().join('; ')}`,
      );
      mustSee('free -');
    },
  },
  {
    name: 'a flowtable beside the plan: allowed flows skip the chain, listed ones are blocked as before',
    see: () => {
      mustRun(['nft', '-f', '-'], COUNTER);
      const without = packetsInChain();
      mustRun(['nft', '-f', '-'], FLOWTABLE);
      const beside = packetsInChain();
      must(beside < without, `${beside} packets pass the chain, ${without} without a flowtable`);
      mustSee('free -');
      // It goes with the table, and its flows go on.
      apply(configured({ listener: ', queues: 3' }));
      mustSee('free -');
      return `${beside} packets of ${LARGE_BYTES} bytes in the chain, ${without} without one`;
    },
  },
  {
    name: 'removed: the table is gone, all passes',
    see: async () => {
      const { code, stderr } = netvakt(['export', 'nft', '--remove', '--config', configured({})]);
      must(code === 0, stderr);
      must(run(TABLE).code !== 0, 'the table is still there');
      mustSee('free blocked');
      await end(filter, 'SIGTERM');
    },
  },
];
