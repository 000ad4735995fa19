/** Whether the kernel can do what the configuration asks of it: shown by asking it, in a network namespace of its own. */
import type { InterceptionPlan } from '../../export/nft/plan.ts';
import { rulesetText } from '../../export/nft/ruleset.ts';
import { findingsOf, type MachineFinding } from '../finding.ts';
import type { Machine } from '../machine.ts';

const { good, fault, skipped } = findingsOf('kernel');

export function kernelFeatures({ root, run, read }: Machine, plan: InterceptionPlan): MachineFinding[] {
  if (!root) return [skipped('a namespace to try the rules in takes root', 'Run netvakt doctor as root')];
  const release = read('/proc/sys/kernel/osrelease') ?? 'unknown';
  const { ok, stderr } = run(
    ['unshare', '--net', 'nft', '-f', '-'],
    rulesetText({ ...plan, suspects: { four: [], six: [] } }),
  );
  if (ok) return [good(`Linux ${release} takes the rules of ${plan.mode}${handedOver(plan)}`)];
  const modules =
    plan.mode === 'tproxy' ? 'nft_tproxy, nft_socket, nf_tproxy_ipv4 and nf_tproxy_ipv6' : 'nft_redir and nf_nat';
  const message = stderr.split('\n')[0] ?? '';
  return [
    fault(
      `Linux ${release} does not take the rules of ${plan.mode}: ${message}`,
      `Use a kernel with ${modules}, and nftables 1.0 or later`,
    ),
  ];
}

/** How packets come to the queue here; nothing if none do. */
function handedOver({ packet, quicQueue }: InterceptionPlan): string {
  const by = (packet ?? quicQueue)?.by;
  if (by === undefined) return '';
  return by === 'nft' ? '; packets are handed over by nft' : '; packets are handed over by iptables (NFQUEUE)';
}
