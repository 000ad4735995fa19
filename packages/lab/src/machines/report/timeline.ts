/** The run as a picture: what became of requests, how long they took, which scenario was on. */
import { LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, MarkAreaComponent, TitleComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { RequestSeen } from '../boxes/load.ts';
import type { Result } from './result.ts';

use([LineChart, GridComponent, LegendComponent, MarkAreaComponent, TitleComponent, SVGRenderer]);

const INK = '#24292f';
/** Distinct also without colour vision (Okabe and Ito, 2008). */
const LINES = [
  { name: 'blocked', colour: '#0072b2', holds: (one: RequestSeen): boolean => one.outcome === 'blocked' },
  {
    name: 'passed',
    colour: '#009e73',
    holds: (one: RequestSeen): boolean => one.outcome === 'passed' && one.what !== 'listed',
  },
  {
    name: 'listed, unfiltered',
    colour: '#d55e00',
    holds: (one: RequestSeen): boolean => one.outcome === 'passed' && one.what === 'listed',
  },
  {
    name: 'lost',
    colour: '#cc79a7',
    holds: (one: RequestSeen): boolean => one.outcome !== 'passed' && one.outcome !== 'blocked',
  },
] as const;
const NODES = [
  { name: 'node1', colour: '#d55e00', type: 'solid' },
  { name: 'node2', colour: '#0072b2', type: 'dashed' },
] as const;
const SECOND = 1000;

/** No script, no outside font; legible on any page. */
export function timelineSvg({ seen, verdicts, changes }: Pick<Result, 'seen' | 'verdicts' | 'changes'>): string {
  const from = Math.min(...seen.map(({ at }) => at));
  const seconds = Math.ceil((Math.max(...seen.map(({ at }) => at)) - from) / SECOND);
  const bins = Array.from({ length: seconds }, (): RequestSeen[] => []);
  for (const one of seen) bins[Math.floor((one.at - from) / SECOND)]?.push(one);
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: 1200, height: 720 });
  chart.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    textStyle: { fontFamily: 'system-ui, sans-serif', color: INK },
    title: {
      text: 'Requests a second by outcome, and the median latency of free pages',
      left: 16,
      top: 10,
      textStyle: { fontSize: 15, color: INK },
    },
    legend: { top: 38, left: 16, textStyle: { color: INK } },
    grid: [
      { left: 80, right: 30, top: 110, height: 280 },
      { left: 80, right: 30, top: 430, height: 90 },
      { left: 80, right: 30, top: 570, height: 80 },
    ],
    xAxis: [0, 1, 2].map((gridIndex) => ({
      type: 'value',
      gridIndex,
      max: seconds,
      name: gridIndex === 2 ? 'seconds' : '',
      nameLocation: 'middle',
      nameGap: 26,
    })),
    yAxis: [
      // Room for the scenarios' names above the lines.
      {
        type: 'value',
        gridIndex: 0,
        name: 'requests a second',
        max: ({ max }: { readonly max: number }) => Math.ceil(max * 0.145) * 10,
      },
      { type: 'log', gridIndex: 1, min: 1, name: 'milliseconds' },
      { type: 'category', gridIndex: 2, data: ['withdrawn', 'announced'], name: 'routes' },
    ],
    series: [
      { type: 'line', data: [], markArea: areas(verdicts, from) },
      ...LINES.map(({ name, colour, holds }) => ({
        name,
        type: 'line',
        symbol: 'none',
        color: colour,
        data: bins.map((bin, second) => [second, bin.filter(holds).length]),
      })),
      {
        name: 'median latency',
        type: 'line',
        symbol: 'none',
        xAxisIndex: 1,
        yAxisIndex: 1,
        color: '#000000',
        data: bins.map((bin, second) => [second, medianOf(bin)]),
      },
      ...NODES.map(({ name, colour, type }) => ({
        name: name.replace('node', 'node '),
        type: 'line',
        symbol: 'none',
        xAxisIndex: 2,
        yAxisIndex: 2,
        color: colour,
        lineStyle: { type },
        data: statesOf(changes[name], from, seconds),
      })),
    ],
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return `${svg}\n`;
}

/** The steps of one node, each as a corner of the line, carried on to the end. */
function statesOf(changes: Result['changes']['node1'], from: number, seconds: number): [number, number][] {
  const line: [number, number][] = [];
  let state = 0;
  for (const { at, announced } of changes) {
    const second = Math.max(0, (at - from) / SECOND);
    if (second > 0) line.push([second, state]);
    state = Number(announced);
    line.push([second, state]);
  }
  return [...line, [seconds, state]];
}

function areas(verdicts: Result['verdicts'], from: number): object {
  return {
    itemStyle: { color: '#eef1f4' },
    label: { color: INK, fontSize: 10, position: 'insideTop', rotate: 0 },
    data: verdicts.map(({ scenario, spans }) => [
      { name: scenario.name.replaceAll(' ', '\n'), xAxis: (Math.min(...spans.map((one) => one.from)) - from) / SECOND },
      { xAxis: (Math.max(...spans.map(({ to }) => to)) - from) / SECOND },
    ]),
  };
}

function medianOf(bin: readonly RequestSeen[]): number | string {
  const took = bin
    .filter(({ what, outcome }) => what === 'free' && outcome === 'passed')
    .map((one) => one.took)
    .toSorted((a, b) => a - b);
  return took.length === 0 ? '-' : Math.max(1, took[took.length >> 1] ?? 1);
}
