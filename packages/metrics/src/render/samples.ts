import { atOneMoment, type Definition, helpOf, type Sources } from '../families/definition.ts';
import { DEFINITIONS } from '../families/table.ts';
import { SeriesNames } from './series-names.ts';

/** Takes one sample. `series` is the name with its labels, as in the text: `netvakt_list_waiting{list="shared"}`. */
export type VisitSample = (series: string, value: number) => void;

/** A family of the metrics, as a file of samples describes it. */
export interface FamilyHead {
  readonly name: Definition['name'];
  readonly type: Definition['type'];
  readonly help: string;
}

/**
 * Reads the samples of this moment as numbers, for those who keep them and need no text: a tenth of the cost of a scrape.
 * The families of the run time are not among them.
 */
export class Samples {
  readonly heads: readonly FamilyHead[];
  readonly #sources: Sources;
  readonly #families: readonly { readonly definition: Definition; readonly names: readonly SeriesNames[] }[];

  /** @param isWanted - whether a family is read */
  constructor(sources: Sources, isWanted: (family: string) => boolean = () => true) {
    const definitions = DEFINITIONS.filter(({ name }) => isWanted(name));
    this.#sources = sources;
    this.heads = definitions.map((definition) => ({
      name: definition.name,
      type: definition.type,
      help: helpOf(definition, sources.statistics.units),
    }));
    this.#families = definitions.map((definition) => ({ definition, names: namesOf(definition) }));
  }

  /** Visits every sample, family by family, in the order of {@link heads}. */
  each(visit: VisitSample): void {
    const sources = atOneMoment(this.#sources);
    for (const { definition, names } of this.#families) {
      for (const one of names) one.begin();
      if (definition.type === 'histogram') {
        const [buckets, sum, count] = names;
        const { counts, sum: total } = definition.readHistogram(sources);
        let below = 0;
        for (const [i, bound] of [...definition.bounds, '+Inf'].entries()) {
          below += counts[i] ?? 0;
          visit((buckets as SeriesNames).next([String(bound)]), below);
        }
        visit((sum as SeriesNames).next([]), total);
        visit((count as SeriesNames).next([]), below);
      } else {
        definition.read(sources, (value, ...labels) => visit((names[0] as SeriesNames).next(labels), value));
      }
      for (const one of names) one.end();
    }
  }
}

function namesOf({ name, type, labels }: Definition): SeriesNames[] {
  return type === 'histogram'
    ? [
        new SeriesNames(`${name}_bucket`, ['le']),
        new SeriesNames(`${name}_sum`, []),
        new SeriesNames(`${name}_count`, []),
      ]
    : [new SeriesNames(name, labels)];
}
