export { reasonInWords } from './accelerator-words.ts'
export { lackingWords } from './capability-words.ts'
export { chooseDriver, type DriverChoice, sweepVms } from './choose-driver.ts'
export { defaultDriver } from './default-driver.ts'
export type { HostProbe, Vm, VmDriver, VmSnapshots, WantedGuests } from './driver.ts'
export {
	type AttachedEnd,
	type AttachOptions,
	connectGuest,
	type Guest,
	type GuestAddress,
	type TerminalSize,
} from './guest/index.ts'
export {
	abortError,
	makeOwnedDirectory,
	removeIfEmpty,
	startDetached,
	sweepOwnedDirectories,
	writeAtomic,
} from './host/index.ts'
export {
	buildDiskInitrd,
	buildInitrd,
	buildModulesImage,
	buildProbeInitrd,
	departures,
	type DevicePlan,
	devicesOf,
	missingModules,
	type Presence,
	type ReadDisk,
	readKernelTree,
	type WholeDisk,
} from './kernel/index.ts'
export { type AcceleratorProbe, copyOutOfDisk, type RunningVm, startVm } from './qemu/index.ts'
export { SnapshotError } from './snapshot-error.ts'
export { type AcceleratorName, hasUsualDevices, type ReadonlyDisk, type VmHost, type VmSpec } from './spec.ts'
