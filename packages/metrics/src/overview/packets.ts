import { type Bar, distribution, lyingBars, named } from './charts.ts';
import { quantileBound, share, short, time, whole } from './figures.ts';
import type { NamedCount, PacketView } from './model.ts';

/** Flows that nobody has judged, or that ended for another reason than a rule. */
const DOUBTFUL: ReadonlySet<string> = new Set(['unfiltered', 'ambiguous', 'refused']);
/** As the alert NetvaktConntrackNearLimit. */
const NEARLY_FULL = 0.8;

/** Mode packet: what became of flows, and whether the queues and the kernel's table have room. Nothing if no packet has come. */
export function packetsSection(packets: PacketView): string {
  if (packets.came === 0) return '';
  const { outcomes, dropped, verdicts } = packets;
  const flows = barsOf(outcomes, (name) => DOUBTFUL.has(name));
  const drops = barsOf(dropped, () => false);
  return `<section aria-labelledby="packets"><h2 id="packets">Flows of packets</h2>
<p class="note">Mode packet, since the start: ${whole(packets.came)} packets came to the filter; ${whole(packets.pending)} flows wait for a verdict, ${whole(packets.held)} of their packets are held. What is allowed is forwarded by the kernel.</p>
<p class="note">${served(packets)} ${tracked(packets)}</p>
<div class="pair">
<div><h3>Flows, by outcome</h3>${lyingBars(named('Flows by outcome', flows), flows, 1)}
${drops.length === 0 ? '' : `<h3>Packets dropped or changed, by reason</h3>${lyingBars(named('Packets dropped or changed by reason', drops), drops, 1)}`}</div>
<div><h3>Time to a verdict</h3>${verdictTimes(verdicts)}</div>
</div></section>`;
}

/** Those that were, the most frequent first. */
function barsOf(counts: readonly NamedCount[], isMarked: (name: string) => boolean): Bar[] {
  const all = counts.reduce((sum, { count }) => sum + count, 0);
  return counts
    .filter(({ count }) => count > 0)
    .toSorted((a, b) => b.count - a.count)
    .map(({ name, count }) => ({
      label: name,
      value: count,
      text: `${short(count)} (${share(count, all)})`,
      marked: isMarked(name),
    }));
}

/** For how long queues were not served, and what the kernel dropped there. */
function served({ queues: { unserved, kernel } }: PacketView): string {
  const lost = Object.entries(unserved).filter(([, seconds]) => seconds >= 0.1);
  const dropped = kernel === undefined ? 0 : kernel.full + kernel.unsent;
  const now = kernel === undefined ? '' : ` ${whole(kernel.waiting)} packets wait in them now.`;
  const drops = dropped === 0 ? '' : ` <span class="bad">The kernel dropped ${whole(dropped)} packets there.</span>`;
  if (lost.length === 0) return `The queues were served all the time.${now}${drops}`;
  const text = lost.map(([reason, seconds]) => `${time(seconds)} (${reason})`).join(', ');
  return `<span class="bad">Queues were not served for ${text}</span>: flows passed unfiltered or were dropped, depending on <code>overload</code>.${now}${drops}`;
}

/** How full the kernel's table of tracked connections is. */
function tracked({ conntrack: { entries, limit, drops } }: PacketView): string {
  if (limit === 0) return '';
  const text = `The kernel tracks ${short(entries)} connections of ${short(limit)} (${share(entries, limit)})`;
  const full = entries > NEARLY_FULL * limit ? `<span class="bad">${text}</span>` : text;
  return drops === 0
    ? `${full}.`
    : `${full}, and <span class="bad">dropped ${whole(drops)} packets</span> that it could not track.`;
}

function verdictTimes({ bounds, counts }: PacketView['verdicts']): string {
  const all = counts.reduce((sum, count) => sum + count, 0);
  if (all === 0) return '<p>No hello was judged so far.</p>';
  const labels = [...bounds.map((bound) => time(bound)), `over ${time(bounds.at(-1) ?? 0)}`];
  const shares = counts.map((count) => count / all);
  const text = (q: number): string => {
    const bound = quantileBound(q, bounds, counts) ?? 0;
    return bound === Number.POSITIVE_INFINITY ? `more than ${time(bounds.at(-1) ?? 0)}` : `at most ${time(bound)}`;
  };
  const name = `Time to a verdict, by upper bound: ${labels.map((label, i) => `${label} ${share(shares[i] ?? 0, 1)}`).join(', ')}`;
  return `<p class="note">Since the first packet of a flow came: half took ${text(0.5)}, 99 in 100 ${text(0.99)}. A hello in several packets waits for its client.</p>${distribution(name, labels, shares)}`;
}
