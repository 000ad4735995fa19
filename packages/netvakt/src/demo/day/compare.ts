import type { StoredTotals } from '../../totals/store.ts';
import type { Truth } from './script.ts';

/** One figure in both places. */
export interface Compared {
  /** `market` or `market/list`. */
  readonly place: string;
  readonly unit: 'requests' | 'attempts' | 'pages';
  readonly truth: number;
  /** As `/metrics` shows it. */
  readonly exported: number;
  /** As the store of totals has it. */
  readonly stored: number;
}

const UNITS = ['requests', 'attempts', 'pages'] as const;

/** Puts the script's truth next to what the filter exports and keeps: one row for each figure of either. */
export function compare({ counts }: Truth, exposition: string, stored: StoredTotals): Compared[] {
  const exported = exportedFigures(exposition);
  const kept = storedFigures(stored);
  const places = new Set([
    ...counts.keys(),
    ...[...exported.keys(), ...kept.keys()].map((key) => key.split(' ')[0] ?? ''),
  ]);
  return [...places].toSorted().flatMap((place) =>
    UNITS.map((unit, i) => ({
      place,
      unit,
      truth: counts.get(place)?.[i] ?? 0,
      exported: exported.get(`${place} ${unit}`) ?? 0,
      stored: kept.get(`${place} ${unit}`) ?? 0,
    })),
  );
}

/** `netvakt_market_blocked_pages_total{market="se"} 7` and `netvakt_blocked_pages_total{market="se",list="urls"} 7`. */
function exportedFigures(exposition: string): Map<string, number> {
  const figures = new Map<string, number>();
  const series =
    /^netvakt_(?:market_)?blocked_(requests|attempts|pages)_total\{market="([^"]+)"(?:,list="([^"]+)")?[^}]*\} (\d+)$/gm;
  for (const [, unit = '', market = '', list, value] of exposition.matchAll(series)) {
    const key = `${list === undefined ? market : `${market}/${list}`} ${unit}`;
    figures.set(key, (figures.get(key) ?? 0) + Number(value));
  }
  return figures;
}

function storedFigures({ rows }: StoredTotals): Map<string, number> {
  const figures = new Map<string, number>();
  for (const { market, list, unit, count } of rows) {
    const key = `${list === '' ? market : `${market}/${list}`} ${unit}`;
    if (UNITS.some((one) => one === unit)) figures.set(key, (figures.get(key) ?? 0) + count);
  }
  return figures;
}
