import type { TlsEnding } from '../state/endings.ts';
import { type Bar, dayBars, distribution, lyingBars, named } from './charts.ts';
import { dayName, quantileBound, share, short, time, whole } from './figures.ts';
import { details, escapeHtml, table } from './html.ts';
import type { DaysSum, ListView, MarketView, Overview } from './model.ts';

/** What one market has published of a filter of this kind: a scale, not a target. */
const REFERENCE = 3500;
const ENDING_WORDS: Readonly<Record<TlsEnding, string>> = { alert: 'an alert', reset: 'a reset' };
/** As the alert NetvaktListTooOld. */
const TOO_OLD_SECONDS = 2 * 86_400;

/** Pages of each day and market, one small chart a market, all of one scale. */
export function pagesSection({ markets, kept, units, endings }: Overview): string {
  const most = Math.max(REFERENCE * 1.15, ...markets.flatMap(({ days }) => days.map(({ pages }) => pages ?? 0)));
  const top = Math.ceil(most / 1000) * 1000;
  const charts = markets.map((market) => `<li>${marketChart(market, kept, top)}</li>`).join('\n');
  const days = [...new Set(markets.flatMap(({ days: all }) => all.map(({ day }) => day)))].toSorted();
  const rows = days.map((day) => {
    const known = markets.map(({ days: all }) => all.find((one) => one.day === day)?.pages);
    return [dayName(day)].concat(known.map((pages) => (pages === undefined ? '–' : whole(pages))));
  });
  const heads = ['Day', ...markets.map(({ market }) => escapeHtml(market))];
  const zones = [...new Set(markets.map(({ timeZone }) => escapeHtml(timeZone)))].join(', ');
  return `<section aria-labelledby="pages"><h2 id="pages">Blocked pages a day</h2>
<p class="note">Navigations in clear. Repeats of one client for one item within ${units.windowSeconds} s are one.${kept ? '' : ' Totals are not kept on disk: these are of this process alone.'}</p>
<p class="note"><span class="key"><i></i>a day</span><span class="key"><i class="now"></i>today</span><span class="key"><i class="mark"></i>${whole(REFERENCE)} a day, for comparison</span></p>
<ul class="small">
${charts}
</ul>
${weekAndMonth(markets, kept)}
${sinceStart(markets)}
${endingNote(endings)}
${details('All days as a table', table(`Blocked pages by day and market; days are those of ${zones}`, heads, rows))}</section>`;
}

function marketChart({ market, days, pages }: MarketView, kept: boolean, top: number): string {
  const yesterday = days.at(-2)?.pages;
  const today = days.at(-1)?.pages ?? 0;
  const [figure, text] = kept
    ? yesterday === undefined
      ? [whole(today), 'today, so far']
      : [whole(yesterday), `yesterday; ${(yesterday / REFERENCE).toFixed(2)} of the reference`]
    : [whole(pages), 'since the start'];
  const known = days.filter((one) => one.pages !== undefined);
  const name = `Market ${market}: blocked pages a day, ${known.map((one) => `${dayName(one.day)} ${whole(one.pages ?? 0)}`).join(', ')}`;
  return `<h3>${escapeHtml(market)}</h3><p class="big">${figure}</p><p class="note">${text}</p>${dayBars(name, days, REFERENCE, top)}`;
}

/** Seven days and the month; nothing if no totals are kept, because a restart would have emptied them. */
function weekAndMonth(markets: readonly MarketView[], kept: boolean): string {
  if (!kept) return '';
  const rows = markets.map(({ market, week, month }) => [escapeHtml(market), daysSum(week), daysSum(month)]);
  const all = ['All'].concat(
    (['week', 'month'] as const).map((of) => daysSum(addedSums(markets.map((one) => one[of])), 'days of markets')),
  );
  const heads = ['Market', 'Seven days', 'This month'];
  return table('Blocked pages of the last seven days and of this month, today so far', heads, [...rows, all]);
}

function daysSum({ pages, known, days }: DaysSum, unit = 'days'): string {
  if (pages === undefined) return '–';
  return known === days ? whole(pages) : `${whole(pages)} <span class="note">${known} of ${days} ${unit}</span>`;
}

/** Over markets: what is not known of one is missing in the sum, and the page states this. */
function addedSums(sums: readonly DaysSum[]): DaysSum {
  const known = sums.flatMap(({ pages }) => pages ?? []);
  return {
    pages: known.length === 0 ? undefined : known.reduce((all, one) => all + one, 0),
    known: sums.reduce((all, one) => all + one.known, 0),
    days: sums.reduce((all, one) => all + one.days, 0),
  };
}

function sinceStart(markets: readonly MarketView[]): string {
  const rows = markets.map(({ market, pages, attempts, requests, inspected, unseen }) => [
    escapeHtml(market),
    whole(pages),
    whole(attempts),
    whole(requests),
    whole(inspected),
    share(unseen, inspected),
  ]);
  const heads = ['Market', 'Pages', 'Attempts', 'Requests', 'Inspected', 'Not inspectable'];
  const caption = 'Blocked, and inspected, since the start of the process';
  return details('Pages, attempts and requests, since the start', table(caption, heads, rows));
}

/** Under which ending attempts were counted; empty before a configuration is in force. */
function endingNote(endings: readonly TlsEnding[]): string {
  const last = endings.at(-1);
  if (last === undefined) return '';
  const now = `A blocked TLS handshake ends by ${ENDING_WORDS[last]}. `;
  const advice =
    endings.length > 1
      ? `Since the start there were two endings: attempts before and after the change must not be compared.`
      : last === 'alert'
        ? 'Compare attempts only with those of filters that do the same.'
        : 'Browsers load such pages again, and each time is an attempt: use an alert if attempts are to be compared.';
  return `<p class="note">${now}${advice}</p>`;
}

/** How old each list is, the oldest first. */
export function listsSection({ lists, at, rules }: Overview): string {
  const sorted = lists.toSorted((a, b) => a.lastSuccess - b.lastSuccess);
  const bars = sorted.map((list): Bar => {
    const age = list.lastSuccess === 0 ? 0 : Math.max(0, at - list.lastSuccess);
    const trouble = troubleOf(list, at);
    const text = list.lastSuccess === 0 ? 'never' : time(age);
    const label = list.list.length > 22 ? `${list.list.slice(0, 21)}…` : list.list;
    return { label, value: age, text: trouble === undefined ? text : `${text} !`, marked: trouble !== undefined };
  });
  const half = Math.ceil(bars.length / 2);
  const least = Math.max(3600, ...bars.map(({ value }) => value));
  const charts = [bars.slice(0, half), bars.slice(half)]
    .filter((part) => part.length > 0)
    .map((part) =>
      lyingBars(`Age of lists: ${part.map(({ label, text }) => `${label} ${text}`).join(', ')}`, part, least),
    );
  const rows = sorted.map((list) => {
    const trouble = troubleOf(list, at);
    return [
      escapeHtml(list.list),
      whole(list.rules),
      list.version === undefined ? '–' : `<code>${escapeHtml(list.version.slice(0, 16))}</code>`,
      list.lastSuccess === 0 ? 'never' : time(Math.max(0, at - list.lastSuccess)),
      list.expiry === 0 ? '–' : list.expiry > at ? `in ${time(list.expiry - at)}` : 'expired',
      trouble === undefined ? (list.inShadow ? 'in shadow' : 'in force') : `<span class="bad">${trouble}</span>`,
    ];
  });
  const heads = ['List', 'Rules', 'Version', 'Age', 'Expires', 'State'];
  return `<section aria-labelledby="lists"><h2 id="lists">Lists</h2>
<p class="note">How long ago each took effect; ${whole(rules)} rules are in force, what lists share counted once. The table explains each exclamation mark.</p>
<div class="pair">${charts.join('\n')}</div>
${standing(sorted)}${details('All lists as a table', table('Lists in force', heads, rows))}</section>`;
}

/** Lists of which something is not in force, and what that would have blocked; nothing if there are none. */
function standing(lists: readonly ListView[]): string {
  const rows = lists
    .filter(({ waiting, inShadow, wouldBlock }) => waiting || inShadow || wouldBlock > 0)
    .map((list) => [escapeHtml(list.list), standingOf(list), whole(list.wouldBlock)]);
  if (rows.length === 0) return '';
  const heads = ['List', 'What is not in force', 'Requests that it would have blocked'];
  const caption = 'Counted while in shadow, since the start of the process; what is blocked anyway is in it';
  return `<h3>Held, and in shadow</h3>${table(caption, heads, rows)}`;
}

function standingOf({ waiting, inShadow }: ListView): string {
  const text = [
    ...(inShadow ? ['the list: in shadow'] : []),
    ...(waiting ? ['<span class="bad">a delivery: waits for release</span>'] : []),
  ];
  return text.length === 0 ? 'a delivery: in shadow, or was' : text.join('; ');
}

function troubleOf({ lastSuccess, expiry, failing, waiting }: ListView, at: number): string | undefined {
  if (expiry > 0 && expiry <= at) return 'expired';
  if (failing) return 'last update failed';
  if (waiting) return 'waits for release';
  return lastSuccess > 0 && at - lastSuccess > TOO_OLD_SECONDS ? 'too old' : undefined;
}

/** What could not be seen, and whether what must be blocked is. */
export function coverageSection({ markets, unseen, probes }: Overview): string {
  const inspected = markets.reduce((sum, market) => sum + market.inspected, 0);
  const reasons = unseen
    .filter(({ count }) => count > 0)
    .toSorted((a, b) => b.count - a.count)
    .map(
      ({ reason, count }): Bar => ({
        label: reason,
        value: count,
        text: `${short(count)} (${share(count, inspected)})`,
      }),
    );
  const byMarket = markets.map(({ market, inspected: all, unseen: part }): Bar => {
    return { label: market, value: all === 0 ? 0 : part / all, text: share(part, all) };
  });
  const seen =
    reasons.length === 0
      ? '<p>Nothing so far: everything that came could be inspected.</p>'
      : `<div class="pair"><div><h3>By reason</h3>${lyingBars(named('Not inspectable by reason', reasons), reasons, 1)}</div>
<div><h3>Share, by market</h3>${lyingBars(named('Share that was not inspectable, by market', byMarket), byMarket, 0.01)}</div></div>`;
  return `<section aria-labelledby="coverage"><h2 id="coverage">What could not be seen</h2>
<p class="note">Traffic that passed although the filter could not see all of what a rule may need, since the start. Most of it is innocent.</p>
${seen}
${canaries(probes)}</section>`;
}

function canaries(probes: Overview['probes']): string {
  const protocols = [...new Set(probes.map(({ protocol }) => protocol))];
  const markets = [...new Set(probes.map(({ market }) => market))];
  if (probes.every(({ blocked }) => blocked === undefined)) return '';
  const cell = (market: string, protocol: string): string => {
    const found = probes.find((one) => one.market === market && one.protocol === protocol);
    if (found?.blocked === undefined) return 'not tried';
    return found.blocked ? 'blocked' : '<span class="bad">not blocked</span>';
  };
  const rows = markets.map((market) => [escapeHtml(market), ...protocols.map((protocol) => cell(market, protocol))]);
  const heads = ['Market', ...protocols.map(escapeHtml)];
  const all = table('The canary, which must be blocked, when it was last requested', heads, rows);
  const failing = probes.some(({ blocked }) => blocked === false);
  if (failing) return all;
  const text = `Every canary that was requested was blocked: in ${markets.length} markets over ${protocols.join(', ')}.`;
  return `<p>${escapeHtml(text)}</p>${details('Canaries as a table', all)}`;
}

/** How busy and how late each worker is, and how long decisions take. */
export function workersSection({ workers, overload, decisions }: Overview): string {
  const busy = workers.each.map(({ busyRatio }, i): Bar => {
    return { label: `worker ${i}`, value: busyRatio, text: share(busyRatio, 1), marked: busyRatio > 0.85 };
  });
  const late = workers.each.map(({ lagSeconds }, i): Bar => {
    return { label: `worker ${i}`, value: lagSeconds, text: time(lagSeconds), marked: lagSeconds > 0.1 };
  });
  return `<section aria-labelledby="workers"><h2 id="workers">Workers and latency</h2>
<p class="note">${workers.running} of ${workers.wanted} workers listen; ${workers.restarts === 0 ? 'none has' : `${whole(workers.restarts)} have`} died since the start. ${fullness(overload)}</p>
<div class="pair">
<div><h3>At work, of the last 10 s</h3>${lyingBars(named('Share of time at work', busy), busy, 1)}
<h3>Longest delay of the event loop, in the last 10 s</h3>${lyingBars(named('Longest delay', late), late, 0.02)}</div>
<div><h3>Time to judge a request</h3>${latency(decisions)}</div>
</div></section>`;
}

const WHEN_FULL = { open: 'passed by the filter, unseen', closed: 'were turned away' } as const;

/** For how long there was no room, and what that meant to new connections. */
function fullness({ seconds, policies }: Overview['overload']): string {
  if (seconds === 0) return 'Never were all of them full.';
  const meant = policies.map((policy) => `${WHEN_FULL[policy]} (<code>overload: ${policy}</code>)`).join(', or ');
  return `<span class="bad">For ${time(seconds)} all of them were full</span>: new connections ${meant}.`;
}

function latency({ bounds, counts, sample }: Overview['decisions']): string {
  const all = counts.reduce((sum, count) => sum + count, 0);
  if (all === 0) return `<p>Nothing was measured so far: one request in ${sample} is.</p>`;
  const labels = [...bounds.map((bound) => time(bound)), `over ${time(bounds.at(-1) ?? 0)}`];
  const shares = counts.map((count) => count / all);
  const [median, high] = [0.5, 0.99].map((q) => quantileBound(q, bounds, counts) ?? 0);
  const text = (bound = 0): string =>
    bound === Number.POSITIVE_INFINITY ? `more than ${time(bounds.at(-1) ?? 0)}` : `at most ${time(bound)}`;
  const name = `Time to judge a request, by upper bound: ${labels.map((label, i) => `${label} ${share(shares[i] ?? 0, 1)}`).join(', ')}`;
  return `<p class="note">Half took ${text(median)}, 99 in 100 ${text(high)}. Of ${whole(all)} that were measured, one in ${sample}.</p>${distribution(name, labels, shares)}`;
}
