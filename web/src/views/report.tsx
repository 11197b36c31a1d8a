import { useView } from '../data/cache.ts';
import { Code } from '../parts/code.tsx';
import { RunLink } from '../parts/link.tsx';
import { Document } from '../parts/prose.tsx';
import { Shown } from '../parts/shown.tsx';
import type { RootShown } from './spec.tsx';

interface ReportProps {
  readonly workspace: string;
  readonly view: RootShown;
}

/** What its judge wrote, as a person reads it, with the verdict that it comes to. */
export function Report({ workspace, view: { verdict, judged_in, files } }: ReportProps) {
  if (judged_in === null || files.length === 0) {
    return <p class="empty">Nobody has judged it yet: that comes when all of its work is done.</p>;
  }
  return (
    <>
      <p>
        Verdict: <strong>{verdict}</strong>, in <RunLink workspace={workspace} run={judged_in} />
      </p>
      {[...files].reverse().map((path) => (
        <ReportFile key={path} workspace={workspace} run={judged_in} path={path} />
      ))}
    </>
  );
}

interface FileProps {
  readonly workspace: string;
  readonly run: string;
  /** Below the state of the workspace; the run lists it below the workspace. */
  readonly path: string;
}

function ReportFile({ workspace, run, path }: FileProps) {
  const found = useView(workspace, 'artifacts', { run });
  return (
    <Shown of={found}>
      {({ rows }) => {
        const row = rows.find((one) => one.path.endsWith(`/${path}`) || one.path === path);
        if (row === undefined) return <p class="quiet">{path} is not among what its run left.</p>;
        return <ReportText workspace={workspace} run={run} path={row.path} />;
      }}
    </Shown>
  );
}

function ReportText({ workspace, run, path }: FileProps) {
  const found = useView(workspace, 'artifact', { run, path });
  return (
    <Shown of={found}>
      {({ text }) => (
        <section aria-label={path}>
          <p class="quiet">
            <code>{path}</code>
          </p>
          {path.endsWith('.md') ? (
            <Document text={text ?? ''} />
          ) : (
            <Code text={text ?? ''} language="json" />
          )}
        </section>
      )}
    </Shown>
  );
}
