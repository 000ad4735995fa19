import {
  checkDocument,
  codesOf,
  NOTICE_CODES,
  NOTICE_KINDS,
  type Notice,
  noticeDocument,
  noticeId,
  noticePath,
  sentenceOf,
  signNotice,
  textOfNotice,
} from '@netvakt/coalition';
import { type Action, todayIn } from '../../base/context.ts';
import { EXIT } from '../../base/exit.ts';
import { shown } from '../../base/text.ts';
import { actingParty } from '../as-party.ts';

export interface PostOptions {
  readonly kind?: string;
  readonly code?: string;
  readonly tlp: string;
  readonly month?: string;
  readonly market?: string;
  readonly measure?: string;
  readonly trend?: string;
  readonly expires?: string;
  readonly delegate?: boolean;
  readonly home?: string;
  readonly json?: boolean;
}

const DEFAULT_DAYS = 180;
const DAY = 86_400_000;

/** Signs a notice and puts it into the folder; with `--delegate` into the secretariat's inbox. */
export const post: Action<PostOptions> = async (context, options) => {
  const { stdout } = context;
  if (options.kind === undefined) {
    await stdout.write(shown(options.json, NOTICE_CODES, vocabulary()));
    return EXIT.done;
  }
  const { store, parties, key, party } = await actingParty(options.home, context);
  const notice = checkDocument(draftOf(options, todayIn(context)), noticeDocument(parties.markets));
  const text = await signNotice(notice, key);
  const id = noticeId(text);
  const isDelegated = options.delegate === true && party.id !== parties.secretariat.id;
  const path = isDelegated ? `inbox/notice/${id}.jws` : noticePath(id, notice.tlp === 'clear');
  await store.create(path, Buffer.from(text));
  const next = isDelegated
    ? 'It waits for the secretariat, which posts it without your name.'
    : `Posted under the name ${party.id}. Others see it once it is recorded.`;
  const words = [`${id.slice(0, 8)}  TLP:${notice.tlp.toUpperCase()}  ${textOfNotice(notice)}`, next, path].join('\n');
  await stdout.write(shown(options.json, { id, path, notice, delegated: isDelegated }, words));
  return EXIT.done;
};

/** What was given, as a notice; nothing of it is checked yet. */
function draftOf(
  { kind, code, tlp, month, market, measure, trend, expires }: PostOptions,
  posted: string,
): Record<keyof Notice, unknown> {
  const [value = '', unit] = (measure ?? '').trim().split(/\s+/u);
  return withoutAbsent({
    schema: 'netvakt-notice/1',
    kind,
    code,
    market,
    month: month ?? posted.slice(0, 7),
    measure: measure === undefined ? undefined : { value: /^\d{1,6}$/u.test(value) ? Number(value) : value, unit },
    trend,
    tlp,
    posted,
    expires: expires ?? new Date(Date.parse(posted) + DEFAULT_DAYS * DAY).toISOString().slice(0, 10),
  });
}

function withoutAbsent<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as T;
}

function vocabulary(): string {
  const lines: string[] = [];
  for (const kind of NOTICE_KINDS) {
    lines.push(kind);
    for (const code of codesOf(kind)) lines.push(`  ${code.padEnd(22)}${sentenceOf(kind, code)}`);
  }
  return lines.join('\n');
}
