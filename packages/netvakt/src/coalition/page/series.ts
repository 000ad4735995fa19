/** Editions -> what a page shows of each indicator: the newest edition of every quarter, by market. */
import {
  type EditionFigure,
  type EditionPayload,
  EVERY,
  INDICATOR_GROUPS,
  INDICATORS,
  type Indicator,
  type IndicatorGroup,
  indicatorOf,
  type PolicyIndicator,
  quartersBetween,
} from '@netvakt/coalition';
import type { PublishedEdition } from './record.ts';

/** A figure as it is shown. `absent`: the quarter does not have it at all. */
export type Cell =
  | {
      readonly status: 'value';
      readonly value: number;
      readonly contributors: number;
      readonly bins: readonly number[];
    }
  | { readonly status: 'hidden' | 'missing' | 'absent' };

/** One quarter of an indicator. */
export interface QuarterRow {
  readonly quarter: string;
  /** Digest of the definitions; `undefined` for a quarter without an edition. */
  readonly definitions: string | undefined;
  /** True if members ended blocked handshakes in different ways, so that attempts and requests do not compare. */
  readonly isMixed: boolean;
  /** True if its indicators are defined as in this program. */
  readonly isKnown: boolean;
  /** Cells of the whole quarter, in the order of {@link IndicatorSeries.markets}. */
  readonly cells: readonly Cell[];
}

/** One indicator over all quarters. */
export interface IndicatorSeries {
  readonly id: string;
  /** `undefined` for one that this program does not know: another version has another table. */
  readonly indicator: Indicator | undefined;
  /** The unit of the newest quarter, in which all are shown. */
  readonly per: number;
  readonly bounds: readonly number[];
  /** `all` first. */
  readonly markets: readonly string[];
  /** Oldest first, none left out between the first and the last. */
  readonly quarters: readonly QuarterRow[];
}

/** The indicators of a group of the page. */
export interface SeriesGroup {
  readonly group: IndicatorGroup;
  readonly series: readonly IndicatorSeries[];
}

const ABSENT: Cell = { status: 'absent' };
const RANKS: ReadonlyMap<string, number> = new Map(INDICATORS.map(({ id }, i) => [id, i]));
/** What depends on how blocked handshakes end: browsers load a page again after a reset. */
const ON_ENDINGS: ReadonlySet<string> = new Set(['attempts', 'requests']);
/** The place of indicators that this program does not know. */
const LAST: IndicatorGroup = 'volume';

/** The newest edition of each quarter, oldest quarter first. @param editions - in their order. */
export function newestEditions(editions: readonly PublishedEdition[]): readonly PublishedEdition[] {
  return [...new Map(editions.map((one) => [one.edition.quarter, one])).values()];
}

/** Everything by group, groups and indicators in the order of the product's table. Linear in the figures. */
export function seriesByGroup(newest: readonly PublishedEdition[]): readonly SeriesGroup[] {
  const tables = newest.map(({ edition, hasKnownTable }) => new EditionTable(edition, hasKnownTable));
  const ids = [...new Set(newest.toReversed().flatMap(({ edition }) => edition.indicators.map(({ id }) => id)))];
  const series = ids.map((id) => seriesOf(id, tables));
  return INDICATOR_GROUPS.map((group) => ({
    group,
    series: series.filter(({ indicator }) => (indicator?.group ?? LAST) === group).toSorted(byTable),
  })).filter((one) => one.series.length > 0);
}

/** The figures of one edition, found by name. Linear in the figures. */
export class EditionTable {
  readonly edition: EditionPayload;
  readonly hasKnownTable: boolean;
  readonly #indicators: ReadonlyMap<string, PolicyIndicator>;
  readonly #figures: ReadonlyMap<string, EditionFigure>;
  readonly #markets: ReadonlyMap<string, ReadonlySet<string>>;

  constructor(edition: EditionPayload, hasKnownTable = false) {
    this.edition = edition;
    this.hasKnownTable = hasKnownTable;
    this.#indicators = new Map(edition.indicators.map((one) => [one.id, one]));
    this.#figures = new Map(edition.figures.map((one) => [nameOf(one.indicator, one.market, one.month), one]));
    const byIndicator = Map.groupBy(edition.figures, ({ indicator }) => indicator);
    this.#markets = new Map(
      [...byIndicator].map(([id, figures]) => [id, new Set(figures.map(({ market }) => market))]),
    );
  }

  indicator(id: string): PolicyIndicator | undefined {
    return this.#indicators.get(id);
  }

  /** Markets that have a figure of the indicator, `all` first. */
  markets(indicator: string): readonly string[] {
    return [EVERY, ...[...(this.#markets.get(indicator) ?? [])].filter((market) => market !== EVERY)];
  }

  /** @param month - or `all` for the quarter. @param per - the unit to show it in. */
  cell(indicator: string, market: string, month: string, per: number): Cell {
    const figure = this.#figures.get(nameOf(indicator, market, month));
    if (figure === undefined) return ABSENT;
    const { status, ratio, contributors = 0, bins = [] } = figure;
    if (status !== 'value') return { status };
    const scale = per / (this.indicator(indicator)?.per ?? per);
    return ratio === undefined ? { status: 'hidden' } : { status, value: Number(ratio) * scale, contributors, bins };
  }
}

function nameOf(indicator: string, market: string, month: string): string {
  return `${indicator}\n${market}\n${month}`;
}

function seriesOf(id: string, tables: readonly EditionTable[]): IndicatorSeries {
  const newest = tables.findLast((table) => table.indicator(id) !== undefined);
  const { per = 1, bins = [] } = newest?.indicator(id) ?? {};
  const markets = [...new Set(tables.toReversed().flatMap((table) => table.markets(id)))];
  const byQuarter = new Map(tables.map((table) => [table.edition.quarter, table]));
  const [first, last] = [tables[0], tables.at(-1)].map((table) => table?.edition.quarter ?? '');
  const quarters = quartersBetween(first ?? '', last ?? '').map((quarter) => {
    const table = byQuarter.get(quarter);
    const cells = markets.map((market) => table?.cell(id, market, EVERY, per) ?? ABSENT);
    const { definitions, tls_block: endings = [] } = table?.edition ?? {};
    const isMixed = ON_ENDINGS.has(id) && endings.length > 1;
    return { quarter, definitions, isMixed, isKnown: table?.hasKnownTable === true, cells };
  });
  return { id, indicator: indicatorOf(id), per, bounds: bins, markets, quarters };
}

function byTable(a: IndicatorSeries, b: IndicatorSeries): number {
  return rankOf(a) - rankOf(b);
}

/** Delays and shares of a group in the order of the table; unknown ones last. */
function rankOf({ indicator }: IndicatorSeries): number {
  return indicator === undefined ? Number.MAX_SAFE_INTEGER : (RANKS.get(indicator.id) ?? 0);
}
