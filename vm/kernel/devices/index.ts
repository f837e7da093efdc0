export type { DeviceChoice } from './choice.ts'
export {
	type CannotRun,
	type DevicePlan,
	departures,
	devicesOf,
	devicesVersion,
	planDevices,
} from './plan.ts'
