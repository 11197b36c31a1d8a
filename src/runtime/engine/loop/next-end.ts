import type { State } from '../../kernel/index.ts';

/** When a pause or the time of a question is over, in milliseconds since the epoch; Infinity = never. */
export function nextEnd({ pauses, questions }: Pick<State, 'pauses' | 'questions'>): number {
  const ends = [
    ...[...pauses.values()].flatMap(({ until }) => until ?? []),
    ...[...questions.values()].flatMap(({ has_expired, expires_at }) => {
      return has_expired === true || expires_at === undefined ? [] : [expires_at];
    }),
  ];
  return Math.min(Infinity, ...ends.map((at) => Date.parse(at)));
}
