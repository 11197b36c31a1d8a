import type { About } from '../../../src/runtime/api/index.ts';
import { KeyLink } from '../parts/link.tsx';
import { Clock, In } from '../parts/time.tsx';
import { waitText } from '../parts/words.ts';

interface WaitWordsProps {
  readonly workspace: string;
  readonly wait: About['wait'];
}

/** Why something does not go on, in a few words. */
export function WaitWords({ workspace, wait }: WaitWordsProps) {
  if (wait === null) return null;
  switch (wait.on) {
    case 'pause':
      return (
        <>
          paused by {wait.source}
          {wait.until !== null && (
            <>
              , goes on <In at={wait.until} /> at <Clock at={wait.until} />
            </>
          )}
        </>
      );
    case 'dependency':
      return (
        <>
          waits for{' '}
          {wait.keys.map((key, at) => (
            <>
              {at > 0 && ', '}
              <KeyLink key={key} workspace={workspace} of={key} />
            </>
          ))}
        </>
      );
    default:
      return <>{waitText(wait)}</>;
  }
}
