/** A publication as a drawing: bars by month and market, for a web page or a printed report. */
import { BarChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TitleComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { type EndingPeriod, wordOfEnding } from '../endings.ts';
import { ALL, type PublishedQuarter, type Shown } from './publication.ts';

use([BarChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);

const WIDTH = 900;
const HEIGHT = 436;
/** Distinct also without colour vision (Okabe and Ito, 2008). */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#e69f00', '#56b4e9', '#cc79a7', '#999999', '#000000'];
const INK = '#24292f';

/**
 * Returns the blocked attempts of each market and month as an SVG file: no script, no outside font, the same bytes for the same figures. What
 * is hidden has a dash in the place of its bar, what is not known the words.
 */
export function publicationChart({
  quarter,
  definition,
  tls_block: endings,
  months,
  figures,
}: PublishedQuarter): string {
  const markets = [...new Set(figures.map(({ market }) => market))].filter((market) => market !== ALL);
  const title = `Blocked attempts, ${quarter}`;
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT });
  chart.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    color: COLOURS,
    textStyle: { fontFamily: 'system-ui, sans-serif', color: INK },
    title: {
      text: title,
      subtext: [
        `All requests of one client for one rule within ${definition.windowSeconds} s of the first are one. Not people, and more of them are not more abuse.`,
        endingLine(endings),
      ].join('\n'),
      left: 16,
      top: 10,
      textStyle: { fontSize: 16, color: INK },
      subtextStyle: { fontSize: 12, color: INK },
    },
    legend: { top: 80, left: 16, itemWidth: 14, itemHeight: 10, textStyle: { color: INK } },
    grid: { left: 16, right: 16, top: 116, bottom: 16, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: { type: 'category', data: months.map(({ month }) => month), axisTick: { show: false } },
    yAxis: { type: 'value', splitLine: { lineStyle: { color: '#e4e7eb' } } },
    series: markets.map((name) => ({
      name,
      type: 'bar',
      data: months.map(({ month }) => {
        const shown = figures.find((one) => one.market === name && one.month === month)?.attempts ?? 'no data';
        return { value: typeof shown === 'number' ? shown : 0, label: { formatter: labelOf(shown) } };
      }),
      label: { show: true, position: 'top', fontSize: 11, color: INK },
    })),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return `${svg.replace('<svg ', `<svg role="img" aria-label="${title}" `)}\n`;
}

function endingLine(endings: readonly EndingPeriod[]): string {
  if (endings.length === 0) return '';
  const words = endings.map(({ ending }) => wordOfEnding(ending)).join(' and by ');
  const more = endings.length > 1 ? ': attempts before and after the change must not be compared' : '';
  return `Blocked TLS handshakes ended by ${words}${more}.`;
}

function labelOf(shown: Shown): string {
  return shown === 'suppressed' ? '–' : String(shown);
}
