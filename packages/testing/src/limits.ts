/**
 * How long a test may wait, in milliseconds. Every limit of the tests is here, and none is a measurement: a wait ends by
 * its event, and a limit only ends what hangs. Each is many times what the slowest case takes on two idle cores, so that
 * a busy machine makes a run longer and never makes it fail.
 */

/** For one event or condition: a line in a log, a port that listens, a connection that is gone. Slowest seen: 6 s. */
export const WAIT = 120_000;

/** For one test or hook. Above {@link WAIT}, so that a failure reports what was awaited. Slowest seen: 40 s. */
export const TEST = 300_000;

/** For one test that builds packages, runs a fault campaign or draws millions of inputs. */
export const LONG_TEST = 3_600_000;

/** For a deadline of the code under test that is not the subject: no pause of a busy machine reaches it. */
export const UNHURRIED = 900_000;
