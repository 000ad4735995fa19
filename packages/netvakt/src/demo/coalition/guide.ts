/** What is where in the folder that a play leaves. */
export function guide(seconds: number): string {
  return `Two quarters of a coalition, played by netvakt demo coalition in ${seconds.toFixed(0)} s

  transcript.txt        every command that was run, by whom and when, with what it printed
  play.json             what had to be so and what was found; what each party saw and could not see
  draft-of-policy.json  the policy, with the signatures of both aggregators
  folder/               the coalition's folder, as the secretariat keeps it and serves it
    public/             for everybody: editions (JSON and CSV), the log, who has cosigned it
    members/            for members: the policy
    sealed/             for aggregators: submissions, sums
  pages/                what everybody sees (public/) and what members see (members/), after each quarter
  forged-folder/        the same after the secretariat has rewritten history
  parties/              what each party has in its own house. In life, nobody else ever sees it
    ash birch cedar elm   operators with Netvakt: filter/ (configuration, lists, store), reports/, home/ (key, records)
    fir                   an operator with another filter: figures-*.csv, reports/, home/, copy/ (its copy of the folder)
    north south           aggregators: home/ holds the key that opens submissions
    office                the secretariat

Keys and tokens in here are of this play alone. Figures come from real filters, which answered a script of requests over
loopback connections, on one short day in each month; those of fir are the script's own. The calendar is the play's.

Try:

  netvakt coalition compare parties/ash/reports/2026-Q1.1/report.json --home parties/ash/home
  netvakt coalition verify --home parties/birch/home
  python3 verify-log.py forged-folder folder/public/log/keys folder/public/log/checkpoint
`;
}
