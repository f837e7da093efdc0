export { mergeRuns, type MergedRun, type MergeOptions, type Shard } from './merge-runs.ts'
export { writeMerged } from './write-merged.ts'
