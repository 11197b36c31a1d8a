import type { ComponentChildren } from 'preact';
import type { ShowAnswer } from '../../../src/web/answers.ts';
import type { SubjectAddress } from '../address.ts';
import { useView } from '../data/cache.ts';
import { Shown } from '../parts/shown.tsx';
import { Title } from '../parts/title.tsx';
import { Run } from './run.tsx';
import { Spec } from './spec.tsx';
import { Task } from './task.tsx';

/** A root spec, a work item or a run: whichever it is, its key leads to it. */
export function Subject({ at }: { readonly at: SubjectAddress }) {
  const shown = useView(at.workspace, 'show', { key: at.key });
  const { value } = shown.value;
  return (
    <>
      <Title
        kind={value?.kind === 'root' ? 'spec' : (value?.kind ?? at.view)}
        text={value === null ? null : titleOf(value)}
        id={at.key}
      />
      <Shown of={shown}>{(view) => partsOf(at, view)}</Shown>
    </>
  );
}

function partsOf(at: SubjectAddress, view: ShowAnswer): ComponentChildren {
  switch (view.kind) {
    case 'root':
      return <Spec at={{ ...at, view: 'spec', key: view.lineage.root }} view={view} />;
    case 'item':
      return <Task at={{ ...at, view: 'task' }} item={view.about.item ?? at.key} view={view} />;
    case 'run':
      return <Run at={{ ...at, view: 'run' }} view={view} />;
    case 'entry':
      return <p>{view.row.text}</p>;
  }
}

function titleOf(view: ShowAnswer): string | null {
  const title = view.kind === 'root' ? view.lineage.title : view.about.title;
  return title === '' ? null : title;
}
