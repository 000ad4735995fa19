import { BarChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TitleComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

use([BarChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);

/** Bars in groups: a group a row of the chart, a bar a series. */
export interface BarChartContent {
  readonly title: string;
  /** What the axis counts, e.g. `nanoseconds a lookup (logarithmic)`. */
  readonly axis: string;
  readonly groups: readonly string[];
  readonly series: readonly { readonly name: string; readonly values: readonly (number | null)[] }[];
  readonly logarithmic: boolean;
}

const WIDTH = 900;
const BAR = 13;
/** Distinct also without colour vision (Okabe and Ito, 2008). Ours is first and strongest. */
const COLOURS = ['#d55e00', '#e69f00', '#0072b2', '#56b4e9', '#009e73', '#cc79a7', '#999999', '#f0e442', '#000000'];
const INK = '#24292f';
const FONT = 'system-ui, sans-serif';

/** A chart as an SVG file: no script, no outside font, the same bytes for the same figures, and legible on any page. */
export function barChartSvg({ title, axis, groups, series, logarithmic }: BarChartContent): string {
  const height = 120 + groups.length * (series.length * (BAR + 2) + 22);
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height });
  chart.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    color: COLOURS,
    textStyle: { fontFamily: FONT, color: INK },
    title: { text: title, left: 16, top: 10, textStyle: { fontSize: 15, color: INK } },
    legend: { top: 38, left: 16, itemWidth: 14, itemHeight: 10, itemGap: 26, textStyle: { color: INK } },
    grid: { left: 16, right: 70, top: 74, bottom: 44, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: {
      type: logarithmic ? 'log' : 'value',
      name: axis,
      nameLocation: 'middle',
      nameGap: 26,
      ...(logarithmic && { min: 10 }),
      splitLine: { lineStyle: { color: '#e4e7eb' } },
    },
    yAxis: { type: 'category', data: [...groups], inverse: true, axisTick: { show: false } },
    series: series.map(({ name, values }) => ({
      name,
      type: 'bar',
      barWidth: BAR,
      data: values.map((value) => value ?? '-'),
      label: { show: true, position: 'right', fontSize: 10, color: INK },
    })),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return `${svg}\n`;
}
