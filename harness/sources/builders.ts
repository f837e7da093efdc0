/**
 * What makes each kind of entry of the cache: folders, and single files. No more than that: with what the rest of the harness is,
 * entries need not be built anew. Others build for minutes (the base image, the probe image, a kernel that is compiled): their
 * inputs have a number, which is raised by hand.
 */
export const builders = {
	parts: [
		'images/artifacts/elf.ts',
		'images/artifacts/stack',
		'images/artifacts/tree.ts',
		'images/artifacts/unpack',
		'vm/host/modes.ts',
	],
	kernels: ['images/artifacts/kernel.ts', 'images/artifacts/unpack'],
	/** Kernels of one's own; with the plan of the devices that each boots with. */
	fileKernels: ['images/artifacts/file-kernel.ts', 'vm/kernel', 'vm/spec.ts'],
	busybox: ['images/artifacts/busybox.ts', 'images/artifacts/unpack'],
	modules: ['vm/host/modes.ts', 'vm/kernel/modules-image.ts', 'vm/kernel/modules.ts', 'vm/kernel/tree.ts'],
	/** What guests bring out of disks. */
	disks: ['vm/kernel/initrd/disk-init', 'vm/qemu/disk-guest'],
	/** Those of cells, the accelerator probe's, and that of guests that read disks. */
	initrd: [
		'vm/kernel/formats',
		'vm/kernel/initrd',
		'vm/kernel/initrd.ts',
		'vm/kernel/modules.ts',
		'vm/kernel/newc.ts',
		'vm/kernel/tree.ts',
	],
} as const

export type Builder = keyof typeof builders
