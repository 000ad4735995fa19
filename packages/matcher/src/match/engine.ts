/** What every kind of lookup in one snapshot, and the overlay over it, has in common. */
import { type KeyTables, keyTablesFrom } from '../hash/key.ts';
import type { HashText } from '../rule/hashed.ts';
import { eitherFeatures, type Features } from '../snapshot/features.ts';
import { OpenedSnapshot } from '../snapshot/open.ts';
import type { Snapshot } from '../snapshot/types.ts';
import { RuleDescriber } from './describe.ts';
import { RuleIndex } from './rule-index.ts';

/** Made once for each matcher; read-only. */
export interface Engine {
  readonly key: KeyTables;
  readonly features: Features;
  readonly index: RuleIndex;
  readonly describer: RuleDescriber;
  /** How a text becomes a hashed entry; `undefined` where no list has any. */
  readonly hashText: HashText | undefined;
}

/**
 * @throws TypeError where a snapshot was not opened by this package
 * @throws RangeError where the overlay is none, or lies over another snapshot
 */
export function engineOf(snapshot: Snapshot, overlay: Snapshot | undefined, hashText?: HashText): Engine {
  if (!(snapshot instanceof OpenedSnapshot)) throw new TypeError('Cannot match: the snapshot is not from openSnapshot');
  if (overlay !== undefined && !(overlay instanceof OpenedSnapshot))
    throw new TypeError('Cannot match: the overlay is not from openSnapshot');
  if (snapshot.base !== undefined) throw new RangeError('Cannot match: an overlay alone is no snapshot');
  if (overlay !== undefined && overlay.base !== snapshot.digest)
    throw new RangeError('Cannot match: the overlay lies over another snapshot. Compile it again over this one');
  const index = new RuleIndex(snapshot, overlay);
  return {
    key: keyTablesFrom(snapshot.seed),
    features: overlay === undefined ? snapshot.features : eitherFeatures(snapshot.features, overlay.features),
    index,
    describer: new RuleDescriber(index, overlay ?? snapshot),
    hashText,
  };
}
