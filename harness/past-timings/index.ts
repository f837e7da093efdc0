export { pastColdTimings, type PastTimings, pastTimings } from './past-timings.ts'
