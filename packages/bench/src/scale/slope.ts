/** How a figure grows along an axis. */

/** A figure at one step. */
export interface SlopePoint {
  readonly at: number;
  readonly value: number;
  /** Half of the distance between the quartiles of the rounds. */
  readonly spread: number;
}

type SlopeShape = 'unknown' | 'flat' | 'falls' | 'grows' | 'sub-linear' | 'linear' | 'super-linear';

export interface Slope {
  readonly shape: SlopeShape;
  /** Growth from the first step to the last, over the difference of the two: the cost of one. `null` of fewer than two points. */
  readonly each: number | null;
  /**
   * Of `growth = factor × distance ^ exponent`, both from the first step on: 1 is linear. Fitted by least squares in logarithms.
   * `null` if fewer than two steps have grown beyond the noise.
   */
  readonly exponent: number | null;
}

/** Exponents this near to 1 are those of a line. */
const LINEAR = 0.15;

/**
 * Returns the slope of points in their order along the axis. Growth is measured from the first point, so that what a filter takes with
 * nothing does not hide how the rest grows. What is within the noise is no growth: the widest spread of a point, and at least
 * `leastNoise` of the first value.
 */
export function slopeOf(points: readonly SlopePoint[], leastNoise: number): Slope {
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined || last.at === first.at)
    return { shape: 'unknown', each: null, exponent: null };
  const noise = Math.max(leastNoise * first.value, ...points.map(({ spread }) => spread));
  const steps = points.slice(1).map(({ at, value }) => ({ distance: at - first.at, growth: value - first.value }));
  const growth = last.value - first.value;
  const grown = steps.filter((step) => step.growth > noise);
  const exponent = growth > noise && grown.length > 1 ? logLogExponent(grown) : null;
  return {
    shape: shapeOf(growth, noise, exponent ?? leastExponent(steps, noise)),
    each: growth / (last.at - first.at),
    exponent,
  };
}

/** True if the growth is known to be steeper than a line. */
export function isSuperLinear({ shape }: Pick<Slope, 'shape'>): boolean {
  return shape === 'super-linear';
}

interface Growth {
  readonly distance: number;
  readonly growth: number;
}

function shapeOf(growth: number, noise: number, exponent: Exponent | number | null): SlopeShape {
  if (growth < -noise) return 'falls';
  if (growth <= noise) return 'flat';
  const [value, isBound] = typeof exponent === 'number' ? [exponent, false] : [exponent?.atLeast ?? 0, true];
  if (value > 1 + LINEAR) return 'super-linear';
  if (isBound) return 'grows';
  return value < 1 - LINEAR ? 'sub-linear' : 'linear';
}

interface Exponent {
  readonly atLeast: number;
}

/** If only the last step has grown, the one before it has grown by no more than the noise. */
function leastExponent(steps: readonly Growth[], noise: number): Exponent | null {
  const [before, last] = steps.slice(-2);
  if (before === undefined || last === undefined) return null;
  return { atLeast: logLogExponent([{ ...before, growth: noise }, last]) };
}

/** The slope of the line through the logarithms, by least squares. */
export function logLogExponent(points: readonly Growth[]): number {
  const logs = points.map(({ distance, growth }) => ({ x: Math.log(distance), y: Math.log(growth) }));
  const mean = (of: (point: (typeof logs)[number]) => number): number =>
    logs.reduce((sum, point) => sum + of(point), 0) / logs.length;
  const [x, y] = [mean((point) => point.x), mean((point) => point.y)];
  return mean((point) => (point.x - x) * (point.y - y)) / mean((point) => (point.x - x) ** 2);
}
