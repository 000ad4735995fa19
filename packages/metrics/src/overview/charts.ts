import { BarChart } from 'echarts/charts';
import { GridComponent, MarkLineComponent } from 'echarts/components';
import { type EChartsCoreOption, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { dayName, short } from './figures.ts';
import { escapeHtml } from './html.ts';

use([BarChart, GridComponent, MarkLineComponent, SVGRenderer]);

/** Colours are the page's own variables: a chart turns dark with it. */
const INK = {
  text: 'var(--t)',
  quiet: 'var(--m)',
  line: 'var(--l)',
  bar: 'var(--b)',
  today: 'var(--b2)',
  mark: 'var(--w)',
};
const FONT = 12;
const LABEL = { fontSize: FONT, color: INK.quiet };
const CALM = { silent: true, emphasis: { disabled: true }, animation: false } as const;

/** Vertical bars of days; the last day is still running. A dashed line at `reference`. */
export function dayBars(
  name: string,
  days: readonly { readonly day: string; readonly pages: number | undefined }[],
  reference: number,
  top: number,
): string {
  const last = days.length - 1;
  return svgOf(name, 280, 132, {
    grid: { left: 36, right: 4, top: 10, bottom: 22 },
    xAxis: {
      type: 'category',
      data: days.map(({ day }) => dayName(day)),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: INK.line } },
      axisLabel: {
        ...LABEL,
        interval: (i: number) => i === 0 || i === last,
        align: 'center',
        alignMinLabel: 'left',
        alignMaxLabel: 'right',
      },
    },
    yAxis: {
      type: 'value',
      max: top,
      interval: top / 2,
      splitLine: { lineStyle: { color: INK.line } },
      axisLabel: { ...LABEL, formatter: short },
    },
    series: [
      {
        type: 'bar',
        ...CALM,
        barCategoryGap: '28%',
        data: days.map(({ pages }, i) => ({
          value: pages ?? '-',
          itemStyle: { color: i === last ? INK.today : INK.bar, borderRadius: [2, 2, 0, 0] },
        })),
        markLine: {
          silent: true,
          symbol: 'none',
          label: { show: false },
          lineStyle: { color: INK.mark, type: [5, 4], width: 1.5 },
          data: [{ yAxis: reference }],
        },
      },
    ],
  });
}

/** One horizontal bar. */
export interface Bar {
  readonly label: string;
  readonly value: number;
  /** What is at its end. */
  readonly text: string;
  /** Drawn in the colour of a warning; the text next to it must state it, too. */
  readonly marked?: boolean;
}

/** What a chart of bars is called for who cannot see it: `what`, and each bar in words. */
export function named(what: string, bars: readonly Bar[]): string {
  return `${what}: ${bars.map(({ label, text }) => `${label} ${text}`).join(', ')}`;
}

/** Horizontal bars, each with its figure at its end, the first on top. */
export function lyingBars(name: string, bars: readonly Bar[], least: number): string {
  const top = Math.max(least, ...bars.map(({ value }) => value));
  const widest = Math.max(0, ...bars.map(({ label }) => label.length));
  return svgOf(name, 360, 12 + bars.length * 26, {
    grid: { left: 12 + Math.min(22, widest) * 7.2, right: 96, top: 4, bottom: 8 },
    xAxis: { type: 'value', max: top, show: false },
    yAxis: {
      type: 'category',
      inverse: true,
      data: bars.map(({ label }) => label),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: INK.line } },
      axisLabel: { ...LABEL, color: INK.text, interval: 0 },
    },
    series: [
      {
        type: 'bar',
        ...CALM,
        barWidth: 14,
        showBackground: true,
        backgroundStyle: { color: 'var(--s)', borderRadius: 2 },
        label: {
          show: true,
          position: 'right',
          ...LABEL,
          color: INK.text,
          formatter: ({ dataIndex }: { dataIndex: number }) => bars[dataIndex]?.text ?? '',
        },
        data: bars.map(({ value, marked = false }) => ({
          value,
          itemStyle: { color: marked ? INK.mark : INK.bar, borderRadius: 2 },
        })),
      },
    ],
  });
}

/** Vertical bars of a distribution, their bounds below. */
export function distribution(name: string, labels: readonly string[], shares: readonly number[]): string {
  return svgOf(name, 420, 190, {
    grid: { left: 40, right: 8, top: 14, bottom: 40 },
    xAxis: {
      type: 'category',
      data: [...labels],
      axisTick: { show: false },
      axisLine: { lineStyle: { color: INK.line } },
      axisLabel: { ...LABEL, fontSize: 11, interval: 0, rotate: 38 },
    },
    yAxis: {
      type: 'value',
      min: 0,
      splitNumber: 3,
      splitLine: { lineStyle: { color: INK.line } },
      axisLabel: { ...LABEL, formatter: (value: number) => `${Math.round(value * 100)}%` },
    },
    series: [
      {
        type: 'bar',
        ...CALM,
        barCategoryGap: '22%',
        itemStyle: { color: INK.bar, borderRadius: [2, 2, 0, 0] },
        data: [...shares],
      },
    ],
  });
}

function svgOf(name: string, width: number, height: number, option: EChartsCoreOption): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  chart.setOption({ animation: false, textStyle: { fontFamily: 'inherit' }, ...option });
  const svg = chart.renderToSVGString({ useViewBox: true });
  chart.dispose();
  return plainSvg(svg, name);
}

/**
 * The drawing as a part of the page: an image with a name, without the library's own marks, identifiers and styles. Its
 * `style` attributes become attributes, because the page's policy allows one style sheet and nothing else.
 */
function plainSvg(svg: string, name: string): string {
  return svg
    .replaceAll(/<style[\s\S]*?<\/style>/g, '')
    .replaceAll(/ (?:ecmeta_\w+|class|pointer-events|xmlns|xmlns:xlink|version|baseProfile)="[^"]*"/g, '')
    .replaceAll(/ style="([^"]*)"/g, (_, style: string) => attributesOf(style))
    .replace('<svg', `<svg role="img" aria-label="${escapeHtml(name)}"`)
    .replaceAll(/\s*\n\s*/g, '');
}

function attributesOf(style: string): string {
  const size = /font-size:([\d.]+)px/.exec(style)?.[1];
  return size === undefined ? '' : ` font-size="${size}"`;
}
