export type { SuiteEvent } from './protocol.ts'
export { type RunSuitesOptions, runSuites } from './run-suites.ts'
