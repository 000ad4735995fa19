import { atOneMoment, type Sources } from '../families/definition.ts';
import { DEFINITIONS } from '../families/table.ts';
import { FamilyText, lateLists } from './family.ts';
import { CONTENT_TYPE, type Exposition, negotiate } from './negotiate.ts';
import { type BoundRegistry, runtimeRegistry } from './registry.ts';
import { Samples } from './samples.ts';

/** A body ready to be sent to a scraper. */
export interface Rendered {
  readonly contentType: (typeof CONTENT_TYPE)[Exposition];
  readonly body: string;
}

/**
 * Everything that the process exports. There are two registries because prom-client 15 renames a counter
 * for good when it renders OpenMetrics, so one registry cannot serve both formats.
 */
export class Metrics {
  readonly #sources: Sources;
  readonly #families: Readonly<Record<Exposition, readonly FamilyText[]>>;
  readonly #registries: Readonly<Record<Exposition, BoundRegistry>>;
  /** Open files at the moment of the scrape that is being rendered. */
  #openFiles = 0;

  constructor(sources: Sources) {
    this.#sources = sources;
    const families = (exposition: Exposition): FamilyText[] =>
      DEFINITIONS.map((definition) => new FamilyText(definition, exposition, sources));
    this.#families = { text: families('text'), openmetrics: families('openmetrics') };
    const openFiles = (): number => this.#openFiles;
    this.#registries = {
      text: runtimeRegistry('text', openFiles),
      openmetrics: runtimeRegistry('openmetrics', openFiles),
    };
  }

  /** A reader of the same values as numbers, of the families that are wanted. */
  samples(isWanted?: (family: string) => boolean): Samples {
    return new Samples(this.#sources, isWanted);
  }

  /** Renders the state of this moment in the format that `accept` asks for. Asks no worker. */
  async render(accept: string | undefined): Promise<Rendered> {
    const exposition = negotiate(accept);
    const sources = atOneMoment(this.#sources);
    this.#openFiles = sources.status().descriptors.open;
    const late = lateLists(sources);
    let own = '';
    for (const family of this.#families[exposition]) own += family.render(sources, late);
    // Last, because in OpenMetrics it ends with the mark of the end.
    const runtime = await this.#registries[exposition].metrics();
    return { contentType: CONTENT_TYPE[exposition], body: own + runtime };
  }
}
