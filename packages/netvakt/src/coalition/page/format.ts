/** Figures in a language: numbers, times and dates by Intl, units in words. */
import type { IndicatorSeries } from './series.ts';
import type { PageWords } from './words.ts';

/** A number in a text that is the same in every language but for it: `@1.5@`. */
export const MARKED: RegExp = /@(-?[\d.e+-]+)@/g;

/** A unit that seconds are shown in. */
type TimeUnit = 'second' | 'minute' | 'hour' | 'day';

const STEPS: readonly (readonly [unit: TimeUnit, seconds: number])[] = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];
/** A unit is used only for values of at least so many of it: 90 minutes are clearer than 1.5 hours. */
const LEAST_OF_UNIT = 2;

/** What the values of one indicator are shown in. The same in all languages. */
export interface Scale {
  /** Values are divided by it. */
  readonly divisor: number;
  readonly time?: TimeUnit;
  readonly isPercent: boolean;
}

/** Seconds are shown in the largest unit that the largest value has two of. */
export function scaleOf({ indicator, per, quarters }: IndicatorSeries): Scale {
  const isPercent = per === 100 && indicator?.form === 'share';
  if (per !== 1 || indicator?.form !== 'mean' || indicator.numerator !== 'seconds') return { divisor: 1, isPercent };
  const values = quarters.flatMap(({ cells }) => cells.map((cell) => (cell.status === 'value' ? cell.value : 0)));
  const most = Math.max(0, ...values);
  const [time, divisor] = STEPS.find(([, seconds]) => most >= seconds * LEAST_OF_UNIT) ?? (['second', 1] as const);
  return { divisor, time, isPercent };
}

/** Writes figures in one language. */
export class Figures {
  readonly language: string;
  readonly #words: PageWords;
  readonly #number: Intl.NumberFormat;
  readonly #count: Intl.NumberFormat;
  readonly #date: Intl.DateTimeFormat;

  constructor(language: string, words: PageWords) {
    this.language = language;
    this.#words = words;
    this.#number = new Intl.NumberFormat(language, { maximumSignificantDigits: 4 });
    this.#count = new Intl.NumberFormat(language);
    this.#date = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' });
  }

  /** Four significant digits, as editions have them. */
  number(value: number): string {
    return this.#number.format(value);
  }

  /** Text with its marked numbers written. */
  marked(text: string): string {
    return text.replaceAll(MARKED, (_, value: string) => this.number(Number(value)));
  }

  /** All digits: counts, years of age. */
  count(value: number): string {
    return this.#count.format(value);
  }

  /** @param seconds - since 1970. */
  date(seconds: number): string {
    return this.#date.format(seconds * 1000);
  }

  /** A value with its unit, as `99.8%`, `3.2 hours`; others without. */
  withUnit(value: number, { divisor, time, isPercent }: Scale): string {
    const unit = isPercent ? 'percent' : time;
    if (unit === undefined) return this.number(value / divisor);
    const options = {
      style: 'unit',
      unit,
      unitDisplay: isPercent ? 'short' : 'long',
      maximumSignificantDigits: 4,
    } as const;
    return new Intl.NumberFormat(this.language, options).format(value / divisor);
  }

  /** `%`, `hours`, `complaints / 100,000 subscriptions`. */
  unit({ indicator, per }: IndicatorSeries, { time, isPercent }: Scale): string {
    if (isPercent) return '%';
    if (time !== undefined) return this.#timeUnit(time);
    if (indicator === undefined) return per === 1 ? '1' : `1 / ${this.count(per)}`;
    const { units } = this.#words;
    if (per === 1) return `${units[indicator.numerator]} / ${units[indicator.denominator]}`;
    return `${units[indicator.numerator]} / ${this.count(per)} ${units[indicator.denominator]}`;
  }

  #timeUnit(unit: TimeUnit): string {
    const format = new Intl.NumberFormat(this.language, { style: 'unit', unit, unitDisplay: 'long' });
    return format.formatToParts(10).find(({ type }) => type === 'unit')?.value ?? unit;
  }
}
