/** Drawings of the pages: SVG by echarts, on the server, the same bytes for the same figures. */
import { BarChart, LineChart, ScatterChart } from 'echarts/charts';
import { GridComponent } from 'echarts/components';
import { type EChartsCoreOption, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { MARKED, type Scale } from './format.ts';
import type { Cell, IndicatorSeries } from './series.ts';

use([LineChart, ScatterChart, BarChart, GridComponent, SVGRenderer]);

/** A drawing whose numbers are not written yet: it is made once, and serves every language. */
export interface Drawing {
  /** @param number - writes a number in the language of the page. @param name - of the drawing, as HTML. */
  readonly svg: (name: string, number: (value: number) => string) => string;
}

/** Colours are the page's own variables: a chart turns dark with it. */
const INK = { quiet: 'var(--m)', line: 'var(--l)', bar: 'var(--b)', mark: 'var(--w)' };
const CALM = { silent: true, emphasis: { disabled: true }, animation: false, clip: false } as const;
const LABEL = { fontSize: 12, color: INK.quiet };
/** In the pixels that {@link LABEL} is given in; a page scales a drawing to its column, phones by little. */
const WIDTH = 360;
const HEIGHT = 190;
const BARS_WIDTH = 300;
/** The axis of signs at the foot of a drawing. */
const FOOT = { type: 'value', min: 0, max: 1, show: false } as const;
/** How far below 100 a drawing of shares may begin. */
const SPANS: readonly number[] = [0.02, 0.1, 0.2, 1, 2, 4, 10, 20, 50];
const SIGNS: readonly (readonly [status: Cell['status'], symbol: string])[] = [
  ['hidden', 'diamond'],
  ['missing', 'path://M0 0L8 8M8 0L0 8'],
];
/** Quarters that each have room for a label. */
const MOST_LABELS = 8;

/** The ratio over all markets by quarter. A line is broken at what is hidden or missing, and if the definitions change. */
export function trendDrawing({ quarters }: IndicatorSeries, { divisor, isPercent }: Scale): Drawing {
  const cells = quarters.map(({ cells: [cell] }): Cell => cell ?? { status: 'absent' });
  const values = cells.map((cell) => (cell.status === 'value' ? cell.value / divisor : '-'));
  const numbers = values.filter((value) => value !== '-');
  const digests = [...new Set(quarters.map(({ definitions }) => definitions))];
  const isShort = quarters.length <= MOST_LABELS;
  return drawing(WIDTH, {
    grid: { left: 48, right: 14, top: 14, bottom: isShort ? 40 : 26 },
    xAxis: {
      type: 'category',
      data: quarters.map(({ quarter }) => quarter),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: INK.line } },
      axisLabel: {
        ...LABEL,
        interval: (i: number) => isShort || quarters[i]?.quarter.endsWith('-Q1') === true,
        formatter: (quarter: string, i: number) => (isShort ? quarterLabel(quarter, i) : quarter.slice(0, 4)),
      },
    },
    yAxis: [
      {
        type: 'value',
        ...range(numbers, isPercent),
        splitLine: { lineStyle: { color: INK.line } },
        axisLabel: { ...LABEL, formatter: marked },
      },
      FOOT,
    ],
    series: [
      ...digests.map((digest) =>
        lineThrough(values.map((value, i) => (quarters[i]?.definitions === digest ? value : '-'))),
      ),
      ...signs(cells.map(({ status }) => status)),
    ],
  });
}

function lineThrough(data: readonly (number | string | undefined)[]): object {
  return {
    type: 'line',
    ...CALM,
    symbol: 'circle',
    symbolSize: 6,
    connectNulls: false,
    lineStyle: { color: INK.bar, width: 2 },
    itemStyle: { color: INK.bar },
    data,
  };
}

/** `Q3`, with the year below the first one and each first quarter. */
function quarterLabel(quarter: string, at: number): string {
  const [year, number = ''] = quarter.split('-');
  return at === 0 || number === 'Q1' ? `${number}\n${year}` : number;
}

/** One bar. */
export interface ValueBar {
  /** Numbers in it are marked like those of an axis, see {@link marked}. */
  readonly label: string;
  readonly value: number | 'hidden' | 'missing';
}

/** A number that is written in the language of the page. */
export function marked(value: number): string {
  return `@${value}@`;
}

/** Vertical bars, each with its value on top. @param most - the top of the axis; default: what fits. */
export function barDrawing(bars: readonly ValueBar[], most?: number): Drawing {
  return drawing(BARS_WIDTH, {
    grid: { left: 12, right: 12, top: 22, bottom: 26 },
    xAxis: {
      type: 'category',
      data: bars.map(({ label }) => label),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: INK.line } },
      axisLabel: { ...LABEL, interval: 0 },
    },
    yAxis: [{ type: 'value', min: 0, ...(most !== undefined && { max: most }), show: false }, FOOT],
    series: [
      {
        type: 'bar',
        ...CALM,
        barCategoryGap: '30%',
        itemStyle: { color: INK.bar, borderRadius: [2, 2, 0, 0] },
        label: {
          show: true,
          position: 'top',
          ...LABEL,
          color: 'var(--t)',
          formatter: ({ dataIndex }: { dataIndex: number }) => textOf(bars[dataIndex]?.value),
        },
        data: bars.map(({ value }) => (typeof value === 'number' ? value : '-')),
      },
      ...signs(bars.map(({ value }) => (typeof value === 'number' ? 'value' : value))),
    ],
  });
}

/**
 * Shares above one half are shown from a round number below the least of them up to 100, and all else from 0: differences of a tenth of
 * a per cent matter there, and nowhere else.
 */
function range(values: readonly number[], isPercent: boolean): object {
  const least = Math.min(...values);
  if (!isPercent || values.length === 0 || least <= 50) return { min: 0, splitNumber: 3 };
  const span = SPANS.find((size) => 100 - least <= size) ?? 50;
  return { min: 100 - span, max: 100, interval: span / 2 };
}

function textOf(value: ValueBar['value'] | undefined): string {
  return typeof value === 'number' ? marked(value) : '';
}

/**
 * Signs at the foot of a drawing, in place of a value that is missing or hidden. A sign that is not there has no series: each costs as
 * much as a line.
 */
function signs(statuses: readonly Cell['status'][]): readonly object[] {
  return SIGNS.filter(([status]) => statuses.includes(status)).map(([status, symbol]) => ({
    type: 'scatter',
    silent: true,
    animation: false,
    yAxisIndex: 1,
    symbol,
    symbolSize: 9,
    itemStyle: { color: 'var(--c)', borderColor: INK.mark, borderWidth: 1.5 },
    data: statuses.map((one) => (one === status ? 0 : '-')),
  }));
}

function drawing(width: number, option: EChartsCoreOption): Drawing {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height: HEIGHT });
  chart.setOption({ animation: false, textStyle: { fontFamily: 'inherit' }, ...option });
  const plain = plainSvg(chart.renderToSVGString({ useViewBox: true }));
  chart.dispose();
  return {
    svg: (name, number) =>
      plain
        .replaceAll(MARKED, (_, value: string) => number(Number(value)))
        .replace('<svg', () => `<svg role="img" aria-label="${name}"`),
  };
}

/**
 * Without the library's own marks and styles: the page's policy allows one style sheet and nothing else. And without the areas that
 * lines are cut to, which nothing leaves: their identifiers count up from drawing to drawing, so no page would be the same twice.
 */
function plainSvg(svg: string): string {
  return svg
    .replaceAll(/<style[\s\S]*?<\/style>|<defs[\s\S]*?<\/defs>/g, '')
    .replaceAll(/ (?:ecmeta_\w+|clip-path|class|pointer-events|xmlns|xmlns:xlink|version|baseProfile)="[^"]*"/g, '')
    .replaceAll(/ style="([^"]*)"/g, (_, style: string) => {
      const size = /font-size:([\d.]+)px/.exec(style)?.[1];
      return size === undefined ? '' : ` font-size="${size}"`;
    })
    .replaceAll(/\s*\n\s*/g, '');
}
