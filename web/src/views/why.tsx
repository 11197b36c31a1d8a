import { PAGE_ROWS } from '../../../src/web/view-path.ts';
import { useView } from '../data/cache.ts';
import { Link } from '../parts/link.tsx';
import { Linked } from '../parts/linked.tsx';
import { Shown } from '../parts/shown.tsx';
import { Clock } from '../parts/time.tsx';
import { shortened } from './events.tsx';

interface WhyProps {
  readonly workspace: string;
  readonly subject: string;
}

/** The decisions about something, each with the rule that made it, from the journal. */
export function Why({ workspace, subject }: WhyProps) {
  const found = useView(workspace, 'why', { subject, limit: PAGE_ROWS.why });
  return (
    <Shown of={found}>
      {({ rows, stands, before_seq }) => (
        <>
          <ul>
            {stands.map((line) => (
              <li key={line}>
                <Linked workspace={workspace} text={line} />
              </li>
            ))}
          </ul>
          {before_seq !== null && (
            <p class="quiet">
              Earlier records: millrace why {subject} --before-seq {before_seq}
            </p>
          )}
          <ol class="why">
            {rows.map(({ seq, at, rules, inputs, actor, changed, evidence }) => (
              <li key={seq}>
                <p>
                  <span class="quiet">{seq}</span> <Clock at={at} />{' '}
                  <strong>{rules.join(', ')}</strong>
                  <span class="quiet">
                    {' '}
                    {inputs.join(', ')}
                    {actor !== null && ` by ${actor}`}
                  </span>
                </p>
                <ul>
                  {changed.map((line) => (
                    <li key={line}>
                      <Linked workspace={workspace} text={shortened(line)} />
                    </li>
                  ))}
                  {evidence.map((path) => (
                    <li key={path} class="quiet">
                      <Evidence workspace={workspace} path={path} />
                    </li>
                  ))}
                </ul>
              </li>
            ))}
          </ol>
        </>
      )}
    </Shown>
  );
}

/** A file of a run is among what the run left. */
function Evidence({ workspace, path }: { readonly workspace: string; readonly path: string }) {
  const [, key, pick] = /^runs\/([\w-]+)\/([^ ]+)$/.exec(path) ?? [];
  if (key === undefined || pick === undefined) return <code>{path}</code>;
  return (
    <Link to={{ view: 'run', workspace, key, tab: 'files', pick }}>
      <code>{pick}</code>
    </Link>
  );
}
