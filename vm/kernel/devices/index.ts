export type { DeviceChoice } from './choice.ts'
export { type CannotRun, type DevicePlan, departures, devicesOf, planDevices } from './plan.ts'
