export { diffExitCode, diffResults, type ResultsDiff } from './diff-results.ts'
export * from './forms/index.ts'
