import { classifyError, type HarnessErrorFacts } from './classify.ts';
import { type FailureClass, failureRow, type HarnessError } from './failures.ts';

/** Only the last lines of a failed program count: earlier ones may quote anything. */
const LINES_MAX = 5;

/** What may stand before the words themselves, and nothing else: `ValueError:` is a crash. */
const PREFIX =
  '^(?:\\[[^\\]]{1,60}\\] )?(?:(?:fatal |stream )?error:? |[\\u25a0\\u26a0\\u2717] ?)?';
const STATUS = '(?:429|5\\d\\d)';
const APOSTROPHE = "['\\u2019]";

/**
 * How Codex, Claude Code and Pi, and the clients of models that they are built on, say that it is
 * their provider who failed. Each is the beginning of a line.
 */
const FORMS: readonly RegExp[] = [
  `\\[?API Error: (?:Request rejected \\()?${STATUS}\\b`,
  '\\[?API Error: (?:Unable to connect|Connection error|Request timed out|.{0,40}overloaded)',
  `(?:exceeded retry limit, last status:|unexpected status) ${STATUS}\\b`,
  `${STATUS} (?:\\{"|status code \\(no body\\)|too many requests|rate limit|quota|you exceeded)`,
  `${STATUS} (?:overloaded|bad gateway|service unavailable|internal server error|gateway time)`,
  `We${APOSTROPHE}re currently experiencing high demand`,
  `(?:You${APOSTROPHE}ve )?(?:hit|reached|exceeded) your (?:[\\w-]+ ){0,2}limit`,
  '(?:Claude (?:AI )?)?(?:usage|rate|session|weekly|5-hour) limit (?:reached|exceeded)',
  'quota exceeded|You exceeded your current quota',
  '(?:Your )?credit balance is too low',
  '(?:the|that|our|selected) (?:model|server|servers) (?:is|are) (?:currently )?' +
    '(?:overloaded|at capacity)',
  '(?:Connection failed: )?error sending request',
  'stream disconnected before completion',
  'Connection error\\.$|(?:TypeError: )?fetch failed$',
].map((form) => new RegExp(`${PREFIX}(?:${form})`, 'i'));

/** A crash of the program itself: what its message quotes is not an answer of the provider. */
const STACK = new RegExp(
  [
    '^Traceback \\(most recent call last\\)',
    '^ +File ".{1,200}", line \\d+',
    '^ +at .{1,200}[:(]\\d+',
    '\\bpanicked at\\b',
    '^goroutine \\d+ \\[',
  ].join('|'),
  'm',
);
const SAYS_ERROR = /\b\w*(?:error|exception|panic|fatal)\b/i;

/** What a program that failed printed about its provider; null when the failure is its own. */
export function printedError({
  text,
  now,
}: Omit<HarnessErrorFacts, 'status'>): HarnessError | null {
  if (STACK.test(text)) return null;
  const lines = text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]));
  const last = lines.slice(-LINES_MAX);
  for (let at = last.length - 1; at >= 0; at -= 1) {
    const line = last[at] ?? '';
    const form = formOf(line);
    if (form !== null) return troubleIn(form, last.slice(at).join('\n'), now);
    if (SAYS_ERROR.test(line)) return null;
  }
  return null;
}

function formOf(line: string): string | null {
  for (const form of FORMS) {
    const found = form.exec(line)?.[0];
    if (found !== undefined) return found;
  }
  return null;
}

function troubleIn(form: string, text: string, now: string): HarnessError | null {
  const digits = new RegExp(`\\b${STATUS}\\b`).exec(form)?.[0];
  const trouble = classifyError({
    status: digits === undefined ? null : Number(digits),
    text,
    now,
  });
  return isProviders(trouble.failure_class) ? trouble : null;
}

/** Whether waiting is the answer to it. */
export function isProviders(failure: FailureClass): boolean {
  return failureRow(failure).policy === 'rest';
}
