/**
 * The harness as a library: `import { loadMatrix, planMatrix, run } from 'rootless-matrix'`. Importing it starts nothing, reads no
 * file of the user's and changes no global; everything that waits takes a signal.
 */
export { defineMatrix, type AxisInput, type MatrixInput } from './define-matrix.ts'
export { explain, type ExplainOptions } from './explain.ts'
export { diffRuns, readRun, type RecordedRun } from './runs.ts'
export { run, type FinishedRun, type RunPlanOptions } from './run.ts'
export { planCells as planMatrix, type PlanOptions } from './plan.ts'
export { load as loadMatrix } from './load.ts'
export type { Matrix, MatrixSource, Plan } from '#harness/matrix'
export type { Expectation } from '#harness/explain'
export { HarnessError, type Axes, type Results, type ResultsDiff, type Rule, type RunEvent } from '#results'
