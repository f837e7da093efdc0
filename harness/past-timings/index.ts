export { type PastTimings, pastTimings } from './past-timings.ts'
