import { MillraceError } from '../../runtime/errors/errors.ts';

/** A stage hands back one result; everything else about a workspace is decided outside of it. */
export function insideStage(called: string, attempt: string): MillraceError {
  return new MillraceError('inside_stage', {
    what: `${called} was called inside the stage ${attempt}; nothing was changed`,
    expected: 'a call from outside of all stages; inside one, only what changes nothing',
    next:
      'Hand it back with your result instead: new work as documents in out/work/ where your request ' +
      'allows them, all else in the summary and notes of out/result.json',
  });
}
