import type { Expectation, GroupId } from '../cases/case.ts';

const OVERBLOCKED =
  'Innocent traffic is stopped. Compare the rule with the entry: it must cover what the entry names, and nothing else.';
const LIST =
  'Check whether the entry is in the filter (netvakt check URL), and whether this traffic passes the filter at all.';
const READ =
  'The filter judged other bytes than it passed on. Update it; until then refuse what RFC 9112 calls invalid, in front of it if need be.';
const CANONICAL =
  'The filter compares text. Bring entries and requests to one canonical form before they are compared.';

const each = (
  block: string,
  pass: string = OVERBLOCKED,
  shut: string = READ,
): Readonly<Record<Expectation, string>> => ({ block, pass, shut });

/** What to do about a failure, by group and by what was expected. */
export const REMEDIES: Readonly<Record<GroupId, Readonly<Record<Expectation, string>>>> = {
  blocked: each(LIST),
  neighbours: each(LIST),
  innocent: each(
    LIST,
    'Ordinary traffic does not pass. Look for limits (length of a target, number of fields) and for methods that are refused.',
  ),
  spelling: each(CANONICAL),
  fields: each(CANONICAL),
  framing: each(
    READ,
    'A body that is framed well does not pass. Look for a limit on bodies, or a rule on what they hold.',
  ),
  pipelines: each(
    READ,
    'Later requests of a connection are lost. Check whether the filter keeps connections, and their order.',
  ),
  tls: each(
    'The name in the hello is not found. The filter must put packets and records together before it looks for the name.',
    'Encrypted traffic to an innocent host does not pass, or not untouched. A filter of names has to leave it alone.',
  ),
  ports: each(CANONICAL),
  answer: each('Change what the filter answers to a blocked request; a generic error page is misleading.'),
  transparency: each(
    LIST,
    'What is innocent must arrive as it was sent. Look for rewriting, caching, added fields and a changed source address.',
  ),
  counting: each(
    LIST,
    'Look for other traffic during the run, and for a second process behind the same address whose figures are its own.',
  ),
};
