export { mergeRuns, type MergedRun, type Shard } from './merge-runs.ts'
export { writeMerged } from './write-merged.ts'
