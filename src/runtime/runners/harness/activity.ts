import { cut } from '../../text/cut.ts';
import { type HarnessEvent, readEvents } from './events.ts';

const LINE_LENGTH_MAX = 200;

/**
 * What an event says that its agent does or says, in one line for people; empty = nothing worth
 * telling. Contract: throws for nothing that an event may hold.
 */
export type Activity = (event: HarnessEvent) => string;

/** The events of an output as lines for people, in their order. */
export function activityLines(activity: Activity, output: Uint8Array): string[] {
  const lines: string[] = [];
  readEvents(output, (event) => {
    const line = oneLine(activity(event));
    if (line !== '') lines.push(line);
  });
  return lines;
}

/** The lines of a program that prints no events. */
export function plainLines(output: Uint8Array): string[] {
  const text = new TextDecoder('utf-8').decode(output);
  return text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [oneLine(line)]));
}

function oneLine(text: string): string {
  return cut(text.replace(/\s+/g, ' ').trim(), LINE_LENGTH_MAX);
}
