/** The most that a configuration may say of most of these, in seconds. */
const LONG = 600;

const PATIENT = {
  first_byte_seconds: LONG,
  silence_milliseconds: LONG * 1000,
  head_seconds: LONG,
  hello_seconds: LONG,
  connect_seconds: LONG,
  idle_seconds: LONG,
  linger_seconds: LONG,
} as const;

/** `proxy.limits`, in one line, with deadlines that no pause of a busy machine reaches. `more`: bounds that a test is about. */
export function patientLimits(more: Readonly<Record<string, number>> = {}): string {
  const rows = Object.entries({ ...PATIENT, ...more }).map(([key, value]) => `${key}: ${value}`);
  return `{ ${rows.join(', ')} }`;
}
