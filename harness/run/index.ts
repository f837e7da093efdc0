export { acceleratorFor, acceleratorNotes } from './accelerator.ts'
export { RunArtifacts } from './run-artifacts.ts'
export { type FinishedRun, type RunOptions, runPlan } from './run-plan.ts'
