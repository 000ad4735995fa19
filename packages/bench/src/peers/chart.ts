/** The chart of the README: ours against the peers. One picture for pages that are light, one for pages that are dark. */

import { BarChart } from 'echarts/charts';
import { GridComponent, TitleComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { PeerFigures, PeerGroup } from './figures.ts';

use([BarChart, GridComponent, TitleComponent, SVGRenderer]);

const THEMES = {
  light: { background: '#ffffff', ink: '#1f2328', faint: '#59636e', own: '#0b6bcb', other: '#afb8c1' },
  dark: { background: '#0d1117', ink: '#f0f6fc', faint: '#9198a1', own: '#58a6ff', other: '#57606a' },
} as const;

export type ChartTheme = keyof typeof THEMES;
type Colours = (typeof THEMES)[ChartTheme];

const WIDTH = 900;
const [TOP, ROW, TITLE, GAP, FOOT, FOOT_LINE]: readonly [number, number, number, number, number, number] = [
  16, 26, 30, 20, 60, 16,
];
const FONT = 'system-ui, sans-serif';

/** The chart as an SVG file: no script, no outside font, the same bytes for the same figures. */
export function peersChartSvg({ groups, sources }: PeerFigures, theme: ChartTheme): string {
  const colours = THEMES[theme];
  const tops = groups.map((_, at) => groups.slice(0, at).reduce((sum, one) => sum + heightOf(one), TOP));
  const height = groups.reduce((sum, one) => sum + heightOf(one), TOP) + FOOT;
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height });
  chart.setOption({
    animation: false,
    backgroundColor: colours.background,
    textStyle: { fontFamily: FONT, color: colours.ink },
    title: [
      ...groups.map(({ title, unit }, at) => titleAt(`${title}: ${unit}`, tops[at] ?? 0, 14, colours.ink)),
      ...['Shorter is better. Each on one core.', ...sources].map((line, at) =>
        titleAt(line, height - FOOT + at * FOOT_LINE, 10, colours.faint),
      ),
    ],
    grid: groups.map((group, at) => ({
      left: 250,
      right: 90,
      top: (tops[at] ?? 0) + TITLE,
      height: group.bars.length * ROW,
    })),
    xAxis: groups.map((_, gridIndex) => ({ type: 'value' as const, gridIndex, show: false, min: 0 })),
    yAxis: groups.map(({ bars }, gridIndex) => ({
      type: 'category' as const,
      gridIndex,
      inverse: true,
      data: bars.map(({ name }) => name),
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { color: colours.ink, fontSize: 12 },
    })),
    series: groups.map(({ bars }, at) => ({
      type: 'bar' as const,
      xAxisIndex: at,
      yAxisIndex: at,
      barWidth: 16,
      data: bars.map(({ value }, place) => ({
        value,
        itemStyle: { color: place === 0 ? colours.own : colours.other },
      })),
      label: { show: true, position: 'right' as const, fontSize: 12, color: colours.ink },
    })),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return `${withName(svg)}\n`;
}

function heightOf({ bars }: PeerGroup): number {
  return TITLE + bars.length * ROW + GAP;
}

function titleAt(text: string, top: number, fontSize: number, color: Colours['ink' | 'faint']): object {
  return { text, left: 16, top, textStyle: { fontSize, fontWeight: fontSize > 12 ? 'bold' : 'normal', color } };
}

/** With a name for readers of screens, and without styles for the mouse: their names count the charts that a process has drawn. */
function withName(svg: string): string {
  const name = 'Netvakt next to other matchers and proxies: shorter bars are better';
  return svg
    .replaceAll(/<style[^>]*>[\s\S]*?<\/style>\n?/gu, '')
    .replaceAll(/ class="zr[^"]*"/gu, '')
    .replaceAll(/\bzr\d+-/gu, 'chart-')
    .replace('<svg ', `<svg role="img" aria-label="${name}" `);
}
