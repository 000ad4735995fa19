/** docs/operating/sizing.md: nodes for a line and for a million subscribers, computed from the figures of this benchmark and of mode packet. */
import { tableBelow } from '../common/page.ts';
import { countInWords, figure, markdownTable } from '../common/table.ts';
import type { ScaleFigure, ScaleMeasure, ScaleReport } from './results.ts';
import type { ScaleAxisName } from './settings.ts';

/** What an operator replaces by figures of their own. All are of the busiest hour. */
export interface SizingAssumptions {
  /** Traffic of one subscriber, averaged over all of them. */
  readonly megabits: number;
  readonly newConnections: number;
  /** Share of the new connections, 0 to 1. */
  readonly quicShare: number;
  readonly openConnections: number;
  /** Requests a second in clear text. */
  readonly clearRequests: number;
  /** Of traffic and connections, to suspect addresses. */
  readonly suspectShare: number;
  readonly rules: number;
  readonly nodeGigabits: number;
  readonly nodeCores: number;
  /** Of its cores that a node may use. */
  readonly busiest: number;
}

export const SIZING_ASSUMPTIONS: SizingAssumptions = {
  megabits: 2.5,
  newConnections: 0.5,
  quicShare: 0.3,
  openConnections: 30,
  clearRequests: 0.01,
  suspectShare: 0.01,
  rules: 1_000_000,
  nodeGigabits: 10,
  nodeCores: 16,
  busiest: 0.6,
};

/** What a way to filter adds to a machine that forwards anyway. */
interface ModeCost {
  readonly microsAConnection: number;
  /** `undefined`: QUIC is refused, and its clients come by TCP. */
  readonly microsAQuicHello: number | undefined;
  readonly secondsAGigabyte: number;
  readonly bytesAConnection: number;
}

/** The measured figures that sizes are computed from. */
export interface SizingFigures {
  readonly packet: ModeCost;
  readonly tproxy: ModeCost;
  readonly microsARequest: number;
  /** CPU time of a request with two workers on cores of their own, over that with one; at least 1. */
  readonly workerFactor: number;
  /** Memory of one worker and the rest of the process. */
  readonly bytesWithoutRules: number;
  /** Of each further worker. */
  readonly bytesAWorker: number;
  readonly bytesARule: number;
}

/** What arrives in the busiest hour. */
interface Traffic {
  readonly gigabits: number;
  readonly newConnections: number;
  readonly openConnections: number;
  readonly clearRequests: number;
}

/** What that takes. */
export interface Capacity {
  readonly cores: number;
  readonly nodes: number;
  readonly bytesANode: number;
}

const PACKET_PAGE = '../benchmarks/packet.md';
const SCALE_PAGE = '../benchmarks/scale.md';
const MILLION = 1_000_000;

/** Returns the figures. Throws a RangeError if the report or the page of mode packet lacks one. */
export function sizingFigures(report: ScaleReport, packetPage: string): SizingFigures {
  const growth = (axis: ScaleAxisName): number => {
    const each = report.slopes.find((slope) => slope.axis === axis && slope.measure === 'memory')?.each;
    return Math.max(0, each ?? missing(`the growth of memory with ${axis}`));
  };
  const at = (axis: ScaleAxisName, step: number, measure: ScaleMeasure): number => {
    const found = report.results.find((one) => one.axis === axis && one.counts && one.at === step)?.[measure];
    return valueOf(found, `${axis} at ${step}`);
  };
  const quic = cell(packetPage, 'quic', 'packet-confirm', 'filter, us a hello');
  return {
    packet: { ...addedCost(packetPage, 'packet-confirm'), microsAQuicHello: quic, bytesAConnection: 0 },
    tproxy: { ...addedCost(packetPage, 'tproxy'), microsAQuicHello: undefined, bytesAConnection: growth('idle') },
    microsARequest: at('rules', MILLION, 'cpu'),
    workerFactor: Math.max(1, at('workers', 2, 'cpu') / at('workers', 1, 'cpu')),
    bytesWithoutRules: at('rules', 0, 'memory'),
    bytesAWorker: growth('workers'),
    bytesARule: growth('rules'),
  };
}

/** What one mode takes for some traffic. @param spare - nodes in addition to those that are needed */
export function capacityOf(
  traffic: Traffic,
  mode: 'packet' | 'tproxy',
  figures: SizingFigures,
  assumptions: SizingAssumptions,
  spare: number,
): Capacity {
  const cost = figures[mode];
  const { quicShare, busiest, nodeGigabits, nodeCores, rules } = assumptions;
  const quic = cost.microsAQuicHello === undefined ? 0 : quicShare * traffic.newConnections;
  const micros =
    (traffic.newConnections - quic) * cost.microsAConnection +
    quic * (cost.microsAQuicHello ?? 0) +
    traffic.clearRequests * figures.microsARequest;
  const busy = micros / MILLION + (traffic.gigabits / 8) * cost.secondsAGigabyte;
  const cores = (busy > busiest ? busy * figures.workerFactor : busy) / busiest;
  const needed = Math.max(1, Math.ceil(traffic.gigabits / nodeGigabits), Math.ceil(cores / nodeCores));
  // Twice the rules: a new list is there before the old one goes.
  const bytesANode =
    figures.bytesWithoutRules +
    (Math.ceil(cores / needed) - 1) * figures.bytesAWorker +
    2 * rules * figures.bytesARule +
    (traffic.openConnections / needed) * cost.bytesAConnection;
  return { cores, nodes: needed + spare, bytesANode };
}

/** The text of docs/operating/sizing.md; without a report, of the page before the first run. */
export function sizingPage(report: ScaleReport | undefined, packetPage: string): string {
  return `# Sizing: nodes for your traffic

Work out how many nodes, cores and how much memory your traffic takes.

Generated by \`pnpm run docs\` from [how cost grows](${SCALE_PAGE}) and [the figures of mode packet](${PACKET_PAGE}); do not edit. Measure on your
machine first: \`pnpm bench packet --quick --write-docs\` and \`pnpm bench scale --quick --write-docs\`.

## What is assumed

Replace these by figures of your busiest hour; the formulas are below.

${assumptionTable(SIZING_ASSUMPTIONS)}
${report === undefined ? 'The sizes follow with the first kept run of `pnpm bench scale`.\n' : sizes(sizingFigures(report, packetPage))}`;
}

function sizes(figures: SizingFigures): string {
  const assumed = SIZING_ASSUMPTIONS;
  const million = trafficOf(MILLION, assumed, 1);
  const line = trafficOf((1000 * assumed.nodeGigabits) / assumed.megabits, assumed, 1);
  const suspects = trafficOf(MILLION, assumed, assumed.suspectShare);
  const rows = (
    [
      [`a line of ${figure(assumed.nodeGigabits)} Gbit/s, all traffic`, line],
      ['a million subscribers, all traffic', million],
      ['a million subscribers, `reach: suspects`', suspects],
    ] as const
  ).flatMap(([what, traffic]) =>
    (['packet', 'tproxy'] as const).map((mode) =>
      sizeRow(what, traffic, mode, capacityOf(traffic, mode, figures, assumed, 1)),
    ),
  );
  return `## Nodes

${markdownTable(['what', 'mode', 'Gbit/s', 'new connections/s', 'cores', 'nodes', 'memory a node, MB'], rows)}
One of the nodes is spare, so that a failure leaves enough. A node has a worker a core that it uses. With
[suspect addresses only](interception.md#stage-1-only-suspect-addresses) only a share of the traffic is led to the filter. Cores are those
that filtering adds to machines that forward anyway, at most ${100 * assumed.busiest} % busy. Mode \`tproxy\` refuses QUIC, so all connections are TCP; with it, traffic of both
directions crosses the process, in mode \`packet\` the kernel forwards what is allowed.

## How it is computed

\`\`\`text
busy   = new connections/s × cost + Gbit/s / 8 × cost of a GB + clear-text requests/s × cost
cores  = busy / ${assumed.busiest}, × ${figure(figures.workerFactor)} for several workers if one is not enough
nodes  = the larger of Gbit/s / ${figure(assumed.nodeGigabits)} and cores / ${assumed.nodeCores}, rounded up, and one spare
memory = without rules + further workers × bytes a worker + 2 × rules × bytes a rule + open connections of a node × bytes a connection
\`\`\`

${figureTable(figures)}
Memory of sockets and of tracked flows is the kernel's, and comes in addition; so do descriptors: two and a half a connection ([sizing in short](README.md#sizing)).
`;
}

/** Of so many subscribers, of which only a share is led to the filter. */
function trafficOf(subscribers: number, assumed: SizingAssumptions, share: number): Traffic {
  const { megabits, newConnections, openConnections, clearRequests } = assumed;
  const led = subscribers * share;
  return {
    gigabits: (led * megabits) / 1000,
    newConnections: led * newConnections,
    openConnections: led * openConnections,
    clearRequests: led * clearRequests,
  };
}

function sizeRow(what: string, traffic: Traffic, mode: string, { cores, nodes, bytesANode }: Capacity): string[] {
  return [
    what,
    `\`${mode}\``,
    figure(traffic.gigabits),
    figure(traffic.newConnections),
    figure(cores),
    figure(nodes),
    figure(bytesANode / 1e6),
  ];
}

function assumptionTable(assumed: SizingAssumptions): string {
  return markdownTable(
    ['in the busiest hour', 'value'],
    [
      ['traffic a subscriber, averaged over all', `${assumed.megabits} Mbit/s`],
      ['new connections a subscriber and second', String(assumed.newConnections)],
      ['of these QUIC', `${100 * assumed.quicShare} %`],
      ['open connections a subscriber', String(assumed.openConnections)],
      ['requests in clear text a subscriber and second', String(assumed.clearRequests)],
      ['traffic and connections to suspect addresses', `${100 * assumed.suspectShare} %`],
      ['rules', countInWords(assumed.rules)],
      ['line of a node', `${assumed.nodeGigabits} Gbit/s`],
      ['cores of a node', String(assumed.nodeCores)],
      ['cores busy, at most', `${100 * assumed.busiest} %`],
    ],
  );
}

function figureTable({ packet, tproxy, ...figures }: SizingFigures): string {
  return markdownTable(
    ['measured', 'packet', 'tproxy', 'page'],
    [
      [
        'us a new TCP connection',
        figure(packet.microsAConnection),
        figure(tproxy.microsAConnection),
        link(PACKET_PAGE),
      ],
      ['us a QUIC hello', figure(packet.microsAQuicHello), '-', link(PACKET_PAGE)],
      ['s a GB', figure(packet.secondsAGigabyte), figure(tproxy.secondsAGigabyte), link(PACKET_PAGE)],
      ['us a request in clear text', figure(figures.microsARequest), figure(figures.microsARequest), link(SCALE_PAGE)],
      ['times for several workers', figure(figures.workerFactor), figure(figures.workerFactor), link(SCALE_PAGE)],
      ['bytes a rule', figure(figures.bytesARule), figure(figures.bytesARule), link(SCALE_PAGE)],
      ['bytes an open connection', figure(packet.bytesAConnection), figure(tproxy.bytesAConnection), link(SCALE_PAGE)],
      ['MB a further worker', figure(figures.bytesAWorker / 1e6), figure(figures.bytesAWorker / 1e6), link(SCALE_PAGE)],
      [
        'MB without rules',
        figure(figures.bytesWithoutRules / 1e6),
        figure(figures.bytesWithoutRules / 1e6),
        link(SCALE_PAGE),
      ],
    ],
  );
}

function link(page: string): string {
  return page === PACKET_PAGE ? `[mode packet](${page})` : `[how cost grows](${page})`;
}

/** What a mode adds to the path of a machine that forwards anyway: client, server and the kernel's threads included. */
function addedCost(page: string, mode: string): Pick<ModeCost, 'microsAConnection' | 'secondsAGigabyte'> {
  return {
    microsAConnection: cell(page, 'connections', mode, 'path over plain'),
    secondsAGigabyte: cell(page, 'bulk', mode, 'path over plain'),
  };
}

function cell(page: string, section: string, row: string, column: string): number {
  const text = tableBelow(page, `## ${section}`)
    .find((one) => one.get(section) === row)
    ?.get(column);
  const value = Number((text ?? '').replaceAll(' ', ''));
  return text === undefined || text === '' || Number.isNaN(value) ? missing(`${section}, ${row}, ${column}`) : value;
}

function valueOf(found: ScaleFigure | null | undefined, what: string): number {
  return found?.value ?? missing(what);
}

function missing(what: string): never {
  throw new RangeError(`Figures for sizing are missing: ${what}`);
}
