/** The rules of `deploy/prometheus` as the Prometheus operator takes them: one source, so that a cluster alerts on nothing else. */
import { readdirSync, readFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';

const RULES = new URL('../../deploy/prometheus/rules/', import.meta.url);

/** The whole file `deploy/kubernetes/prometheus-rule.yaml`. */
export function prometheusRuleText(): string {
  const groups = readdirSync(RULES)
    .filter((name) => name.endsWith('.yml'))
    .toSorted()
    .flatMap(
      (name) => (parse(readFileSync(new URL(name, RULES), 'utf8')) as { readonly groups: readonly object[] }).groups,
    );
  const rule = {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name: 'netvakt' },
    spec: { groups },
  };
  return `# Made of deploy/prometheus/rules by pnpm run docs. Do not edit.\n${stringify(rule, { lineWidth: 0 })}`;
}
