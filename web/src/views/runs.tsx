import { PagedRows } from './paged-rows.tsx';

/** Every run of a workspace. */
export function Runs({ workspace }: { readonly workspace: string }) {
  return (
    <>
      <h1>Runs</h1>
      <PagedRows workspace={workspace} query={{ of: 'runs' }} label="Runs" />
    </>
  );
}
