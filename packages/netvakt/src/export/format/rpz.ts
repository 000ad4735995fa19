/**
 * Names as a response policy zone (draft-vixie-dnsop-dns-rpz). Owners are relative, so the file fits a zone of any name that is not
 * longer than the one it was made for.
 */
import type { BlockedName, BlockedNames } from '../dns/blocked-names.ts';
import type { Fit } from '../dns/fit.ts';

/** Characters of a name with its dots, without the last one (RFC 1035, 3.1). */
const LONGEST_NAME = 253;

/** The zone: what is blocked does not exist. @param serial - must be higher than that of the zone before (RFC 1982). */
export function rpzText({ names, between }: BlockedNames, serial: number): string {
  const lines = [
    '$TTL 300',
    `@ SOA localhost. root.localhost. ${serial} 3600 600 86400 300`,
    '@ NS localhost.',
    ...names.flatMap(recordsOf),
    ...between.flatMap((name) => recordsOf({ name, self: true, below: true, inside: true })),
  ];
  return `${lines.join('\n')}\n`;
}

/** The serial of a zone that {@link rpzText} made; 0 for any other text. */
export function serialOf(text: string): number {
  return Number(/^@ SOA localhost\. root\.localhost\. (\d{1,10}) /mu.exec(text.slice(0, 200))?.[1] ?? 0);
}

/** Decides what fits into a zone of this name. */
export const fitZone =
  (zone: string): Fit =>
  (name) => {
    const length = name.name.length + 1 + zone.length;
    if (length > LONGEST_NAME) return { fits: undefined, fault: 'too-long' };
    if (name.name.slice(name.name.lastIndexOf('.') + 1).startsWith('rpz-'))
      return { fits: undefined, fault: 'trigger' };
    // Nothing below it could be asked for either: its name in the zone would be longer still.
    if (name.below !== name.inside && length + 2 > LONGEST_NAME)
      return { fits: { ...name, below: name.inside }, fault: 'below-too-long' };
    return { fits: name };
  };

/** A name outside a blocked domain that is not blocked gets no record: `rpz-passthru.` would overrule the zones that come after. */
function recordsOf({ name, self, below, inside }: BlockedName): string[] {
  const owner = escaped(name);
  return [
    ...(self || inside ? [`${owner} CNAME ${targetOf(self)}`] : []),
    ...(below || inside ? [`*.${owner} CNAME ${targetOf(below)}`] : []),
  ];
}

function targetOf(isBlocked: boolean): string {
  return isBlocked ? '.' : 'rpz-passthru.';
}

/** A host may have characters that mean something in a master file: a comment, a directive, a text (RFC 1035, 5.1). */
function escaped(name: string): string {
  return name.replaceAll(/[^a-z0-9_.-]/gu, (character) => `\\${String(character.charCodeAt(0)).padStart(3, '0')}`);
}
