/** A reset further away than this is not believed. */
const RETRY_AFTER_MS_MAX = 8 * 24 * 3_600_000;
const UNIT_MS: Readonly<Record<string, number>> = {
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1000,
};

const AFTER = /(?:retry|try again|resets?|available)[ -](?:after|in):? *(?=\d)/i;
const UNITS = 'ms|milliseconds?|d(?:ays?)?|h(?:ours?)?|m(?:in(?:ute)?s?)?|s(?:ec(?:ond)?s?)?';
const AMOUNT = new RegExp(
  `^(\\d{1,9}(?:\\.\\d{1,6})?) *(${UNITS})?(?![A-Za-z])[, ]*(?:and )?`,
  'i',
);
/** Seconds since the epoch behind a bar, and ISO times. */
const EPOCH = /limit reached\|(\d{9,11})\b/i;
const ISO = /(?:try again|resets?|available)(?: at)? (\d{4}-\d\d-\d\dT\d\d:\d\d[\d:.]*Z)/i;
const AMOUNTS_MAX = 4;

/** How long a text says to wait; null when it names no time that can be read without guessing. */
export function retryAfterMs(text: string, now: string): number | null {
  const epoch = EPOCH.exec(text)?.[1];
  if (epoch !== undefined) return untilMs(Number(epoch) * 1000, now);
  const iso = ISO.exec(text)?.[1];
  if (iso !== undefined) return untilMs(Date.parse(iso), now);
  const after = AFTER.exec(text);
  return after === null ? null : bounded(durationMs(text.slice(after.index + after[0].length)));
}

/** Time from now to an instant, never negative. */
export function untilMs(at_ms: number, now: string): number | null {
  return bounded(Math.max(0, at_ms - Date.parse(now)));
}

/** `3 days 4 hours`, `1h30m`, `11.054s`; a number without a unit is seconds. */
function durationMs(text: string): number {
  let total = 0;
  let rest = text;
  for (let count = 0; count < AMOUNTS_MAX; count += 1) {
    const found = AMOUNT.exec(rest);
    if (found === null) break;
    const unit = (found[2] ?? 's').toLowerCase();
    const scale = unit.startsWith('mil') || unit === 'ms' ? 1 : (UNIT_MS[unit.charAt(0)] ?? 1000);
    total += Number(found[1]) * scale;
    rest = rest.slice(found[0].length);
  }
  return Math.ceil(total);
}

function bounded(ms: number): number | null {
  return Number.isFinite(ms) && ms <= RETRY_AFTER_MS_MAX ? ms : null;
}
