/** What every kind of lookup in one snapshot, and the overlay over it, has in common. */
import type { KeyTables } from '../hash/key.ts';
import type { HashText } from '../rule/hashed.ts';
import { eitherFeatures, type Features } from '../snapshot/features.ts';
import { OpenedSnapshot } from '../snapshot/open.ts';
import type { Snapshot } from '../snapshot/types.ts';
import { RuleDescriber } from './describe.ts';
import { MatchError } from './errors.ts';
import { RuleIndex } from './rule-index.ts';

/** Made once for each matcher; read-only. */
export interface Engine {
  readonly key: KeyTables;
  readonly features: Features;
  readonly index: RuleIndex;
  readonly describer: RuleDescriber;
  /** How a text becomes a hashed entry; `undefined` if no list has any. */
  readonly hashText: HashText | undefined;
}

/**
 * @throws TypeError if a snapshot was not opened by this package, or its memory is gone
 * @throws MatchError if the overlay is none, or is over another snapshot
 */
export function engineOf(snapshot: Snapshot, overlay: Snapshot | undefined, hashText?: HashText): Engine {
  if (!(snapshot instanceof OpenedSnapshot)) throw new TypeError('Cannot match: the snapshot is not from openSnapshot');
  if (overlay !== undefined && !(overlay instanceof OpenedSnapshot))
    throw new TypeError('Cannot match: the overlay is not from openSnapshot');
  if (snapshot.base !== undefined)
    throw new MatchError(
      'ERR_MATCH_OVERLAY',
      'Cannot match: an overlay alone is no snapshot. Pass its base first: new Matcher(base, overlay)',
    );
  if (overlay !== undefined && overlay.base !== snapshot.digest)
    throw new MatchError(
      'ERR_MATCH_OVERLAY',
      'Cannot match: the overlay is over another snapshot. Compile it again over this one',
    );
  const index = new RuleIndex(snapshot, overlay);
  index.check();
  return {
    key: snapshot.key,
    features: overlay === undefined ? snapshot.features : eitherFeatures(snapshot.features, overlay.features),
    index,
    describer: new RuleDescriber(index, overlay ?? snapshot),
    hashText,
  };
}
