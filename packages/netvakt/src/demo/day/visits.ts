/** How one request reaches the filter. */
export type RequestKind = 'page' | 'image' | 'favicon' | 'prefetch' | 'program' | 'connect';

/** One way in which a person, or a machine, meets a block. Times in milliseconds after the first request. */
export interface ScriptedVisit {
  readonly weight: number;
  readonly steps: readonly (readonly [after: number, step: RequestKind])[];
  readonly attempts: number;
  readonly pages: number;
}

const images = (count: number): readonly (readonly [number, RequestKind])[] =>
  Array.from({ length: count }, () => [300, 'image'] as const);

/** What the visits of a day are made of, with how often each comes in a thousand. */
export const VISITS: readonly ScriptedVisit[] = [
  {
    weight: 420,
    steps: [
      [0, 'page'],
      [300, 'favicon'],
    ],
    attempts: 1,
    pages: 1,
  },
  { weight: 60, steps: [[0, 'page'], ...images(6), [300, 'favicon']], attempts: 1, pages: 1 },
  // HTTPS first, then the same over HTTP: one page.
  {
    weight: 250,
    steps: [
      [0, 'connect'],
      [300, 'page'],
      [600, 'favicon'],
    ],
    attempts: 1,
    pages: 1,
  },
  // Two connections race (RFC 8305), both are refused, and the browser falls back.
  {
    weight: 80,
    steps: [
      [0, 'connect'],
      [0, 'connect'],
      [300, 'page'],
    ],
    attempts: 1,
    pages: 1,
  },
  // Somebody presses reload three times.
  {
    weight: 50,
    steps: [
      [0, 'page'],
      [1500, 'page'],
      [3000, 'page'],
      [6000, 'page'],
    ],
    attempts: 1,
    pages: 1,
  },
  // … and comes back half a minute later.
  {
    weight: 20,
    steps: [
      [0, 'page'],
      [30_000, 'page'],
    ],
    attempts: 2,
    pages: 2,
  },
  // HTTPS only, tried again by the browser: nothing indicates that somebody navigated.
  {
    weight: 70,
    steps: [
      [0, 'connect'],
      [300, 'connect'],
      [1500, 'connect'],
    ],
    attempts: 1,
    pages: 0,
  },
  // A picture on a listed host, within an innocent page.
  { weight: 25, steps: [[0, 'image']], attempts: 1, pages: 0 },
  {
    weight: 10,
    steps: [
      [0, 'program'],
      [3000, 'program'],
    ],
    attempts: 1,
    pages: 0,
  },
  // Fetched ahead: nobody has asked for it yet.
  { weight: 15, steps: [[0, 'prefetch']], attempts: 0, pages: 0 },
];
