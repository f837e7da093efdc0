export { acceleratorFor, acceleratorNotes } from './accelerator.ts'
export { fetchPlan, type Fetched, type FetchedCell, type FetchOptions } from './fetch-plan.ts'
export { type ArtifactSources, RunArtifacts } from './run-artifacts.ts'
export { type FinishedRun, type RunOptions, runPlan } from './run-plan.ts'
