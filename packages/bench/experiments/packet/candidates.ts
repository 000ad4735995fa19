/**
 * What it saves if a BPF program queues candidates only: mode packet with `verdict: fast`, with and without `candidates.c` before the queue.
 *
 * As root, with clang, bpftool and libbpf-dev, on a kernel with xt_bpf. Run:
 * node --conditions=@netvakt/source packages/bench/experiments/packet/candidates.ts [ROUNDS]
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { progress } from '../../src/common/progress.ts';
import { withTemporaryFolder } from '../../src/common/temporary.ts';
import { contestantsWith, type PacketContestant } from '../../src/packet/contestants.ts';
import { packetText } from '../../src/packet/report.ts';
import { runPacketBench } from '../../src/packet/run.ts';
import { QUICK_PACKET } from '../../src/packet/settings.ts';

const SOURCE = fileURLToPath(new URL('candidates.c', import.meta.url));
const INCLUDES = `-I/usr/include/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu`;

function must(program: string, ...words: readonly string[]): void {
  const { status, stderr } = spawnSync(program, words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${words.join(' ')}: ${stderr}`);
}

/** The contestant `packet-fast`, with the program before its rule of iptables: a free packet is marked as allowed. */
function withCandidates(fast: PacketContestant, pinned: string): PacketContestant {
  return {
    ...fast,
    name: 'fast-candidates',
    filters: false,
    start: async (site) => {
      const started = await fast.start(site);
      const match = ['-m', 'mark', '--mark', '0x40/0xc0', '-m', 'bpf', '--object-pinned', pinned];
      const rule = ['-t', 'mangle', '-I', 'netvakt', '1', ...match, '-j', 'MARK', '--set-xmark', '0x80/0xc0'];
      site.network.run(site.namespace, ['iptables', ...rule]);
      return started;
    },
  };
}

await withTemporaryFolder('candidates', async (folder) => {
  const [object, system] = [join(folder, 'candidates.o'), join(folder, 'bpf')];
  must('clang', '-O2', '-g', '-target', 'bpf', INCLUDES, '-c', SOURCE, '-o', object);
  mkdirSync(system);
  must('mount', '-t', 'bpf', 'bpf', system);
  try {
    const pinned = join(system, 'candidates');
    must('bpftool', 'prog', 'load', object, pinned, 'type', 'socket');
    const known = contestantsWith(undefined);
    const fast = known.find(({ name }) => name === 'packet-fast');
    if (fast === undefined) throw new Error('there is no packet-fast any more');
    const kernel = known.filter(({ name }) => name === 'plain' || name === 'conntrack');
    const settings = { ...QUICK_PACKET, only: ['connections'], rounds: Number(process.argv[2] ?? 7) };
    const contestants = [...kernel, fast, withCandidates(fast, pinned)];
    const report = await runPacketBench({ settings, command: 'candidates.ts', progress, contestants });
    process.stdout.write(packetText(report));
  } finally {
    must('umount', system);
  }
});
