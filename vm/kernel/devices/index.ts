export type { DeviceChoice } from './choice.ts'
export { type CannotRun, type DevicePlan, devicesVersion, planDevices } from './plan.ts'
