export {
	type CannotRun,
	type DeviceChoice,
	type DevicePlan,
	departures,
	devicesOf,
	devicesVersion,
	planDevices,
} from './devices/index.ts'
export { buildInitrd, buildProbeInitrd, initrdInit } from './initrd.ts'
export { missingModules } from './modules.ts'
export { buildModulesImage } from './modules-image.ts'
export { seedArchive } from './seed.ts'
export { stagingVersion } from './modules.ts'
export {
	type Area,
	areas,
	distributionOf,
	type Effect,
	evaluate,
	lookUp,
	type Presence,
	type RequirementFinding,
	type RequirementReport,
} from './requirements/index.ts'
export { type KernelSet, readKernelSet, sumOfDirectory, sumOfFile, unpackKernelSet } from './set/index.ts'
export { type Kernel, readKernelTree } from './tree.ts'
