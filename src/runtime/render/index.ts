/**
 * The files that people look at, rendered from state and records. They are never the truth: nothing
 * is synced, and all of it can be made anew. The last row of the event log tells up to which record
 * everything is rendered.
 */

export { compiledPlanText } from './compiled-plan.ts';
export { countersText } from './counters.ts';
export type { Sources } from './documents.ts';
export type { EventFacts, EventRow } from './event-rows.ts';
export { eventsOf, rowText } from './events.ts';
export { type Fetch, replayRun } from './history.ts';
export * from './paths.ts';
export { type OpenOptions, Renderer, type RendererPorts } from './renderer.ts';
export { markerOf, snapshotOf, snapshotText } from './snapshot.ts';
export { stageResultText } from './stage-result.ts';
export { BLOCKING_WORK_IDS_MAX, targetText } from './target.ts';
export { type TracedRun, traceOf } from './trace.ts';
export { RENDER_PROBLEMS_MAX, type RenderProblem, verify } from './verify.ts';
