import { instantIn } from './instant.ts';

/** A reset further away than this is not believed: quotas are counted by the month at most. */
const RETRY_AFTER_MS_MAX = 35 * 86_400_000;
/** A harness says it at the beginning; what follows may be a whole answer of its provider. */
const TEXT_LENGTH_MAX = 8192;
const AMOUNTS_MAX = 5;

/** Words after which a text says how long, or until when. */
const LEAD = new RegExp(
  '\\b(?:retry(?:ing)?|try again|resets?|resetting|renews?|available(?: again)?|wait(?:ing)?)' +
    '(?:[\\s_-]{1,3}(after|in|at|on|until|for)(?![A-Za-z])|delay|(?=[\\s_:="\']))' +
    '|\\blimit reached\\|',
  'gi',
);
const GAP = /^["']?\s{0,3}[:=]?\s{0,3}["'(]?(?:(?:about|around|approximately|another)\s|~)?/i;
/** The one header whose unit is known without being said. */
const HEADER = /^retry-after["']?\s{0,3}[:=]\s{0,3}["']?(\d{1,9})["']?[ \t]*(?:[,;.)}\]\r\n]|$)/i;
/** A field that has its unit in its name, such as `resets_in_seconds`. */
const FIELD =
  /^[_-](ms|milliseconds|seconds|minutes)["']?\s{0,3}[:=]\s{0,3}["']?(\d{1,12})\b(?![.:])/i;
/** Hours, minutes and seconds; of two numbers nobody can tell which they are. */
const COUNTDOWN = /^(\d{1,3}):([0-5]\d):([0-5]\d)(?![\d:])/;
const UNITS =
  'ms|milliseconds?|s|sec(?:ond)?s?|m|min(?:ute)?s?|h|h(?:ou)?rs?|d|days?|w|w(?:ee)?ks?';
const AMOUNT = new RegExp(
  `^(\\d{1,9}(?:\\.\\d{1,6})?|an?(?=\\s)|one(?=\\s))\\s{0,3}(${UNITS})(?![A-Za-z_])`,
  'i',
);
const BETWEEN = /^,?[ \t]{0,3}(?:and[ \t])?/i;
/** One more number that was not read: then what was read is not the whole time. */
const NUMBER_LEFT = /^[ \t]*(?:[-:/,]|to\b|or\b|and\b)?[ \t]*\d/i;
const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** How long a text says to wait; null when it names no time that can be read without guessing. */
export function retryAfterMs(text: string, now: string): number | null {
  const start = text.slice(0, TEXT_LENGTH_MAX);
  for (const found of start.matchAll(LEAD)) {
    const ms = waitIn(start.slice(found.index), found[0].length, found[1] ?? '', now);
    if (ms !== null) return ms;
  }
  return null;
}

/** Time from now to an instant; null for one that has passed, because waiting for it says nothing. */
export function untilMs(at_ms: number, now: string): number | null {
  return bounded(at_ms - Date.parse(now));
}

function waitIn(text: string, lead_length: number, link: string, now: string): number | null {
  const header = HEADER.exec(text)?.[1];
  if (header !== undefined) return bounded(Number(header) * 1000);
  const rest = text.slice(lead_length);
  const [, unit = '', count] = FIELD.exec(rest) ?? [];
  if (count !== undefined) return bounded(Number(count) * unitMs(unit));
  const value = rest.replace(GAP, '');
  const at_ms = instantIn(value, now);
  if (at_ms !== null) return untilMs(at_ms, now);
  return bounded(/^(?:in|after|for)$/i.test(link) ? countdownMs(value) : null) ?? durationMs(value);
}

function countdownMs(text: string): number | null {
  const [found, hours, minutes, seconds] = COUNTDOWN.exec(text) ?? [];
  if (found === undefined) return null;
  return (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
}

/** `3 days 4 hours`, `1h30m`, `11.054s`, `a week`; null when a part of it is not understood. */
function durationMs(text: string): number | null {
  let total = 0;
  let rest = text;
  for (let count = 0; count < AMOUNTS_MAX; count += 1) {
    const next = rest.replace(BETWEEN, '');
    const [found, amount = '', unit = ''] = AMOUNT.exec(next) ?? [];
    if (found === undefined || !isUnit(amount, unit)) break;
    total += (/^\d/.test(amount) ? Number(amount) : 1) * unitMs(unit);
    rest = next.slice(found.length);
  }
  return NUMBER_LEFT.test(rest) ? null : bounded(Math.ceil(total));
}

/** `5M` may be tokens, and nobody who says `a second` means one. */
function isUnit(amount: string, unit: string): boolean {
  if (/^\d/.test(amount)) return unit.length > 1 || unit === unit.toLowerCase();
  return unit.length > 1 && !/^(?:ms|mil|s)/i.test(unit);
}

function unitMs(unit: string): number {
  return /^(?:ms|mil)/i.test(unit) ? 1 : (UNIT_MS[unit.charAt(0).toLowerCase()] ?? 1);
}

function bounded(ms: number | null): number | null {
  return ms !== null && ms > 0 && ms <= RETRY_AFTER_MS_MAX ? ms : null;
}
