export type { Shard } from './differences.ts'
export { mergeRuns, type MergedRun } from './merge-runs.ts'
export { writeMerged } from './write-merged.ts'
