import type { ResourceTemplateType as ResourceTemplate } from '@modelcontextprotocol/server';
import { JSON_TYPE, MARKDOWN_TYPE, MERMAID_TYPE } from './content.ts';

const TEMPLATES = [
  ['specs/{root}', 'spec', 'A spec on one page; of a closed one its report', JSON_TYPE],
  ['contracts/{root}', 'contract', 'What a spec promises, with its newest text', JSON_TYPE],
  ['verdicts/{root}', 'verdict', 'What the judge of a spec said last', JSON_TYPE],
  ['decisions/{root}', 'decisions', 'What was decided and asked about a spec', JSON_TYPE],
  ['items/{family}/{id}', 'item', 'A work item', JSON_TYPE],
  ['graph/{plane}', 'graph', 'Compiled graph of a plane', JSON_TYPE],
  ['graph/{plane}/mermaid', 'mermaid', 'The same as a drawing', MERMAID_TYPE],
  ['runs/{run_id}', 'run', 'A run and its artifacts', JSON_TYPE],
  ['runs/{run_id}/trace', 'trace', 'Trace of a run', JSON_TYPE],
  ['runs/{run_id}/artifacts/{path}', 'artifact', 'A file that a run left', undefined],
  ['docs/{page}', 'doc', 'A page of the docs', MARKDOWN_TYPE],
  ['skills/{skill}/references/{page}', 'skill', 'A page that a skill refers to', MARKDOWN_TYPE],
] as const;

export const resourceTemplates: readonly ResourceTemplate[] = TEMPLATES.map(
  ([path, name, title, mimeType]) => ({
    uriTemplate: `millrace://${path}`,
    name,
    title,
    ...(mimeType === undefined ? {} : { mimeType }),
  }),
);
