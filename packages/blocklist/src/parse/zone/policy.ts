/**
 * What a record of a policy zone does, from its trigger (the owner without the zone's name), type and target. The table of effects is
 * {@link POLICY_RECORDS}.
 */
import { getDomain } from 'tldts';
import type { PolicyRecord } from '../../report/policy.ts';
import { hostTextOf } from './names.ts';
import { DNSSEC_TYPES } from './types.ts';

const TRIGGERS: ReadonlyMap<string, PolicyRecord> = new Map([
  ['rpz-ip', 'trigger-rpz-ip'],
  ['rpz-client-ip', 'trigger-rpz-client-ip'],
  ['rpz-nsip', 'trigger-rpz-nsip'],
  ['rpz-nsdname', 'trigger-rpz-nsdname'],
]);

/** Absolute names, without the last dot. */
const TARGETS: ReadonlyMap<string, PolicyRecord> = new Map([
  ['', 'nxdomain'],
  ['*', 'nodata'],
  ['rpz-drop', 'drop'],
  ['rpz-passthru', 'passthru'],
  ['rpz-tcp-only', 'tcp-only'],
]);

const TYPES: ReadonlyMap<string, PolicyRecord> = new Map([
  ['DNAME', 'action-unknown'],
  ['NS', 'delegation'],
  ...[...DNSSEC_TYPES].map((type): [string, PolicyRecord] => [type, 'dnssec']),
]);

const SITE = { allowPrivateDomains: true, extractHostname: false, validateHostname: false } as const;

/**
 * Classifies one record. Never throws.
 *
 * @param trigger - as {@link nameOf} writes names, relative to the zone.
 * @param target - the absolute name of a CNAME; `undefined` for other types.
 * @param apex - the zone's name.
 */
export function policyOf(trigger: string, type: string, target: string | undefined, apex: string): PolicyRecord {
  const last = lastLabel(trigger);
  if (last.startsWith('rpz-')) return TRIGGERS.get(last) ?? 'trigger-unknown';
  if (target === undefined) return TYPES.get(type) ?? 'local-data';
  return TARGETS.get(target) ?? redirection(trigger, target, apex);
}

/** What a CNAME to an ordinary name does. */
function redirection(trigger: string, target: string, apex: string): PolicyRecord {
  if (target === trigger) return 'passthru-self';
  // "rpz-passthru" without its dot is a name in the zone: what its maker meant is not guessed. Nor is a name that leads to itself.
  const inZone = apex !== '' && target.endsWith(`.${apex}`) ? target.slice(0, -apex.length - 1) : target;
  if (lastLabel(target).startsWith('rpz-') || lastLabel(inZone).startsWith('rpz-') || inZone === trigger)
    return 'action-unknown';
  return isSameSite(trigger, target) ? 'same-site' : 'garden';
}

function lastLabel(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

/** Under one registrable name: what is asked for is led elsewhere on its own site, not kept away. */
function isSameSite(trigger: string, target: string): boolean {
  const [from, to] = [siteOf(trigger), siteOf(target)];
  return from !== null && from === to;
}

function siteOf(name: string): string | null {
  return getDomain(hostTextOf(name.replace(/^\*\./u, '')) ?? '', SITE);
}
