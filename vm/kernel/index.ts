export {
	type CannotRun,
	type DeviceChoice,
	type DevicePlan,
	departures,
	devicesOf,
	planDevices,
} from './devices/index.ts'
export { buildDiskInitrd, buildInitrd, buildProbeInitrd } from './initrd.ts'
export { missingModules } from './modules.ts'
export { buildModulesImage } from './modules-image.ts'
export { seedArchive } from './seed.ts'
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
	requirements,
} from './requirements/index.ts'
export {
	type DiskFormat,
	type KernelSet,
	type ReadDisk,
	readKernelSet,
	sumOfDirectory,
	sumOfFile,
	unpackKernelSet,
	type WholeDisk,
} from './set/index.ts'
export { type Kernel, readKernelTree } from './tree.ts'
