import { parser } from '@prometheus-io/lezer-promql';

/** What a query reads. */
export interface Query {
  /** If it is not PromQL: the text at which parsing fails. */
  readonly faults: readonly string[];
  /** Metric names, recorded ones included. */
  readonly metrics: ReadonlySet<string>;
  /** Label names, in matchers and in groupings. */
  readonly labels: ReadonlySet<string>;
}

/** Reads `text` with the grammar of Prometheus' own editor. Grafana's variables must have been replaced. */
export function readQuery(text: string): Query {
  const faults: string[] = [];
  const metrics = new Set<string>();
  const labels = new Set<string>();
  parser.parse(text).iterate({
    enter: ({ type, from, to, node }) => {
      const piece = text.slice(from, to);
      if (type.isError) faults.push(text.slice(from));
      else if (type.name === 'Identifier' && node.parent?.type.name === 'VectorSelector') metrics.add(piece);
      else if (type.name === 'LabelName') labels.add(piece);
    },
  });
  return { faults, metrics, labels };
}
