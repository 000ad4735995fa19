/** Every form of a page with all that is asked for it, the long way: for `explain`, and for the few hosts that hashed entries name. */
import type { Canonicalised } from '../canonical/types.ts';
import type { Engine } from './engine.ts';
import type { ExplainedForm } from './explanation.ts';
import { type KeyProbe, KeyProber } from './probe.ts';
import { decidingProbe, hostGroups, pathGroups } from './probe-groups.ts';

/** A page whose address could be read. */
export type CanonicalPage = Extract<Canonicalised, { ok: true }>;

/** A form with all its probes, and the one that decides about it. */
export interface JudgedForm {
  readonly form: ExplainedForm['form'];
  readonly path: string;
  readonly probes: readonly KeyProbe[];
  readonly deciding: KeyProbe | undefined;
}

/**
 * Every form of a page, judged separately, the primary one first.
 *
 * @param plain - plain rules may name pages of the host. If not, none is looked up: on a long path that took most of the time
 */
export function judgedForms(engine: Engine, market: number, page: CanonicalPage, plain = true): JudgedForm[] {
  const prober = new KeyProber(engine, market);
  const ofHost = hostGroups(prober, page.url);
  const hashed = page.url.hostKind === 'name' && prober.namesPages(page.url.host);
  const primary = { reason: 'primary' as const, path: page.url.path, query: page.url.query };
  return [primary, ...page.alternates].map(({ reason, path, query }) => {
    const url = { ...page.url, query };
    const groups = [...pathGroups(prober, url, path, { ...engine.features, plain, hashed }), ...ofHost];
    return { form: reason, path, probes: groups.flat(), deciding: decidingProbe(groups) };
  });
}

/** The form that is denied: any one blocks, and an allow rule lets a request through only if all forms are allowed. */
export function deniedForm(judged: readonly JudgedForm[]): JudgedForm | undefined {
  return judged.find(({ deciding }) => deciding?.outcome === 'deny');
}
