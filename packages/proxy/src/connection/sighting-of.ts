import type { Sighting } from '../observe/sighting.ts';
import { type AnswerCode, PURPOSE } from '../observe/vocabulary.ts';
import type { Station } from './station.ts';

/** The worker's sighting, filled for a block by `rule` as far as every block is alike: the host is the caller's to add. */
export function sightingOf({ sighting }: Station, rule: number, answer: AnswerCode): Sighting {
  sighting.rule = rule;
  sighting.answer = answer;
  sighting.purpose = PURPOSE.unknown;
  return sighting;
}
