import type { PromiseView } from '../../../src/runtime/api/index.ts';
import { State } from '../parts/words.tsx';

interface ContractProps {
  readonly promises: readonly PromiseView[];
  readonly verdict: string | null;
}

/** What was promised, and what its judge said of each promise last. */
export function Contract({ promises, verdict }: ContractProps) {
  return (
    <>
      <h2>Contract</h2>
      {promises.length === 0 && <p class="quiet">It is not planned yet.</p>}
      {promises.length > 0 && (
        <div class="wide">
          <table>
            <thead>
              <tr>
                <th scope="col">Item</th>
                <th scope="col">Promise</th>
                <th scope="col">Judged</th>
                <th scope="col">Evidence</th>
              </tr>
            </thead>
            <tbody>
              {promises.map(({ id, text, since, waived, met, evidence }) => (
                <tr key={id}>
                  <th scope="row">
                    {id}
                    {since > 1 && <span class="quiet"> since {since}</span>}
                  </th>
                  <td>{text}</td>
                  <td>
                    <State state={waived ? 'withdrawn' : judged(met)} />
                    {waived && ' waived'}
                  </td>
                  <td>{evidence ?? ''}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {verdict !== null && (
        <p>
          Last verdict: <strong>{verdict}</strong>
        </p>
      )}
    </>
  );
}

function judged(met: boolean | null): string {
  if (met === null) return 'not judged';
  return met ? 'met' : 'not met';
}
