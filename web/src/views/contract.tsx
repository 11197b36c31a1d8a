import type { PromiseView } from '../../../src/runtime/api/index.ts';
import { Inline } from '../parts/markdown.tsx';
import { State } from '../parts/state.tsx';
import { counted } from '../parts/words.ts';
import type { RootShown } from './spec.tsx';

/** What was promised, what became of it in later versions, and what its judge said of each promise last. */
export function Contract({ view: { promises, verdict, version } }: { readonly view: RootShown }) {
  return (
    <>
      <h2>Contract {version !== null && <span class="quiet">version {version}</span>}</h2>
      {promises.length === 0 && (
        <p class="empty">It is not planned yet: what must hold is written down first.</p>
      )}
      {promises.length > 0 && (
        <ul class="promises">
          {promises.map((one) => (
            <PromiseRow key={one.id} promise={one} />
          ))}
        </ul>
      )}
      {promises.length > 0 && <p class="quiet">{judgement(promises, verdict)}</p>}
    </>
  );
}

function PromiseRow({ promise }: { readonly promise: PromiseView }) {
  const { id, text, since, waived, met, evidence } = promise;
  return (
    <li>
      <strong>{id}</strong>
      <span>
        <span class={waived ? 'waived' : ''}>
          <Inline text={text} />
        </span>
        {since > 1 && <span class="quiet"> (since version {since})</span>}
        {evidence !== null && <span class="evidence">{evidence}</span>}
      </span>
      <State state={waived ? 'waived' : judged(met)} />
    </li>
  );
}

function judged(met: boolean | null): string {
  if (met === null) return 'not judged';
  return met ? 'met' : 'not met';
}

function judgement(promises: readonly PromiseView[], verdict: string | null): string {
  const waived = promises.filter((one) => one.waived).length;
  const met = promises.filter((one) => one.met === true && !one.waived).length;
  const sum = `${met} of ${counted(promises.length - waived, 'promise')} met`;
  const less = waived === 0 ? '' : `, ${waived} waived by its owner`;
  return `${sum}${less}; ${verdict === null ? 'not judged yet' : `last verdict: ${verdict}`}.`;
}
