/** Who may read and write which file: the table of the layout, applied to one party. */
import type { Place } from './layout.ts';
import { groupsOf, type Parties } from './parties.ts';

/** True if the party may read files of this place. @param id - of a party; `undefined` for everybody else. */
export function mayRead(parties: Parties, { readers, owner }: Place, id: string | undefined): boolean {
  return groupsOf(parties, id).has(readers) || (id !== undefined && owner === id);
}

/** True if the party may hand in a file of this place. The secretariat may not do so for the owner of another file. */
export function mayWrite(parties: Parties, { writers, owner }: Place, id: string): boolean {
  if (writers === 'owner') return owner === id && groupsOf(parties, id).has('members');
  return groupsOf(parties, id).has(writers);
}
