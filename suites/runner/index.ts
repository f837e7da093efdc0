export type { ChildMessage, SuiteEvent } from './protocol.ts'
export { type OpenSuites, type RunSuitesOptions, openSuites, prepareSuites, runSuites } from './run-suites.ts'
