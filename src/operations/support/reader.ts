import { describeFailure, type Failure } from './failure.ts';
import type { Call, Step } from './step.ts';

/** Who reads an answer, and how that reader makes a call. */
export interface Reader {
  /** How a sentence that asks for a call begins. */
  readonly verb: 'Call' | 'Run';
  /** Names of all operations that texts may speak of. */
  readonly names: readonly string[];
  /** `run_wait {"root":"a"}` for an agent, `millrace run wait --root a` in a terminal. */
  callText(operation: string, input: Call['input']): string;
}

/** The step as this reader takes it. */
export function stepFor({ verb }: Pick<Reader, 'verb'>, step: Step): Step {
  return verb === 'Run' ? (step.at_terminal ?? step) : step;
}

/** A step as a sentence for its reader. */
export function phrase(reader: Reader, step: Step): string {
  const { call, why, first } = stepFor(reader, step);
  const text = reader.callText(call.operation, call.input);
  if (first === undefined) return `${reader.verb} ${text}: ${why}.`;
  // A long text is cut at its end, and a call that was cut cannot be made.
  return `${reader.verb} ${text} once this is done: ${first}. It is because ${why}.`;
}

/**
 * A text that speaks of operations by their names, as its reader calls them. A name that is also a
 * word of prose counts behind `call`.
 */
export function reworded(reader: Reader, text: string): string {
  return text.replace(
    namesIn(reader),
    (whole, before?: string, name = '', field?: string, value?: string) => {
      if (before === undefined && !name.includes('_')) return whole;
      const call = reader.callText(name, field === undefined ? {} : { [field]: value ?? true });
      if (before === undefined) return call;
      return `${before === 'Call' ? reader.verb : reader.verb.toLowerCase()} ${call}`;
    },
  );
}

/** Anything thrown, with a next step that this reader can take. */
export function failureFor(reader: Reader, thrown: unknown, log: (text: string) => void): Failure {
  const { group, error } = describeFailure(thrown, log);
  return { group, error: { ...error, next: reworded(reader, error.next) } };
}

const patterns = new WeakMap<Reader, RegExp>();

function namesIn(reader: Reader): RegExp {
  const known = patterns.get(reader);
  if (known !== undefined) return known;
  const names = [...reader.names].sort((a, b) => b.length - a.length).join('|');
  const made = new RegExp(
    `(?:\\b([Cc]all) )?(?<!["\\w-])(${names})\\b(?: with ([a-z_]+) (?:true|"([a-z]+)"))?`,
    'g',
  );
  patterns.set(reader, made);
  return made;
}
