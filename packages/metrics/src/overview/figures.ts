/** How figures are written on the page: British, short, and the same everywhere. */

const WHOLE = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });
// American, for K and M: in British the letters are small, and m is a thousandth to an engineer.
const SHORT = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });

/** `12,345`. */
export function whole(value: number): string {
  return WHOLE.format(value);
}

/** `12.3K`: for axes. */
export function short(value: number): string {
  return SHORT.format(value);
}

/** `3.2%`; one digit behind the point below ten. */
export function share(part: number, all: number): string {
  if (all <= 0) return '–';
  const percent = (100 * part) / all;
  return percent > 0 && percent < 0.1 ? 'below 0.1%' : `${percent.toFixed(percent < 10 ? 1 : 0)}%`;
}

const STEPS: readonly (readonly [seconds: number, name: string])[] = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'min'],
  [1, 's'],
  [0.001, 'ms'],
  [0.000_001, 'µs'],
];

/** A time in its largest unit: `3.5 h`, `250 µs`; `0 s` for none. */
export function time(seconds: number): string {
  const [unit, name] = STEPS.find(([size]) => seconds >= size) ?? [1, 's'];
  const value = seconds / unit;
  return `${value < 10 ? Number(value.toFixed(1)) : Math.round(value)} ${name}`;
}

/** `26 November 2026, 11:20 UTC`. */
export function moment(unixSeconds: number): string {
  const text = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });
  return `${text.format(unixSeconds * 1000).replace(' at ', ', ')} UTC`;
}

/** `26 Nov`, of `2026-11-26`. */
export function dayName(day: string): string {
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(new Date(day));
}

/** The bound below which a share `q` of what was counted is; `undefined` if nothing was, `Infinity` above all bounds. */
export function quantileBound(q: number, bounds: readonly number[], counts: readonly number[]): number | undefined {
  const all = counts.reduce((sum, count) => sum + count, 0);
  if (all === 0) return undefined;
  let seen = 0;
  for (const [i, count] of counts.entries()) {
    seen += count;
    if (seen >= q * all) return bounds[i] ?? Number.POSITIVE_INFINITY;
  }
  return Number.POSITIVE_INFINITY;
}
