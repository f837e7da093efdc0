export type { DeviceChoice } from './choice.ts'
export { type CannotRun, type DevicePlan, planDevices } from './plan.ts'
