import type { GovernanceView } from '../../../src/runtime/api/index.ts';
import { Ago, In } from '../parts/time.tsx';
import { costText, tokensText } from '../parts/words.ts';

/** What may be used, how much of it is, and when what is used up comes back. */
export function Governance({ view }: { readonly view: GovernanceView | null }) {
  if (view === null) return null;
  const { rules, rules_total, readings, degraded, problem } = view;
  return (
    <>
      <h2>What may be used</h2>
      {problem !== null && <p class="warn">{problem}</p>}
      {degraded !== '' && <p class="quiet">{degraded}</p>}
      <ul class="limits">
        {rules.map(({ rule_id, window, subject, used, threshold, unit, holds, until }) => (
          <li key={`${rule_id} ${window} ${subject}`}>
            <span>
              {rule_id} <span class="quiet">{subject ?? window}</span>
            </span>
            {used !== null && (
              <progress value={used} max={threshold} aria-label={`${rule_id}, used so far`} />
            )}
            <span class={holds ? 'warn' : 'quiet'}>
              {amount(used, unit)} of {amount(threshold, unit)}
              {holds && ', nothing is started'}
              {until !== null && (
                <>
                  {' '}
                  until it is free again <In at={until} />
                </>
              )}
            </span>
          </li>
        ))}
        {readings.map(({ window, percent_used, read_at, resets_at }) => (
          <li key={window}>
            <span>
              Subscription <span class="quiet">{window}</span>
            </span>
            <progress value={percent_used} max={100} aria-label={`${window}, used so far`} />
            <span class="quiet">
              {percent_used}%, heard <Ago at={read_at} />
              {resets_at !== null && (
                <>
                  , anew <In at={resets_at} />
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
      {rules_total > rules.length && (
        <p class="quiet">and {rules_total - rules.length} more rules that are less full</p>
      )}
    </>
  );
}

function amount(count: number | null, unit: string): string {
  if (unit === 'USD') return costText(count);
  return unit === '%' && count !== null ? `${count}%` : `${tokensText(count)} ${unit}`;
}
