export type { Shard } from './differences.ts'
export { mergeRuns, type MergedRun, type MergeOptions } from './merge-runs.ts'
export { writeMerged } from './write-merged.ts'
