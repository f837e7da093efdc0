export { type RunView, type Screen, terminalView, plainView } from './live.ts'
export { pastTimings } from './past-timings.ts'
