const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z$/;
const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** `3 min ago`; from a day on the date, in UTC. Null for what is no time. */
export function timeText(text: string, now_ms: number): string | null {
  if (!ISO.test(text)) return null;
  const at_ms = Date.parse(text);
  if (Number.isNaN(at_ms)) return null;
  const distance_ms = now_ms - at_ms;
  if (Math.abs(distance_ms) >= DAY_MS) return `${text.slice(0, 10)} ${text.slice(11, 16)} UTC`;
  const long = durationText(Math.abs(distance_ms));
  return distance_ms < 0 ? `in ${long}` : `${long} ago`;
}

/** `45 s`, `3 min`, `2 h 5 min`, `3 d 4 h`: two units at most. */
export function durationText(ms: number): string {
  if (ms < MINUTE_MS) return `${Math.floor(ms / SECOND_MS)} s`;
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min`;
  if (ms < DAY_MS) return pair(ms, [HOUR_MS, 'h'], [MINUTE_MS, 'min']);
  return pair(ms, [DAY_MS, 'd'], [HOUR_MS, 'h']);
}

type Unit = readonly [ms: number, name: string];

function pair(ms: number, [long, name]: Unit, [short, shortName]: Unit): string {
  const rest = Math.floor((ms % long) / short);
  const head = `${Math.floor(ms / long)} ${name}`;
  return rest === 0 ? head : `${head} ${rest} ${shortName}`;
}
