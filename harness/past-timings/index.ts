export type { Experience } from './next-timing.ts'
export { pastExperience, type PastTimings, pastTimings } from './past-timings.ts'
