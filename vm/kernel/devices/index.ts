export type { DeviceChoice } from './choice.ts'
export { type CannotRun, debian13, type DevicePlan, type Guest, type Obstacle, planDevices } from './plan.ts'
